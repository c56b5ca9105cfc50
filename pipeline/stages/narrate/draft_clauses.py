"""Make a clause of a model's draft a clause of ours: its ids become words, its quotations are rendered from them."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from pipeline.checks import written
from pipeline.checks.verbatim import deletion_is_listed
from pipeline.language.words import FILLERS, bare
from pipeline.records import Clause, Sentence, Span, Transcript, Word
from pipeline.spans import overlaps

MOST_QUOTED = 40  # words between one pair of marks
_SLOT = re.compile(r"[“\"]?\{(\d{1,2})\}[”\"]?")
_TYPED = re.compile(r"“([^“”\"]{1,300})”|\"([^“”\"]{1,300})\"")


class NotSaid(ValueError):
    """A draft's clause rests on nothing that was sent, or quotes what was not said; the message says which."""


def clause_of(
    transcript: Transcript, text: str, ids: Sequence[str], quotes: Sequence[str], known: Mapping[str, Sentence]
) -> Clause:
    """Return a draft's clause with its words and its quotations; raise `NotSaid` where it has none."""
    if not ids or any(i not in known for i in ids):
        raise NotSaid("cites sentences that were not sent")
    spans = written.merged(known[i].words for i in ids)
    cores = list(quotes)

    def slotted(match: re.Match[str]) -> str:
        cores.append(match[1] or match[2])
        return f"{{{len(cores)}}}"

    text = _TYPED.sub(slotted, _SLOT.sub(r"{\1}", " ".join(text.split())))
    found: list[tuple[Span, ...]] = []

    def rendered(match: re.Match[str]) -> str:
        number = int(match[1])
        core = cores[number - 1] if 0 < number <= len(cores) else ""
        at = located(transcript, spans, core)
        if at is None:
            raise NotSaid(f"quotes “{core}”, which its words do not say in a row")
        found.append(at)
        return written.quotation(transcript.words, at)

    text = _SLOT.sub(rendered, text)
    text = re.sub(r"\s+([,.;:])", r"\1", text).replace("”.”", "”.").strip()
    if not text:
        raise NotSaid("says nothing")
    return Clause(text=text, words=spans, mark="stated", quoted=tuple(found))


def located(transcript: Transcript, spans: Sequence[Span], core: str) -> tuple[Span, ...] | None:
    """Return where words were said in a row, inside one turn; only fillers and exact repeats may be left out."""
    wanted = [b for word in core.split() if (b := bare(word))]
    if not wanted or len(wanted) > MOST_QUOTED:
        return None
    for turn in transcript.turns:
        for span in spans:
            if overlaps(span, turn.words):
                inside = max(span[0], turn.words[0]), min(span[1], turn.words[1])
                if at := _row(transcript.words, inside, wanted):
                    return at
    return None


def _row(words: Sequence[Word], span: Span, wanted: Sequence[str]) -> tuple[Span, ...] | None:
    for skipped in (frozenset[str](), FILLERS):
        kept = [k for k in range(*span) if (b := bare(words[k].text)) and b not in skipped]
        said = [bare(words[k].text) for k in kept]
        for at in range(len(said) - len(wanted) + 1):
            if said[at : at + len(wanted)] == list(wanted):
                found = written.merged((k, k + 1) for k in kept[at : at + len(wanted)])
                if all(deletion_is_listed(words, (a[1], b[0])) for a, b in pairwise(found)):
                    return found
    return None
