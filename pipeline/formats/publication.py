"""Where an episode stands on the web: what its page and its other files then say of themselves with whole addresses."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pipeline.formats.look import Look
from pipeline.language.page_words import page_words
from pipeline.language.tongues import in_marks
from pipeline.links import media_fragment
from pipeline.records import Episode, Highlights, Quote

CATALOG = "catalog/"
CARDS, QUOTES = "cards", "q"  # folders of an episode's folder: pictures of quotes, and the pages that show them
CARD_SIZE = (1200, 630)
AUDIO_TYPES = {
    ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".m4b": "audio/mp4", ".aac": "audio/aac", ".opus": "audio/ogg",
    ".ogg": "audio/ogg", ".oga": "audio/ogg", ".flac": "audio/flac", ".wav": "audio/wav", ".mp4": "video/mp4",
    ".webm": "video/webm",
}  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """What a link to a page shows where it is shared (Open Graph), and the page's own address."""

    url: str
    title: str
    text: str
    site: str
    kind: str = "website"
    picture: str | None = None
    picture_says: str = ""
    sound: str | None = None


@dataclass(frozen=True)
class SitePlace:
    """The place of an episode on a site: the address that the site has, how it looks, and which quotes have a card."""

    base_url: str  # with a slash at the end
    look: Look
    episode_id: str
    cards: Collection[str] = ()

    @property
    def folder(self) -> str:
        """The address of the episode's folder, with a slash at the end."""
        return f"{self.base_url}{quote(self.episode_id)}/"

    @property
    def page(self) -> str:
        """The address of the episode's page."""
        return f"{self.folder}page.html"

    def card(self, quote_id: str) -> str | None:
        """Return the address of a quote's picture; None where it has none."""
        return f"{self.folder}{CARDS}/{quote(quote_id)}.png" if quote_id in self.cards else None

    def of_page(self, record: Highlights, best: Quote | None) -> Preview:
        """Return what a link to the episode's page shows: the quote to hear first, else the cover."""
        episode = record.episode
        picture = (best and self.card(best.id)) or (f"{self.folder}{quote(episode.cover)}" if episode.cover else None)
        words = page_words(record.page_language)
        cover = words.say("Cover of {name}", name=episode.show or episode.title)
        says = in_marks(best.text, episode.language or "") if best and best.id in self.cards else cover
        return Preview(
            self.page, episode.title, record.summary.text, words.say(self.look.name), "article", picture, says,
            sound_address(episode, self.folder),
        )  # fmt: skip

    def of_quote(self, record: Highlights, said: Quote) -> Preview:
        """Return what a link to a quote shows."""
        by = f"{said.speaker}, " if said.speaker else ""
        text, name = (
            in_marks(said.text, record.episode.language or ""),
            page_words(record.page_language).say(self.look.name),
        )
        return Preview(
            f"{self.folder}{QUOTES}/{quote(said.id)}.html", text, f"{by}{record.episode.title}",
            name, "article", self.card(said.id), text, sound_address(record.episode, self.folder),
        )  # fmt: skip


def sound_address(episode: Episode, folder: str) -> str | None:
    """Return the whole address of an episode's sound: on the site, else at its publisher's."""
    if episode.audio.path and "/" not in episode.audio.path:
        return f"{folder}{quote(episode.audio.path)}"
    return episode.audio.url


def heard_at(record: Highlights, start: float, end: float) -> str | None:
    """Return the part of a clip that holds a stretch, as an address from the episode's folder; None where none does.

    It is for pages without the whole sound; a browser plays such a part by itself.
    """
    for clip in record.clips:
        if clip.path and clip.start <= start and end <= clip.end:
            return f"{quote(clip.path)}#{media_fragment(start - clip.start, end - clip.start)}"
    return None


def audio_type(name: str) -> str:
    """Return the media type of a sound file."""
    return AUDIO_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
