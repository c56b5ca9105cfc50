"""The batch flow: every episode of the inbox; a bad one never ends it."""

from pathlib import Path
from typing import Any

from flows import environment

environment.prepare()

from prefect import flow  # noqa: E402  Prefect reads its environment when it is imported
from prefect.artifacts import create_table_artifact  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402

from flows import screen  # noqa: E402
from flows.episode import episode  # noqa: E402
from flows.job import ARTIFACTS, RAW_AUDIO  # noqa: E402
from pipeline import folders, ids  # noqa: E402
from pipeline.corpus import publish_corpus  # noqa: E402
from pipeline.errors import HighlightsError  # noqa: E402
from pipeline.files import canonical  # noqa: E402
from pipeline.settings import gather  # noqa: E402
from pipeline.sources import inbox_folder  # noqa: E402
from pipeline.stages.publish.config import PublishConfig  # noqa: E402
from pipeline.store import Store  # noqa: E402

Row = dict[str, Any]
Answer = dict[str, list[Row]]  # "episodes": a row each; "skipped": the files passed over, each with its reason
SHOWN = 20  # files passed over that the screen names; the rest stands in the answer and in catalog/batch.json


@flow(name="batch", persist_result=False)
def batch(
    *,
    raw_audio: str = str(RAW_AUDIO),
    artifacts: str = str(ARTIFACTS),
    profile: str = "default",
    config: str | None = None,
    assignments: tuple[str, ...] = (),
) -> State[Answer]:
    """Run the episode flow for each source; return a row each, also as a table artifact and catalog/batch.json.

    Files that are passed over are named with the reason, on the screen and in the answer.
    """
    rows = []
    store = Store(folders.local(artifacts))
    listing = inbox_folder.listing(folders.local(raw_audio), made_from=lambda id_: _made_from(store, id_))
    skipped = [{"source": one.name, "why": one.why} for one in listing.passed_over]
    _name(skipped)
    for source in map(str, listing.sources):
        state = episode(
            source, profile=profile, config=config, assignments=assignments, raw_audio=raw_audio, artifacts=artifacts,
            corpus=False, return_state=True,
        )  # fmt: skip
        rows.append(row(source, state.result(raise_on_failure=False)))
    settings = gather(profile=profile, config=Path(config) if config else None, assignments=assignments)
    answer = {"episodes": rows, "skipped": skipped}
    publish_corpus(
        store, settings.related, base_url=settings.of(PublishConfig).base_url, wait_s=settings.store.wait_s,
        beside={"batch.json": canonical(answer)},
    )  # fmt: skip
    passed_over = [row_of(one["source"], f"skipped: {one['why']}") for one in skipped]
    create_table_artifact(key="batch", table=rows + passed_over, description=f"Episodes of {Path(raw_audio).name}")
    failed = [r for r in rows if not r["done"]]
    if not failed:
        return Completed(message=f"{len(rows)} episodes done", data=answer)
    message = f"{len(failed)} of {len(rows)} episodes failed"
    if len(failed) == len(rows):
        return Failed(message=message, data=answer)
    return Completed(name="CompletedWithFailures", message=message, data=answer)


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
    return row_of(name, why)


def row_of(name: str, why: str) -> Row:
    """Return the row of a source of which nothing was made."""
    return {"source": name, "episode_id": "", "done": False, "why": why, "quotes": "", "sentences": ""}


def _made_from(store: Store, episode_id: str) -> str | None:
    made = ids.known(store, episode_id)
    return ids.file_of(made) if made else None


def _name(skipped: list[Row]) -> None:
    """Say which files of the inbox are passed over, and why."""
    say = screen.current().say
    for one in skipped[:SHOWN]:
        say(f"skipped: {one['source']}: {one['why']}")
    if len(skipped) > SHOWN:
        say(f"skipped: {len(skipped) - SHOWN} more files; catalog/batch.json lists all")
