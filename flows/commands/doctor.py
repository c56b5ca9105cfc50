"""`highlights doctor`: check the machine, or print the coverage of a transcript."""

import sys
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson
from pipeline.errors import HighlightsError, MachineLacks

LIBRARIES = ("openai-whisper", "faster-whisper", "torch", "spacy", "pandas", "prefect", "fastapi", "onnxruntime")


def doctor(
    episode_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Print this episode's transcript coverage instead.")
    ] = None,
    fetch: Annotated[bool, typer.Option("--fetch", help="Download missing weights.")] = False,
    models: Annotated[
        bool, typer.Option("--models", help="List the Whisper models: size, time on this machine, error rate.")
    ] = False,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Check this machine: ffmpeg, weights, libraries, permission to write, and the writer's server where one is set."""
    if models:
        _models(as_json=as_json)
    elif episode_id:
        _read_out(episode_id, artifacts, as_json=as_json)
    else:
        _machine(artifacts, fetch=fetch, as_json=as_json)


def _machine(artifacts: Path, *, fetch: bool, as_json: bool) -> None:
    """Print what there is; raise `MachineLacks` where something needed is missing."""
    from pipeline.bench import ffmpeg_version, weights_digest, weights_needed, writer_answers
    from pipeline.settings import gather
    from pipeline.store import Store

    found: dict[str, str] = {}
    lacks: dict[str, str] = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            lacks[name] = "not installed; install episode-highlights again (README: Install)"
    try:
        found["ffmpeg"] = ffmpeg_version()
    except HighlightsError as error:
        lacks["ffmpeg"] = str(error)
    for bundle in weights_needed(gather()):
        if digest := weights_digest(bundle, fetch=fetch, say=screen.note):
            found[f"weights {bundle}"] = digest[:12]
        else:
            lacks[f"weights {bundle}"] = (
                "not downloaded yet; the first run downloads them, or: highlights doctor --fetch"
            )
    try:
        if (writer := writer_answers(gather())) is not None:
            (found if writer[0] else lacks)["writer"] = writer[1]
    except HighlightsError as error:
        lacks["writer"] = str(error)
    try:
        Store(artifacts).ready()
        found["artifacts"] = f"{artifacts} is writable"
    except HighlightsError as error:
        lacks["artifacts"] = str(error)
    if as_json:
        screen.answer({"found": found, "lacks": lacks})
    else:
        for name, what in found.items():
            sys.stdout.write(f"  ok     {name:28} {what}\n")
        for name, what in lacks.items():
            sys.stdout.write(f"  LACKS  {name:28} {what}\n")
    if lacks:
        raise MachineLacks(f"this machine lacks: {', '.join(lacks)}")


def _models(*, as_json: bool) -> None:
    """Print what each Whisper model would cost here, and which one `auto` takes."""
    from pipeline.bench import has_gpu, model_offers
    from pipeline.settings import gather

    offers = model_offers(gather())
    if as_json:
        screen.answer([asdict(offer) for offer in offers])
        return
    where = "a GPU" if has_gpu() else "these cores"
    sys.stdout.write(f"  model            download   an hour of audio on {where}  word errors\n")
    for offer in offers:
        wer = f"{offer.wer} %" if offer.wer else "–"
        notes = ", ".join(name for name, holds in (("installed", offer.installed), ("auto", offer.auto)) if holds)
        sys.stdout.write(
            f"  {offer.model:16} {offer.megabytes:5} MB  {60 * offer.share:20.1f} min  {wer:>17}  {notes}".rstrip()
            + "\n"
        )
    sys.stdout.write(
        "  Times are reckoned from what base was measured to take, not measured here. Word errors: mean of the Open "
        "ASR leaderboard's English sets.\n  Choose: highlights run … --set whisper.model=NAME\n"
    )


def _read_out(episode_id: str, artifacts: Path, *, as_json: bool) -> None:
    """Print the coverage certificate of an episode."""
    from flows.import_report import told
    from pipeline import line
    from pipeline.store import Store

    record = Store(artifacts).episode(episode_id).record()
    coverage = record.coverage
    if as_json:
        screen.answer(coverage.model_dump(mode="json"))
        return
    heard = "imported transcript, no audio"
    if coverage.speech_s is not None:
        share = coverage.worded_s / coverage.speech_s if coverage.speech_s else 1.0
        heard = f"{coverage.speech_s:.1f} s of speech, {coverage.worded_s:.1f} s covered by words ({share:.1%})"
    sys.stdout.write(f"{episode_id}: {heard}\n")
    if (unworded_s := coverage.unworded_s) is not None:
        short = f"pauses and breath under {coverage.gap_s:g} s"
        sys.stdout.write(f"  in gaps: {unworded_s:.1f} s; the rest without words: {short}\n")
    sys.stdout.write(f"  interpolated times: {coverage.interpolated_share:.1%} of the words\n")
    if (track := record.episode.audio.track) is not None:
        sys.stdout.write(f"  sound track {track} of the file was used (ingest.track)\n")
    if (damaged_from := record.episode.audio.damaged_from) is not None:
        sys.stdout.write(f"  damaged: times after {damaged_from:.0f} s may be wrong\n")
    for name, stretches in (("speech without words", coverage.gaps), ("repetition", coverage.loops)):
        sys.stdout.write(f"  {name}: {len(stretches)}\n")
        for stretch in stretches:
            sys.stdout.write(f"    {stretch.start:.1f}-{stretch.end:.1f} s\n")
    if coverage.reheard:
        better = sum(again.better for again in coverage.reheard)
        sys.stdout.write(f"  second pass: {len(coverage.reheard)} windows, better in {better}\n")
    for doubt in coverage.quarantined:
        sys.stdout.write(f"  never quoted: {doubt.start:.1f}-{doubt.end:.1f} s ({doubt.reason})\n")
    if (report := line.imported(Store(artifacts).episode(episode_id))) is not None:
        sys.stdout.write(screen.visible(told(record.episode.id, report)) + "\n")
    if record.flags:
        sys.stdout.write(f"  flags: {', '.join(record.flags)}\n")
