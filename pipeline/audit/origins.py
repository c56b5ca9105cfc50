"""Hold a published episode against what it was made from: the stages' answers, the clips as cut, the source files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic_core import from_json

from pipeline import clipping, ids, lasting_ids, reanchoring, renditions
from pipeline.checks.proof import Problem
from pipeline.correction_files import ShowCorrections
from pipeline.errors import ArtifactDamaged, HighlightsError
from pipeline.files import canonical, digest_of, found_at, sha256
from pipeline.formats import captions
from pipeline.lasting_ids import Before
from pipeline.records import Correction, Highlights, Record, Transcript
from pipeline.settings import slug
from pipeline.store import MADE_OF, PIECES, EpisodeStore, piece_of

STAGES, RUNS = "stages", "runs"
RECORD_STAGE, TRANSCRIPT_STAGE = "publish", "attribute"
MOST_TOLD = 6  # differences from a stage's answer: one changed name stands in many places
LATER = {"related", "gone", "clips"}  # of the record, what is added after the last stage


def damaged(place: EpisodeStore) -> list[Problem]:
    """Return the stages' answers, pieces of work and earlier runs that are not as they were kept.

    An episode without `stages/` has lost none: they only save work.
    """
    folder = place.folder / STAGES
    if not folder.is_dir():
        return []
    found = _unreadable_source(place)
    for name, entry in place.run().get("artifacts", {}).items():
        data = found_at(place.stage_path(name))
        if data is None:
            found.append(Problem(f"{STAGES}/{name}.json", "is missing"))
        elif sha256(data) != entry["sha256"]:
            found.append(Problem(f"{STAGES}/{name}.json", "was altered"))
    for path in sorted(folder.glob("*/*")):
        where = path.relative_to(place.folder).as_posix()
        if path.parent.name == RUNS:
            try:
                place.kept_run(path)
            except ArtifactDamaged:
                found.append(Problem(where, "is no earlier run that can be read"))
        elif path.is_file() and not path.name.startswith(".tmp-") and not _is_whole(path):
            found.append(Problem(where, "was altered"))
    return found


def _unreadable_source(place: EpisodeStore) -> list[Problem]:
    """Find what tells what an episode was made from missing or broken; what it says, a later run may have changed."""
    where = f"{STAGES}/{ids.SOURCE}.json"
    data = found_at(place.stage_path(ids.SOURCE))
    if data is None:  # the first versions kept it elsewhere
        return [Problem(where, "is missing")] if PIECES in place.run() else []
    try:
        whole = isinstance(from_json(data), dict)
    except ValueError:
        whole = False
    return [] if whole else [Problem(where, "was altered")]


def _is_whole(piece: Path) -> bool:
    return piece_of(found_at(piece) or b"", piece.name) is not None


def contradictions(place: EpisodeStore, record: Highlights, transcript: Transcript) -> list[Problem]:
    """Return what the record, the transcript and the clips say otherwise than what they were made from."""
    return [
        *_against_stages(place, record, transcript),
        *_against_corrections(place, record),
        *_against_cuts(place, record, transcript),
        *_against_files(place, record),
    ]


def _against_stages(place: EpisodeStore, record: Highlights, transcript: Transcript) -> list[Problem]:
    found = []
    said = place.get(TRANSCRIPT_STAGE, None, Transcript) if _was_published(place, TRANSCRIPT_STAGE) else None
    audio = record.episode.audio
    if said is not None and audio.rendition is not None:
        said = reanchoring.transcript_in(said, audio)
    if said is not None and canonical(said) != canonical(transcript):
        found += _differences("transcript", said, transcript, f"{STAGES}/{TRANSCRIPT_STAGE}.json")
    made = place.get(RECORD_STAGE, None, Highlights) if _was_published(place, RECORD_STAGE) else None
    if made is not None and (said is None or said == transcript):
        expected = lasting_ids.named(made, transcript, Before(record, transcript))
        found += _planned(record, expected)
        clipped = {q.id: q.clip for q in record.quotes}
        quotes = tuple(q.model_copy(update={"clip": clipped.get(q.id)}) for q in expected.quotes)
        episode = expected.episode.model_copy(update={"cover": record.episode.cover})
        expected = expected.model_copy(
            update={"quotes": quotes, "episode": episode, **{name: getattr(record, name) for name in LATER}}
        )
        found += _differences("record", expected, record, f"{STAGES}/{RECORD_STAGE}.json")
    return found


def _was_published(place: EpisodeStore, name: str) -> bool:
    """Say whether a stage's answer is the one that was published: a run that was stopped later has another."""
    run = place.run()
    of, now = run.get(MADE_OF), run.get("artifacts", {}).get(name)
    return not isinstance(of, dict) or (now is not None and of.get(name) == now["sha256"])


