"""Decides which labels are speakers, over the whole file, and gives every cue its voices.

A label is known by its coming back. What only looks like one ("Note: …") stays words. A cue whose label is in doubt is
nobody's, and no label is carried over a cue that may have its own: no person's words are given to another.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.transcripts.candidates import (
    AMID,
    AT_CUE,
    BRACKET,
    COLON,
    DASH,
    LINE,
    REPEATS,
    TRAIL,
    LabelCandidate,
    TurnMark,
    candidates_of,
    ends_sentence,
    large_words,
    no_series,
    opening_names,
    scripts_of,
    without_chance,
    words_in_small,
)  # fmt: skip
from pipeline.transcripts.document import LABEL, RawCue, Voice
from pipeline.transcripts.names import GENERIC, NAME, NUMERIC, WEAK, Said, plain, read_voice, script_of
from pipeline.transcripts.sounds import is_sound

FIRST_WITHIN = 3  # a single one that comes back stands in one of the first cues
EVERY_CUE = 0.8  # of cues with a label: then each cue has its own
LEAST_SHARE = 0.3  # of cues that labels without a colon must cover
SURE_SHARE = 0.5  # of cues, where a label's form says little


@dataclass
class Labels:
    """The speakers of a file: what each label was read as, and what was marked as one."""

    said: dict[str, Said] = field(default_factory=dict)  # by the label as the cues have it
    marked: list[tuple[int, str]] = field(default_factory=list)  # (line, text)
    doubted: int = 0


@dataclass(frozen=True)
class _File:
    """What is known of the whole file."""

    found: Sequence[LabelCandidate]
    worded: int  # cues with words
    small: frozenset[str]
    punctuated: bool
    scripts: frozenset[str]  # of the words
    texts: Sequence[str]

    def share(self, keys: frozenset[str] | set[str], style: str | None = None) -> float:
        """Return the share of cues that begin with one of these labels."""
        cues = {c.cue for c in self.found if c.place == AT_CUE and c.said.key in keys and style in (None, c.style)}
        return len(cues) / max(self.worded, 1)


def find_labels(cues: Sequence[RawCue]) -> Labels:
    """Mark the labels of all cues and set who speaks from where on."""
    texts = [cue.text.seen()[0] for cue in cues]
    found: list[LabelCandidate | TurnMark] = []
    before = ""
    for n, (cue, text) in enumerate(zip(cues, texts, strict=True)):
        found += candidates_of(n, cue, before)
        before = text if text.strip() else before
    candidates = [c for c in found if isinstance(c, LabelCandidate)]
    ended = sum(ends_sentence(text) for text in texts if text.strip())
    worded = sum(any(c.isalnum() for c in text) for text in texts)
    scripts = scripts_of(texts, candidates)
    file = _File(without_chance(candidates), worded, words_in_small(texts), ended * 3 > worded, scripts, texts)
    fixed = any(cue.voice or cue.voices for cue in cues)
    given = {plain(v) for cue in cues for v in (cue.voice, *(x.label for x in cue.voices)) if v}
    known = _repeating_given(file, given) if fixed else _speakers(file)
    labels = Labels()
    naming = _LabelNaming([c.said for c in file.found if (c.style, c.said.key) in known])
    kept = {id(candidate) for candidate in file.found}
    found = [one for one in found if isinstance(one, TurnMark) or id(one) in kept]
    for n, cue in enumerate(cues):
        _apply(cue, _of(found, n), known, file, labels, naming)
    _carry(cues, texts, fixed=fixed)
    _named(cues, labels, naming)
    return labels


def _of(found: Sequence[LabelCandidate | TurnMark], n: int) -> list[LabelCandidate | TurnMark]:
    """Return the candidates of a cue; they are in the order of the cues."""
    return list(found[bisect_left(found, n, key=lambda c: c.cue) : bisect_right(found, n, key=lambda c: c.cue)])


# ---- which labels are speakers


Known = set[tuple[str, str]]  # (style, key)


def _repeating_given(file: _File, given: set[str]) -> Known:
    """Return the labels in the words that only say again what the format says beside them."""
    return {(c.style, c.said.key) for c in file.found if c.said.key in given}


def _speakers(file: _File) -> Known:
    """Return the labels that are speakers, by what the whole file does."""
    known: Known = set()
    for style, rule in (
        (COLON, _by_colon),
        (BRACKET, _by_bracket),
        (LINE, _by_line),
        (DASH, _by_dash),
        (TRAIL, _by_trail),
    ):
        keys = rule(file, [c for c in file.found if c.style == style])
        known |= {(style, key) for key in keys}
    keys = {key for _, key in known}
    return known | {(COLON, key) for key in keys} | {(BRACKET, key) for key in keys}


def _counted(found: Sequence[LabelCandidate]) -> Mapping[str, list[LabelCandidate]]:
    by_key: dict[str, list[LabelCandidate]] = defaultdict(list)
    for candidate in found:
        by_key[candidate.said.key].append(candidate)
    return by_key


def _is_word(file: _File, key: str) -> bool:
    """Say whether the file uses all of a label's words as ordinary ones, with small letters."""
    parts = [part for part in key.split() if part.isalpha() and len(part) > 1]
    return bool(parts) and all(part in file.small for part in parts)


