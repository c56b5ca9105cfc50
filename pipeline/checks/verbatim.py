"""Judge of quotations: a quote is what the words of its spans render to, and nothing else.

Three grades say how close a quote is to the tape (product decision: docs/decisions/0002-quote-grades.md):
`verbatim` is one contiguous span; `cleaned` leaves out only fillers, exact repeats and false starts;
`elided` leaves out more and shows "…" at each gap.
"""

from collections.abc import Sequence
from itertools import pairwise

from pipeline.language.breaks import joined
from pipeline.language.words import FILLERS, bare, plain
from pipeline.records import Grade, Span, Transcript, Word
from pipeline.spans import hull, overlaps

ELLIPSIS = "…"
TRIMMED = frozenset({"so", "and", "because"})  # the only words that may silently go from the front


def deletion_is_listed(words: Sequence[Word], gap: Span) -> bool:
    """Say whether leaving `gap` out is cleaning: fillers only, or an exact repeat of what follows it.

    A repeat that follows also covers a false start: "It was, it was pretty" → "It was pretty".
    """
    left_out = [bare(w.text) for w in words[gap[0] : gap[1]]]
    if all(w in FILLERS or not w for w in left_out):
        return True
    kept = [w for w in left_out if w not in FILLERS]
    following = [bare(w.text) for w in words[gap[1] : gap[1] + len(kept)]]
    return kept == following


def grade_of(words: Sequence[Word], spans: Sequence[Span]) -> Grade:
    """Return the grade that the gaps between the spans earn."""
    gaps = [(a[1], b[0]) for a, b in pairwise(spans)]
    if not gaps:
        return "verbatim"
    return "cleaned" if all(deletion_is_listed(words, gap) for gap in gaps) else "elided"


def render(words: Sequence[Word], spans: Sequence[Span]) -> str:
    """Return the text that stands between the quotation marks: first letter raised, gaps shown where needed."""
    parts = [plain(words, spans[0])] if spans else []
    for before, after in pairwise(spans):
        if not deletion_is_listed(words, (before[1], after[0])):
            parts.append(ELLIPSIS)
        parts.append(plain(words, after))
    text = joined(parts)
    return text[:1].upper() + text[1:]


def spans_are_sound(spans: Sequence[Span], n_words: int) -> bool:
    """Say whether the spans are in order, without overlap, not empty and inside the transcript."""
    edges = [edge for span in spans for edge in span]
    return (
        bool(spans)
        and edges == sorted(edges)
        and all(i < j for i, j in spans)
        and edges[0] >= 0
        and edges[-1] <= n_words
    )


def same_words(words: Sequence[Word], spans: Sequence[Span], text: str) -> bool:
    """Say whether `text` holds the words of `spans` and no others, whatever the rules show at a gap.

    "Tea … is best." is said by the spans of "tea" and "is best."; so is "Tea is best."
    """
    said = joined(word.text for i, j in spans for word in words[i:j]).split()
    printed = joined(token for token in text.split() if token != ELLIPSIS).split()
    return [said[0].lower(), *said[1:]] == [printed[0].lower(), *printed[1:]] if said and printed else said == printed


def unsound(spans: Sequence[Span], n_words: int) -> str | None:
    """Return why the spans name no words of the transcript."""
    if spans_are_sound(spans, n_words):
        return None
    return f"word spans {list(spans)} do not lie in order inside the transcript's {n_words} words"


def misprinted(words: Sequence[Word], text: str, spans: Sequence[Span], grade: Grade | None = None) -> list[str]:
    """Return why sound spans do not render to `text` with this grade."""
    found = []
    if (expected := render(words, spans)) != text:
        found.append(f"prints “{text}” but its words say “{expected}”")
    if grade is not None and (earned := grade_of(words, spans)) != grade:
        found.append(f"is graded {grade} but its spans earn {earned}")
    return found


def crossing(transcript: Transcript, spans: Sequence[Span]) -> str | None:
    """Return that sound spans reach over several turns, where they do."""
    turns = [t for t in transcript.turns if overlaps(t.words, hull(spans))]
    return f"crosses {len(turns)} turns" if len(turns) > 1 else None


def problems(transcript: Transcript, text: str, spans: Sequence[Span], grade: Grade | None = None) -> list[str]:
    """Return why `text` is not what `spans` render to; an empty list is a proof."""
    if what := unsound(spans, len(transcript.words)):
        return [what]
    crosses = crossing(transcript, spans)
    return [*misprinted(transcript.words, text, spans, grade), *([crosses] if crosses else [])]
