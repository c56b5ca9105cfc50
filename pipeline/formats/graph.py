"""Related episodes as a drawing: each a point, those that are alike near each other, a line for every relation.

The layout pulls along the lines and pushes everything else apart (Fruchterman and Reingold, 1991), from fixed places
on, so that the same relations give the same drawing.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.records import Moment, Related
from pipeline.spans import overlaps

WIDTH, HEIGHT = 1000.0, 620.0  # of the drawing, in its own units
MARGIN = 70.0
MOST_NODES = 80  # drawn; beyond that nobody can tell them apart
ROUNDS = 400  # of the layout; 80 episodes take 0.1 s
LETTER = 7.4  # mean width of a letter of a name, in units
LINE = 17.0  # height of a name
COLOURS = 6  # the style sheet has this many; further shows share the last one
LABEL_CHARS = 26
PLACES = "places of the drawing"  # the name of a note
_NUMBER = re.compile(r"^[#\s]*\d+(?:\.\d+)?\s*[-–—:.|]\s*")
_END_OF_NAME = re.compile(r"\s[|–—-]\s|:\s")

Points = NDArray[np.float64]


class NamedEpisode(NamedTuple):
    """An episode as it is named."""

    id: str
    title: str
    show: str | None


@dataclass(frozen=True)
class Node:
    """An episode in the drawing; `label` stands beside it at (tx, ty), and is empty where there is no room."""

    episode: NamedEpisode
    x: float
    y: float
    radius: float
    colour: int
    name: str
    label: str
    tx: float
    ty: float
    anchor: str


@dataclass(frozen=True)
class Edge:
    """A relation: the numbers of its two episodes, and how alike they are."""

    a: int
    b: int
    score: float
    shared: tuple[str, ...]
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Graph:
    """The drawing; `left_out` counts related episodes for which there was no room."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    shows: tuple[tuple[str, int], ...]
    left_out: int


class Notes(Protocol):
    """What a drawing may keep for the next one."""

    def get(self, key: str) -> str | None:
        """Return what was noted under a name."""

    def set(self, key: str, value: str) -> None:
        """Note something under a name."""


def graph(
    episodes: Mapping[str, NamedEpisode],
    related: Mapping[tuple[str, str], Related],
    left_out: int = 0,
    *,
    notes: Notes | None = None,
) -> Graph:
    """Return the strongest relations drawn; without any relation an empty drawing.

    `related` has the episodes that each names, by both ids. `left_out` counts related episodes besides those. With
    `notes` the places are kept: as long as the same relations are drawn they are not looked for again.
    """
    pairs = _pairs(episodes, related)
    drawn = strongest({pair: other.score for pair, other in pairs.items()})
    ids = sorted(drawn)
    at = {id_: k for k, id_ in enumerate(ids)}
    edges = tuple(
        Edge(at[a], at[b], other.score, other.shared, other.moments)
        for (a, b), other in sorted(pairs.items(), key=lambda item: (-item[1].score, item[0]))
        if a in at and b in at
    )
    counts = Counter(episodes[id_].show or "" for id_ in ids)
    shows = sorted(counts, key=lambda show: (-counts[show], show))
    colours = {show: min(k + 1, COLOURS) for k, show in enumerate(shows)}
    nodes = _named([episodes[id_] for id_ in ids], edges, colours, notes)
    found = {id_ for pair in pairs for id_ in pair}
    legend = tuple((show, colours[show]) for show in shows if show) if len(shows) > 1 else ()
    return Graph(nodes, edges, legend, len(found) - len(ids) + left_out)


def strongest(scores: Mapping[tuple[str, str], float]) -> set[str]:
    """Return the episodes that are drawn: those of the closest pairs, as many as there is room for."""
    drawn: set[str] = set()
    for pair in sorted(scores, key=lambda pair: (-scores[pair], pair)):
        if len(drawn | set(pair)) <= MOST_NODES:
            drawn |= set(pair)
        if len(drawn) == MOST_NODES:
            break
    return drawn


def short_name(title: str, most: int = LABEL_CHARS) -> str:
    """Return the beginning of a title that tells it apart: "#12 – Ana Roy: Tea | The Show" → "Ana Roy"."""
    rest = _NUMBER.sub("", title).strip() or title.strip()
    name = _END_OF_NAME.split(rest, maxsplit=1)[0].strip() or rest
    if len(name) <= most:
        return name
    words = name[: most - 1].split(" ")[:-1] or [name[: most - 1]]
    while len(words) > 1 and words[-1].islower():  # "… on", "… and the" promise what is not shown
        words.pop()
    return f"{' '.join(words).rstrip(' ,;')}…"


