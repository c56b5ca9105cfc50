"""The JSON API of `highlights serve`: what the episodes hold, for other programs. It only reads; OpenAPI describes it.

Every list is answered in pages: `first` is the number of the first item, `most` how many there are in an answer, and
the answer's `next` is where the next page begins.
"""

from collections.abc import Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from episode_highlights.reader import EpisodeReader, NoSuchEpisode, Resolved, Spoken
from flows.api_answers import ApiEpisode, ApiError, ApiPage, ApiResolutions, ApiResolved, ApiSearch
from flows.reading import reader_of
from flows.search_answer import MOST, MOST_EPISODES, search_answer
from pipeline.corpus import database, holders, listed
from pipeline.errors import BadInput, HighlightsError
from pipeline.records import Clip, Highlights, Question, Quote, Section
from pipeline.store import Store

OPENAPI = "/openapi.json"
MOST_ITEMS = 1_000  # of one answer
SERVED_AT = "/"  # addresses in answers begin at the root of the server
ABOUT = """Read what episode-highlights made of podcast episodes: sections, quotes, questions, clips, sentences.

Times are seconds from the start of the decoded audio. `words` are [i, j) numbers of words of the episode's transcript:
they prove what a quote, an answer or a footnote says. Ids last: `/resolve/{id}` knows those of earlier runs too.
"""

T = TypeVar("T")
EpisodeId = Annotated[str, Path(description="Id of an episode, as in `/episodes`.", max_length=80)]
First = Annotated[int, Query(ge=0, le=10**9, description="Number of the first item, from 0.")]
Most = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="How many items an answer has at most.")]
Speaker = Annotated[str | None, Query(description="Only what this person says: a part of the name.", max_length=200)]
InSection = Annotated[str | None, Query(alias="section", description="Only this section's, by its id.", max_length=40)]
Since = Annotated[float | None, Query(ge=0, description="Only what ends after this second.")]
Until = Annotated[float | None, Query(ge=0, description="Only what starts before this second.")]
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status.value: {"model": ApiError, "description": why}
    for status, why in (
        (HTTPStatus.BAD_REQUEST, "What was asked for cannot be answered."),
        (HTTPStatus.NOT_FOUND, "There is no such episode or id."),
        (HTTPStatus.SERVICE_UNAVAILABLE, "The files cannot be read now."),
    )
}


def json_api(store: Store) -> FastAPI:
    """Return the application that answers below `/api`."""
    api = FastAPI(
        title="Episode highlights", version=version("episode-highlights"), description=ABOUT, openapi_url=OPENAPI,
        docs_url=None, redoc_url=None, responses=PROBLEMS, separate_input_output_schemas=False,
    )  # fmt: skip
    _answer_errors(api)
    _add_lists(api, store)
    _add_finders(api, store)
    return api


def _add_lists(api: FastAPI, store: Store) -> None:
    """Add what is asked by the id of an episode, and the list of all."""

    @api.get("/episodes", summary="All episodes, the newest first")
    def episodes(first: First = 0, most: Most = 100) -> ApiPage[ApiEpisode]:
        place = database(store)
        return _page([_entry(*one) for one in listed(place)] if place else [], first, most)

    @api.get("/episodes/{episode_id}", summary="An episode's whole record", response_model=Highlights)
    def episode(episode_id: EpisodeId) -> Response:
        reader_of(store, episode_id)
        data = (store.episode(episode_id).folder / "highlights.json").read_bytes()
        return Response(data, media_type="application/json")

    @api.get("/episodes/{episode_id}/sections", summary="Sections in time order")
    def sections(
        episode_id: EpisodeId,
        highlights: Annotated[bool, Query(description="Only those that are shown as highlights.")] = False,
        first: First = 0,
        most: Most = 100,
    ) -> ApiPage[Section]:
        return _page(reader_of(store, episode_id).sections(highlights=highlights), first, most)

    @api.get("/episodes/{episode_id}/quotes", summary="Quotes in time order")
    def quotes(
        episode_id: EpisodeId, speaker: Speaker = None, section: InSection = None, first: First = 0, most: Most = 100
    ) -> ApiPage[Quote]:
        return _page(_fitting(reader_of(store, episode_id).quotes(), speaker, section), first, most)

    @api.get("/episodes/{episode_id}/questions", summary="Questions with their answers, in time order")
    def questions(
        episode_id: EpisodeId, speaker: Speaker = None, section: InSection = None, first: First = 0, most: Most = 100
    ) -> ApiPage[Question]:
        return _page(_fitting(reader_of(store, episode_id).questions(), speaker, section), first, most)

    @api.get("/episodes/{episode_id}/clips", summary="Suggested clips, best first")
    def clips(episode_id: EpisodeId, first: First = 0, most: Most = 100) -> ApiPage[Clip]:
        return _page(reader_of(store, episode_id).clips(), first, most)

    @api.get("/episodes/{episode_id}/sentences", summary="Every sentence with its text")
    def sentences(
        episode_id: EpisodeId,
        speaker: Speaker = None,
        section: InSection = None,
        since: Since = None,
        until: Until = None,
        first: First = 0,
        most: Most = 100,
    ) -> ApiPage[Spoken]:
        spoken = _fitting(reader_of(store, episode_id).sentences(), speaker, section)
        inside = [s for s in spoken if (since is None or s.end > since) and (until is None or s.start < until)]
        return _page(inside, first, most)


