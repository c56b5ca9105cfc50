"""The texts of ours that stand on pages and in other texts for readers, as the code holds them.

    python -m tests.architecture.messages     adds new texts to the message files and drops those that are gone

A text is what `say("…")`, `many(n, "…", "…")` or `marked("…")` is called with, in a template, in Python or in a script,
or a value of the lists below, whose entries are chosen by what a record says.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import get_args

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import extract_from_ast

from pipeline.checks import coverage
from pipeline.formats import html, kinds, look, markdown, marks, site_feeds, times
from pipeline.language.page_words import LANGUAGES
from pipeline.lasting_ids import REASONS as ID_REASONS
from pipeline.records import checked, findings, flags, source
from pipeline.stages import STAGES
from pipeline.stages.segment.stage import FRAME_TITLES, UNTITLED

ROOT = Path(__file__).parents[2]
FORMATS = ROOT / "pipeline" / "formats"
FOLDER = ROOT / "pipeline" / "language" / "messages"
CALLS = ("say", "many", "marked")
KEYWORDS = {"say": None, "marked": None, "many": (2, 3)}
Text = str | tuple[str, str]
HEADER = "# The program's own words; see docs/decisions/2022-the-pages-own-words.md"

# Notes in English in a record, whose words are shown: what people are, and the rules that name them.
NOTED = (
    "host", "guest", "co-host", "self introduction", "announced", "greeted", "thanked", "called", "talk pattern",
    "elimination", "imported label", "known voice", "correction", "repetition", "nothing is said there",
    "it crosses a turn",
    "it is too long to be a quote", "they are one voice already", *FRAME_TITLES.values(), UNTITLED,
)  # fmt: skip
NOTES = {"skip", "_skip", "in_conflict", "Quarantine", "Note", "Skipped"}  # what is called with such a note


def in_templates() -> Iterator[Text]:
    """Yield the texts of the templates, a pair where there are two forms."""
    environment = html.environment()
    for path in sorted((FORMATS / "page").rglob("*.jinja")):
        for _, called, said in extract_from_ast(environment.parse(path.read_text(encoding="utf-8")), CALLS):
            texts = [text for text in (said if isinstance(said, tuple) else (said,)) if text is not None]
            if called == "many":
                assert len(texts) == 2, f"{path.name}: many(n, one, several) takes two texts, found {texts}"
                yield texts[0], texts[1]
            else:
                yield from texts[:1]


def in_code() -> Iterator[Text]:
    """Yield the texts of the Python code and of the scripts."""
    for path in sorted(FORMATS.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and name_of(call) in CALLS:
                said = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if name_of(call) == "many":
                    yield said[0], said[1]
                else:
                    yield from said[:1]
    for path in sorted((FORMATS / "page").glob("*.js")):
        with path.open("rb") as file:
            for _, found, _, _ in extract("javascript", file, keywords=KEYWORDS):
                yield found if isinstance(found, str) else (found[0], found[1])


def name_of(call: ast.Call) -> str:
    """Return what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def in_lists() -> Iterator[str]:
    """Yield the texts that are chosen by what a record says."""
    for meaning in flags.FLAGS.values():
        yield from (meaning.words, meaning.says)
    for names in (findings.Grade, findings.QuoteKind, checked.QuotationVerdict, checked.SentenceVerdict):
        yield from get_args(names)
    yield from (*html.GRADE_MEANS.values(), *marks.MEANS, *marks.MEANS.values(), *kinds.SOUNDS_LIKE.values())
    yield from (kinds.NONE_WRITTEN, markdown.RELATED, site_feeds.ABOUT, look.NAME, times.UNKNOWN_SPEAKER)
    yield from get_args(source.Correction.model_fields["state"].annotation)


def in_records() -> Iterator[str]:
    """Yield the notes that stages and readers of transcripts write into a record in English."""
    yield from (*NOTED, *ID_REASONS, *(op for stage in STAGES for op in stage.obeys))
    yield from (coverage.LOOP, coverage.COMPRESSED, coverage.GUESS, coverage.SILENCE, coverage.RUSHED)
    for folder in ("transcripts", "stages", "checks"):
        for path in sorted((ROOT / "pipeline" / folder).rglob("*.py")):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and name_of(call) in NOTES:
                    values = [*call.args, *(word.value for word in call.keywords)]
                    said = (one.value for one in values if isinstance(one, ast.Constant))
                    yield from (text for text in said if isinstance(text, str) and " " in text)


def texts() -> list[Text]:
    """Return every text once, in the order of the alphabet."""
    found = {*in_templates(), *in_code(), *in_lists(), *in_records()} - {""}
    pairs = {pair for pair in found if isinstance(pair, tuple)}
    return sorted(found - {one for one, _ in pairs}, key=lambda text: (id_of(text).lower(), id_of(text)))


def id_of(text: Text) -> str:
    """Return what names a text in a message file."""
    return text if isinstance(text, str) else text[0]


def names_in(text: str) -> set[str]:
    """Return the `{names}` of a text."""
    return set(re.findall(r"\{(\w*)\}", text))


def catalog(language: str) -> Catalog:
    """Return a message file."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> bytes:
    """Return a message file with every text that there is now, those it had translated."""
    before = catalog(language) if (FOLDER / f"{language}.po").is_file() else Catalog(locale=language)
    made = Catalog(locale=language, header_comment=HEADER, fuzzy=False)
    for text in texts():
        known = before.get(id_of(text))
        made.add(text, known.string if known else ("" if isinstance(text, str) else ("",) * made.num_plurals))
    out = BytesIO()
    write_po(out, made, width=120, omit_header=False)
    return re.sub(rb'(?m)^"(?!Language:|Plural|MIME|Content)[A-Z][\w-]+: [^\n]*\n', b"", out.getvalue())


if __name__ == "__main__":
    for code in LANGUAGES[1:]:
        (FOLDER / f"{code}.po").write_bytes(updated(code))
