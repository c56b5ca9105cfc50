"""Corrections of a whole show: which of them concern an episode, and which episodes do not have them yet."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic_core import from_json

from pipeline.correcting import undone_numbers
from pipeline.correction_files import ShowCorrections
from pipeline.files import found_at
from pipeline.language.words import bare
from pipeline.records import Correction, Episode, RawTranscript
from pipeline.settings import slug
from pipeline.store import RECORD, TRANSCRIPT, Store

Essence = tuple[str, str, str]


def of_show(store: Store, show: str | None) -> tuple[Correction, ...]:
    """Return the corrections of a show that hold, in the order in which they were made; none where there is no show."""
    if not show:
        return ()
    kept = ShowCorrections(store.root, slug(show)).corrections()
    undone = undone_numbers(kept)
    numbered = enumerate(kept.corrections, start=1)
    return tuple(c for n, c in numbered if n not in undone and c.op in ("word", "name"))


def concerning(some: Sequence[Correction], episode: Episode, heard: RawTranscript) -> tuple[Correction, ...]:
    """Return those that change something in an episode: others must not have its stages run again."""
    if not some:
        return ()
    words = (word.text if word.heard is None else word.heard for word in heard.words)
    people = {person.name for person in (*episode.people, *heard.people)} | {
        w.speaker for w in heard.words if w.speaker
    }
    return _concerning(some, words, people)


def lacking(store: Store, show: str, ids: Iterable[str]) -> Iterator[str]:
    """Yield the episodes of a show, among those of `ids`, that have other corrections of the show than hold now."""
    hold = of_show(store, show)
    for id_ in ids:
        folder = store.episode(id_).folder
        record = _json(found_at(folder / RECORD))
        if slug(str(record.get("episode", {}).get("show") or "")) != slug(show):
            continue
        has = {(c["op"], c["target"], c["value"]) for c in record.get("corrections", ()) if c.get("scope") == "show"}
        said = _json(found_at(folder / TRANSCRIPT)).get("words", ())
        words = (word["text"] if word.get("heard") is None else word["heard"] for word in said)
        people = {person["name"] for person in record["episode"].get("people", ())}
        wanted = set(map(essence, _concerning(hold, words, people | {w["speaker"] for w in said if w.get("speaker")})))
        if wanted - has or has - set(map(essence, hold)):
            yield id_


def essence(correction: Correction) -> Essence:
    """Return what a correction of a show is known by."""
    return correction.op, correction.target, correction.value


def _concerning(some: Sequence[Correction], words: Iterable[str], people: Iterable[str]) -> tuple[Correction, ...]:
    said = f" {' '.join(token for word in words for part in word.split() if (token := bare(part)))} "
    names = {name.casefold() for name in people}

    def stands(correction: Correction) -> bool:
        target = " ".join(token for part in correction.target.split() if (token := bare(part)))
        spoken = bool(target) and (f" {target} " in said or f" {target}'s " in said)
        return spoken or (correction.op == "name" and correction.target.casefold() in names)

    return tuple(filter(stands, some))


def _json(data: bytes | None) -> dict[str, Any]:
    try:
        found = from_json(data or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
