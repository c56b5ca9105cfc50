"""Says who speaks where a transcript says so, and divides the words into turns and sentences.

A name needs evidence: an imported voice label that names a person, or the one person whose role the label is. A label
such as "Speaker 1" tells voices apart and names nobody; no label at all gives one turn of an unknown speaker.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise

from pydantic import Field

from pipeline.checks.proof import revision_of
from pipeline.checks.wording import STOP_WORDS
from pipeline.records import Cue, Episode, Heard, Person, Record, Sentence, Span, Transcript, Turn, Word

VERSION = "1"

LEAST_S = 0.001  # of a word that was moved back inside the audio
CLOSERS = "\"”’')]»"
MARKS = ".?!…"
# Full stops that belong to the word. The first kind never ends a sentence; the second may, before a new beginning.
BEFORE_NAMES = frozenset(
    """mr mrs ms dr prof st sen rep gen lt col capt sgt rev hon gov pres mt vs e.g i.e eg ie cf fig figs vol approx
    dept est""".split()
)
MAY_END = frozenset("etc inc ltd co corp jr sr ph.d m.d b.a m.a d.c a.m p.m u.s u.k u.n e.u a.i".split())
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+")
_NUMBERED = re.compile(r"(?:no|nos|pp?)\.", re.I)
_NOBODY = re.compile(
    r"(?:(?:unknown|unidentified)[\s_-]*)?(?:speaker|spk|voice|person|participant|unknown|male|female|man|woman|caller|all"
    r"|both|group|crowd|audience|host|co-?host|guest|interviewer|interviewee|moderator|narrator|announcer)?"
    r"(?:[\s_#-]*\d+|[\s_#-]+[a-z]|[\s_-]+unknown)?|[a-z]\d*"
)
LONE_MARK_PER_WORDS = 60  # fewer marks than one in so many words: the transcript has no punctuation


class AttributeConfig(Record):
    """How words become sentences."""

    max_words: int = Field(
        default=80,
        ge=20,
        le=500,
        description="Longest sentence in words; a longer one lacks a mark and is divided",
    )
    max_words_unpunctuated: int = Field(
        default=30, ge=5, le=200, description="The same in words where a transcript has no punctuation at all"
    )
    pause_s: float = Field(
        default=0.6, ge=0.1, le=5, description="Silence in seconds at which too long a sentence is divided first"
    )


def attribute(episode: Episode, heard: Heard, config: AttributeConfig) -> Transcript:
    """Return the frozen transcript: every word in exactly one turn and one sentence, times inside the audio."""
    labels = {cue.speaker_label for cue in heard.cues if cue.speaker_label}
    names = {label: name_of(label, episode.people) for label in labels}
    label_of = [cue.speaker_label or None for cue in heard.cues]
    words = [
        word.model_copy(update={"speaker": names.get(label_of[word.cue] or ""), **_inside(word, episode.duration)})
        for word in heard.words
    ]
    turns: list[Turn] = []
    sentences: list[Sentence] = []
    cased = _begins_with_capitals(words)
    cap = config.max_words if _is_punctuated(words) else config.max_words_unpunctuated
    for label, run in groupby(words, key=lambda word: label_of[word.cue]):
        turn = [word.i for word in run]
        span = (turn[0], turn[-1] + 1)
        for whole in _sentences(words, span, cased=cased):
            for i, j in _divided(words, whole, cap, config.pause_s):
                sentences.append(
                    Sentence(
                        id=f"s{len(sentences) + 1:04d}", start=words[i].start, end=_end(words[i:j]), words=(i, j),
                        speaker=words[i].speaker, turn=len(turns),
                    )
                )  # fmt: skip
        turns.append(
            Turn(
                speaker=names.get(label or ""), speaker_label=label, start=words[span[0]].start,
                end=_end(words[slice(*span)]), words=span,
            )
        )  # fmt: skip
    return Transcript(
        revision=revision_of(words), language=heard.language, words=tuple(words),
        cues=tuple(_cue_inside(cue, episode.duration) for cue in heard.cues), turns=tuple(turns),
        sentences=tuple(sentences),
    )  # fmt: skip


# ---- who


def name_of(label: str, people: Sequence[Person]) -> str | None:
    """Return the person a voice label names, else the label as a name of its own; `None` for "Speaker 1" and the like.

    >>> name_of("LEX", [Person(name="Lex Fridman", source="sidecar")])
    'Lex Fridman'
    """
    plain = _plain(label)
    told = set(plain.split())
    full = [person.name for person in people if _plain(person.name) == plain]
    part = [person.name for person in people if _overlaps(told, set(_plain(person.name).split()))]
    role = [person.name for person in people if person.role and _plain(person.role) == plain]
    for found in (full, part, role):
        if len(found) == 1:
            return found[0]
    return None if part or _NOBODY.fullmatch(plain) else " ".join(label.split())


def _overlaps(told: set[str], name: set[str]) -> bool:
    """Say whether one is part of the other: "Lex" or "Dr. Lex Fridman" and "Lex Fridman"."""
    return bool(told and name) and (told <= name or name <= told)


def _plain(name: str) -> str:
    """Return a name without case, accents, full stops and double blanks."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).replace(".", " ").split())


