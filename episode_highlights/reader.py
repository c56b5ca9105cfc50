"""The reader: an archive of episodes, one episode, and what an id stands for."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote as quoted

from pipeline.errors import BadInput
from pipeline.records import (
    Clip,
    Footnote,
    Highlights,
    Question,
    Quote,
    Record,
    Section,
    Span,
    Tombstone,
    Transcript,
    Turn,
)
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.records import Hit

NEAR_IDS = 3  # named where an id is unknown

Kind = Literal["section", "quote", "question", "clip", "footnote"]
Thing = Section | Quote | Question | Clip | Footnote
IN = Literal["said", "quotes", "questions", "titles", "narrative"]


class NoSuchEpisode(BadInput):
    """There is no episode of such an id."""


class Spoken(Record):
    """A sentence with its text."""

    episode_id: str
    """Id of the episode."""
    id: str
    """Id of the sentence in this transcript; another transcription numbers them anew."""
    start: float
    """Start in seconds."""
    end: float
    """End in seconds."""
    speaker: str | None
    """Name of the speaker; null where it is unknown."""
    section: str | None
    """Id of the section that it starts in."""
    words: Span
    """Its words, as [i, j) word numbers."""
    text: str
    """The sentence as it was said."""


@dataclass(frozen=True)
class Resolved:
    """What an id stands for now; `moved` says what became of the id, where it was used before and is no longer."""

    episode_id: str
    kind: Kind
    item: Thing
    moved: Tombstone | None = None


class EpisodeReader:
    """One episode; files are read when they are first asked for."""

    def __init__(self, store: Store, episode_id: str) -> None:
        self._place = store.episode(episode_id)
        self.id = episode_id

    @cached_property
    def record(self) -> Highlights:
        """The whole record: `highlights.json`."""
        return self._place.load("highlights.json", Highlights)

    @cached_property
    def transcript(self) -> Transcript:
        """The transcript: `transcript.json`."""
        return self._place.load("transcript.json", Transcript)

    def sections(self, *, highlights: bool = False) -> tuple[Section, ...]:
        """Return the sections in time order; with `highlights` only those that are shown as highlights."""
        return tuple(s for s in self.record.sections if s.highlight or not highlights)

    def quotes(self) -> tuple[Quote, ...]:
        """Return the quotes in time order."""
        return self.record.quotes

    def questions(self) -> tuple[Question, ...]:
        """Return the questions in time order."""
        return self.record.questions

    def clips(self) -> tuple[Clip, ...]:
        """Return the clips, best first."""
        return self.record.clips

    def turns(self) -> tuple[Turn, ...]:
        """Return the speaker turns in order."""
        return self.transcript.turns

    def sentences(self) -> tuple[Spoken, ...]:
        """Return every sentence in order, with its text."""
        sections = self.record.sections
        found, k = [], 0
        for sentence in self.transcript.sentences:
            while k + 1 < len(sections) and sections[k + 1].words[0] <= sentence.words[0]:
                k += 1
            found.append(
                Spoken(
                    episode_id=self.id, id=sentence.id, start=sentence.start, end=sentence.end,
                    speaker=sentence.speaker, section=sections[k].id if sections else None,
                    words=sentence.words, text=self.text(*sentence.words),
                )
            )  # fmt: skip
        return tuple(found)

    def text(self, first: int, last: int) -> str:
        """Return the words [first, last) as they were said."""
        return " ".join(word.text for word in self.transcript.words[first:last])

    def resolve(self, id_: str) -> Resolved:
        """Return what an id stands for, or what took its place since; `BadInput` where neither is known."""
        stones = {stone.id: stone for stone in self.record.gone}
        stone = stones.get(id_)
        found = self._thing(stone.now if stone and stone.now else id_)
        if found is None:
            became = f"{id_} is gone: {stone.why} (since {stone.since})" if stone else "no thing of that id"
            raise BadInput(
                f"expected the id of a section, quote, question, clip or footnote of {self.id}, found {became}"
            )
        return Resolved(self.id, *found, moved=stone)

    def url(self, id_: str = "", *, base_url: str = "") -> str:
        """Return the address of the page, or of a thing on it; a `file:` address without a `base_url`."""
        base = f"{base_url.rstrip('/')}/" if base_url else f"{self._place.root.absolute().as_uri()}/"
        return f"{base}{quoted(self.id)}/page.html{f'#{quoted(id_)}' if id_ else ''}"

    def _thing(self, id_: str) -> tuple[Kind, Thing] | None:
        record = self.record
        kinds: tuple[tuple[Kind, tuple[Thing, ...]], ...] = (
            ("section", record.sections), ("quote", record.quotes), ("question", record.questions),
            ("clip", record.clips), ("footnote", record.footnotes),
        )  # fmt: skip
        return next(((kind, item) for kind, items in kinds for item in items if item.id == id_), None)


class Archive:
    """The episodes of one artifacts folder."""

    def __init__(self, artifacts: Path) -> None:
        if not artifacts.is_dir():
            raise BadInput(f"expected a folder of artifacts, found none at {artifacts}; make one: highlights run FILE")
        self._store = Store(artifacts)

    def ids(self) -> list[str]:
        """Return the ids of the episodes, in order."""
        return self._store.episode_ids()

    def episode(self, episode_id: str) -> EpisodeReader:
        """Return one episode; `BadInput` where there is none of this id."""
        if not (self._store.episode(episode_id).folder / "highlights.json").is_file():
            near = get_close_matches(episode_id, self.ids(), n=NEAR_IDS) or self.ids()[:NEAR_IDS]
            such = f"such as {', '.join(near)}" if near else "there is none yet"
            raise NoSuchEpisode(f"expected an episode of {self._store.root} ({such}), found {episode_id!r}")
        return EpisodeReader(self._store, episode_id)

    def resolve(self, id_: str) -> tuple[Resolved, ...]:
        """Return what an id stands for, in each episode where it is known; none where it is known in no episode.

        An id has few letters, so two episodes may use the same one. Episodes in which it is used now come first.
        """
        from pipeline.corpus import holders, searchable

        found = []
        for episode_id in holders(searchable(self._store), id_):
            try:
                found.append(EpisodeReader(self._store, episode_id).resolve(id_))
            except BadInput:  # made anew meanwhile, without it
                continue
        return tuple(found)

    def __iter__(self) -> Iterator[EpisodeReader]:
        """Yield every episode, in the order of their ids."""
        return (EpisodeReader(self._store, id_) for id_ in self.ids())

    def __len__(self) -> int:
        """Return how many episodes there are."""
        return len(self.ids())

    def search(
        self,
        query: str,
        *,
        most: int | None = None,
        kind: IN = "said",
        show: str | None = None,
        speaker: str | None = None,
        since: str | None = None,
        until: str | None = None,
        section: str | None = None,
    ) -> "list[Hit]":
        """Return every moment at which words were said, the best episodes first; `most` cuts the list.

        A query is what `highlights search` takes: words, "phrases", brew*, AND, OR, NOT, NEAR. A catalog that is older
        than an episode is brought up to date first. `BadInput` where the query is none.
        """
        from itertools import islice

        from pipeline.corpus import SearchFilter, find, pages_address, searchable
        from pipeline.language.query import parse

        wanted = SearchFilter(kind=kind, show=show, speaker=speaker, since=since, until=until, section_kind=section)
        found = find(searchable(self._store), parse(query), wanted, pages=pages_address(self._store))
        return list(islice((hit for episode in found for hit in episode.hits), most))
