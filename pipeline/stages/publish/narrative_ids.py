"""Ids of narrative sentences: n and a digest of the section's first words and of the words that a sentence cites."""

from collections.abc import Sequence

from pipeline.checks.written import merged
from pipeline.language.content_ids import content_ids, spoken
from pipeline.records import NarrativeSentence, Section, Span, Transcript

PREFIX = "n"
HEADS = 12  # words that a section is known by: its whole length changes with every border


def with_ids(transcript: Transcript, sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections with an id for each narrative sentence; equal words give equal ids in every run."""
    contents = [_content(transcript, section, s.words) for section in sections for s in section.narrative]
    given = iter(content_ids(PREFIX, contents))

    def named(sentences: Sequence[NarrativeSentence]) -> tuple[NarrativeSentence, ...]:
        return tuple(s.model_copy(update={"id": next(given)}) for s in sentences)

    return tuple(section.model_copy(update={"narrative": named(section.narrative)}) for section in sections)


def _content(transcript: Transcript, section: Section, cited: Sequence[Span]) -> str:
    first = section.words[0]
    head = spoken(transcript.words, [(first, min(section.words[1], first + HEADS))])
    return " | ".join([head, *(spoken(transcript.words, [span]) for span in merged(cited))])
