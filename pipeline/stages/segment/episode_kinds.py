"""Say what kind of show an episode is, by its voices, turns, questions, tense and words, and give the reasons."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.words import plain
from pipeline.records import Episode, EpisodeKind, ShowKind, Span, Transcript

LEAST_WORDS = 100  # of talk; in fewer the rates say nothing
VOICE_SHARE = 0.04  # of the words: a voice that says less does not count
LABELLED = 0.6  # of the words have a voice, else voices are taken as unknown

_AGENDA = re.compile(
    r"\b(?:agenda|action items?|minutes|next meeting|(?:next|first|last) (?:item|point)s?|motion|"
    r"chair(?:man|woman|person)?|committee|quorum|follow[- ]up|deadline|prototype|remote control|project manager|"
    r"any other business|take (?:that|this) offline|in favou?r|the amendment)\b",
    re.I,
)
_REPORTED = re.compile(
    r"\b(?:according to|officials?|authorities|police|prosecutors?|lawmakers?|spokes(?:man|woman|person)|ministers?|"
    r"president|senators?|government|analysts|economists|reported|announced|in a statement|"
    r"on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|percent|reports?|reporting from|headlines?)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|said|went|came|told|took|saw|knew|found|thought|felt|heard|left|gave|stood|sat|ran|"
    r"began|kept|held|turned|walked|looked|asked|called|moved|lived|died|wanted|opened|stopped|waited|\w{3,}ed)\b",
    re.I,
)
_OTHERS = re.compile(r"\b(?:he|she|him|her|his|they|them|their)\b", re.I)
_YOU = re.compile(r"\b(?:you|your|you're|you've)\b", re.I)
_SELF = re.compile(r"\b(?:i|me|my|i'm|i've)\b", re.I)
_TURN_TAKING = re.compile(r"^(?:yeah|yes|no|right|okay|ok|well|mm|oh|wow|exactly|so)\b", re.I)

_AIRED = re.compile(r"\b(?:podcasts?|shows?|episodes?|listeners?|listening|viewers?|subscribe|welcome back)\b", re.I)
_INTERVIEWS = re.compile(
    r"\b(?:conversation|interview|speaking|chat) with\b|\b(?:my|our|today's) guests?\b|"
    r"\bthank(?:s| you) for (?:having|coming|joining|being)",
    re.I,
)

# Thresholds chosen by hand on 28 development episodes and meetings, and on nine scripts written for the purpose.
SEVERAL = 3  # voices
AGENDA_RATE, AIRED_RATE = 1.5, 1.5  # words of meetings at least, words of shows at most; in a thousand words
MEETING_REPLIES = 0.3  # share of the sentences at least, where the agenda is not named
REPORTED_RATE = 12.0  # words of news reports in a thousand, at least
NEWS_SELF, NEWS_YOU = 16.0, 14.0  # in a thousand words, at most
STORY_PAST, STORY_OTHERS = 70.0, 30.0  # in a thousand words, at least
STORY_YOU, STORY_QUESTIONS = 14.0, 0.07  # in a thousand words, and share of the sentences; at most
ALONE_SHARE = 0.9  # of the words at least
ALONE_QUESTIONS, ALONE_REPLIES = 0.05, 0.06  # of the sentences at most, where voices are not known
GUEST_SHARE = 0.58  # of the words at least: in an interview one says more than the other
OPENING_SENTENCES = 60  # where a guest is announced


@dataclass(frozen=True)
class Figures:
    """What is counted in an episode's talk."""

    words: int
    questions: float  # share of the sentences
    replies: float  # share of the sentences that begin as replies do
    voices: tuple[float, ...]  # shares of the words, most first; empty where voices are not known
    rates: dict[str, float]  # in a thousand words: agenda, reported, past, others, you, self, aired


