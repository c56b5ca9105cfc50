"""The one way in: the bytes of a transcript become words, cues, people and the report of what became of every line."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pipeline.errors import BadTranscript
from pipeline.records import (
    Coverage,
    Cue,
    Identity,
    ImportedSpeaker,
    ImportReport,
    Person,
    RawTranscript,
    Seen,
    Skipped,
    Word,
)
from pipeline.records.flags import Flag
from pipeline.transcripts import encoding, languages, order, plausibility, registry
from pipeline.transcripts.document import KINDS, LABEL, MARKUP, SKIPPED, SOUND, TIME, WORDS, Document, Parsed, RawCue
from pipeline.transcripts.labels import Labels, find_labels
from pipeline.transcripts.markup import strip_markup
from pipeline.transcripts.names import GENERIC, NUMERIC, read_label
from pipeline.transcripts.rolling import skip_repeats
from pipeline.transcripts.sounds import mark_sounds
from pipeline.transcripts.tokens import Token, give_times, tokens_of

MAX_WORDS = 500_000  # 24 h at 350 words a minute
LEAST_S = 0.01  # of a word; a file may give none
CUE_WORDS, CUE_PAUSE_S = 12, 1.0  # one-word cues are joined to cues of at most so many words
ONE_WORD_SHARE = 0.8  # of cues with a single word: the file times each word
MOST_SEEN = 200  # kinds of markup or sounds that a report lists
_SENTENCE_END = (".", "?", "!", "…", "。", "？", "！")
_TYPIST = re.compile(r"[(\[]\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?[)\]]:?(?=\s|$)")  # "(11:29):", a typist's mark, no word


def read(data: bytes, name: str, *, language: str | None, engine: Identity) -> RawTranscript:
    """Return what a transcript file says; `BadTranscript` tells why it cannot be read. `name` is only for messages."""
    decoded = encoding.decode(data)
    doc = Document(name, decoded.text)
    format_, parsed = registry.parse(doc)
    cues = parsed.cues
    flags: set[Flag] = {*decoded.flags, *parsed.flags}
    flags |= plausibility.rescaled(cues, unit_known=parsed.unit_known)
    flags |= order.mend(cues)
    plausibility.refuse_restart(cues, name)
    markup = [(cue.line, piece) for cue in cues for piece in strip_markup(cue)]
    stamps = [(cue.line, piece) for cue in cues for piece in _typists_marks(cue)]
    if skip_repeats(cues):
        flags.add("rolling-captions")
    labels = find_labels(cues)
    sounds = [(cue.line, piece) for cue in cues for piece in mark_sounds(cue)]
    made = _Assembly(cues, parsed)
    if not made.words:
        raise BadTranscript(f"expected a transcript, found no words in {format_}: {name}")
    if len(made.words) > MAX_WORDS:
        raise BadTranscript(f"expected at most {MAX_WORDS:,} words, found {len(made.words):,}: {name}")
    texts = [word.text for word in made.words]
    told = (language or "").strip() or languages.code_of(parsed.language)
    flags |= made.flags | plausibility.doubts(made.words, made.covered(), name)
    flags |= set() if told else {"language-guessed"}
    flags |= {"language-doubtful"} if told and languages.another(told, texts) else set()
    flags |= {"speakers-doubtful"} if labels.doubted else set()
    skipped = _skipped(cues, parsed)
    flags |= {"text-skipped"} if any(one.hole for one in skipped) else set()
    gaps, suspects = plausibility.loops(made.spoken())
    flags |= {"loops"} if gaps else set()
    flags |= {"quarantined"} if suspects else set()
    heard = None if told else languages.told_by(texts)
    code = heard.code if heard else told or languages.UNDETERMINED
    speakers = _speakers(made, labels)
    report = ImportReport(
        format=format_, encoding=decoded.encoding, language=code, cues=len(made.cues), words=len(made.words),
        unattributed=sum(c.words[1] - c.words[0] for c in made.cues if c.speaker_label is None),
        first=made.words[0].start, last=max(word.end for word in made.words), lines=_lines(doc, cues, parsed),
        speakers=speakers, labels=_seen(labels.marked), markup=_seen([*markup, *stamps]), sounds=_seen(sounds),
        skipped=skipped, flags=tuple(sorted(flags)),
    )  # fmt: skip
    return RawTranscript(
        language=code, language_from="text" if heard else "given", language_p=heard.p if heard else None,
        engine=engine, words=tuple(made.words), cues=tuple(made.cues), coverage=Coverage(
            speech_s=None, worded_s=made.covered(), loops=tuple(gaps), quarantined=tuple(suspects),
            skipped=tuple(one for one in skipped if one.hole),
            interpolated_share=round(sum(w.time_source == "interpolated" for w in made.words) / len(made.words), 4),
        ),
        flags=report.flags, people=_people(speakers), holes=tuple(made.holes), changes=tuple(made.changes),
        imported=report,
    )  # fmt: skip


def _typists_marks(cue: RawCue) -> list[str]:
    """Mark times that a typist set among the words."""
    if ":" not in cue.text.chars:
        return []
    seen, where = cue.text.seen()
    return [
        cue.text.mark(where[m.start() : m.end()], TIME)
        for m in _TYPIST.finditer(seen)
        if not read_label(seen[seen.rfind("\n", 0, m.start()) + 1 : m.start()])  # "Mara (11:29):" is a label
    ]


# ---- words and cues


class _Assembly:
    """Puts the words of all cues in order of time, and joins or divides cues where a file times each word."""

    def __init__(self, raw: Sequence[RawCue], parsed: Parsed) -> None:
        self.words: list[Word] = []
        self.cues: list[Cue] = []
        self.holes: list[int] = []
        self.changes: list[int] = []
        self.flags: set[Flag] = set()
        self._at = 0.0
        for cue, tokens in self._joined(self._tokens(raw, parsed)):
            self._add(cue, tokens)

    def _tokens(self, raw: Sequence[RawCue], parsed: Parsed) -> list[tuple[RawCue, list[Token]]]:
        """Return cues that have words, by time; a hole before or after a cue is put on the words beside it."""
        holes = sorted(note.line for note in parsed.notes if note.hole)
        found: list[tuple[RawCue, list[Token]]] = []
        after: set[int] = set()
        missing = False
        for cue in raw:
            while holes and holes[0] < cue.line:
                holes.pop(0)
                missing = True
            tokens, ends_open = tokens_of(cue)
            if tokens:
                if missing:
                    tokens[0].hole = True
                    if found:
                        after.add(id(found[-1][0]))
                missing = ends_open
                if give_times(cue, tokens):
                    self.flags.add("word-times-odd")
                found.append((cue, tokens))
                if ends_open:
                    after.add(id(cue))
            else:
                missing = missing or ends_open
        ordered = sorted(found, key=lambda pair: pair[0].start or 0.0)
        overlap = any((a.end or 0.0) > (b.start or 0.0) + 1 for (a, _), (b, _) in pairwise(ordered))
        if found != ordered or overlap:
            self.flags.add("cues-overlap")
        for (before, _), (_, tokens) in pairwise(ordered):
            tokens[0].hole = tokens[0].hole or id(before) in after
        return ordered

    def _joined(self, cues: list[tuple[RawCue, list[Token]]]) -> Iterable[tuple[RawCue, list[Token]]]:
        """Join the one-word cues that files are made of which time each word."""
        single = sum(len(tokens) == 1 for _, tokens in cues)
        if single < ONE_WORD_SHARE * len(cues) or len(cues) < 2:
            return cues
        joined: list[tuple[RawCue, list[Token]]] = []
        for cue, tokens in cues:
            for token in tokens[:1]:
                token.source = "imported"
            last = joined[-1][1][-1] if joined else None
            if (
                last is None
                or len(joined[-1][1]) >= CUE_WORDS
                or (cue.start or 0.0) - (last.end or 0.0) > CUE_PAUSE_S
                or tokens[0].label != last.label
                or last.text.endswith(_SENTENCE_END)
            ):
                joined.append((cue, list(tokens)))
            else:
                joined[-1][1].extend(tokens)
        return joined

    def _add(self, raw: RawCue, tokens: Sequence[Token]) -> None:
        first, label = len(self.words), tokens[0].label
        for k, token in enumerate(tokens):
            if k and (token.label != label or token.hole or token.change):
                self._close(raw, first, label)
                first, label = len(self.words), token.label
            if token.hole and self.words:
                self.holes.append(len(self.words))
            if token.change and self.words:
                self.changes.append(len(self.words))
            given, until = token.start or 0.0, token.end or 0.0
            start = max(given, self._at, 0.0)
            end = max(until, start + LEAST_S)
            if start > given + LEAST_S or until < given:
                self.flags.add("times-repaired")
            self._at = start
            self.words.append(
                Word(
                    i=len(self.words), text=token.text, start=round(start, 3), end=round(end, 3), p=token.p,
                    cue=len(self.cues), time_source=token.source,
                )
            )  # fmt: skip
        self._close(raw, first, label)

    def _close(self, raw: RawCue, first: int, label: str | None) -> None:
        self.cues.append(
            Cue(
                i=len(self.cues), start=self.words[first].start, end=max(word.end for word in self.words[first:]),
                words=(first, len(self.words)), speaker_label=label, **raw.figures,
            )
        )  # fmt: skip
        for i in range(first, len(self.words)):
            if self.words[i].cue != len(self.cues) - 1:
                self.words[i] = self.words[i].model_copy(update={"cue": len(self.cues) - 1})

    def covered(self) -> float:
        """Return the seconds that lie inside a cue, those inside two counted once."""
        total = until = 0.0
        for cue in self.cues:
            total += max(0.0, cue.end - max(cue.start, until))
            until = max(until, cue.end)
        return round(total, 3)

    def spoken(self) -> list[tuple[str, float, float, tuple[int, int]]]:
        """Return (text, start, end, words) of each cue."""
        return [
            (" ".join(word.text for word in self.words[slice(*cue.words)]), cue.start, cue.end, cue.words)
            for cue in self.cues
        ]


# ---- the report


def _speakers(made: _Assembly, labels: Labels) -> tuple[ImportedSpeaker, ...]:
    cues: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for cue in made.cues:
        if cue.speaker_label:
            cues[cue.speaker_label] += 1
            words[cue.speaker_label] += cue.words[1] - cue.words[0]
    found = []
    for label in cues:
        said = labels.said.get(label) or read_label(label)
        nobody = said is not None and said.strength in (GENERIC, NUMERIC)
        role = said.beside if said else None
        found.append(
            ImportedSpeaker(
                label=label, name=None if nobody else label, role=_role(role), pronouns=said.pronouns if said else None,
                cues=cues[label], words=words[label],
            )
        )  # fmt: skip
    return tuple(found)


def _role(beside: str | None) -> str | None:
    """Return what stands beside a name as a role: host and guest in small letters, all else as it is written."""
    return (
        beside.lower() if beside and re.fullmatch(r"(?:co-?)?host|guest|moderator|narrator", beside, re.I) else beside
    )


def _people(speakers: Sequence[ImportedSpeaker]) -> tuple[Person, ...]:
    return tuple(
        Person(name=s.name, role=s.role, pronouns=s.pronouns, source="transcript", label=s.label)
        for s in speakers
        if s.name and (s.role or s.pronouns)
    )


def _seen(found: Iterable[tuple[int, str]]) -> tuple[Seen, ...]:
    """Return each different text once, the most frequent first."""
    first: dict[str, int] = {}
    counted: Counter[str] = Counter()
    for line, text in found:
        if text := text.strip()[:120]:
            first.setdefault(text, line)
            counted[text] += 1
    return tuple(Seen(text=text, times=n, line=first[text]) for text, n in counted.most_common(MOST_SEEN))


def _skipped(cues: Sequence[RawCue], parsed: Parsed) -> tuple[Skipped, ...]:
    found = [
        Skipped(line=note.line, text=note.text.strip(), reason=note.reason, hole=note.hole)
        for note in parsed.notes
        if note.kind == SKIPPED and note.text.strip()
    ]
    for cue in cues:
        for skip in cue.text.skips:
            text = cue.text.chars[skip.start : skip.end].strip()
            found.append(
                Skipped(line=cue.text.line_at(skip.start), text=text[:400], reason=skip.reason, hole=skip.hole)
            )
    return tuple(sorted(found, key=lambda one: one.line))


def _lines(doc: Document, cues: Sequence[RawCue], parsed: Parsed) -> dict[str, int]:
    """Return how many lines hold each kind; a line may hold several."""
    return {name: len(lines) for name, lines in lines_by_kind(cues, parsed).items() if lines}


def lines_by_kind(cues: Sequence[RawCue], parsed: Parsed) -> dict[str, set[int]]:
    """Return the numbers of the lines that hold each kind."""
    found: dict[str, set[int]] = {KINDS[kind]: set() for kind in (WORDS, LABEL, MARKUP, SOUND, TIME, SKIPPED)}
    for note in parsed.notes:
        found[KINDS[note.kind]].add(note.line)
    for cue in cues:
        edges = [*cue.text.lines, (len(cue.text.chars), 0)]
        for (start, line), (end, _) in pairwise(edges):
            for kind in set(cue.text.kinds[start:end]):
                if kind or cue.text.chars[start:end].strip():
                    found[KINDS[kind]].add(line)
    return found
