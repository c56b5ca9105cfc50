"""Hears an episode: plans windows of speech, has an engine decode them, and proves what became of the speech."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import Field

from pipeline.checks.coverage import coverage
from pipeline.errors import BadInput
from pipeline.ports import (
    Decoder,
    HeardCue,
    HeardWindow,
    HeardWord,
    Progress,
    Samples,
    Transcriber,
    TranscriptReader,
    VoiceActivity,
)
from pipeline.records import Cue, Episode, Heard, Record, Source, Window, Word
from pipeline.stages.glossary.respell import Term, respell

VERSION = "2"
UNKNOWN_LANGUAGE = "und"  # ISO 639-2: undetermined
UNSPACED = frozenset({"zh", "ja", "th", "lo", "my", "yue"})  # whisper.tokenizer splits these between characters
SPOKEN_SIGNS = frozenset("&%@#+=$€£°")  # signs that stand for a word
MIN_WORD_S = 0.02  # one step of Whisper's clock
SURE_P = 0.8  # under this the language is flagged

Stretch = tuple[float, float]


class TranscribeConfig(Record):
    """How the sound is divided and what is asked of the words."""

    engine: Literal["auto", "openai-whisper", "faster-whisper"] = Field(
        "auto", description="Who listens; auto takes the fastest engine installed for this machine."
    )
    language: str = Field(
        "",
        pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]+)*)?$",
        description="Code such as en; empty takes the episode's own, and where that is unknown a vote of windows.",
    )
    max_window_s: float = Field(
        29.5, ge=10, le=30, description="Longest window in seconds; Whisper's encoder hears 30 s at once."
    )
    min_window_s: float = Field(
        18.0, ge=1, le=30, description="From this many seconds on the longest pause ends a window, not the last one."
    )
    bridge_s: float = Field(
        4.0, ge=0, le=20, description="A longer silence in seconds ends a window: Whisper invents words in silence."
    )
    pad_s: float = Field(
        0.2, ge=0, le=1, description="Silence in seconds kept around a window, so that no consonant is cut."
    )
    probe_windows: int = Field(
        5, ge=1, le=20, description="Windows that vote on an unknown language; a jingle alone must not decide."
    )
    max_word_s: float = Field(
        2.0, ge=0.5, le=10, description="Longest word in seconds; longer ones have swallowed a pause."
    )
    gap_s: float = Field(3.0, ge=0.5, le=60, description="Seconds of speech without a word that are reported as a gap.")
    glossary: tuple[Term, ...] = Field(
        (), description="Names that are always misheard, { write, heard }; the heard words stay in the record."
    )


def transcribe(
    episode: Episode,
    source: Source,
    config: TranscribeConfig,
    *,
    decoder: Decoder,
    vad: VoiceActivity,
    transcriber: Transcriber,
    reader: TranscriptReader,
    progress: Progress,
) -> Heard:
    """Return the words of an episode; those of its transcript where it came with one.

    An episode without speech gives no words and the flag `no-speech`.
    """
    language = (config.language or episode.language or "").split("-")[0].lower() or None
    if source.transcript_path is not None:
        return respell(reader.read(Path(source.transcript_path), language=language), config.glossary)
    if source.audio_path is None:
        raise BadInput(f"expected audio or a transcript for {episode.id}, found neither; name one and run it again")
    samples = decoder.decode(Path(source.audio_path)).samples
    speech = [(round(a, 3), round(b, 3)) for a, b in vad.speech(samples)]
    windows = plan(speech, episode.duration, config)
    flags = [] if windows else ["no-speech"]
    heard, language, sure = _hear(samples, windows, language, config=config, transcriber=transcriber, progress=progress)
    if windows and not sure:
        flags.append("language-uncertain")
    words, cues = assemble(windows, heard, speech, config)
    covered = coverage(words, cues, speech, config.gap_s)
    named = {"gaps": covered.gaps, "loops": covered.loops, "quarantined": covered.quarantined}
    heard_all = Heard(
        language=language or UNKNOWN_LANGUAGE,
        engine=transcriber.identity,
        words=tuple(words),
        cues=tuple(cues),
        windows=windows,
        coverage=covered,
        flags=(*flags, *(name for name, found in named.items() if found)),
    )
    return respell(heard_all, config.glossary)


# ---- windows


def plan(speech: Sequence[Stretch], duration: float, config: TranscribeConfig) -> tuple[Window, ...]:
    """Return windows that cover all speech, in order, without overlap, each cut in silence where there is any.

    A window takes stretches of speech until it is full or the silence is long; a full one is cut at its longest
    pause after `min_window_s`. Silence between windows is left out, but for `pad_s` on either side.
    """
    room = config.max_window_s - 2 * config.pad_s
    pieces = [piece for a, b in speech for piece in _parts(a, min(b, duration), room)]
    groups: list[list[Stretch]] = []
    while pieces:
        count = _how_many(pieces, room, config)
        groups.append(pieces[:count])
        pieces = pieces[count:]
    starts = [group[0][0] for group in groups]
    ends = [group[-1][1] for group in groups]
    room_before = [2 * config.pad_s, *(b - a for a, b in zip(ends, starts[1:], strict=False))]
    room_after = [*room_before[1:], 2 * config.pad_s]
    return tuple(
        Window(
            i=i,
            start=round(max(0.0, start - min(config.pad_s, before / 2)), 3),
            end=round(min(duration, end + min(config.pad_s, after / 2)), 3),
        )
        for i, (start, end, before, after) in enumerate(zip(starts, ends, room_before, room_after, strict=False))
    )


def _parts(start: float, end: float, longest: float) -> list[Stretch]:
    """Divide speech without a pause into equal parts that fit; a `VoiceActivity` should seldom leave that to us."""
    if end <= start:
        return []
    count = int(-(-(end - start) // longest))
    edges = [start + (end - start) * k / count for k in range(count)] + [end]
    return list(pairwise(edges))


def _how_many(pieces: Sequence[Stretch], room: float, config: TranscribeConfig) -> int:
    """Return how many of the pieces the next window takes: at least one."""
    first = pieces[0][0]
    fitting = 1
    for (_, end), (start, next_end) in pairwise(pieces):
        if start - end > config.bridge_s:
            return fitting
        if next_end - first > room:
            break
        fitting += 1
    if fitting == len(pieces):
        return fitting
    pauses = [
        (pieces[k][0] - pieces[k - 1][1], k)
        for k in range(1, fitting + 1)
        if pieces[k - 1][1] - first >= config.min_window_s
    ]
    return max(pauses)[1] if pauses else fitting


# ---- language


def _hear(
    samples: Samples,
    windows: Sequence[Window],
    language: str | None,
    *,
    config: TranscribeConfig,
    transcriber: Transcriber,
    progress: Progress,
) -> tuple[list[HeardWindow], str | None, bool]:
    """Return an answer per window, the language they were heard in, and whether that is sure.

    Where the language is unknown, windows spread over the episode are heard in their own and vote; those that
    agree with the vote are not heard again.
    """
    if language is not None or not windows:
        return transcriber.transcribe(samples, windows, language=language, progress=progress), language, True
    total = sum(w.end - w.start for w in windows)
    count = min(config.probe_windows, len(windows))
    chosen = sorted({(2 * k + 1) * len(windows) // (2 * count) for k in range(count)})
    probes = transcriber.transcribe(
        samples,
        [windows[k] for k in chosen],
        language=None,
        progress=lambda what, done, _: progress(what, done, total),
    )
    language, p = vote(probes)
    known = {k: probe for k, probe in zip(chosen, probes, strict=True) if probe.language == language}
    rest = [w for k, w in enumerate(windows) if k not in known]
    before = total - sum(w.end - w.start for w in rest)
    others = iter(
        transcriber.transcribe(
            samples, rest, language=language, progress=lambda what, done, _: progress(what, before + done, total)
        )
    )
    return [known[k] if k in known else next(others) for k in range(len(windows))], language, p >= SURE_P


def vote(heard: Sequence[HeardWindow]) -> tuple[str, float]:
    """Return the language with the most probability over the windows, and its share of one per window."""
    totals: dict[str, float] = {}
    for window in heard:
        totals[window.language] = totals.get(window.language, 0.0) + window.language_p
    best = max(sorted(totals), key=lambda code: totals[code])
    return best, totals[best] / len(heard)


# ---- words


def assemble(
    windows: Sequence[Window], heard: Sequence[HeardWindow], speech: Sequence[Stretch], config: TranscribeConfig
) -> tuple[list[Word], list[Cue]]:
    """Return words and cues on the episode's clock: inside their window, in order, none longer than allowed."""
    words: list[Word] = []
    cues: list[Cue] = []
    edges = [edge for stretch in speech for edge in stretch]
    for window, answer in zip(windows, heard, strict=True):
        spelled = [(cue, spell(cue.words, spaced=answer.language not in UNSPACED)) for cue in answer.cues]
        spelled = [(cue, spellings) for cue, spellings in spelled if spellings]
        raw = [(window.start + w.start, window.start + w.end) for _, spellings in spelled for w in spellings]
        times = iter(settle([_snap(a, b, edges, config.max_word_s) for a, b in raw], window.start, window.end))
        for cue, spellings in spelled:
            first = len(words)
            for w in spellings:
                start, end = next(times)
                words.append(
                    Word(i=len(words), text=w.text, start=start, end=end, p=w.p, cue=len(cues), time_source="measured")
                )
            cues.append(_cue(cue, len(cues), window.i, words[first:]))
    return words, cues