def _unfinished(file: _File, found: Sequence[LabelCandidate]) -> bool:
    """Say whether a label mostly stands where the sentence before it has not ended."""
    return file.punctuated and sum(c.cut for c in found) * 2 > len(found)


def _by_colon(file: _File, found: list[LabelCandidate]) -> set[str]:
    counted = _counted([c for c in found if not (c.place == AMID and c.cut)])
    generic = {k for k, cs in counted.items() if cs[0].said.strength == GENERIC or any(c.said.stamped for c in cs)}
    names = {key: cs for key, cs in counted.items() if cs[0].said.strength == NAME and not _unfinished(file, cs)}
    wide = {key for key in names if not _is_word(file, key) or file.share({key}) >= LEAST_SHARE}
    again = {key for key in wide if len(names[key]) >= REPEATS}
    opening = _counted([c for c in found if c.place == AT_CUE and c.said.strength in (WEAK, NUMERIC)])
    loose = {key for key, cs in opening.items() if len(cs) >= REPEATS}
    enough = SURE_SHARE if len(loose) >= 2 else EVERY_CUE
    if (len(loose) >= 2 or again | generic) and file.share(loose | again | generic) >= enough:
        again |= loose
    everybody = {c.said.key for c in found if c.place == AT_CUE and c.said.key in wide} | generic
    if file.worded >= 2 and file.share(everybody) >= EVERY_CUE and (again | generic or no_series(everybody)):
        again |= everybody  # every cue names its speaker: one that speaks once is one too
    if not again | generic:
        again |= _each_once(file, [c for c in opening_names(found) if c.said.key in wide])
    established = generic or len(again) >= 2 or _opens_the_file(file, [c for c in found if c.said.key in again])
    if established:
        again |= {key for key in wide if any(_sure_once(c, file, again) for c in names[key])}
    return generic | (again if established else set())


def _opens_the_file(file: _File, found: Sequence[LabelCandidate]) -> bool:
    """Say whether the one label that comes back stands where a file begins: a full name nearby, another at once."""
    first = min(found, key=lambda c: c.cue, default=None)
    if first is None:
        return False
    full = " " in first.said.key and not any(c.isdigit() for c in first.said.key)
    return first.cue < (FIRST_WITHIN if full else 1) or file.share({first.said.key}) >= SURE_SHARE


def _each_once(file: _File, found: Sequence[LabelCandidate]) -> set[str]:
    """Return names that each stand once, at changes of speaker, in a short file: the first opens it, others follow.

    They are full names, or one of them is also said: "… comes from Gillian." "Gillian: Hi".
    """
    keys = {c.said.key for c in found}
    if len(keys) < 2 or found[0].cue != next((k for k, text in enumerate(file.texts) if text.strip()), 0):
        return set()
    said = {plain(word) for word, times in large_words(file.texts).items() if times > 1}
    return keys if all(" " in key for key in keys) or keys & said else set()


def _sure_once(one: LabelCandidate, file: _File, known: set[str]) -> bool:
    """Say whether a name that stands once is a label too, in a file with labels: by its form, or as a full name.

    A single word is one where only labels are written in its script ("山本: My father sold the bridge").
    """
    framed = one.text_after and (one.alone or one.framed)
    if framed or one.place != AT_CUE or one.cut:
        return framed
    if " " in one.said.key or one.said.pronouns:
        return True
    script = script_of(one.said.key)
    return script not in file.scripts and sum(script_of(key) == script for key in known) >= REPEATS


def _by_bracket(file: _File, found: list[LabelCandidate]) -> set[str]:
    counted = _counted([c for c in found if not is_sound(c.said.name) or c.said.strength == GENERIC])
    generic = {key for key, cs in counted.items() if cs[0].said.strength == GENERIC}
    names = {k: cs for k, cs in counted.items() if cs[0].said.strength in (NAME, WEAK) and not _unfinished(file, cs)}
    spoken = {k for k, cs in names.items() if sum(c.text_after for c in cs) * 2 > len(cs)}
    again = {k for k in spoken if len(names[k]) >= REPEATS}
    if not generic and file.share(again, BRACKET) < (LEAST_SHARE if len(again) >= 2 else SURE_SHARE):
        return set()
    return generic | again | _everybody(file, names, BRACKET, again | generic)