# ---- when


def _inside(word: Word, duration: float) -> dict[str, float]:
    """Return a word's times, moved back where they run past the end."""
    start = max(0.0, min(word.start, duration - LEAST_S))
    return {"start": start, "end": max(min(word.end, duration), start + LEAST_S)}


def _cue_inside(cue: Cue, duration: float) -> Cue:
    start, end = min(cue.start, duration), min(cue.end, duration)
    return cue if (start, end) == (cue.start, cue.end) else cue.model_copy(update={"start": start, "end": end})


def _end(words: Sequence[Word]) -> float:
    return max(word.end for word in words)


# ---- sentences


def _sentences(words: Sequence[Word], span: Span, *, cased: bool) -> list[Span]:
    """Cut one turn after each sentence's end."""
    cuts = [span[0]]
    for k in range(*span):
        if k + 1 == span[1] or _ends(words[k].text, words[k + 1].text, cased=cased):
            cuts.append(k + 1)
    return list(pairwise(cuts))


def _ends(text: str, following: str, *, cased: bool) -> bool:
    """Say whether a sentence ends between two words: "later." "And" does, "Dr." "Smith" and "3." "5" do not.

    A small letter that follows denies "…", "!" and closing quotes their end, not a bare "." or "?": recognisers forget
    the capital more often than they invent a full stop.
    """
    core = text.rstrip(CLOSERS)
    if not core.endswith(tuple(MARKS)):
        return False
    opening = following.lstrip("\"“‘'([«¿¡-–—")
    trails_off = core.endswith(("..", "…"))
    if cased and opening[:1].islower() and (trails_off or not text.endswith((".", "?"))):
        return False
    if trails_off or not core.endswith("."):
        return True
    word = core.rstrip(MARKS).lstrip("\"“‘'([«").lower()
    if word in BEFORE_NAMES or (_NUMBERED.fullmatch(core) and opening[:1].isdigit()):
        return False
    if word in MAY_END or (_INITIALS.fullmatch(core) and core != "I."):
        return opening[:1].isupper() and opening.lower().strip(".,?!") in STOP_WORDS
    return True


def _divided(words: Sequence[Word], span: Span, cap: int, pause_s: float) -> list[Span]:
    """Divide a sentence longer than `cap` words: at its longest real pause, else at a comma, else in the middle."""
    i, j = span
    if j - i <= cap:
        return [span]
    margin = max(1, min(cap // 4, (j - i) // 3))
    places = range(i + margin, j - margin + 1)
    middle = (i + j) / 2

    def worth(k: int) -> tuple[float, bool, float]:
        """A cut before word k; a pause is real where the word after it has a time of its own."""
        pause = words[k].start - words[k - 1].end if words[k].time_source != "interpolated" else 0.0
        return (pause if pause >= pause_s else 0.0, words[k - 1].text.endswith((",", ";", ":", "—")), -abs(k - middle))

    best = max(places, key=worth)
    return [*_divided(words, (i, best), cap, pause_s), *_divided(words, (best, j), cap, pause_s)]


def _begins_with_capitals(words: Sequence[Word]) -> bool:
    """Say whether this transcript writes a capital after a full stop; some are all in lower case."""
    after = [b.text.lstrip("\"“‘'([")[:1] for a, b in pairwise(words) if a.text.endswith((".", "?", "!"))]
    return sum(letter.isupper() for letter in after) >= sum(letter.islower() for letter in after)


def _is_punctuated(words: Sequence[Word]) -> bool:
    marks = sum(word.text.rstrip(CLOSERS).endswith(tuple(MARKS)) for word in words)
    return marks * LONE_MARK_PER_WORDS >= len(words)
