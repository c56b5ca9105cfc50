"""Ways to tell a passage: as a clause after "says that", after the speaker's name, or as a quotation."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.checks import reported, woven
from pipeline.checks.frames import Form
from pipeline.language.words import bare
from pipeline.records import Clause, Deletion, Span
from pipeline.stages.narrate.passages import Passage, ToldTalk, within

LEAST_WOVEN = 4  # words in a part-quote that is worth the marks
_GLUE = frozenset("that to of in for with by on at about from because like as".split())  # stands before the marks
SHORTEST_HEAD, LONGEST_HEAD = 2, 12  # words before it


@dataclass(frozen=True)
class Telling:
    """A passage in the form in which it is told."""

    form: Form
    clause: Clause
    deletions: tuple[Deletion, ...]
    part: bool = False  # holds a part-quote behind words of ours

    @property
    def quotes(self) -> bool:
        """Say whether all of it stands between quotation marks."""
        return self.form == "quote" or self.clause.text.startswith("“")


def tellings(talk: ToldTalk, passage: Passage) -> list[Telling]:
    """Return the ways in which a passage may be told, the best first; the last is a quotation of all of it."""
    words, found = talk.transcript.words, []
    if not passage.sound:
        return []
    proper = _proper(talk, passage)

    def add(form: Form, text: str | None, *, tidy: bool, part: bool = False) -> None:
        if text:
            spans, left_out = (passage.tidy, passage.slips) if tidy else (passage.spans, passage.deletions)
            found.append(Telling(form, Clause(text=text, words=spans), left_out, part))

    mind = reported.attitude(words, passage.spans)
    if mind and (passage.reading.states or not mind[0].endswith(" that")):
        kept = [text for text in woven.minds(words, passage.spans, proper=_proper(talk, passage, mind[1])) if text]
        plain = [text for text in kept if "“" not in text]
        add("mind", next(iter(plain), None), tidy=False)
        quoted = [t for t in woven.minds(words, passage.tidy, proper=_proper(talk, passage, mind[1])) if " that “" in t]
        add("mind", next(iter(quoted), None), tidy=True)
    head = _head(talk, passage)
    if head:
        add("clause", woven.after(words, passage.tidy, head, proper=proper), tidy=True, part=True)
    if not passage.rough:
        add("clause", reported.reported(words, passage.spans, proper=proper), tidy=False)
    add("clause", woven.whole_quoted(words, passage.tidy, proper=proper), tidy=True)
    if own := woven.does(words, passage.tidy):
        add("mind", own, tidy=True)
    add("quote", next(iter(woven.quotations(words, passage.tidy))), tidy=True)
    return found


def _proper(talk: ToldTalk, passage: Passage, spans: Sequence[Span] | None = None) -> bool:
    """Say whether the first word of a clause begins a name."""
    names = {bare(name.split()[0]) for name in passage.reading.names if name.split()}
    return bare(talk.transcript.words[(spans or passage.spans)[0][0]].text) in names


def _head(talk: ToldTalk, passage: Passage) -> int:
    """Return how many words of a passage stand before what its verb tells; 0 where it cannot be parted there."""
    if passage.reading.subject is None or passage.reading.verb_end is None:
        return 0
    kept = [k for i, j in passage.tidy for k in range(i, j)]
    head = len(within(talk.transcript.words, kept, 0, passage.reading.verb_end))
    if head < len(kept) and bare(talk.transcript.words[kept[head]].text) in _GLUE:
        head += 1
    return head if SHORTEST_HEAD <= head <= LONGEST_HEAD and len(kept) - head >= LEAST_WOVEN else 0