def figures(transcript: Transcript, talk: Sequence[Span]) -> Figures:
    """Count what tells kinds of shows apart in the words of `talk`."""
    said = [s for s in transcript.sentences if any(a <= s.words[0] < b for a, b in talk)]
    texts = [plain(transcript.words, s.words).replace("’", "'") for s in said]
    labels = [transcript.turns[s.turn].speaker_label for s in said]
    words: Counter[str] = Counter()
    for sentence, label in zip(said, labels, strict=True):
        if label is not None:
            words[label] += sentence.words[1] - sentence.words[0]
    total = sum(s.words[1] - s.words[0] for s in said)
    known = words.total() >= LABELLED * max(total, 1)
    shares = [count / max(words.total(), 1) for _, count in words.most_common()] if known else []
    whole, n = " ".join(texts), max(len(texts), 1)
    patterns = {
        "agenda": _AGENDA, "reported": _REPORTED, "past": _PAST, "others": _OTHERS, "you": _YOU, "self": _SELF,
        "aired": _AIRED,
    }  # fmt: skip
    return Figures(
        words=total,
        questions=sum(text.rstrip("\"'”").endswith("?") for text in texts) / n,
        replies=sum(bool(_TURN_TAKING.search(text)) for text in texts) / n,
        voices=tuple(share for share in shares if share >= VOICE_SHARE),
        rates={name: 1000 * len(p.findall(whole)) / max(total, 1) for name, p in patterns.items()},
    )


def kind_of(found: Figures, *, guest: bool) -> EpisodeKind:
    """Return the kind with its reasons; `guest`: somebody is named or announced as a guest.

    Unknown where less than a minute is said. Rules stand in order; the first that holds decides.
    """
    kind, reasons = _decided(found, guest=guest)
    return EpisodeKind(kind=kind, reasons=reasons, voices=len(found.voices) or None)


def _decided(found: Figures, *, guest: bool) -> tuple[ShowKind, tuple[str, ...]]:
    rate, voices = found.rates, found.voices
    shown = {name: f"{value:.0f}" for name, value in rate.items()}
    asked = f"{100 * found.questions:.0f} % of the sentences are questions"
    heard = f"{len(voices)} voices" if len(voices) != 1 else "one voice"
    if found.words < LEAST_WORDS:
        return "unknown", (f"only {found.words} words of talk",)
    agenda = rate["agenda"] >= AGENDA_RATE or found.replies >= MEETING_REPLIES
    if len(voices) >= SEVERAL and agenda and rate["aired"] <= AIRED_RATE:
        words = f"{rate['agenda']:.1f} words of meetings in a thousand"
        replies = f"{100 * found.replies:.0f} % of the sentences begin as replies do"
        return "meeting", (heard, words, replies)
    if rate["reported"] >= REPORTED_RATE and rate["self"] <= NEWS_SELF and rate["you"] <= NEWS_YOU:
        words = f"{shown['reported']} words of news reports and {shown['self']} of “I” in a thousand"
        return "news", (words,)
    past = rate["past"] >= STORY_PAST and rate["others"] >= STORY_OTHERS
    if past and rate["you"] <= STORY_YOU and found.questions <= STORY_QUESTIONS:
        words = f"{shown['past']} past forms and {shown['others']} of “he, she, they” in a thousand words"
        return "story", (words, asked)
    alone = found.questions <= ALONE_QUESTIONS and found.replies <= ALONE_REPLIES
    if (voices and voices[0] >= ALONE_SHARE) or (not voices and not guest and alone):
        return "monologue", (heard if voices else "voices are not known", asked)
    if len(voices) >= SEVERAL and not guest:
        return "conversation", (heard, asked)
    if guest or (voices and voices[0] >= GUEST_SHARE):
        most = f"one says {100 * voices[0]:.0f} % of the words" if voices else "voices are not known"
        return "interview", ("a guest is named" if guest else heard, most, asked)
    return "conversation", (heard if voices else "voices are not known", asked)


def episode_kind(
    episode: Episode, transcript: Transcript, talk: Sequence[Span], asked_for: str = "auto"
) -> EpisodeKind:
    """Return what kind of show an episode is, with the reasons; a kind that the settings name is taken as it is.

    `talk` are the words that are no advertising, as [i, j) spans.
    """
    found = figures(transcript, talk)
    if asked_for != "auto":
        told = {"kind": asked_for, "reasons": ("the settings say so",), "voices": len(found.voices) or None}
        return EpisodeKind.model_validate(told)
    opening = (plain(transcript.words, s.words) for s in transcript.sentences[:OPENING_SENTENCES])
    named = any(person.role == "guest" for person in episode.people)
    guest = named or any(_INTERVIEWS.search(text.replace("’", "'")) for text in opening)
    return kind_of(found, guest=guest)