def _add_finders(api: FastAPI, store: Store) -> None:
    """Add search over all episodes, and what an id stands for."""

    @api.get("/search", summary="Every moment at which words were said", response_model=ApiSearch)
    def search(
        request: Request,
        q: Annotated[str, Query(description='Words, "phrases", brew*, AND, OR, NOT, NEAR(hot tea, 5).')] = "",
        show: Annotated[str, Query(description="Only shows of this name.")] = "",
        speaker: Annotated[str, Query(description="Only what this person says.")] = "",
        since: Annotated[
            str, Query(description="Only from this day, month or year on: 2024-05-17, 2024-05, 2024.")
        ] = "",
        until: Annotated[str, Query(description="Only up to this date.")] = "",
        section: Annotated[str, Query(description="Only sections of this kind: talk, intro, sponsor, outro.")] = "",
        within: Annotated[
            str, Query(alias="in", description="said, quotes, questions, titles or narrative; else said.")
        ] = "",
        episode: Annotated[str, Query(description="Only this episode.")] = "",
        first: Annotated[str, Query(description="Number of the first episode, from 0.")] = "0",
        most: Annotated[
            str, Query(description=f"How many episodes an answer has, {MOST_EPISODES} at most.")
        ] = f"{MOST}",
        each: Annotated[str, Query(description="How many moments of an episode; without it, all.")] = "",
        typing: Annotated[str, Query(description="1: the last word is the beginning of one.")] = "",
    ) -> Response:
        status, found = search_answer(store, request.query_params)
        return JSONResponse(found, status)

    @api.get("/resolve/{id}", summary="What an id stands for now, also an id of an earlier run")
    def resolve(
        id_: Annotated[str, Path(alias="id", description="Id of a section, quote, question, clip or footnote.")],
        episode: Annotated[str | None, Query(description="Only in this episode.", max_length=80)] = None,
    ) -> ApiResolutions:
        place = database(store)
        known = [episode] if episode else holders(place, id_) if place else []
        found = [one for episode_id in known if (one := _resolved(reader_of(store, episode_id), id_))]
        if not found:
            where = f"of {episode}" if episode else f"of an episode of {store.root.name}"
            raise HTTPException(
                HTTPStatus.NOT_FOUND,
                f"expected the id of a section, quote, question, clip or footnote {where}, found {id_[:40]!r}",
            )
        return ApiResolutions(found=tuple(found))


def _answer_errors(api: FastAPI) -> None:
    """Answer every error as JSON of one shape."""

    @api.exception_handler(HighlightsError)
    def failed(_: Request, error: HighlightsError) -> JSONResponse:
        kinds = ((NoSuchEpisode, HTTPStatus.NOT_FOUND), (BadInput, HTTPStatus.BAD_REQUEST))
        status = next((status for kind, status in kinds if isinstance(error, kind)), HTTPStatus.SERVICE_UNAVAILABLE)
        return _problem(status, str(error))

    @api.exception_handler(RequestValidationError)
    def unasked(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        name = str(first["loc"][-1])
        return _problem(HTTPStatus.BAD_REQUEST, f"{name}: {first['msg']}; found {str(first['input'])[:40]!r}")

    @api.exception_handler(HTTPException)
    def refused(_: Request, error: HTTPException) -> JSONResponse:
        told = error.detail
        if told == HTTPStatus.NOT_FOUND.phrase:
            told = f"expected an address of this API, found another; /api{OPENAPI} lists them"
        return _problem(error.status_code, told)


def _problem(status: int, told: str) -> JSONResponse:
    return JSONResponse(ApiError(error=told).model_dump(), status)


def _page(items: Sequence[T], first: int, most: int) -> ApiPage[T]:
    end = first + most
    return ApiPage[Any](items=tuple(items[first:end]), all=len(items), next=end if end < len(items) else None)


def _fitting(items: Sequence[T], speaker: str | None, section: str | None) -> list[T]:
    """Return what a person says in a section."""
    wanted = (speaker or "").casefold()
    return [
        item
        for item in items
        if wanted in (getattr(item, "speaker", None) or "").casefold()
        and section in (None, getattr(item, "section", None))
    ]


def _entry(
    id_: str, title: str, show: str | None, published: str | None, language: str | None, duration: float
) -> ApiEpisode:
    own = f"{SERVED_AT}{quote(id_)}/"
    return ApiEpisode(
        id=id_, title=title, show=show, published=published, language=language, duration=duration,
        url=f"{own}page.html", transcript=f"{own}transcript.txt",
    )  # fmt: skip


def _resolved(reader: EpisodeReader, id_: str) -> ApiResolved | None:
    """Return what an id stands for in an episode; None where it is not known there, or nothing took its place."""
    try:
        found: Resolved = reader.resolve(id_)
    except BadInput:
        return None
    return ApiResolved(
        episode_id=found.episode_id, kind=found.kind, item=found.item, moved=found.moved,
        url=f"{SERVED_AT}{quote(reader.id)}/page.html#{quote(found.item.id or '')}",
    )  # fmt: skip
