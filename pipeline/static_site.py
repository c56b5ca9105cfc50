"""Puts the site with its episodes into a folder that any static host can serve: whole addresses, and sound beside it.

The folder is laid out as `artifacts/` is, so that links from page to page stay as they are. What is private there
(stages, the diary, corrections) stays there.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import quote

from pipeline.cards import Draw, QuoteCard
from pipeline.corpus.gathering import RECORD, TRANSCRIPT, gathered
from pipeline.corpus.generations import MANIFEST as CATALOG_MANIFEST
from pipeline.corpus.generations import Generations
from pipeline.errors import BadInput
from pipeline.files import canonical, copy, remove, write_all
from pipeline.formats import chapters, feed, html, linked_data, llms_txt, search, site, site_feeds, tables
from pipeline.formats.first_quote import first_quote
from pipeline.formats.look import PAPER, Look
from pipeline.formats.publication import CARDS, QUOTES, SitePlace, audio_type
from pipeline.formats.registry import PUBLISHED
from pipeline.formats.times import clock, one_line
from pipeline.language.tongues import in_marks
from pipeline.records import Highlights, Quote, Transcript
from pipeline.store import EpisodeStore, Store

Sound = Literal["clips", "whole", "none"]
SOUNDS: tuple[str, ...] = get_args(Sound)
MANIFEST = ".highlights-site.json"  # in the folder: which files are ours
CATALOG = "catalog"
AUDIO = "audio"  # name of an episode's whole sound on the site, before its ending
NOT_FOR_THE_WEB = (CATALOG_MANIFEST, "catalog.sqlite", "batch.json")  # a static host cannot ask a database
INK, SOFT, ACCENT = "#1f1c18", "#645d53", "#9a3b18"  # base.css
KINDS = {  # what a file counts as when sizes are told
    ".html": "pages", ".css": "pages", ".png": "cards and covers", ".jpg": "cards and covers", ".vtt": "texts",
    ".srt": "texts", ".txt": "texts", ".json": "texts", ".jsonld": "texts", ".xml": "texts", ".md": "texts",
    ".parquet": "tables", ".csv": "tables", ".js": "search",
}  # fmt: skip


@dataclass
class PublishedSite:
    """What was put into the folder: sizes in bytes by kind, and what could not be."""

    episodes: int = 0
    files: int = 0
    sizes: dict[str, int] = field(default_factory=dict)
    removed: int = 0
    silent: list[str] = field(default_factory=list)  # episodes whose sound is not on the site
    without_card: list[str] = field(default_factory=list)  # quotes that no font at hand can write

    @property
    def size(self) -> int:
        """All bytes."""
        return sum(self.sizes.values())


def publish_site(
    store: Store, folder: Path, *, base_url: str, look: Look, sound: Sound, draw: Draw,
    say: Callable[[str], None] = lambda _: None,
) -> PublishedSite:  # fmt: skip
    """Write the site and return what it holds; files of an earlier publishing that are no longer part of it go.

    `base_url` is the address of the folder, with a slash at the end. `BadInput` where there is nothing to publish or
    the folder holds files that are not ours.
    """
    catalog = Generations(store.root).folder()
    everybody = gathered(store)
    if catalog is None or not everybody:
        raise BadInput(f"expected episodes in {store.root}, found none; make one first: highlights run FILE")
    target = _SiteFolder(folder, [n.id for n in everybody])
    told = PublishedSite(episodes=len(everybody))
    records, sounds = [], {}
    for number, neighbour in enumerate(everybody, start=1):
        say(f"publishing {number} of {len(everybody)}: {neighbour.id}")
        episode = _EpisodeOnSite(store.episode(neighbour.id), neighbour.record, base_url, look, sound, draw)
        target.write(episode.files())
        target.copy(episode.copies)
        told.without_card += episode.without_card
        records.append(episode.record)
        if found := episode.sound(target):
            sounds[neighbour.id] = found
        else:
            told.silent.append(neighbour.id)
    index, listing = search.index([n.profile for n in everybody if n.profile])
    pages = site.pages(records, listing | {"static": True}, look, base_url)
    pages |= {f"search/{name}": text for name, text in index.items()}
    feeds = site_feeds.feeds(records, base_url=base_url, look=look, sounds=sounds)
    pages |= feeds | {"llms.txt": _llms_txt(records, base_url)}
    made = {name: text.encode() for name, text in pages.items()} | tables.catalog(records, base_url)
    own = {f"{CATALOG}/{name}": data for name, data in made.items()}
    kept = (
        path
        for path in sorted(catalog.rglob("*"))
        if path.is_file() and not path.match(".*") and path.name not in NOT_FOR_THE_WEB
    )
    there = {f"{CATALOG}/{path.relative_to(catalog).as_posix()}": path for path in kept}
    target.copy({name: path for name, path in there.items() if name not in own})
    target.write(own)
    target.write(_doors(records, look, base_url, target.names))
    told.removed = target.finish()
    told.files, told.sizes = len(target.names), target.sizes()
    return told


def _llms_txt(records: list[Highlights], base_url: str) -> str:
    newest = sorted(records, key=lambda r: (r.episode.published or "", r.episode.id), reverse=True)
    lines = [llms_txt.line_of(record, base_url=base_url) for record in newest]
    shows = sorted({record.episode.show for record in records if record.episode.show})
    return llms_txt.llms_txt(lines, shows=shows, episodes=len(records), base_url=base_url)


class _EpisodeOnSite:
    """One episode as it stands on the site."""

    def __init__(  # noqa: PLR0917 -- all that decides how it is made
        self, place: EpisodeStore, record: Highlights, base_url: str, look: Look, sound: Sound, draw: Draw
    ) -> None:
        self.place, self._draw, self._look, self._base_url = place, draw, look, base_url
        self.transcript = place.load(TRANSCRIPT, Transcript)
        self.copies: dict[str, Path] = {}
        self.record = self._with_sound(record, sound)
        self.without_card: list[str] = []

    def files(self) -> dict[str, bytes]:
        """Return the files of its folder that are made, by their names on the site."""
        record, id_ = self.record, self.place.id
        cards = self._cards()
        at = SitePlace(self._base_url, self._look, id_, frozenset(cards))
        made = {one.file: one.data(record, self.transcript) for one in PUBLISHED if one.name not in ("page", "ids")}
        made |= {
            RECORD: canonical(record),
            TRANSCRIPT: canonical(self.transcript),
            "page.html": html.page(record, self.transcript, at).encode(),
            "ids.json": next(one for one in PUBLISHED if one.name == "ids").data(record, self.transcript),
            "chapters.json": chapters.chapters(record, at).encode(),
            "metadata.jsonld": linked_data.metadata(record, at).encode(),
            "annotations.jsonld": linked_data.annotations(record, self.transcript, at).encode(),
            "feed-item.xml": feed.feed_item(record, base_url=at.folder).encode(),
        }
        made |= {f"{CARDS}/{quote_id}.png": data for quote_id, data in cards.items()}
        made |= {f"{QUOTES}/{said.id}.html": site.quote_page(record, said, at).encode() for said in record.quotes}
        return {f"{id_}/{name}": data for name, data in made.items()}

    def sound(self, target: "_SiteFolder") -> site_feeds.Sound | None:
        """Return what a reader of the feed plays: the whole sound, else the first clip; None where neither is there."""
        first = first_quote(self.record)
        clips = [clip for clip in self.record.clips if clip.path]
        best = next((clip for clip in clips if first and clip.id == first.clip), next(iter(clips), None))
        path = self.record.episode.audio.path or (best.path if best and not self.record.episode.audio.url else None)
        if not path:
            return None
        name = f"{self.place.id}/{path}"
        return site_feeds.Sound(f"{self._base_url}{quote(name)}", target.size(name), audio_type(name))

    def _with_sound(self, record: Highlights, sound: Sound) -> Highlights:
        """Return the record with the sound that goes along, which is noted as to be copied."""
        audio, name = record.episode.audio, None
        path = self.place.folder / audio.path if audio.path else None
        if sound == "whole" and path and path.is_file():
            name = f"{AUDIO}{path.suffix.lower()}"
            self.copies[f"{self.place.id}/{name}"] = path
        clips = []
        for clip in record.clips:
            found = {part: getattr(clip, part) for part in ("path", "transcript", "video") if getattr(clip, part)}
            there = {part: file for part, file in found.items() if (self.place.folder / file).is_file()}
            if sound == "none":
                there = {}
            self.copies |= {f"{self.place.id}/{file}": self.place.folder / file for file in there.values()}
            clips.append(clip.model_copy(update={part: there.get(part) for part in ("path", "transcript", "video")}))
        if record.episode.cover:
            self.copies[f"{self.place.id}/{record.episode.cover}"] = self.place.folder / record.episode.cover
        episode = record.episode.model_copy(update={"audio": audio.model_copy(update={"path": name})})
        return record.model_copy(update={"episode": episode, "clips": tuple(clips)})

    def _cards(self) -> dict[str, bytes]:
        """Return the pictures of its quotes by their ids."""
        drawn = {said.id: self._draw(self._card(said)) for said in self.record.quotes}
        self.without_card = [f"{self.place.id} {id_}" for id_, data in drawn.items() if data is None]
        return {id_: data for id_, data in drawn.items() if data is not None}

    def _card(self, said: Quote) -> QuoteCard:
        episode, look = self.record.episode, self._look
        about = " · ".join(filter(None, (episode.show, episode.title, clock(said.start))))
        return QuoteCard(
            in_marks(one_line(said.text), episode.language or ""), one_line(said.speaker or ""), one_line(about),
            PAPER, INK, SOFT, look.accent_on_paper or ACCENT, look.picture or None,
        )  # fmt: skip


def _doors(records: list[Highlights], look: Look, base_url: str, names: Iterable[str]) -> dict[str, bytes]:
    """Return what lies at the address of the site itself: the front door, and what search engines ask for."""
    pages = sorted(name for name in names if name.endswith(".html"))
    addresses = [base_url, *(f"{base_url}{quote(name)}" for name in pages if name != "index.html")]
    listed = "".join(f" <url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    sitemap = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
    )
    return {
        "index.html": site.front_door(records, look, base_url).encode(),
        "sitemap.xml": sitemap.encode(),
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {base_url}sitemap.xml\n".encode(),
        ".nojekyll": b"",  # GitHub Pages leaves out files whose names begin with _ unless it is there
    }


class _SiteFolder:
    """The folder that is published into: writes, copies, and knows which files are ours."""

    def __init__(self, folder: Path, ids: list[str]) -> None:
        self.folder, self.names = folder, set[str]()
        known = folder / MANIFEST
        if known.is_file():
            self._before = set(self._read(known))
            return
        self._before = set[str]()
        taken = [
            name for name in (*ids, CATALOG, "index.html", "sitemap.xml", "robots.txt") if (folder / name).exists()
        ]
        if taken:
            raise BadInput(
                f"expected an empty folder or one that highlights published before, found {taken[0]} in {folder}; "
                "name another folder, or remove it"
            )
        self._note(())

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files whole; equal ones stay untouched."""
        by_folder: dict[Path, dict[str, bytes]] = {}
        for name, data in files.items():
            by_folder.setdefault((self.folder / name).parent, {})[Path(name).name] = data
        for folder, own in by_folder.items():
            write_all(folder, own)
        self.names |= files.keys()

    def copy(self, files: Mapping[str, Path]) -> None:
        """Copy files; one of the same size and time is there already."""
        for name, source in files.items():
            copy(source, self.folder / name)
            self.names.add(name)

    def size(self, name: str) -> int:
        """Return the bytes of a file that was written."""
        return (self.folder / name).stat().st_size

    def sizes(self) -> dict[str, int]:
        """Return bytes by kind, the largest first."""
        sums: dict[str, int] = {}
        for name in self.names:
            kind = KINDS.get(Path(name).suffix.lower(), "texts")
            if audio_type(name).startswith(("audio/", "video/")):
                kind = "clips" if "/clips/" in name else "whole audio"
            sums[kind] = sums.get(kind, 0) + self.size(name)
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    def finish(self) -> int:
        """Remove files of an earlier publishing that are no longer part of the site; return how many."""
        gone = [
            name for name in self._before - self.names if ".." not in Path(name).parts and not Path(name).is_absolute()
        ]
        for name in gone:
            remove(self.folder / name)
        for folder in sorted({(self.folder / name).parent for name in gone}, reverse=True):
            while folder != self.folder and folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
                folder = folder.parent
        self._note(self.names)
        return len(gone)

    def _note(self, names: Iterable[str]) -> None:
        write_all(self.folder, {MANIFEST: canonical({"files": sorted(names)})})

    @staticmethod
    def _read(path: Path) -> list[str]:
        try:
            return [str(name) for name in json.loads(path.read_bytes())["files"]]
        except (ValueError, LookupError, TypeError) as error:
            raise BadInput(
                f"expected the list of published files at {path}, found something else; remove it"
            ) from error