def _differences(what: str, made: Record, now: Record, where: str) -> list[Problem]:
    paths = list(_differing(made.model_dump(mode="json"), now.model_dump(mode="json"), what))
    more = f" and {len(paths) - MOST_TOLD} more" if len(paths) > MOST_TOLD else ""
    return [Problem(path, f"is not what {where} says{more}") for path in paths[:MOST_TOLD]]


def _differing(made: Any, now: Any, where: str) -> Iterator[str]:
    if isinstance(made, dict) and isinstance(now, dict):
        for key in made.keys() | now.keys():
            yield from _differing(made.get(key), now.get(key), f"{where}.{key}")
    elif isinstance(made, list) and isinstance(now, list) and len(made) == len(now):
        for k, (one, other) in enumerate(zip(made, now, strict=True)):
            yield from _differing(one, other, f"{where}[{k}]")
    elif made != now:
        yield where


def _planned(record: Highlights, expected: Highlights) -> list[Problem]:
    """Find clips that no stage planned, or of which it says otherwise what they are."""
    plan = {clip.id: clip for clip in expected.clips}
    found = []
    for clip in record.clips:
        meant = plan.get(clip.id)
        if meant is None:
            found.append(Problem(f"clips[{clip.id}]", f"is not planned in {STAGES}/{RECORD_STAGE}.json"))
        elif (clip.title, clip.section, clip.score, clip.source) != (
            meant.title, meant.section, meant.score, meant.source,
        ):  # fmt: skip
            found.append(Problem(f"clips[{clip.id}]", f"is not what {STAGES}/{RECORD_STAGE}.json says"))
    return found


def _against_corrections(place: EpisodeStore, record: Highlights) -> list[Problem]:
    """Hold what the record says of corrections against the files of corrections; those not applied yet follow them."""
    try:
        asked = place.corrections().corrections
        if show := record.episode.show:
            asked += ShowCorrections(place.root, slug(show)).corrections().corrections
    except HighlightsError as error:
        return [Problem("corrections.jsonl", str(error))]
    listed = {_essence(c) for c in asked}
    return [
        Problem(f"corrections[{k}]", "is not in corrections.jsonl")
        for k, told in enumerate(record.corrections)
        if _essence(told) not in listed
    ]


def _essence(correction: Correction) -> tuple[object, ...]:
    return correction.op, correction.target, correction.value, correction.scope


def _against_cuts(place: EpisodeStore, record: Highlights, transcript: Transcript) -> list[Problem]:
    """Hold each clip against what `run.json` remembers of its cut: sound, edges, captions."""
    known = place.run().get(clipping.STEP, {})
    by_file = {entry["file"]: entry for entry in known.values() if isinstance(entry, dict) and "file" in entry}
    found = []
    for clip in record.clips:
        if clip.path is None:
            continue
        where, cut = f"clips[{clip.id}]", by_file.get(clip.path)
        if cut is None:
            found.append(Problem(where, f"{clip.path} is not among the clips that run.json remembers"))
            continue
        if (clip.start, clip.end) != (cut["start"], cut["end"]):
            found.append(Problem(where, f"begins or ends elsewhere than it was cut: {cut['start']}-{cut['end']} s"))
        if (data := found_at(place.folder / clip.path)) is not None and sha256(data) != cut["sha256"]:
            found.append(Problem(where, f"{clip.path} is not the sound that was cut"))
        spoken = captions.clip_vtt(transcript, clip.words, clip.start).encode() if clip.words else None
        said = found_at(place.folder / clip.transcript) if clip.transcript else None
        if None not in (spoken, said) and spoken != said:
            found.append(Problem(where, f"{clip.transcript} are not the captions of its words"))
    return found


def _against_files(place: EpisodeStore, record: Highlights) -> list[Problem]:
    """Hold the source files, where they still lie, against the digests under which the episode was made."""
    source = ids.remembered(place)
    if source is None:
        return []
    found = []
    other, audio = renditions.kept(place), record.episode.audio
    made_from = audio.rendition.sha256 if audio.rendition else audio.sha256
    if source.audio_sha256 and made_from not in (None, source.audio_sha256):
        found.append(Problem("episode.audio.sha256", "is not that of the source"))
    if audio.rendition and not (other and renditions.is_of(other, audio)):
        found.append(Problem("episode.audio.rendition", f"is not what {STAGES}/{renditions.RENDITION}.json says"))
    for path, digest in (
        (source.audio_path, source.audio_sha256), (source.transcript_path, source.transcript_sha256),
        (other.path, other.audio.sha256) if other and audio.rendition else (None, None),
    ):  # fmt: skip
        if path and digest and Path(path).is_file() and digest_of(Path(path)) != digest:
            what = f"is another file than the episode was made from: run it again, or put the file back ({path})"
            found.append(Problem("source", what))
    return found
