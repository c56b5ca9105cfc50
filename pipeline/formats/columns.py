"""The columns of the catalog's tables: what each holds, in which type and unit."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.records import (
    Clip,
    Correction,
    Coverage,
    Episode,
    Evidence,
    Footnote,
    Highlights,
    Identity,
    NarrativeSentence,
    Person,
    Provenance,
    Question,
    Quote,
    Record,
    Related,
    Section,
    Sentence,
    TalkTime,
    Tombstone,
    Topic,
)

TEXT, WHOLE, REAL, YES_NO, DAY = "text", "whole", "real", "yes-no", "day"
TEXTS, WHOLES = "texts", "wholes"  # lists; of those in Parquet, Frictionless takes none for its `array`
FRICTIONLESS = {
    TEXT: "string", WHOLE: "integer", REAL: "number", YES_NO: "boolean", DAY: "date", TEXTS: "any", WHOLES: "any",
}  # fmt: skip


class Column(NamedTuple):
    """One column of a table."""

    kind: str  # one of FRICTIONLESS
    says: str  # what it holds, with the unit


def _text(says: str) -> Column:
    return Column(TEXT, says)


def _whole(says: str) -> Column:
    return Column(WHOLE, says)


def _field(record: type[Record], name: str, kind: str = TEXT) -> Column:
    """Return the column of a record's field; its description is the field's."""
    return Column(kind, record.model_fields[name].description or "")


def _fields(record: type[Record], names: str, kind: str = TEXT) -> dict[str, Column]:
    return {name: _field(record, name, kind) for name in names.split()}


_EPISODE = {
    "episode_id": _field(Episode, "id"),
    "run_id": _text(
        "Digest of how its record was made: transcript, engines and settings. The same run has the same one."
    ),
}
_URL = {
    "url": _text(
        "Address on the episode's page; relative to artifacts/ where publish.base_url does not say where that is."
    )
}
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
    "people": "One row for each person of an episode, with the voice that is theirs.",
    "topics": "One row for each topic of an episode: watched ones, found or not, then those that nobody asked for.",
    "corrections": "One row for each correction that a person made, with what became of it.",
    "tombstones": "One row for each id of an earlier run that is no longer used.",
    "sentences": "One row for each sentence of a transcript, in order.",
}
COLUMNS: Mapping[str, Mapping[str, Column]] = {
    "episodes": {
        **_EPISODE,
        **_fields(Episode, "title show"),
        "number": _field(Episode, "number", REAL),
        "published": Column(DAY, "Date of publication; null where it is unknown or no whole date."),
        "language": _field(Episode, "language"),
        "duration": _field(Episode, "duration", REAL),
        "people": Column(TEXTS, "Names of the people in the episode."),
        "summary": _field(Highlights, "summary"),
        "sections": _whole("Number of sections."),
        "quotes": _whole("Number of quotes."),
        "questions": _whole("Number of questions."),
        "quotes_checked": _whole("Number of quotes that were checked against their words."),
        "quotes_passed": _whole("Number of quotes that are their words."),
        "sentences_checked": _whole("Number of sentences of narrative that were checked."),
        "sentences_passed": _whole("Number of sentences of narrative that their words support."),
        **_fields(Coverage, "speech_s worded_s", REAL),
        "flags": _field(Highlights, "flags", TEXTS),
        "engine": _text("Name of the recogniser, or of the importer of the transcript."),
        "model": _field(Identity, "model"),
        "transcript_revision": _field(Provenance, "transcript_revision"),
        "schema_version": _field(Highlights, "schema_version"),
        "config_sha256": _field(Provenance, "config_sha256"),
        **_URL,
    },
    "sections": {
        **_EPISODE,
        "section_id": _field(Section, "id"),
        **_fields(Section, "title title_source kind"),
        **_TIMES,
        "confidence": _field(Section, "confidence", REAL),
        "topics": _field(Section, "topics", TEXTS),
        "keyphrases": _field(Section, "keyphrases", TEXTS),
        "highlight": _field(Section, "highlight", YES_NO),
        "rank": _field(Section, "rank", WHOLE),
        "quote_id": _field(Section, "quote"),
        **_URL,
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
        "flags": _field(Quote, "flags", TEXTS),
        "footnote": _field(Quote, "footnote", WHOLE),
        "clip_id": _field(Quote, "clip"),
        "footnote_id": _field(Footnote, "id"),
        "kind": _field(Quote, "kind"),
        "source": _field(Quote, "source"),
        **_URL,
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
        **_URL,
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
        **_URL,
    },
    "footnotes": {
        **_EPISODE,
        "n": _field(Footnote, "n", WHOLE),
        **_TIMES,
        "first_word": _whole("Number of the first word that it rests on, from 0."),
        "end_word": _whole("Number of the first word after them."),
        "text": _field(Footnote, "text"),
        "footnote_id": _field(Footnote, "id"),
        "moment_url": _field(Footnote, "url"),
        **_URL,
    },
    "narrative": {
        **_EPISODE,
        "section_id": _field(Section, "id"),
        "position": _whole("Place of the sentence in its section, from 1."),
        **_fields(NarrativeSentence, "text method"),
        "footnotes": _field(NarrativeSentence, "footnotes", WHOLES),
        "footnote_ids": Column(TEXTS, "Ids of these footnotes."),
        "sentence_id": _field(NarrativeSentence, "id"),
        "mark": _field(NarrativeSentence, "mark"),
    },
    "related": {
        **_EPISODE,
        "related_id": _field(Related, "episode_id"),
        "title": _field(Related, "title"),
        "score": _field(Related, "score", REAL),
        "shared": _field(Related, "shared", TEXTS),
    },
    "people": {
        **_EPISODE,
        "position": _whole("Place among the people of the episode, from 1."),
        **_fields(Person, "name role pronouns source label"),
        "rule": _field(Evidence, "rule"),
        "seconds": _field(TalkTime, "seconds", REAL),
        "share": _field(TalkTime, "share", REAL),
        "turns": _field(TalkTime, "turns", WHOLE),
    },
    "topics": {
        **_EPISODE,
        "topic_id": _field(Topic, "id"),
        "name": _field(Topic, "name"),
        "watched": Column(YES_NO, "Whether the settings watch for it; false: nobody asked for it."),
        "found": _field(Topic, "found", YES_NO),
        "score": _field(Topic, "score", REAL),
        "sections": _field(Topic, "sections", TEXTS),
        "start": _field(Topic, "start", REAL),
        "end": _field(Topic, "end", REAL),
    },
    "corrections": {
        **_EPISODE,
        "position": _whole("Place among the corrections of the episode, from 1."),
        **_fields(Correction, "op target value scope state why"),
        "start": Column(REAL, "Start of what it is about, in seconds, when it was made; null where it is no passage."),
        "end": Column(REAL, "End of what it is about, in seconds, when it was made; null where it is no passage."),
    },
    "tombstones": {
        **_EPISODE,
        **_fields(Tombstone, "id now why"),
        "since": _field(Tombstone, "since", DAY),
        **_fields(Tombstone, "start end", REAL),
    },
    "sentences": {
        **_EPISODE,
        "sentence_id": _field(Sentence, "id"),
        **_TIMES,
        "speaker": _field(Sentence, "speaker"),
        "section_id": _text("Id of the section that it starts in."),
        "first_word": _whole("Number of its first word, from 0."),
        "end_word": _whole("Number of the first word after it."),
        "text": _text("The sentence as it was said."),
        **_URL,
    },
}
KEYS = {
    "episodes": ["episode_id"], "sections": ["episode_id", "section_id"], "quotes": ["episode_id", "quote_id"],
    "questions": ["episode_id", "question_id"], "clips": ["episode_id", "clip_id"], "footnotes": ["episode_id", "n"],
    "narrative": ["episode_id", "section_id", "position"], "related": ["episode_id", "related_id"],
    "people": ["episode_id", "position"], "topics": ["episode_id", "topic_id", "watched"],
    "corrections": ["episode_id", "position"], "tombstones": ["episode_id", "id"],
    "sentences": ["episode_id", "sentence_id"],
}  # fmt: skip
BELONGS_TO = {  # columns that name a row of another table, beside the episode that every table names
    "quotes": ("section_id", "sections"), "questions": ("section_id", "sections"), "clips": ("section_id", "sections"),
    "narrative": ("section_id", "sections"), "sentences": ("section_id", "sections"),
}  # fmt: skip
IN_PARTS = ("sentences",)  # tables of several files: one of a gigabyte would be written anew for each episode
