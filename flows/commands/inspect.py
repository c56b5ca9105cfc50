"""`highlights inspect`: what the importer makes of a transcript file, without a run."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.app import AsJson
from flows.screen import visible


def inspect(
    file: Annotated[Path, typer.Argument(help="A transcript: VTT, SRT, JSON, TTML, HTML or text with time stamps.")],
    language: Annotated[str | None, typer.Option(help="The language spoken, such as en, where it is known.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what every line of a transcript becomes: words, a label, markup, a sound, a time, or skipped and why."""
    from flows.import_report import told
    from pipeline.bench import equip
    from pipeline.errors import BadTranscript
    from pipeline.records import ImportReport
    from pipeline.settings import defaults

    try:
        heard = equip(defaults()).importer.read(file, language=language)
    except BadTranscript as error:
        if as_json:
            sys.stdout.write(ImportReport(problems=(str(error),)).model_dump_json() + "\n")
        raise
    report = heard.imported or ImportReport()
    sys.stdout.write((report.model_dump_json() if as_json else visible(told(file.name, report))) + "\n")
