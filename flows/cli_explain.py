"""`highlights explain`: why the program decided as it did, read from the artifacts."""

import sys
from typing import Annotated

import typer

from flows.app import ARTIFACTS, Artifacts, AsJson, app, console
from pipeline.errors import BadInput


@app.command()
def explain(
    episode_id: Annotated[str, typer.Argument(help="An episode that was made.")],
    what: Annotated[str, typer.Argument(help="`topic`, then its name; or a section's id, t03 for instance.")],
    name: Annotated[str | None, typer.Argument(help="A topic's name or id; none: all of them.")] = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Show why a watch topic was found or not, or why a section stands where it does in the ranking."""
    from flows import reasons
    from pipeline import line
    from pipeline.store import Store

    place = Store(artifacts).episode(episode_id)
    record, _ = line.load(place)
    if what == "topic":
        found = reasons.of_topics(record, line.topic_reasons(place), name)
        answer, text = [reason.model_dump() for reason in found], reasons.told_topics(record, found)
    elif section := next((s for s in record.sections if s.id == what), None):
        answer, text = [section.model_dump(mode="json")], reasons.told_section(section)
    else:
        ids = ", ".join(s.id for s in record.sections)
        raise BadInput(f"expected topic or a section of {episode_id} ({ids}), found {what[:80]!r}")
    if as_json:
        import json

        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        console().print(text)
