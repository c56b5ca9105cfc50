"""The batch flow: every episode of the inbox; a bad one never ends it."""

from pathlib import Path
from typing import Any

from flows import environment

environment.prepare()

from prefect import flow  # noqa: E402  Prefect reads its environment when it is imported
from prefect.artifacts import create_table_artifact  # noqa: E402
from prefect.states import Completed, Failed, State  # noqa: E402

from flows.episode import episode  # noqa: E402
from flows.job import ARTIFACTS, RAW_AUDIO  # noqa: E402
from pipeline import folders  # noqa: E402
from pipeline.corpus import publish_corpus  # noqa: E402
from pipeline.engines import inbox_folder  # noqa: E402
from pipeline.errors import HighlightsError  # noqa: E402
from pipeline.settings import gather  # noqa: E402
from pipeline.store import CATALOG, Store, canonical  # noqa: E402

Row = dict[str, Any]


@flow(name="batch", persist_result=False)
def batch(
    *,
    raw_audio: str = str(RAW_AUDIO),
    artifacts: str = str(ARTIFACTS),
    profile: str = "default",
    config: str | None = None,
    assignments: tuple[str, ...] = (),
) -> State[list[Row]]:
    """Run the episode flow for each source; return a row each, also as a table artifact and catalog/batch.json."""
    rows = []
    folders.local(artifacts)
    for source in map(str, inbox_folder.listing(folders.local(raw_audio)).sources):
        state = episode(
            source, profile=profile, config=config, assignments=assignments, raw_audio=raw_audio, artifacts=artifacts,
            corpus=False, return_state=True,
        )  # fmt: skip
        rows.append(row(source, state.result(raise_on_failure=False)))
    settings = gather(profile=profile, config=Path(config) if config else None, assignments=assignments)
    publish_corpus(Store(Path(artifacts)), settings.related, base_url=settings.publish.base_url)
    create_table_artifact(key="batch", table=rows, description=f"Episodes of {Path(raw_audio).name}")
    Store(Path(artifacts)).publish(CATALOG, {"batch.json": canonical({"episodes": rows})})
    failed = [r for r in rows if not r["done"]]
    if not failed:
        return Completed(message=f"{len(rows)} episodes done", data=rows)
    message = f"{len(failed)} of {len(rows)} episodes failed"
    if len(failed) == len(rows):
        return Failed(message=message, data=rows)
    return Completed(name="CompletedWithFailures", message=message, data=rows)


def row(source: str, answer: object) -> Row:
    """Return what became of one source: its proofs, or the one-line reason why it failed."""
    name = Path(source).name
    if isinstance(answer, dict):
        proved = answer["verification"]
        return {
            "source": name, "episode_id": answer["episode_id"], "done": True, "why": "",
            "quotes": f"{proved['quotes']['passed']}/{proved['quotes']['checked']}",
            "sentences": f"{proved['sentences']['passed']}/{proved['sentences']['checked']}",
        }  # fmt: skip
    kind = "" if isinstance(answer, HighlightsError) else f"{type(answer).__name__}: "
    why = kind + " ".join(str(answer).split())
    return {"source": name, "episode_id": "", "done": False, "why": why, "quotes": "", "sentences": ""}