def _by_line(file: _File, found: list[LabelCandidate]) -> set[str]:
    opening = [c for c in found if (c.place == AT_CUE and c.text_after) or c.said.strength == GENERIC or c.said.stamped]
    counted = _counted([c for c in opening if c.said.strength in (GENERIC, NAME) and len(c.said.key) > 1])
    sure = {k for k, cs in counted.items() if cs[0].said.strength == GENERIC or all(c.said.stamped for c in cs)}
    names = {
        k for k, cs in counted.items() if len(cs) >= REPEATS and not _is_word(file, k) and not _unfinished(file, cs)
    }
    if file.punctuated:  # "Nobody" above "asked about the bread."
        names -= {k for k in names if sum(c.runs_on and not c.cut for c in counted[k]) * 2 > len(counted[k])}
    if file.share(names, LINE) < (LEAST_SHARE if len(names) >= 2 else SURE_SHARE):
        names = set()
    if not names and len(sure) == 1 and len(counted[next(iter(sure))]) < REPEATS and file.worded > 2:
        return {k for k in sure if counted[k][0].said.strength == GENERIC}
    begins_sentence = {k for k, cs in counted.items() if file.punctuated and all(c.runs_on for c in cs)}
    once = {k for k in counted if k not in begins_sentence and not _is_word(file, k)}
    return sure | names | _everybody(file, once, LINE, sure | names)


def _everybody(file: _File, names: Iterable[str], style: str, known: set[str]) -> set[str]:
    """Return the names that stand once too, where labels of this style open every cue."""
    keys = {*names, *known}
    return keys if len(known) >= 2 and file.share(keys, style) >= EVERY_CUE else set()


def _by_dash(file: _File, found: list[LabelCandidate]) -> set[str]:
    counted = _counted([c for c in found if c.place == AT_CUE and c.said.strength in (GENERIC, NAME)])
    generic = {k for k, cs in counted.items() if cs[0].said.strength == GENERIC}
    names = {k for k in counted if not _is_word(file, k)}
    again = {k for k in names if len(counted[k]) >= REPEATS}
    if len(again | generic) >= 2 and file.share(names | generic, DASH) >= EVERY_CUE:
        return names | generic
    return again | generic if len(again | generic) >= 2 and file.share(again | generic, DASH) >= SURE_SHARE else set()


def _by_trail(file: _File, found: list[LabelCandidate]) -> set[str]:
    counted = _counted([c for c in found if c.said.strength in (GENERIC, NAME) and not is_sound(c.said.name)])
    again = {k for k, cs in counted.items() if cs[0].said.strength == GENERIC or len(cs) >= REPEATS}
    return again if len(again) >= 2 and file.share(again, TRAIL) >= EVERY_CUE else set()


# ---- what each label is called


class _LabelNaming:
    """Gives every label one name: two people of one name with different companies stay two."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.beside: dict[str, Counter[str]] = defaultdict(Counter)
        self.spelt: dict[str, Counter[str]] = defaultdict(Counter)
        self.pronouns: dict[str, Counter[str]] = defaultdict(Counter)
        for one in said:
            self.learn(one)

    def learn(self, said: Said) -> None:
        """Count a label's spelling and what stands beside it."""
        if said.beside and not is_sound(said.beside):
            self.beside[said.key][plain(said.beside)] += 1
        if said.pronouns:
            self.pronouns[said.key][said.pronouns.casefold()] += 1

    def label(self, said: Said) -> str:
        """Return the label by which this speaker is known; the same for all spellings of the name."""
        kinds = len(self.beside[said.key]) + len(self.pronouns[said.key])
        apart = len(self.beside[said.key]) > 1 or len(self.pronouns[said.key]) > 1
        own = ", ".join(
            filter(None, (said.beside if said.beside and not is_sound(said.beside) else None, said.pronouns))
        )
        key = f"{said.key}|{plain(own)}" if kinds and apart else said.key
        self.spelt[key][f"{said.name} ({own})" if apart and own else said.name] += 1
        return key

    def name(self, key: str) -> str:
        """Return the spelling used most; of equals the one in small letters and with its accents."""
        spelt = self.spelt[key]
        return max(spelt, key=lambda s: (spelt[s], not s.isupper(), sum(not c.isascii() for c in s), -len(s)))


# ---- who speaks from where on


