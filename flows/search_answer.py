"""What `highlights serve` answers to `/api/search`: moments of all episodes as JSON, a page of episodes at a time.

    /api/search?q=hot+tea&show=…&speaker=…&since=2024&until=2024-06&section=talk&in=said&episode=ID&first=0&most=20&each=3

`q` is what `highlights search` takes, all else can be left out. `each` cuts the moments of an episode, without it every
one is there; `typing=1` takes the last word for the beginning of one. The answer:

    {"hits": [Hit, …], "found": [{"episode_id", "title", "hits": number}, …], "episodes": number, "next": first or null}
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flows.reading import NO_CATALOG
from pipeline.corpus import SearchFilter, database, find_page
from pipeline.errors import BadInput, HighlightsError
from pipeline.language.query import parse
from pipeline.store import Store

MOST, MOST_EPISODES = 20, 100  # episodes of one answer, unless it is told and at most
FILTERS = {"in": "kind", "show": "show", "speaker": "speaker", "since": "since", "until": "until",
           "section": "section_kind", "episode": "episode_id"}  # fmt: skip
PAGING = ("first", "most", "each")


def search_answer(store: Store, asked: Mapping[str, str]) -> tuple[HTTPStatus, dict[str, Any]]:
    """Return status and body for the parameters of an address."""
    try:
        return HTTPStatus.OK, _found(store, asked)
    except BadInput as error:
        return HTTPStatus.BAD_REQUEST, {"hits": [], "error": str(error)}
    except HighlightsError as error:
        return HTTPStatus.SERVICE_UNAVAILABLE, {"hits": [], "error": str(error)}


def _found(store: Store, asked: Mapping[str, str]) -> dict[str, Any]:
    unknown = asked.keys() - {"q", "typing", *FILTERS, *PAGING}
    if unknown:
        raise BadInput(f"expected q, {', '.join((*FILTERS, *PAGING))} or typing, found {sorted(unknown)[0][:40]!r}")
    query = parse(asked.get("q", ""), typing=asked.get("typing") == "1")
    wanted = SearchFilter(**{field: asked[name] for name, field in FILTERS.items() if asked.get(name)})  # type: ignore[arg-type]
    place = database(store)
    if place is None:
        raise HighlightsError(NO_CATALOG)
    first, most = _number(asked, "first") or 0, _number(asked, "most") or MOST
    page = find_page(
        place,
        query,
        wanted,
        pages="/",
        first=first,
        most=min(most, MOST_EPISODES),
        each=_number(asked, "each"),
    )
    return {
        "hits": [hit.model_dump(mode="json") for found in page.found for hit in found.hits],
        "found": [{"episode_id": f.episode_id, "title": f.title, "hits": f.all_hits} for f in page.found],
        "episodes": page.episodes,
        "next": page.next,
    }


def _number(asked: Mapping[str, str], name: str) -> int | None:
    text = asked.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise BadInput(f"expected a number as {name}, found {text[:40]!r}")
    return int(text)
