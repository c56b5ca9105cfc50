"""Transcribes an episode: plans windows of speech, has an engine decode them, and proves what became of the speech."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.checks.coverage import coverage
from pipeline.errors import BadInput
from pipeline.ports import AsrWindow, Decoder, Progress, Samples, Transcriber, TranscriptReader, VoiceActivity
from pipeline.records import Coverage, Episode, RawTranscript, Source, Window
from pipeline.records.flags import Flag
from pipeline.stage import Stage
from pipeline.stages.transcribe.config import TranscribeConfig
from pipeline.stages.transcribe.glossary import respell
from pipeline.stages.transcribe.second_pass import Answers, second_pass
from pipeline.stages.transcribe.windows import plan
from pipeline.stages.transcribe.words import assemble

UNKNOWN_LANGUAGE = "und"  # ISO 639-2: undetermined
SURE_P = 0.8  # under this the language is flagged


def transcribe(
    episode: Episode,
    source: Source,
    config: TranscribeConfig,
    *,
    decoder: Decoder,
    vad: VoiceActivity,
    transcriber: Transcriber,
    importer: TranscriptReader,
    progress: Progress,
) -> RawTranscript:
    """Return the words of an episode; those of its transcript where it came with one.

    An episode without speech gives no words and the flag `no-speech`. `BadInput` without audio and transcript.
    """
    language = (config.language or episode.language or "").split("-")[0].lower() or None
    if source.transcript_path is not None:
        return respell(importer.read(Path(source.transcript_path), language=language), config.glossary)
    if source.audio_path is None:
        raise BadInput(f"expected audio or a transcript for {episode.id}, found neither; name one and run it again")
    samples = decoder.decode(Path(source.audio_path), episode.audio.track or 1).samples
    speech = [(round(a, 3), round(b, 3)) for a, b in vad.speech(samples)]
    windows = plan(speech, episode.duration, config)
    flags: list[Flag] = [] if windows else ["no-speech"]
    given = language is not None
    decoded, language, p = _recognise(
        samples, windows, language, config=config, transcriber=transcriber, progress=progress
    )
    if windows and p < SURE_P:
        flags.append("language-uncertain")
    answers = Answers(decoded)
    if windows and config.second_share:
        answers = second_pass(
            samples, windows, decoded, speech,
            language=language, config=config, transcriber=transcriber, progress=progress,
        )  # fmt: skip
    words, cues = assemble(windows, answers.decoded, speech, config.max_word_s)
    covered = coverage(words, cues, speech, config.gap_s).model_copy(update={"reheard": answers.reheard})
    named: dict[Flag, Sequence[object]] = {
        "gaps": covered.gaps,
        "loops": covered.loops,
        "quarantined": covered.quarantined,
    }
    raw = RawTranscript(
        language=language or UNKNOWN_LANGUAGE,
        language_from="given" if given else "audio" if windows else None,
        language_p=None if given or not windows else round(p, 3),
        engine=transcriber.identity,
        words=tuple(words),
        cues=tuple(cues),
        windows=windows,
        coverage=covered,
        flags=(*flags, *(name for name, found in named.items() if found)),
    )
    return respell(raw, config.glossary)


# ---- language


def _recognise(
    samples: Samples,
    windows: Sequence[Window],
    language: str | None,
    *,
    config: TranscribeConfig,
    transcriber: Transcriber,
    progress: Progress,
) -> tuple[list[AsrWindow], str | None, float]:
    """Return an answer per window, the language they were decoded in, and its probability.

    Where the language is unknown, windows spread over the episode are decoded in their own and vote; those that
    agree with the vote are not decoded again.
    """
    if language is not None or not windows:
        return list(transcriber.transcribe(samples, windows, language=language, progress=progress)), language, 1.0
    total = sum(w.end - w.start for w in windows)
    count = min(config.probe_windows, len(windows))
    chosen = sorted({(2 * k + 1) * len(windows) // (2 * count) for k in range(count)})
    probes = list(
        transcriber.transcribe(
            samples,
            [windows[k] for k in chosen],
            language=None,
            progress=lambda what, done, _: progress(what, done, total),
        )
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
    return [known[k] if k in known else next(others) for k in range(len(windows))], language, p


def vote(decoded: Sequence[AsrWindow]) -> tuple[str, float]:
    """Return the language with the most probability over the windows, and its share of one per window."""
    totals: dict[str, float] = {}
    for window in decoded:
        totals[window.language] = totals.get(window.language, 0.0) + window.language_p
    best = max(sorted(totals), key=lambda code: totals[code])
    return best, totals[best] / len(decoded)


STAGE = Stage(
    name="transcribe",
    function=transcribe,
    answers=RawTranscript,
    config=TranscribeConfig,
    reads=(Episode, Source),
    uses=("decoder", "vad", "transcriber", "importer"),
    says="transcribing",
    about="Words with times, cues, coverage",
    version="6",
    opens_source=True,
    unused=lambda source: {"decoder", "vad", "transcriber"} if source.transcript_path else {"importer"},
    also={Coverage: lambda _, raw: raw.coverage},
)
