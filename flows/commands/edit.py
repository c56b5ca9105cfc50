"""`highlights edit`: summary, titles and narrative in an editor."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from flows.app import ARTIFACTS, Artifacts
from pipeline.errors import BadInput

if TYPE_CHECKING:
    from pipeline.records import Correction, Corrections, Highlights, Transcript


def edit(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    artifacts: Artifacts = ARTIFACTS,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Apply it now, or with the next run.")] = True,
) -> None:
    """Open summary, titles and narrative in your editor ($VISUAL, $EDITOR) and take back what you change.

    What you change is stored as corrections are and marked approved; a line that you delete is struck out.
    """
    import click

    from flows.kept import keep
    from pipeline import approving, correcting
    from pipeline.correcting import Wish
    from pipeline.store import Store

    before = Store(artifacts).episode(episode_id).record()
    try:
        text = click.edit(approving.editable(before), extension=".md")
    except click.ClickException as error:
        raise BadInput(f"expected an editor that opens a file ($VISUAL, $EDITOR): {error.message}") from error
    if text is None:
        typer.echo("nothing was changed", err=True)
        return

    def asked(record: "Highlights", transcript: "Transcript", _: "Corrections") -> list["Correction"]:
        wanted = approving.edited(record, text)
        summary = [approving.rewriting(record, transcript, "summary", wanted.summary)] if wanted.summary else []
        titles = [correcting.correction_of(record, transcript, Wish("title", i, title)) for i, title in wanted.titles]
        own = [approving.rewriting(record, transcript, i, words) for i, words in wanted.sentences]
        return [*summary, *titles, *own, *(approving.striking(record, transcript, i) for i in wanted.struck)]

    try:
        keep(episode_id, artifacts, asked, run=run)
    except BadInput as error:
        with NamedTemporaryFile("w", suffix=".md", prefix=f"{episode_id}-", delete=False, encoding="utf-8") as kept:
            kept.write(text)
        raise BadInput(f"{error}; your text is kept in {Path(kept.name)}") from error
