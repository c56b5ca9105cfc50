"""A person's word on the record itself: titles, and passages that are clips or never are."""

from collections.abc import Sequence

from pipeline.language.anchoring import SpokenWords, applied, in_conflict
from pipeline.records import Correction, Section, Span, Transcript
from pipeline.spans import contains, shared
from pipeline.stages.publish.clip_plan import ClipWishes

PUBLISH_OPS = frozenset({"title", "pin-clip", "ban-clip"})
GONE = "its words are not in the transcript any more"
NEAR_S = 20.0  # between a section's start and the words that it was titled by


def titled(
    transcript: Transcript, sections: Sequence[Section], corrections: Sequence[Correction]
) -> tuple[tuple[Section, ...], tuple[Correction, ...]]:
    """Return the sections with the titles that a person gave, and what became of each."""
    found, told = list(sections), []
    wishes = [c for c in corrections if c.op == "title"]
    heard = SpokenWords(transcript.words) if wishes else None
    for wish in wishes:
        span = heard.find(wish.said) if heard and wish.said else None
        if span is None:
            told.append(in_conflict(wish, GONE))
            continue
        start = transcript.words[span[0]].start
        holding = next((k for k, s in enumerate(found) if s.words[0] <= span[0] < s.words[1]), None)
        nearest = min(range(len(found)), key=lambda k: abs(found[k].start - start))
        k = nearest if abs(found[nearest].start - start) <= NEAR_S else holding
        if k is None:
            told.append(in_conflict(wish, "no section holds its words any more"))
            continue
        moved = abs(found[k].start - start) > NEAR_S
        found[k] = found[k].model_copy(update={"title": wish.value, "title_source": "person"})
        told.append(applied(wish, "its section starts elsewhere now" if moved else ""))
    return tuple(found), tuple(told)


def clip_wishes(
    transcript: Transcript, sections: Sequence[Section], corrections: Sequence[Correction]
) -> tuple[ClipWishes, tuple[Correction, ...]]:
    """Return the passages that are clips and those that never are, and what became of each wish; a later one wins."""
    wishes = [c for c in corrections if c.op in ("pin-clip", "ban-clip")]
    pinned: list[tuple[Span, str]] = []
    banned: list[Span] = []
    told: list[Correction] = []
    heard = SpokenWords(transcript.words) if wishes else None
    for wish in wishes:
        span = heard.passage(wish.said, wish.there) if heard else None
        if span is None:
            told.append(in_conflict(wish, GONE))
            continue
        pinned = [(other, home) for other, home in pinned if not _same(span, other)]
        banned = [other for other in banned if not _same(span, other)]
        if wish.op == "ban-clip":
            banned.append(span)
        elif home := next((s for s in sections if contains(s.words, span)), None):
            pinned.append((span, home.id))
        else:
            told.append(in_conflict(wish, "it crosses a section"))
            continue
        told.append(applied(wish))
    return ClipWishes(tuple(pinned), tuple(banned)), tuple(told)


def _same(one: Span, other: Span) -> bool:
    return 2 * shared(one, other) > min(one[1] - one[0], other[1] - other[0])
