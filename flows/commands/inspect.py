"""`highlights inspect`: read a transcript file and report what the importer finds, without a run."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows import screen
from flows.app import AsJson


def inspect(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A transcript: VTT, SRT, JSON, TTML, HTML or text with time stamps."),
    ],
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Read the transcript in this language, such as en.",
            show_default="stated in the file or guessed",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print what the importer reads from a transcript: words, labels, markup, sounds, times, and skipped lines."""
    from flows.import_report import told
    from pipeline.errors import BadTranscript
    from pipeline.records import ImportReport
    from pipeline.transcripts.opening import read_file

    gc.disable()  # nothing that is read is thrown away before the end: looking for waste costs a fifth of the time
    try:
        heard = read_file(file, language=language)
    except BadTranscript as error:
        if as_json:
            screen.answer(ImportReport(problems=(str(error),)).model_dump(mode="json"))
        raise
    report = heard.imported or ImportReport()
    if as_json:
        screen.answer(report.model_dump(mode="json"))
    else:
        sys.stdout.write(screen.visible(told(file.name, report)) + "\n")
