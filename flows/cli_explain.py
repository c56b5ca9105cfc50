"""`highlights explain`: why the program decided as it did, read from the artifacts."""

import sys
from typing import Annotated

import typer

from flows.app import ARTIFACTS, Artifacts, AsJson, app, console
from pipeline.errors import BadInput


@app.command()
def explain(
    episode_id: Annotated[str, typer.Argument(help="An episode that was made.")],
    what: Annotated[str, typer.Argument(help="`topic`, then its name; or the id of a section (t03) or a quote (q03).")],
    name: Annotated[str | None, typer.Argument(help="A topic's name or id; none: all of them.")] = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Show why a topic was found or not, why a section ranks where it does, or why a quote was chosen before others."""
    from flows import quote_reasons, reasons
    from pipeline import line
    from pipeline.store import Store

    place = Store(artifacts).episode(episode_id)
    record, transcript = line.load(place)
    if what == "topic":
        found = reasons.of_topics(record, line.topic_reasons(place), name)
        answer, text = [reason.model_dump() for reason in found], reasons.told_topics(record, found)
    elif section := next((s for s in record.sections if s.id == what), None):
        answer, text = [section.model_dump(mode="json")], reasons.told_section(section)
    elif quote := next((q for q in record.quotes if q.id == what), None):
        considered = line.considered(place)
        answer, text = (
            quote_reasons.as_json(quote, considered),
            quote_reasons.told(record, transcript, quote, considered),
        )
    else:
        ids = ", ".join(item.id for item in (*record.sections, *record.quotes))
        raise BadInput(f"expected topic, a section or a quote of {episode_id} ({ids}), found {what[:80]!r}")
    if as_json:
        import json

        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        console().print(text)
