"""The columns of the catalog's tables: what each holds, in which type and unit."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.records import (
    Clip,
    Coverage,
    Episode,
    Footnote,
    Highlights,
    Identity,
    NarrativeSentence,
    Provenance,
    Question,
    Quote,
    Record,
    Related,
    Section,
)

# pandas' own nullable types, so that an empty table has the same columns and types as a full one
TEXT, WHOLE, REAL, YES_NO = "string", "Int64", "Float64", "boolean"
FRICTIONLESS = {TEXT: "string", WHOLE: "integer", REAL: "number", YES_NO: "boolean"}


class Column(NamedTuple):
    """One column of a table."""

    kind: str  # TEXT, WHOLE, REAL or YES_NO
    says: str  # what it holds, with the unit


def _text(says: str) -> Column:
    return Column(TEXT, says)


def _whole(says: str) -> Column:
    return Column(WHOLE, says)


def _field(record: type[Record], name: str, kind: str = TEXT) -> Column:
    """Return the column of a record's field; its description is the field's."""
    return Column(kind, record.model_fields[name].description or "")


def _list(record: type[Record], name: str) -> Column:
    """Return the column of a field that is a list, kept as JSON text."""
    return Column(TEXT, f"{_field(record, name).says.rstrip('.')}, as a JSON list.")


def _fields(record: type[Record], names: str, kind: str = TEXT) -> dict[str, Column]:
    return {name: _field(record, name, kind) for name in names.split()}


_EPISODE = {"episode_id": _field(Episode, "id")}
_TIMES = {"start": _field(Section, "start", REAL), "end": _field(Section, "end", REAL)}

TABLES: Mapping[str, str] = {
    "episodes": "One row for each episode.",
    "sections": "One row for each section of an episode, in time order.",
    "quotes": "One row for each quote, in time order.",
    "questions": "One row for each question, with its answer, in time order.",
    "clips": "One row for each suggested clip, best first.",
    "footnotes": "One row for each footnote: the words that a sentence or a quote rests on.",
    "narrative": "One row for each sentence about a section, in the order in which they are printed.",
    "related": "One row for each episode that is related to another one, most alike first.",
}
COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "episodes": {
        **_EPISODE,
        **_fields(Episode, "title show"),
        "number": _field(Episode, "number", REAL),
        **_fields(Episode, "published language"),
        "duration": _field(Episode, "duration", REAL),
        "people": _text("Names of the people in the episode, as a JSON list."),
        "summary": _field(Highlights, "summary"),
        "sections": _whole("Number of sections."),
        "quotes": _whole("Number of quotes."),
        "questions": _whole("Number of questions."),
        "quotes_checked": _whole("Number of quotes that were checked against their words."),
        "quotes_passed": _whole("Number of quotes that are their words."),
        "sentences_checked": _whole("Number of sentences of narrative that were checked."),
        "sentences_passed": _whole("Number of sentences of narrative that their words support."),
        **_fields(Coverage, "speech_s worded_s", REAL),
        "flags": _list(Highlights, "flags"),
        "engine": _text("Name of the recogniser, or of the importer of the transcript."),
        "model": _field(Identity, "model"),
        "transcript_revision": _field(Provenance, "transcript_revision"),
        "schema_version": _field(Highlights, "schema_version"),
    },
    "sections": {
        **_EPISODE,
        "section_id": _field(Section, "id"),
        **_fields(Section, "title title_source kind"),
        **_TIMES,
        "confidence": _field(Section, "confidence", REAL),
        "topics": _list(Section, "topics"),
        "keyphrases": _list(Section, "keyphrases"),
        "highlight": _field(Section, "highlight", YES_NO),
        "rank": _field(Section, "rank", WHOLE),
        "quote_id": _field(Section, "quote"),
    },
    "quotes": {
        **_EPISODE,
        "quote_id": _field(Quote, "id"),
        "section_id": _field(Quote, "section"),
        "speaker": _field(Quote, "speaker"),
        "speaker_confidence": _field(Quote, "speaker_confidence", REAL),
        **_fields(Quote, "text grade"),
        **_TIMES,
        "score": _field(Quote, "score", REAL),
        "rank": _field(Quote, "rank", WHOLE),
        "flags": _list(Quote, "flags"),
        "footnote": _field(Quote, "footnote", WHOLE),
        "clip_id": _field(Quote, "clip"),
    },
    "questions": {
        **_EPISODE,
        "question_id": _field(Question, "id"),
        "section_id": _field(Question, "section"),
        **_fields(Question, "text speaker"),
        **_TIMES,
        "answer_text": _text("The answer, rendered from its words; null where none was found."),
        "answer_speaker": _text("Name of who answers; null where it is unknown or there is no answer."),
        "answer_start": Column(REAL, "Start of the answer in seconds; null without an answer."),
        "answer_end": Column(REAL, "End of the answer in seconds; null without an answer."),
    },
    "clips": {
        **_EPISODE,
        "clip_id": _field(Clip, "id"),
        "title": _field(Clip, "title"),
        "start": _field(Clip, "start", REAL),
        "end": _field(Clip, "end", REAL),
        "path": _field(Clip, "path"),
        "quote_id": _field(Clip, "quote"),
        "section_id": _field(Clip, "section"),
        "score": _field(Clip, "score", REAL),
    },
    "footnotes": {
        **_EPISODE,
        "n": _field(Footnote, "n", WHOLE),
        **_TIMES,
        "first_word": _whole("Number of the first word that it rests on, from 0."),
        "end_word": _whole("Number of the first word after them."),
        **_fields(Footnote, "text url"),
    },
    "narrative": {
        **_EPISODE,
        "section_id": _field(Section, "id"),
        "position": _whole("Place of the sentence in its section, from 1."),
        **_fields(NarrativeSentence, "text method"),
        "footnotes": _list(NarrativeSentence, "footnotes"),
    },
    "related": {
        **_EPISODE,
        "related_id": _field(Related, "episode_id"),
        "title": _field(Related, "title"),
        "score": _field(Related, "score", REAL),
        "shared": _list(Related, "shared"),
    },
}
KEYS = {
    "episodes": ["episode_id"], "sections": ["episode_id", "section_id"], "quotes": ["episode_id", "quote_id"],
    "questions": ["episode_id", "question_id"], "clips": ["episode_id", "clip_id"], "footnotes": ["episode_id", "n"],
    "narrative": ["episode_id", "section_id", "position"], "related": ["episode_id", "related_id"],
}  # fmt: skip
BELONGS_TO = {  # columns that name a row of another table, beside the episode that every table names
    "quotes": ("section_id", "sections"), "questions": ("section_id", "sections"), "clips": ("section_id", "sections"),
    "narrative": ("section_id", "sections"),
}  # fmt: skip
