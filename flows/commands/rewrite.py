"""`highlights rewrite`: a person says it in words of his own."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.app import ARTIFACTS, Artifacts

if TYPE_CHECKING:
    from pipeline.records import Correction, Corrections, Highlights, Transcript


def rewrite(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    sentence: Annotated[
        str, typer.Argument(metavar="NARRATIVE_ID", help="Id of a sentence, such as n4f2a, or summary.")
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The sentence as it should read.")],
    artifacts: Artifacts = ARTIFACTS,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Apply it now, or with the next run.")] = True,
) -> None:
    """Replace a sentence of the narrative, or the summary, by your own; it keeps its footnotes and is marked approved.

    The judge reads it beside the words that it cites, and warns where it does not find it there; it refuses nothing.
    Only words that were said may stand between “ and ”.
    """
    from flows.kept import keep
    from pipeline import approving

    def asked(record: "Highlights", transcript: "Transcript", _: "Corrections") -> list["Correction"]:
        return [approving.rewriting(record, transcript, sentence, text)]

    keep(episode_id, artifacts, asked, run=run)
