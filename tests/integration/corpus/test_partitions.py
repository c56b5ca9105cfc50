"""The partitions count and forget as episodes come, change and go; without a commit nothing is kept."""

from pathlib import Path

from pipeline.corpus.partitions import FILE, Partitions, partitions
from pipeline.formats import site
from pipeline.formats.graph import NamedEpisode
from pipeline.formats.people import Appearance
from pipeline.records import Related
from tests.unit.formats.test_search import profile


def put(parts: Partitions, id_: str, said: str, *, topic: str = "Tea") -> None:
    ann = Appearance("Ann", id_, id_, None, None, None, None, None)
    part = site.SitePart(
        NamedEpisode(id_, id_.title(), "Show"), f"2024-{id_}", f"<li>{id_}", (ann,), 60.0, 2,
        (site.TopicPart(topic.lower(), topic, f"<p>{id_}"),), (),
    )  # fmt: skip
    parts.put(part, profile(id_, said), seen=[[1, 2, 3], None, None], csv=f"{id_}\n", line=id_)


def test_words_topics_and_names_are_counted_over_all_that_are_there(tmp_path: Path) -> None:
    with partitions(tmp_path / FILE, made_by="x") as parts:
        put(parts, "a", "tea and milk")
        put(parts, "b", "tea")
        parts.commit()
    with partitions(tmp_path / FILE, made_by="x") as parts:
        put(parts, "b", "milk", topic="Milk")
        assert [parts.heard_in(word) for word in ("tea", "milk", "none")] == [1, 2, 0]
        put(parts, "c", "tea", topic="Tea")
        parts.remove("a")
        parts.commit()
    with partitions(tmp_path / FILE, made_by="x") as parts:
        assert [parts.heard_in(word) for word in ("tea", "milk", "and")] == [1, 1, 0]
        assert [(s.id, s.episodes) for s in parts.subjects()] == [("milk", 1), ("tea", 1)]
        assert parts.counts() == ([("Show", 2)], [("Ann", 2)], 120.0, 4)
        assert parts.cards() == ["<li>c", "<li>b"]
        assert list(parts.csv()) == ["b\n", "c\n"]
        assert parts.seen() == {"b": [[1, 2, 3], None, None], "c": [[1, 2, 3], None, None]}


def test_what_was_not_committed_is_not_kept(tmp_path: Path) -> None:
    with partitions(tmp_path / FILE, made_by="x") as parts:
        put(parts, "a", "tea")
        parts.commit()
    with partitions(tmp_path / FILE, made_by="x") as parts:
        parts.remove("a")
    with partitions(tmp_path / FILE, made_by="x") as parts:
        assert list(parts.seen()) == ["a"]


def test_other_code_begins_anew(tmp_path: Path) -> None:
    with partitions(tmp_path / FILE, made_by="x") as parts:
        put(parts, "a", "tea")
        lineage = parts.lineage
        parts.commit()
    with partitions(tmp_path / FILE, made_by="y") as parts:
        assert parts.seen() == {}
        assert parts.lineage != lineage


def test_relations_are_kept_in_their_order(tmp_path: Path) -> None:
    others = [
        Related(episode_id=id_, title=id_, score=score, shared=("tea",), moments=())
        for id_, score in (("b", 0.9), ("c", 0.4))
    ]
    with partitions(tmp_path / FILE, made_by="x") as parts:
        for id_ in "abc":
            put(parts, id_, "tea")
        parts.relate("a", others)
        assert list(parts.related("a")) == others
        assert parts.named_by(["c"]) == {"a"}
        assert parts.last_relations() == {"a": (2, 0.4, "c")}
        assert parts.scores() == {("a", "b"): 0.9, ("a", "c"): 0.4}
        parts.remove("c")
        assert parts.scores() == {("a", "b"): 0.9}