def _pairs(
    episodes: Mapping[str, NamedEpisode], related: Mapping[tuple[str, str], Related]
) -> dict[tuple[str, str], Related]:
    """Return every relation once, seen from the episode whose id comes first."""
    found: dict[tuple[str, str], Related] = {}
    for (id_, other_id), other in related.items():
        if id_ not in episodes or other_id not in episodes or other_id == id_:
            continue
        if id_ < other_id:
            found[id_, other_id] = other
        else:
            found.setdefault((other_id, id_), _turned(other, episodes[id_]))
    return found


def _turned(other: Related, here: NamedEpisode) -> Related:
    moments = tuple(
        Moment(
            here=m.there, there=m.here, titles=(m.titles[1], m.titles[0]) if m.titles else None,
            approximate=(m.approximate[1], m.approximate[0]),
        )
        for m in other.moments
    )  # fmt: skip
    return other.model_copy(update={"episode_id": here.id, "title": here.title, "moments": moments})


def _places(count: int, edges: Sequence[Edge]) -> Points:
    """Return places (count, 2) inside the drawing's margins."""
    if not count:
        return np.zeros((0, 2))
    turn = np.arange(count) * 2.399963  # the golden angle: no two in a row lie on one line
    places = np.stack([np.cos(turn), np.sin(turn)], axis=1) * np.sqrt((np.arange(count) + 0.5) / count)[:, None]
    apart = 1.6 / np.sqrt(count)
    pull = np.zeros((count, count))
    for edge in edges:
        pull[edge.a, edge.b] = pull[edge.b, edge.a] = 0.5 + edge.score
    for k in range(ROUNDS):
        steps = places[:, None] - places[None]
        far = np.maximum(np.linalg.norm(steps, axis=2), 1e-3)
        force = apart**2 / far**2 - pull * far / apart
        moves = (steps * force[:, :, None]).sum(axis=1) - 0.6 * places
        size = np.maximum(np.linalg.norm(moves, axis=1, keepdims=True), 1e-9)
        places = places + moves / size * np.minimum(size, 0.1 * (1 - k / ROUNDS))
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.array([WIDTH, HEIGHT]) - 2 * MARGIN
    return np.asarray(MARGIN + (places - low) / np.maximum(high - low, 1e-9) * room)


def _kept_places(count: int, edges: Sequence[Edge], notes: Notes | None) -> Points:
    """Return the places of `_places`, taken from the notes where the same relations were drawn before."""
    if notes is None:
        return _places(count, edges)
    drawn = [count, [(edge.a, edge.b, edge.score) for edge in edges]]
    before = json.loads(notes.get(PLACES) or "{}")
    if before.get("drawn") != json.loads(json.dumps(drawn)):
        before = {"drawn": drawn, "places": _places(count, edges).tolist()}
        notes.set(PLACES, json.dumps(before))
    return np.array(before["places"], dtype=np.float64).reshape(count, 2)


def _named(
    episodes: Sequence[NamedEpisode], edges: Sequence[Edge], colours: dict[str, int], notes: Notes | None
) -> tuple[Node, ...]:
    """Return the points with a name beside each where one fits, those with most lines first."""
    places = _kept_places(len(episodes), edges, notes)
    lines = Counter(k for edge in edges for k in (edge.a, edge.b))
    radius = [5 + 1.6 * min(lines[k], 5) for k in range(len(episodes))]
    taken = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(places, radius, strict=True)]
    found: dict[int, Node] = {}
    for k in sorted(range(len(episodes)), key=lambda k: (-lines[k], k)):
        episode, (x, y) = episodes[k], places[k]
        name = short_name(episode.title)
        width, gap = LETTER * len(name), radius[k] + 6
        label, anchor, tx, ty = "", "middle", x, y - gap
        for anchor_, left, tx_, ty_ in (
            ("start", x + gap, x + gap, y + 5),
            ("end", x - gap - width, x - gap, y + 5),
            ("middle", x - width / 2, x, y + gap + 11),
            ("middle", x - width / 2, x, y - gap),
        ):
            box = (left, ty_ - LINE + 4, left + width, ty_ + 4)
            if box[0] >= 0 and box[2] <= WIDTH and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                label, anchor, tx, ty = name, anchor_, tx_, ty_
                break
        found[k] = Node(
            episode, round(float(x), 1), round(float(y), 1), radius[k], colours[episode.show or ""], name, label,
            round(float(tx), 1), round(float(ty), 1), anchor,
        )  # fmt: skip
    return tuple(found[k] for k in range(len(episodes)))


def _overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return overlaps((a[0], a[2]), (b[0], b[2])) and overlaps((a[1], a[3]), (b[1], b[3]))