def _cue(raw: HeardCue, i: int, window: int, words: Sequence[Word]) -> Cue:
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


def spell(pieces: Sequence[HeardWord], *, spaced: bool = True) -> list[HeardWord]:
    """Join an engine's pieces into words with their punctuation: " E", "-R", "." → "E-R.".

    A leading space begins a word. Signs that nobody speaks go to the word before them, or after where there is none;
    they do not count for its times. Without spaces between words every sounded piece is one.
    """
    clusters: list[list[HeardWord]] = []
    for piece in pieces:
        begins = piece.text[:1].isspace() if spaced else _sounds(piece) and any(map(_sounds, (clusters or [[]])[-1]))
        if begins or not clusters:
            clusters.append([piece])
        else:
            clusters[-1].append(piece)
    joined: list[HeardWord] = []
    pending = ""
    for cluster in clusters:
        text = pending + "".join(piece.text for piece in cluster).strip()
        sounded = [piece for piece in cluster if _sounds(piece)]
        pending = ""
        if sounded:
            p = [piece.p for piece in sounded if piece.p is not None]
            mean = round(sum(p) / len(p), 4) if p else None
            joined.append(HeardWord(text, sounded[0].start, sounded[-1].end, mean))
        elif joined:
            last = joined[-1]
            joined[-1] = HeardWord(last.text + text, last.start, last.end, last.p)
        else:
            pending = text
    return joined


def _sounds(piece: HeardWord) -> bool:
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
