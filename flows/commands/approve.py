"""`highlights approve`: a person answers for sentences of the narrative as they stand."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.app import ARTIFACTS, Artifacts

if TYPE_CHECKING:
    from pipeline.records import Correction, Corrections, Highlights, Transcript


def approve(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    sentences: Annotated[
        list[str],
        typer.Argument(metavar="NARRATIVE_ID…", help="Ids of sentences, such as n4f2a: `show ID` prints them."),
    ],
    artifacts: Artifacts = ARTIFACTS,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Apply it now, or with the next run.")] = True,
) -> None:
    """Approve sentences of the narrative: they are marked as a person's word.

    An approval holds for the sentence with these words. It is stored with the episode and applied on every run; a
    sentence that a later run would not write any more is put back.
    """
    from flows.kept import keep
    from pipeline import approving

    def asked(record: "Highlights", transcript: "Transcript", _: "Corrections") -> list["Correction"]:
        return [approving.approval(record, transcript, id_) for id_ in sentences]

    keep(episode_id, artifacts, asked, run=run)
