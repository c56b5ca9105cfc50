"""What every sentence is judged against when questions are looked for, and how a question is printed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.checks.verbatim import TRIMMED
from pipeline.language.signs import is_asked
from pipeline.language.stems import stem
from pipeline.language.words import FILLERS, bare, content_words, plain
from pipeline.records import Coverage, Episode, Outline, Sentence, Span, Transcript
from pipeline.spans import contains, overlaps
from pipeline.stages.questions.config import QuestionsConfig

# After these words a leading So or Because is part of the sense: "so far", "because of".
NEEDS_SO = frozenset(("far", "many", "much", "long", "few", "little", "of", "on", "that"))
SHORT_WORDS = 7  # a question this short may lean on the sentence before it
LEAD_IN_WORDS = (4, 25)  # of that sentence
_CONTINUES = re.compile(
    r"^(?:[a-z]|(?i:of|in|for|to|with|about|from|than|or|and|as|between|that|which|who|when|where)\b)"
)


@dataclass(frozen=True)
class Scene:
    """What every sentence is judged against, gathered once."""

    transcript: Transcript
    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]
    opens: Mapping[int, int]  # the sentence that a question, told by its last sentence, begins with
    section: tuple[str | None, ...]  # id of the section of talk a sentence lies in whole, and clean; else None
    hosts: frozenset[str | None]
    first_said: Mapping[str, int]  # the sentence in which each content word, by its stem, is first said
    config: QuestionsConfig

    def said(self, k: int) -> str:
        """Return the question that ends with sentence k."""
        return " ".join(self.texts[self.opens.get(k, k) : k + 1])

    def span(self, k: int) -> Span:
        """Return its words, without leading words that say nothing."""
        return trimmed(self, (self.sentences[self.opens.get(k, k)].words[0], self.sentences[k].words[1]))

    def asks(self, k: int) -> bool:
        """Say whether sentence k has a question mark."""
        return is_asked(self.texts[k], self.transcript.language)


def scene_of(
    episode: Episode, coverage: Coverage, transcript: Transcript, outline: Outline, config: QuestionsConfig
) -> Scene:
    """Gather it."""
    named = {person.name.casefold() for person in episode.people if person.role == "host"}
    speakers = {sentence.speaker for sentence in transcript.sentences}
    talk = [section for section in outline.sections if section.kind == "talk"]
    unsafe = [*(quarantine.words for quarantine in coverage.quarantined), *outline.doubtful]

    def place(sentence: Sentence) -> str | None:
        i, j = sentence.words
        sure = [word.p for word in transcript.words[i:j] if word.p is not None]
        unsure = bool(sure) and sum(sure) < config.min_probability * len(sure)
        if unsure or any(overlaps(span, sentence.words) for span in unsafe):
            return None
        return next((s.id for s in talk if contains(s.words, sentence.words)), None)

    texts = tuple(plain(transcript.words, sentence.words).replace("’", "'") for sentence in transcript.sentences)
    return Scene(
        transcript=transcript,
        sentences=transcript.sentences,
        texts=texts,
        opens=_openings(transcript.sentences, texts),
        section=tuple(place(sentence) for sentence in transcript.sentences),
        hosts=frozenset(speaker for speaker in speakers if speaker and speaker.casefold() in named),
        first_said=_first_said(texts),
        config=config,
    )


def _first_said(texts: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for n, text in enumerate(texts):
        for word in content_words(text):
            found.setdefault(stem(word), n)
    return found


def _openings(sentences: tuple[Sentence, ...], texts: tuple[str, ...]) -> dict[int, int]:
    """Return, for each question that leans on the sentence before it in its turn, that sentence.

    Two cases: the recogniser cut the question in two ("What is the meaning. Of life?"), and a statement that a short
    question is about ("You left the lab after a year. Why?").
    """
    openings = {}
    for k in range(1, len(texts)):
        before, text = texts[k - 1], texts[k]
        if not text.endswith("?") or sentences[k - 1].turn != sentences[k].turn or before.endswith("?"):
            continue
        words = len(text.split())
        cut = not before.endswith((".", "!", "…")) or (words < SHORT_WORDS and bool(_CONTINUES.match(text)))
        leans = words <= SHORT_WORDS and len(content_words(text)) < 2
        if cut or (leans and LEAD_IN_WORDS[0] <= len(before.split()) <= LEAD_IN_WORDS[1]):
            openings[k] = k - 1
    return openings


def trimmed(scene: Scene, span: Span) -> Span:
    """Return the span without leading words that say nothing."""
    words, (first, last) = scene.transcript.words, span
    while first + 1 < last and _may_go(bare(words[first].text), bare(words[first + 1].text)):
        first += 1
    return first, last


def _may_go(word: str, following: str) -> bool:
    """Say whether a leading word says nothing: fillers, and So/And/Because before a clause ("so far" stays)."""
    return word in FILLERS or (word in TRIMMED and following not in NEEDS_SO)


def is_fragment(text: str) -> bool:
    """Say whether a sentence breaks off or holds one end of a quotation only."""
    return (
        text.startswith(("-", "–", "—", "…"))
        or text.endswith(("…", "...", "-", "–", "—"))
        or bool(text.count('"') % 2)
        or text.count("“") != text.count("”")
    )
