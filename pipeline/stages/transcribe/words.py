"""Turns an engine's answers into words and cues on the episode's clock: in order, inside speech, spelled as words."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.language.breaks import segments
from pipeline.ports import AsrCue, AsrWindow, AsrWord
from pipeline.records import Cue, Window, Word

UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "yue"})  # whisper.tokenizer splits these between characters
SPOKEN_SIGNS = frozenset("&%@#+=$€£°")  # signs that stand for a word
MIN_WORD_S = 0.02  # one step of Whisper's clock

Stretch = tuple[float, float]


def assemble(
    windows: Sequence[Window], decoded: Sequence[AsrWindow], speech: Sequence[Stretch], max_word_s: float
) -> tuple[list[Word], list[Cue]]:
    """Return words and cues on the episode's clock: inside their window, in order, none longer than allowed."""
    words: list[Word] = []
    cues: list[Cue] = []
    edges = [edge for stretch in speech for edge in stretch]
    for window, answer in zip(windows, decoded, strict=True):
        spelled = [
            (cue, in_words(spell(cue.words, spaced=False)) if answer.language in UNSPACED else spell(cue.words))
            for cue in answer.cues
        ]
        spelled = [(cue, spellings) for cue, spellings in spelled if spellings]
        raw = [(window.start + w.start, window.start + w.end) for _, spellings in spelled for w in spellings]
        times = iter(settle([_snap(a, b, edges, max_word_s) for a, b in raw], window.start, window.end))
        for cue, spellings in spelled:
            first = len(words)
            for w in spellings:
                start, end = next(times)
                words.append(
                    Word(i=len(words), text=w.text, start=start, end=end, p=w.p, cue=len(cues), time_source="measured")
                )
            cues.append(_cue(cue, len(cues), window.i, words[first:]))
    return words, cues


def _cue(raw: AsrCue, i: int, window: int, words: Sequence[Word]) -> Cue:
    """Return a cue around its words, with the decoder's figures to four places: enough for every guard."""
    return Cue(
        i=i,
        start=words[0].start,
        end=words[-1].end,
        words=(words[0].i, words[-1].i + 1),
        window=window,
        avg_logprob=round(raw.avg_logprob, 4),
        no_speech_prob=round(raw.no_speech_prob, 4),
        compression_ratio=round(raw.compression_ratio, 4),
        temperature=raw.temperature,
    )


def spell(pieces: Sequence[AsrWord], *, spaced: bool = True) -> list[AsrWord]:
    """Join an engine's pieces into words with their punctuation: " E", "-R", "." → "E-R.".

    A leading space begins a word. Signs that nobody speaks go to the word before them, or after where there is none;
    they do not count for its times. Without spaces between words every sounded piece is one.
    """
    clusters: list[list[AsrWord]] = []
    for piece in pieces:
        begins = piece.text[:1].isspace() if spaced else _sounds(piece) and any(map(_sounds, (clusters or [[]])[-1]))
        if begins or not clusters:
            clusters.append([piece])
        else:
            clusters[-1].append(piece)
    joined: list[AsrWord] = []
    pending = ""
    for cluster in clusters:
        text = pending + "".join(piece.text for piece in cluster).strip()
        sounded = [piece for piece in cluster if _sounds(piece)]
        pending = ""
        if sounded:
            p = [piece.p for piece in sounded if piece.p is not None]
            mean = round(sum(p) / len(p), 4) if p else None
            joined.append(AsrWord(text, sounded[0].start, sounded[-1].end, mean))
        elif joined:
            last = joined[-1]
            joined[-1] = AsrWord(last.text + text, last.start, last.end, last.p)
        else:
            pending = text
    return joined


def in_words(pieces: Sequence[AsrWord]) -> list[AsrWord]:
    """Join the pieces of a script without blanks into words, as ICU's dictionaries part them: "お", "茶は" → お茶は.

    A piece that holds the end of one word and the beginning of another stays whole.
    """
    edges = {start for start, _ in segments("".join(piece.text for piece in pieces))}
    groups: list[list[AsrWord]] = []
    at = 0
    for piece in pieces:
        if at in edges or not groups:
            groups.append([piece])
        else:
            groups[-1].append(piece)
        at += len(piece.text)
    return [_one(group) for group in groups]


def _one(group: Sequence[AsrWord]) -> AsrWord:
    p = [piece.p for piece in group if piece.p is not None]
    mean = round(sum(p) / len(p), 4) if p else None
    return AsrWord("".join(piece.text for piece in group), group[0].start, group[-1].end, mean)


def _sounds(piece: AsrWord) -> bool:
    return any(c.isalnum() or c in SPOKEN_SIGNS for c in piece.text)


def _snap(start: float, end: float, edges: Sequence[float], longest: float) -> Stretch:
    """Return a word's time without the silence it swallowed: the longest piece of speech in it, at most `longest`.

    `edges` are the ends of the stretches of speech: start, end, start, end …
    """
    pieces = []
    for k in range(bisect_right(edges, start) // 2 * 2, bisect_left(edges, end), 2):
        a, b = max(start, edges[k]), min(end, edges[k + 1])
        if a < b:
            pieces.append((a, b))
    if pieces:
        start, end = max(pieces, key=lambda piece: (piece[1] - piece[0], piece[0]))
    return start, min(end, start + longest)


def settle(times: Sequence[Stretch], start: float, end: float) -> list[Stretch]:
    """Return the times in order, without overlap, inside [start, end], each of some length, in whole milliseconds."""
    least = min(MIN_WORD_S, (end - start) / (len(times) + 1))
    forward: list[Stretch] = []
    at = start
    for a, b in times:
        a = max(a, at)
        at = max(b, a + least)
        forward.append((a, at))
    settled: list[Stretch] = []
    limit = end
    for a, b in reversed(forward):
        b = min(b, limit)
        limit = min(a, b - least)
        settled.append((round(limit, 3), round(b, 3)))
    return settled[::-1]
