"""A second pass: stretches that lack words or hold a loop are divided otherwise and decoded with other settings.

Its limit is counted in seconds of audio, worst windows first, and not in seconds of work: on a slow or busy machine
the same episode gives the same record. What a window costs is bounded by its engine (tokens, hypotheses, retries).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.checks.coverage import SILENCE, coverage
from pipeline.ports import AsrCue, AsrWindow, AsrWord, Progress, Samples, Transcriber
from pipeline.records import Coverage, Reheard, Window
from pipeline.spans import clip, shared
from pipeline.stages.transcribe.config import SecondConfig, WindowConfig
from pipeline.stages.transcribe.windows import plan
from pipeline.stages.transcribe.words import Stretch, assemble

LEAST_GAIN_S = 0.5  # seconds of speech that must have gained words; less is a matter of word edges


@dataclass(frozen=True)
class Answers:
    """What was decoded in each window, and which of them had a second pass."""

    decoded: list[AsrWindow]
    reheard: tuple[Reheard, ...] = ()


def second_pass(
    samples: Samples,
    windows: Sequence[Window],
    decoded: Sequence[AsrWindow],
    speech: Sequence[Stretch],
    *,
    language: str | None,
    config: SecondConfig,
    transcriber: Transcriber,
    progress: Progress,
) -> Answers:
    """Return the better of two answers for windows with gaps or words not to be quoted, the first for all others.

    The better one gives words that may be quoted to more of the speech.
    """
    words, cues = assemble(windows, decoded, speech, config.max_word_s)
    found = coverage(words, cues, speech, config.gap_s)
    chosen = worst(windows, found, sum(b - a for a, b in speech), config)
    parts = {k: _parts(windows[k], speech, config) for k in chosen}
    again = iter(
        transcriber.transcribe(
            samples,
            [part for k in chosen for part in parts[k]],
            language=language,
            again=True,
            progress=lambda _, done, total: progress("second pass", done, total),
        )
    )
    answers, reheard = list(decoded), []
    for k in chosen:
        second = _joined(windows[k], [(part, next(again)) for part in parts[k]], decoded[k])
        gained = _quotable_s(windows[k], second, speech, config) - _quotable_s(windows[k], decoded[k], speech, config)
        if better := gained >= LEAST_GAIN_S:
            answers[k] = second
        reheard.append(Reheard(start=windows[k].start, end=windows[k].end, better=better))
    return Answers(answers, tuple(reheard))


def worst(windows: Sequence[Window], found: Coverage, speech_s: float, config: SecondConfig) -> list[int]:
    """Return the numbers of windows worth a second pass, in order, within the limit; the worst have precedence."""
    suspect = [(gap.start, gap.end) for gap in found.gaps]
    suspect += [(q.start, q.end) for q in found.quarantined if q.reason != SILENCE]
    bad = {k: sum(shared(stretch, (w.start, w.end)) for stretch in suspect) for k, w in enumerate(windows)}
    left = max(config.second_least_s, config.second_share * speech_s) if config.second_share else 0.0
    chosen = []
    for k in sorted((k for k in bad if bad[k] >= LEAST_GAIN_S), key=lambda k: (-bad[k], k)):
        if (length := windows[k].end - windows[k].start) <= left:
            chosen.append(k)
            left -= length
    return sorted(chosen)


def _parts(window: Window, speech: Sequence[Stretch], config: SecondConfig) -> tuple[Window, ...]:
    """Divide a window into shorter ones."""
    shorter = WindowConfig(
        max_window_s=config.second_window_s,
        min_window_s=config.second_window_s / 2,
        bridge_s=config.bridge_s,
        pad_s=config.pad_s,
    )
    return plan(_inside(window, speech), window.end, shorter)


def _inside(window: Window, speech: Sequence[Stretch]) -> list[Stretch]:
    return [part for stretch in speech if (part := clip(stretch, (window.start, window.end)))]


def _joined(window: Window, parts: Sequence[tuple[Window, AsrWindow]], first: AsrWindow) -> AsrWindow:
    """Return the answers for a window's parts as one for the window."""
    cues = tuple(_later(cue, part.start - window.start) for part, answer in parts for cue in answer.cues)
    return AsrWindow(language=first.language, language_p=first.language_p, cues=cues)


def _later(cue: AsrCue, by: float) -> AsrCue:
    words = tuple(AsrWord(w.text, w.start + by, w.end + by, w.p) for w in cue.words)
    return AsrCue(
        cue.start + by, cue.end + by, words, cue.avg_logprob, cue.no_speech_prob, cue.compression_ratio, cue.temperature
    )


def _quotable_s(window: Window, answer: AsrWindow, speech: Sequence[Stretch], config: SecondConfig) -> float:
    """Return the seconds of a window's speech that have words nobody doubts."""
    inside = _inside(window, speech)
    words, cues = assemble([window], [answer], inside, config.max_word_s)
    doubted = {i for q in coverage(words, cues, inside, config.gap_s).quarantined for i in range(*q.words)}
    return coverage([w for w in words if w.i not in doubted], (), inside, config.gap_s).worded_s