def _apply(  # noqa: PLR0917 -- what is known of the file, and what is gathered
    cue: RawCue,
    found: Sequence[LabelCandidate | TurnMark],
    known: Known,
    file: _File,
    labels: Labels,
    naming: _LabelNaming,
) -> None:
    seen, where = cue.text.seen()

    def offset(place: int) -> int:
        return where[place] if place < len(seen) else len(cue.text.chars)

    sure = [c for c in found if isinstance(c, LabelCandidate) and (c.style, c.said.key) in known]
    taken = 0  # the end of the label before
    for one in found:
        if isinstance(one, TurnMark):
            named = any(one.start <= c.start <= one.end or c.start <= one.start < c.end for c in sure)
            if not named:
                cue.voices.append(Voice(offset(one.start), None))
            if sign := cue.text.mark(where[one.start : one.end], LABEL).strip():
                labels.marked.append((cue.line, sign))
            continue
        if one.start < taken:
            continue
        line = cue.text.line_at(offset(one.start))
        if one not in sure:
            if known and _ambiguous(one, file) and not any(c.start == one.start for c in sure):
                cue.voices.append(Voice(offset(one.start), None))
                labels.doubted += 1
            continue
        if one.place == AMID and one.cut and one.said.strength != GENERIC and len(one.said.key.split()) < 2:
            cue.voices.append(Voice(offset(one.start), None))  # "I told Mara: stop": perhaps a label, perhaps words
            labels.doubted += 1
            continue
        taken = one.end
        key = naming.label(one.said)
        cue.voices.append(Voice(0 if one.style == TRAIL else offset(one.start), key))
        labels.said.setdefault(key, one.said)
        labels.marked.append((line, cue.text.mark(where[one.start : one.end], LABEL).strip()))


def _ambiguous(one: LabelCandidate, file: _File) -> bool:
    """Say whether a cue may have a speaker of its own here, though nobody can tell."""
    if one.style == COLON and one.said.strength == WEAK:
        return one.place == AT_CUE and not one.cut and file.punctuated and " " not in one.said.key
    if one.style == COLON and one.said.strength in (NAME, GENERIC, NUMERIC):
        return not _is_word(file, one.said.key) and not (one.place == AMID and one.cut)
    named = one.said.strength in (NAME, GENERIC) and not _is_word(file, one.said.key)
    return named and one.style == BRACKET and one.text_after and not is_sound(one.said.name)


def _carry(cues: Sequence[RawCue], texts: Sequence[str], *, fixed: bool) -> None:
    """Let a label hold for the cues after it that have none, where a file sets labels at changes of speaker only."""
    worded = [k for k, text in enumerate(texts) if any(c.isalnum() for c in text)]
    opened = [k for k in worded if cues[k].voices and cues[k].voices[0].label]
    every = len(opened) >= EVERY_CUE * max(len(worded), 1)
    current: str | None = None
    for k, cue in enumerate(cues):
        cue.voices.sort(key=lambda voice: voice.offset)
        first = next((i for i, kind in enumerate(cue.text.kinds) if kind == 0 and not cue.text.chars[i].isspace()), 0)
        if cue.voice is not None:
            cue.voices.insert(0, Voice(0, cue.voice, fixed=True))
        elif not cue.voices or cue.voices[0].offset > first:
            goes_on = k > 0 and not ends_sentence(texts[k - 1])
            own = fixed or (every and bool(opened))  # every cue may have a speaker of its own
            label = None if fixed or (own and not goes_on) else current
            cue.voices.insert(0, Voice(0, label, carried=label is not None or goes_on or not own))
        current = None if fixed else cue.voices[-1].label


def _named(cues: Sequence[RawCue], labels: Labels, naming: _LabelNaming) -> None:
    """Give labels beside the words and in them one name a person, as the file spells it most."""
    fixed = {v.label: read_voice(v.label) for cue in cues for v in cue.voices if v.fixed and v.label}
    read = {label: said or Said(label, plain(label), NAME) for label, said in fixed.items()}
    for cue in cues:
        for voice in cue.voices:
            if voice.fixed and voice.label:
                naming.learn(read[voice.label])
    keys: dict[str, str] = {}
    for cue in cues:
        for voice in cue.voices:
            if voice.fixed and voice.label:
                keys[voice.label] = naming.label(read[voice.label])
                labels.said.setdefault(keys[voice.label], read[voice.label])
    names = {key: naming.name(key) for key in labels.said}
    for cue in cues:
        cue.voices = [
            v._replace(label=names[keys[v.label] if v.fixed else v.label]) if v.label else v for v in cue.voices
        ]
    labels.said = {
        names[key]: said._replace(
            beside=_most(naming.beside[said.key], said.beside),
            pronouns=said.pronouns or _only(naming.pronouns[said.key]),
        )
        for key, said in labels.said.items()
    }


def _most(counted: Counter[str], own: str | None) -> str | None:
    return own if len(counted) > 1 or own else next(iter(counted), None)


def _only(counted: Counter[str]) -> str | None:
    return next(iter(counted)) if len(counted) == 1 else None
