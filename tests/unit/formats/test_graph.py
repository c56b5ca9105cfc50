from collections.abc import Sequence

import pytest

from pipeline.formats import graph as drawing
from pipeline.formats.graph import HEIGHT, MOST_NODES, WIDTH, Graph, NamedEpisode, short_name
from pipeline.records import Moment, Related

Some = tuple[NamedEpisode, tuple[Related, ...]]


def related(id_: str, *others: tuple[str, float]) -> Some:
    found = tuple(
        Related(
            episode_id=other, title=other.title(), score=score, shared=(f"{id_} sees {other}",),
            moments=(Moment(here=1.0, there=2.0, titles=(id_, other)),),
        )
        for other, score in others
    )  # fmt: skip
    return NamedEpisode(id_, f"The one about {id_}", None), found


def graph(some: Sequence[Some]) -> Graph:
    pairs = {(episode.id, other.episode_id): other for episode, others in some for other in others}
    return drawing.graph({episode.id: episode for episode, _ in some}, pairs)


def drawn(made: Graph) -> set[frozenset[str]]:
    return {frozenset(made.nodes[k].episode.id for k in (edge.a, edge.b)) for edge in made.edges}


def test_each_relation_is_one_line_seen_from_the_first_of_the_two() -> None:
    made = graph([related("b", ("a", 0.5)), related("a", ("b", 0.5)), related("c", ("a", 0.4)), related("d")])
    assert drawn(made) == {frozenset("ab"), frozenset("ac")}
    assert [edge.shared for edge in made.edges] == [("a sees b",), ("c sees a",)]
    turned = made.edges[1].moments[0]  # c names it, a comes first
    assert (turned.here, turned.there, turned.titles) == (2.0, 1.0, ("a", "c"))


def test_related_episodes_stand_nearer_than_strangers() -> None:
    made = graph([related("a", ("b", 0.9)), related("b"), related("c", ("d", 0.9)), related("d")])
    at = {node.episode.id: (node.x, node.y) for node in made.nodes}

    def far(one: str, other: str) -> float:
        return sum((p - q) ** 2 for p, q in zip(at[one], at[other], strict=True)) ** 0.5

    assert max(far("a", "b"), far("c", "d")) < min(far(p, q) for p in "ab" for q in "cd")
    assert all(0 <= node.x <= WIDTH and 0 <= node.y <= HEIGHT for node in made.nodes)


def test_same_relations_give_the_same_drawing() -> None:
    records = [related("a", ("b", 0.5), ("c", 0.4)), related("b"), related("c")]
    assert graph(records) == graph(records[::-1])


def test_episode_that_is_gone_and_a_relation_to_itself_are_not_drawn() -> None:
    assert graph([related("a", ("gone", 0.9), ("a", 1.0))]) == Graph((), (), (), 0)


def test_closest_relations_are_drawn_where_there_are_too_many() -> None:
    chain = [related(f"e{k:03d}", (f"e{k + 1:03d}", 0.4 + k / 1000)) for k in range(120)]
    made = graph([*chain, related("e120")])
    assert len(made.nodes) == MOST_NODES
    assert made.left_out == 121 - MOST_NODES
    assert frozenset(("e119", "e120")) in drawn(made)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("#12 – Ana Roy: Tea | The Show", "Ana Roy"),
        ("38.2 - Jo Low on the Long and Winding Road", "Jo Low on the Long…"),
        ("12", "12"),
        ("Verylongwordwithoutanyspacesinit", "Verylongwordwithoutanyspa…"),
        ("Plain title", "Plain title"),
    ],
)
def test_short_name_is_the_part_of_a_title_that_tells_it_apart(title: str, name: str) -> None:
    assert short_name(title) == name


def test_places_are_kept_while_the_same_relations_are_drawn() -> None:
    class Kept(dict[str, str]):
        def set(self, key: str, value: str) -> None:
            self[key] = value

    def drawn(other: str, kept: Kept | None) -> Graph:
        found = [related("a", ("b", 0.9)), related("b"), related("c", (other, 0.8)), related("d")]
        pairs = {(episode.id, one.episode_id): one for episode, some in found for one in some}
        return drawing.graph({episode.id: episode for episode, _ in found}, pairs, notes=kept)

    kept = Kept()
    first, noted = drawn("d", kept), dict(kept)
    assert (drawn("d", kept), dict(kept)) == (first, noted) == (drawn("d", None), noted)
    assert drawn("a", kept) == drawn("a", None)
    assert dict(kept) != noted
