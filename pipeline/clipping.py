"""Cut the clips of a published episode, and remember each by all that its sound depends on.

The record says which words a clip holds; here its sound is cut, and the record learns where exactly. A clip that was
cut before from the same sound, at the same words, with the same settings is taken from its file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.files import key_of, sha256
from pipeline.formats import captions
from pipeline.language.words import leans_on_before, plain
from pipeline.memory import Runner
from pipeline.ports import IN_SPEECH, Border, Cutter, Cutting, Decoder, Stretch
from pipeline.records import Clip, Highlights, Record, Span, Transcript
from pipeline.spans import contains, hull
from pipeline.store import EpisodeStore

STEP = "clips"
FOLDER = "clips"
REFUSED = {"refused": "an edge lies in speech"}  # what run.json remembers of a clip that is not offered
LENGTH_S = (15.0, 120.0)  # of a clip whose edges are moved: what Podcasting 2.0 recommends for soundbites
SPARE_S = 0.5  # of sound before the first and after the last word of an episode that a clip may take


@dataclass(frozen=True)
class Clips:
    """The record with its clips cut, the files to publish, and what to remember of each by its key."""

    record: Highlights
    files: dict[str, bytes] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    cut: int = 0  # how many were not remembered


def cut(
    record: Highlights,
    transcript: Transcript,
    audio: Path | None,
    config: Record,
    *,
    cutter: Cutter,
    decoder: Decoder,
    place: EpisodeStore,
    run: Runner,
    film: bool = False,
    gone: bool = False,
) -> Clips:
    """Return the record with every clip cut; unchanged, its clips times only, where there is no audio.

    Where the audio is `gone`, clips that were cut before keep their sound, others are times only.
    """
    if audio is None or not record.clips:
        return Clips(record)
    stretches = [stretch_of(record, transcript, clip) for clip in record.clips]
    keys = [_key(record, stretch, config, cutter) for stretch in stretches]
    before = place.run().get(STEP, {})
    known: dict[str, Any] = {
        key: REFUSED
        for key, clip in zip(keys, record.clips, strict=True)
        if clip.source == "model" and before.get(key) == REFUSED
    }
    kept = {key: cutting for key in keys if key not in known and (cutting := _kept(place, key))}
    missing = [k for k, key in enumerate(keys) if key not in kept and key not in known]
    if missing and not gone:
        wanted, track = [stretches[k] for k in missing], record.episode.audio.track or 1
        made = run(STEP, lambda: cutter.cut(audio, decoder.decode(audio, track).samples, wanted, track))
        kept |= {keys[k]: cutting for k, cutting in zip(missing, made, strict=True)}
    clips: list[Clip] = []
    files: dict[str, bytes] = {}
    for key, clip in zip(keys, record.clips, strict=True):
        if key in known:
            continue
        if key not in kept:
            clips.append(clip)  # times only: its sound is gone
            continue
        if clip.source == "model" and set(kept[key].flags) & set(IN_SPEECH):
            known[key] = REFUSED  # a word would be cut off: better no clip than that
            continue
        clip, own = _with_sound(clip, kept[key], transcript)
        if film:
            own |= _filmed(own, clip, key, place=place, cutter=cutter, run=run)
        clip = clip.model_copy(update={"video": next((name for name in own if name.endswith(".mp4")), None)})
        clips.append(clip)
        files |= own
        known[key] = _entry(kept[key], clip, own)
    if gone:
        known |= {key: entry for key, entry in before.items() if key not in known and _spared(place, key)}
    return Clips(_with_clips(record, clips), files, known, len(missing))


def _with_clips(record: Highlights, clips: Sequence[Clip]) -> Highlights:
    """Return the record with these clips; a quote names the first one that holds all of its words."""
    whole = [(clip.words, clip.id) for clip in clips if clip.words]
    holding = {q.id: next((id_ for words, id_ in whole if contains(words, hull(q.words))), None) for q in record.quotes}
    quotes = tuple(q.model_copy(update={"clip": holding[q.id]}) for q in record.quotes)
    return record.model_copy(update={"clips": tuple(clips), "quotes": quotes})


def stretch_of(record: Highlights, transcript: Transcript, clip: Clip) -> Stretch:
    """Return what the cutter needs to know of a clip: the words at its edges, their neighbours, and other edges."""
    words = transcript.words
    assert clip.words, "a planned clip names its words"
    length_s = record.episode.audio.decoded_s or record.episode.duration

    def start(first: int) -> Border:
        before = words[first - 1].end if first else max(0.0, words[0].start - SPARE_S)
        return Border(first, words[first].start, before)

    def end(last: int) -> Border:
        after = words[last + 1].start if last + 1 < len(words) else min(length_s, words[last].end + SPARE_S)
        return Border(last, words[last].end, after)

    starts, ends = _other_edges(record, transcript, clip)
    first, last = start(clip.words[0]), end(clip.words[1] - 1)
    return Stretch(
        start=first.at,
        end=last.at,
        before=first.beside,
        after=last.beside,
        title=clip.title,
        artist=record.episode.show,
        other_starts=tuple(map(start, starts)),
        other_ends=tuple(map(end, ends)),
    )


def _other_edges(record: Highlights, transcript: Transcript, clip: Clip) -> tuple[list[int], list[int]]:
    """Return the first words, and the last words, of sentences at which a clip might begin or end as well, in order.

    What the clip is about stays in it, it stays in its section, and of a length that is shared. A publisher's own
    stretch is only added to. Sentences that lean on the one before them open no clip.
    """
    assert clip.words
    section = next(s for s in record.sections if s.id == clip.section)
    inside = [s for s in transcript.sentences if contains(section.words, s.words)]
    core = _core(record, clip) if clip.source != "publisher" else clip.words
    begin = next((k for k, s in enumerate(inside) if s.words[0] <= clip.words[0] < s.words[1]), 0)
    stop = next((k for k, s in enumerate(inside) if s.words[0] < clip.words[1] <= s.words[1]), len(inside) - 1)
    shortest = min(LENGTH_S[0], clip.end - clip.start)
    starts = [
        s.words[0]
        for k in (begin - 1, begin + 1, begin - 2, begin + 2)
        if 0 <= k < len(inside)
        for s in (inside[k],)
        if s.words[0] <= core[0]
        and shortest <= clip.end - s.start <= LENGTH_S[1] - SPARE_S
        and not leans_on_before(plain(transcript.words, s.words))
    ]
    ends = [
        s.words[1] - 1
        for k in (stop + 1, stop - 1, stop + 2, stop - 2)
        if 0 <= k < len(inside)
        for s in (inside[k],)
        if s.words[1] >= core[1]
        and shortest <= s.end - clip.start <= LENGTH_S[1] - SPARE_S
        and not plain(transcript.words, s.words).endswith("?")
    ]
    return starts, ends


def _core(record: Highlights, clip: Clip) -> Span:
    """Return the words a clip is about: its quote, or its question with the answer; else all of it."""
    assert clip.words
    quote = next((q for q in record.quotes if q.id == clip.quote), None)
    question = next((q for q in record.questions if q.id == clip.question), None)
    if quote:
        return hull(quote.words)
    if question:
        return hull((*question.words, *(question.answer.words if question.answer else ())))
    return clip.words


def _key(record: Highlights, stretch: Stretch, config: Record, cutter: Cutter) -> str:
    audio = record.episode.audio
    return key_of(
        {
            "sound": (audio.sha256, audio.pcm_sha256),
            "stretch": asdict(stretch),
            "config": config.model_dump(mode="json", exclude={"cut", "video"}),
            "cutter": cutter.identity.model_dump(),
        }
    )


def _with_sound(clip: Clip, cutting: Cutting, transcript: Transcript) -> tuple[Clip, dict[str, bytes]]:
    """Return a clip that knows its sound, and its files by name."""
    path, text = f"{FOLDER}/{clip.id}.{cutting.extension}", f"{FOLDER}/{clip.id}.vtt"
    first, last = clip.words or (0, 0)
    words = (
        first if cutting.first is None else cutting.first,
        last if cutting.last is None else cutting.last + 1,
    )
    spoken = captions.clip_vtt(transcript, words, cutting.start)
    found = {
        "words": words if clip.words else None,
        "start": cutting.start, "end": cutting.end, "path": path, "transcript": text,
        "loudness_lufs": cutting.loudness_lufs, "peak_dbtp": cutting.peak_dbtp,
        "flags": tuple(dict.fromkeys((*clip.flags, *cutting.flags))),
    }  # fmt: skip
    return clip.model_copy(update=found), {path: cutting.data, text: spoken.encode()}


def _filmed(
    own: Mapping[str, bytes], clip: Clip, key: str, *, place: EpisodeStore, cutter: Cutter, run: Runner
) -> dict[str, bytes]:
    """Return the clip's video by name, made from its sound and its captions."""
    assert clip.path
    assert clip.transcript
    sound, text = own[clip.path], own[clip.transcript]
    name = f"{FOLDER}/{clip.id}.mp4"
    entry = place.run().get(STEP, {}).get(key, {})
    if (film := entry.get("film")) and entry.get("captions") == sha256(text):
        path = place.folder / film
        if path.is_file() and sha256(data := path.read_bytes()) == entry.get("film_sha256"):
            return {name: data}
    made = run("films", lambda: cutter.film(sound, text.decode(), clip.title))
    return {name: made}


