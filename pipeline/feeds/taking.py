"""Fetches one episode of a feed: its transcript where that is good enough, else its sound, and what stands beside."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import BadInput, HighlightsError, MachineLacks, Unreachable
from pipeline.feeds import sidecars, sniff, transcripts
from pipeline.feeds.choice import ItemToFetch, hours_of, plain_enclosure
from pipeline.feeds.config import FeedsConfig
from pipeline.feeds.fetch import Web
from pipeline.feeds.items import Feed, FeedItem, Mark
from pipeline.feeds.partial import Partial
from pipeline.feeds.state import Taken
from pipeline.files import remove, write_atomically
from pipeline.sources.inbox_folder import file_digest

MOST_TRANSCRIPTS = 4  # of one item that are tried
MOST_TRANSCRIPT_BYTES, MOST_CHAPTER_BYTES, MOST_PICTURE_BYTES = 20_000_000, 4_000_000, 8_000_000
COVER = "cover"  # the show's picture, fetched once


@dataclass
class Budget:
    """Hours of sound that this pull may still fetch."""

    hours: float
    spent: float = 0.0

    def allows(self, hours: float) -> bool:
        """Say whether there is room; the first is always taken, else one long episode would wait for ever."""
        return self.spent == 0 or self.spent + hours <= self.hours

    def spend(self, hours: float) -> None:
        """Count what was fetched."""
        self.spent += hours


@dataclass(frozen=True)
class Taker:
    """What every episode of a pull is fetched with."""

    web: Web
    config: FeedsConfig
    budget: Budget

    def take(
        self, folder: Path, feed: Feed, wanted: ItemToFetch, taken: Taken, audio: str, *, now: str
    ) -> Taken | None:
        """Fetch an episode and write its sidecar; None where its sound does not fit into the budget.

        `audio` is "always" or "needed". Raise what `Web` raises, with everything so far kept for the next time.
        """
        item = wanted.item
        words, why = self._transcript(folder, feed, item, taken.stem)
        again = taken.fetched is not None
        sound, got = None, None
        if item.enclosure and (audio == "always" or words is None):
            if not self.budget.allows(hours_of(item)):
                return None
            partial = Partial(folder, taken.stem)
            whole = (  # and from the same address: another server's tag may be the same by chance
                taken.audio is not None and (folder / taken.audio).is_file()
                and plain_enclosure(item) == taken.enclosure
            )  # fmt: skip
            got = self.web.download(
                item.enclosure, partial, most_bytes=self.config.max_audio_mb * 1_000_000,
                within_s=self.config.audio_minutes * 60, etag=taken.etag if whole else None,
                modified=taken.modified if whole else None,
            )  # fmt: skip
            self.budget.spend(hours_of(item))
            sound = folder / taken.audio if got is None and taken.audio else None
            if got:
                sound = partial.finish(got.ending)
        elif words is None:
            raise BadInput(f"expected sound or a transcript that can be used, found none: {why}")
        file = sound or words
        if file is None:
            raise BadInput(f"expected sound at {item.enclosure}, found that it is unchanged and gone")
        for old in {taken.file, taken.audio} - {None, file.name, words.name if words else None}:
            remove(folder / str(old))  # the former rendition had another ending
        self._beside(folder, feed, item, taken.stem, words if sound else None)
        digest = file_digest(file)
        same = again and digest == taken.sha256
        return taken.model_copy(
            update={
                "keys": wanted.keys, "title": item.title or "", "file": file.name,
                "audio": sound.name if sound else None, "sha256": digest, "enclosure": plain_enclosure(item),
                "enclosure_bytes": item.enclosure_bytes, "etag": got.etag if got else taken.etag,
                "modified": got.modified if got else taken.modified, "fetched": now,
                "renditions": taken.renditions + (not same), "made": taken.made if same else None,
                "dropped": None, "transcript": words.name if words else why, "failures": 0, "why": "",
            }
        )  # fmt: skip

    def _transcript(self, folder: Path, feed: Feed, item: FeedItem, stem: str) -> tuple[Path | None, str]:
        """Return the first published transcript that is good enough, else why none is."""
        why = "the feed offers no transcript"
        for one in transcripts.in_order(item.extras.transcripts, feed.language)[:MOST_TRANSCRIPTS]:
            try:
                got = self.web.get(one.url, most_bytes=MOST_TRANSCRIPT_BYTES, within_s=self.config.feed_seconds)
            except (BadInput, Unreachable) as error:  # another one, or the sound, does as well
                why = str(error)
                continue
            body = got.body or b""
            poor = transcripts.why_poor(body, one.url, language=feed.language, duration=item.duration)
            if poor is None:
                place = folder / f"{stem}{transcripts.ending(one, got.kind)}"
                write_atomically(place, body)
                return place, ""
            why = f"{one.kind or 'transcript'}: {poor}"
        return None, why

    def _beside(self, folder: Path, feed: Feed, item: FeedItem, stem: str, words: Path | None) -> None:
        """Write the sidecar, with chapters and a cover where they can be had."""
        text = sidecars.sidecar(
            feed, item, transcript=words.name if words else None, cover=self._cover(folder, feed, item, stem),
            chapters=self._chapters(item),
        )  # fmt: skip
        write_atomically(folder / f"{stem}.toml", text.encode())

    def _chapters(self, item: FeedItem) -> tuple[Mark, ...]:
        if not item.extras.chapters_url:
            return ()
        body = self._optional(item.extras.chapters_url, MOST_CHAPTER_BYTES)
        return sidecars.chapters_of(body, item.extras.chapters_url) if body else ()

    def _cover(self, folder: Path, feed: Feed, item: FeedItem, stem: str) -> str | None:
        """Return the name of the picture beside the sidecar: the episode's own, else the show's."""
        for url, name in ((item.image if item.image != feed.image else None, stem), (feed.image, COVER)):
            there = next((p.name for e in (".jpg", ".png", ".webp") if (p := folder / f"{name}{e}").is_file()), None)
            if there and url:
                return there
            body = self._optional(url, MOST_PICTURE_BYTES) if url else None
            ending = sniff.picture_ending(body) if body else None
            if body and ending:
                write_atomically(folder / f"{name}{ending}", body)
                return f"{name}{ending}"
        return None

    def _optional(self, url: str, most_bytes: int) -> bytes | None:
        """Return what an episode can do without; None where it cannot be had."""
        try:
            return self.web.get(url, most_bytes=most_bytes, within_s=self.config.feed_seconds).body
        except (BadInput, Unreachable):
            return None


def failed(taken: Taken, error: HighlightsError) -> Taken:
    """Return an episode that could not be fetched, with the reason; one of this machine's own troubles is raised."""
    if isinstance(error, MachineLacks) and not isinstance(error, Unreachable):
        raise error
    return taken.model_copy(update={"failures": taken.failures + 1, "why": " ".join(str(error).split())[:500]})
