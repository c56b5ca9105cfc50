"""`highlights doctor` and `verify --relisten`: what the machine has, and how far a transcript can be trusted."""

import json
import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from flows.cli_inspect import told
from flows.screen import visible
from pipeline import line
from pipeline.bench import EMBEDDING_BUNDLE, VOICE_BUNDLE, WHISPER_BUNDLES, engine_for, equip
from pipeline.checks.coverage import unworded_s
from pipeline.checks.proof import Problem
from pipeline.engines import ffmpeg, weights
from pipeline.errors import HighlightsError, MachineLacks
from pipeline.records import Highlights, Transcript
from pipeline.relisten import other_engine, relisten
from pipeline.remeasure import remeasure
from pipeline.settings import Settings, gather
from pipeline.store import Store

LIBRARIES = ("openai-whisper", "faster-whisper", "torch", "spacy", "pandas", "prefect", "fastapi", "onnxruntime")


def _say(text: str) -> None:
    sys.stderr.write(visible(text) + "\n")


def machine(artifacts: Path, *, fetch: bool, as_json: bool) -> None:
    """Print what there is; raise `MachineLacks` where something needed is missing."""
    found: dict[str, str] = {}
    lacks: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            lacks[name] = "not installed; install episode-highlights again (README: Install)"
    try:
        found["ffmpeg"] = ffmpeg.identity().version
    except HighlightsError as error:
        lacks["ffmpeg"] = str(error)
    for bundle in weights_needed(gather()):
        if fetch and not weights.installed(bundle):
            weights.fetch(bundle, say=_say)
        if weights.installed(bundle):
            found[f"weights {bundle}"] = weights.digest(bundle)[:12]
        else:
            lacks[f"weights {bundle}"] = (
                "not fetched yet; they come with the first run, or now with: highlights doctor --fetch"
            )
    try:
        Store(artifacts).ready()
        found["artifacts"] = f"{artifacts} can be written"
    except HighlightsError as error:
        lacks["artifacts"] = str(error)
    if as_json:
        sys.stdout.write(json.dumps({"found": found, "lacks": lacks}, ensure_ascii=False) + "\n")
    else:
        for name, what in found.items():
            sys.stdout.write(f"  ok     {name:28} {what}\n")
        for name, what in lacks.items():
            sys.stdout.write(f"  LACKS  {name:28} {what}\n")
    if lacks:
        raise MachineLacks(f"this machine lacks: {', '.join(lacks)}")


def weights_needed(settings: Settings) -> list[str]:
    """Return the bundles of weights that a run with these settings loads."""
    return [WHISPER_BUNDLES[engine_for(settings), settings.whisper.model], EMBEDDING_BUNDLE, VOICE_BUNDLE]


def read_out(episode_id: str, artifacts: Path, *, as_json: bool) -> None:
    """Print the coverage certificate of an episode."""
    record, _ = line.load(Store(artifacts).episode(episode_id))
    coverage = record.coverage
    if as_json:
        sys.stdout.write(coverage.model_dump_json() + "\n")
        return
    heard = "no audio was heard (imported transcript)"
    if coverage.speech_s is not None:
        share = coverage.worded_s / coverage.speech_s if coverage.speech_s else 1.0
        heard = f"{coverage.speech_s:.1f} s of speech, {coverage.worded_s:.1f} s in words ({share:.1%})"
    sys.stdout.write(f"{episode_id}: {heard}\n")
    if coverage.speech_s is not None:
        short = f"pauses and breath beside words, under {coverage.gap_s:g} s each"
        sys.stdout.write(f"  in gaps: {unworded_s(coverage):.1f} s; what else has no words is {short}\n")
    sys.stdout.write(f"  times interpolated: {coverage.interpolated_share:.1%} of the words\n")
    if (damaged_from := record.episode.audio.damaged_from) is not None:
        sys.stdout.write(f"  damaged: times after {damaged_from:.0f} s may be off\n")
    for name, stretches in (("speech without words", coverage.gaps), ("repetition", coverage.loops)):
        sys.stdout.write(f"  {name}: {len(stretches)}\n")
        for stretch in stretches:
            sys.stdout.write(f"    {stretch.start:.1f}-{stretch.end:.1f} s\n")
    if coverage.reheard:
        better = sum(again.better for again in coverage.reheard)
        sys.stdout.write(f"  heard a second time: {len(coverage.reheard)} windows, better in {better}\n")
    for doubt in coverage.quarantined:
        sys.stdout.write(f"  never quoted: {doubt.start:.1f}-{doubt.end:.1f} s ({doubt.reason})\n")
    if (report := line.imported(Store(artifacts).episode(episode_id))) is not None:
        sys.stdout.write(visible(told(record.episode.id, report)) + "\n")
    if record.flags:
        sys.stdout.write(f"  flags: {', '.join(record.flags)}\n")


def second_opinion(episode_id: str, artifacts: Path, *, quiet: bool) -> list[dict[str, object]]:
    """Hear an episode's quotes again with the other engine; print and return the agreement per quote."""
    place = Store(artifacts).episode(episode_id)
    record, transcript = line.load(place)
    settings = other_engine(record, gather(show=record.episode.show))
    bench = equip(settings, say=_say)
    rows: list[dict[str, object]] = []
    texts = {q.id: q.text for q in record.quotes}
    for agreement in relisten(record, transcript, place.folder, bench):
        rows.append({**asdict(agreement), "share": round(agreement.share, 3)})
        if not quiet:
            said = f"{agreement.share:4.0%} by {agreement.engine}: {texts[agreement.quote]}"
            sys.stdout.write(visible(f"    {agreement.quote} {said}") + "\n")
            if agreement.share < 1:
                sys.stdout.write(visible(f"         it heard: {agreement.heard}") + "\n")
    return rows


def measure_again(record: Highlights, transcript: Transcript) -> tuple[int, list[Problem]]:
    """Measure the likeness of a model's sentences again; no sentence model is loaded where no model wrote."""
    if not any(s.method == "model" for section in record.sections for s in section.narrative):
        return 0, []
    return remeasure(record, transcript, equip(gather(show=record.episode.show), say=_say).embedder)