def _entry(cutting: Cutting, clip: Clip, own: Mapping[str, bytes]) -> dict[str, Any]:
    """Return what `run.json` remembers of a clip."""
    entry = {name: value for name, value in asdict(cutting).items() if name != "data"}
    entry |= {"file": clip.path, "sha256": sha256(cutting.data)}
    if clip.video and clip.transcript:
        entry |= {
            "film": clip.video, "film_sha256": sha256(own[clip.video]), "captions": sha256(own[clip.transcript])
        }  # fmt: skip
    return entry


def _spared(place: EpisodeStore, key: str) -> bool:
    """Keep a clip that is not offered now: without the audio it cannot be cut again. Say whether it is kept."""
    if place.run().get(STEP, {}).get(key) == REFUSED:
        return True
    if cutting := _kept(place, key):
        place.keep_piece(FOLDER, key, cutting.data)
    return cutting is not None


def _kept(place: EpisodeStore, key: str) -> Cutting | None:
    """Return a clip that was cut under this key, if its file is still as it was made."""
    entry = place.run().get(STEP, {}).get(key)
    if not entry or entry == REFUSED:
        return None
    path = place.folder / entry["file"]
    data = path.read_bytes() if path.is_file() else b""
    if sha256(data) != entry["sha256"]:
        data = place.piece(FOLDER, key) or b""
    if sha256(data) != entry["sha256"]:
        return None
    return Cutting(
        start=entry["start"], end=entry["end"], data=data, extension=entry["extension"],
        loudness_lufs=entry["loudness_lufs"], peak_dbtp=entry["peak_dbtp"], flags=tuple(entry["flags"]),
        first=entry["first"], last=entry["last"],
    )  # fmt: skip
