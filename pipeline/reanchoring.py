"""Carries the times of an episode over to another recording of it: adverts put in, an intro cut off, another speed.

The stages keep their times. Just before the record is made, all that it is made of is moved: every word to its place in
the other sound, and everything else by its words. A word that is not heard at its place is marked absent, never timed
as if it were there.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from pipeline.checks.coverage import estimated_share
from pipeline.checks.proof import TIME_TOLERANCE_S, revision_of
from pipeline.cuts import is_interrupted
from pipeline.records import (
    Audio,
    Clip,
    Correction,
    Episode,
    Highlights,
    Narrative,
    Outline,
    Plays,
    Questions,
    Quotes,
    RawTranscript,
    Record,
    SoundMatch,
    Span,
    TopicMap,
    Transcript,
    Word,
)
from pipeline.records.flags import Flag
from pipeline.spans import hull

MOVED = (RawTranscript, Outline, TopicMap, Quotes, Questions, Narrative, Plays)
STAYS = "corrections"  # they know their words; their times are those of the sound that the stages work on
BRIEFEST_S = 0.001  # times are stored to the millisecond, and a word has some length

R = TypeVar("R", bound=Record)


class Clockwork:
    """Says where moments of one recording are in the other."""

    def __init__(self, match: SoundMatch, duration: float) -> None:
        """`duration` is the length of the other recording in seconds."""
        self._pieces = [stretch.knots for stretch in match.stretches]
        self._starts = [knots[0][0] for knots in self._pieces]
        self._unlike, self._duration = match.unlike, duration

    def start(self, seconds: float) -> float:
        """Return where something starts there; what lies in no stretch starts with the next one."""
        at = bisect_right(self._starts, seconds) - 1
        if at >= 0 and seconds < self._pieces[at][-1][0]:
            return self._in(at, seconds)
        following = self._pieces[at + 1 : at + 2]
        return following[0][0][1] if following else self._last()

    def end(self, seconds: float) -> float:
        """Return where something ends there; what lies in no stretch ends with the one before."""
        at = bisect_right(self._starts, seconds - BRIEFEST_S / 2) - 1
        return self._in(at, min(seconds, self._pieces[at][-1][0])) if at >= 0 else 0.0

    def hears(self, word: Word) -> bool:
        """Say whether a word lies in one stretch and the sound at its place there is the same."""
        at = bisect_right(self._starts, word.start + BRIEFEST_S) - 1
        inside = at >= 0 and word.end <= self._pieces[at][-1][0] + BRIEFEST_S
        return inside and not any(gap.start < word.end and word.start < gap.end for gap in self._unlike)

    def _last(self) -> float:
        return self._pieces[-1][-1][1] if self._pieces else self._duration

    def _in(self, at: int, seconds: float) -> float:
        here, there = zip(*self._pieces[at], strict=True)
        return round(float(min(max(np.interp(seconds, here, there), 0.0), self._duration)), 3)


def episode_in(episode: Episode, audio: Audio, transcript: Transcript) -> Episode:
    """Return the episode with the other recording as its sound, whose `rendition` says how the two lie together."""
    assert audio.rendition
    clock = Clockwork(audio.rendition.match, audio.decoded_s or 0.0)
    absent = sum(not clock.hears(word) for word in transcript.words)
    flags: list[Flag] = [*episode.flags, "reanchored", *(("words-not-in-this-audio",) if absent else ())]
    moved = Episode.model_validate(_moved(episode.model_dump(), clock, [], []))
    audio = audio.model_copy(update={"rendition": audio.rendition.model_copy(update={"absent": absent})})
    return moved.model_copy(update={"audio": audio, "duration": audio.decoded_s, "flags": tuple(dict.fromkeys(flags))})


def transcript_in(transcript: Transcript, audio: Audio) -> Transcript:
    """Return the transcript with its times in another recording; its words, speakers and sentences stay."""
    assert audio.rendition
    clock = Clockwork(audio.rendition.match, audio.decoded_s or 0.0)
    words = placed(transcript.words, clock, audio.decoded_s or 0.0)
    about = _moved(transcript.model_dump(exclude={"words"}), clock, transcript.words, words)
    moved = Transcript.model_validate(about | {"words": [word.model_dump() for word in words]})
    return moved.model_copy(update={"revision": revision_of(moved.words)})


def made_of(have: Mapping[type[Record], Any], audio: Audio) -> dict[type[Record], Any]:
    """Return what a record is made of, moved into another recording."""
    assert audio.rendition
    before: Transcript = have[Transcript]
    clock, length = Clockwork(audio.rendition.match, audio.decoded_s or 0.0), audio.decoded_s or 0.0
    words = placed(before.words, clock, length)
    found: dict[type[Record], Any] = {
        kind: kind.model_validate(_moved(have[kind].model_dump(), clock, before.words, words))
        for kind in MOVED
        if kind in have
    }
    heard: RawTranscript = found[RawTranscript]
    coverage = heard.coverage.model_copy(update={"interpolated_share": estimated_share(words)})
    quotes: Quotes = found[Quotes]
    episode = episode_in(have[Episode], audio, before)
    chosen = tuple(
        quote.model_copy(update={"flags": (*quote.flags, *_flags(words, hull(quote.words), episode.audio))})
        for quote in quotes.chosen
    )
    return found | {
        Episode: episode,
        Transcript: transcript_in(before, audio),
        RawTranscript: heard.model_copy(update={"coverage": coverage}),
        Quotes: quotes.model_copy(update={"chosen": chosen}),
    }


def with_fit_clips(record: Highlights, transcript: Transcript) -> Highlights:
    """Return the record without clips that are not whole in its sound; those that a person chose are flagged."""
    if record.episode.audio.rendition is None:
        return record
    clips: list[Clip] = []
    for clip in record.clips:
        why = _flags(transcript.words, clip.words, record.episode.audio) if clip.words else ()
        if not why or clip.source != "model":
            clips.append(clip.model_copy(update={"flags": (*clip.flags, *why)}))
    kept = {clip.id for clip in clips}
    quotes = tuple(q if q.clip in kept else q.model_copy(update={"clip": None}) for q in record.quotes)
    return record.model_copy(update={"clips": tuple(clips), "quotes": quotes})


def taken_back(correction: Correction, audio: Audio) -> Correction:
    """Return a correction that was made of a moved episode with its times in the sound the episode was made from."""
    if audio.rendition is None:
        return correction
    back = SoundMatch.model_validate(
        {"stretches": [{"knots": [(b, a) for a, b in one.knots]} for one in audio.rendition.match.stretches]}
    )
    clock = Clockwork(back, audio.rendition.duration)
    return Correction.model_validate(_moved(correction.model_dump(), clock, [], []))


def placed(words: Sequence[Word], clock: Clockwork, duration: float) -> tuple[Word, ...]:
    """Return words at their places in the other recording; those that are not in it stand at a cut, marked."""
    heard = [clock.hears(word) for word in words]
    following = [duration] * (len(words) + 1)
    for k in range(len(words) - 1, -1, -1):
        following[k] = min(clock.start(words[k].start), following[k + 1]) if heard[k] else following[k + 1]
    found: list[Word] = []
    at = 0.0
    for word, is_here, next_start in zip(words, heard, following, strict=False):
        latest = max(duration - BRIEFEST_S, 0.0)
        start = clock.start(word.start) if is_here else min(max(clock.end(word.start), at), next_start)
        start = round(min(max(start, at), latest), 3)
        end = clock.end(word.end) if is_here else start
        end = round(max(end, start + BRIEFEST_S), 3)
        source = word.time_source if is_here else "absent"
        found.append(word.model_copy(update={"start": start, "end": end, "time_source": source}))
        at = start
    return tuple(found)


def _flags(words: Sequence[Word], span: Span, audio: Audio) -> tuple[Flag, ...]:
    """Return what is doubtful of words in this sound: some are not in it, or other sound lies between them."""
    said = words[slice(*span)]
    flags: list[Flag] = []
    if any(word.time_source == "absent" for word in said):
        flags.append("not-in-this-audio")
    if said and is_interrupted(audio, said[0].start, said[-1].end):
        flags.append("interrupted")
    return tuple(flags)


def _moved(value: Any, clock: Clockwork, old: Sequence[Word], new: Sequence[Word]) -> Any:
    """Return plain data with every `start` and `end` in it carried over, to those of its words where it has them."""
    if isinstance(value, dict):
        moved = {k: item if k == STAYS else _moved(item, clock, old, new) for k, item in value.items()}
        start, end = value.get("start"), value.get("end")
        first, last = _edges(value.get("words"), old)
        if isinstance(start, float):
            by_word = first is not None and abs(old[first].start - start) <= TIME_TOLERANCE_S
            moved["start"] = new[first].start if by_word and first is not None else clock.start(start)
        if isinstance(end, float):
            by_word = last is not None and abs(old[last].end - end) <= TIME_TOLERANCE_S
            moved["end"] = new[last].end if by_word and last is not None else clock.end(end)
        if isinstance(start, float) and isinstance(end, float) and end > start:
            moved["end"] = max(moved["end"], round(moved["start"] + BRIEFEST_S, 3))
        return moved
    return type(value)(_moved(item, clock, old, new) for item in value) if isinstance(value, list | tuple) else value


def _edges(words: Any, old: Sequence[Word]) -> tuple[int | None, int | None]:
    """Return the numbers of the first and the last word of a span, or of several; None where there is no span."""
    if not old or not isinstance(words, list | tuple) or not words:
        return None, None
    spans = [words] if isinstance(words[0], int) else list(words)
    if not all(isinstance(span, list | tuple) and len(span) == 2 for span in spans):
        return None, None
    first, last = hull([(int(a), int(b)) for a, b in spans])
    return (first, last - 1) if 0 <= first < last <= len(old) else (None, None)
