import re

import pytest

from pipeline.formats.graph import graph
from pipeline.formats.look import Look
from pipeline.formats.search import index
from pipeline.formats.site import pages, related_page
from pipeline.records import Highlights
from tests.record_builder import highlights, poisoned
from tests.unit.formats.test_html import HOSTILE, skeleton
from tests.unit.formats.test_search import profile

BASE = "https://pods.example/"


def made(record: Highlights) -> dict[str, str]:
    return pages([record], index([profile(record.episode.id, "tea leaf")])[1])


def test_front_page_lists_the_episode_and_links_to_its_page_and_topics() -> None:
    files = made(highlights()[0])
    found = skeleton(files["index.html"])
    assert {"../kettle-7/page.html", "topics/hot-water.html"} <= set(found.links)
    assert "topics/coffee.html" not in files  # nobody speaks of it


def test_an_episode_is_heard_from_the_front_page_where_a_clip_holds_its_best_quote() -> None:
    record = highlights()[0]
    assert 'src="../kettle-7/clips/c01.mp3#t=' in made(record)["index.html"]
    assert "<audio" not in made(record.model_copy(update={"clips": ()}))["index.html"]


def test_topic_page_holds_what_was_quoted_and_asked_with_links_to_the_moment() -> None:
    page = made(highlights()[0])["topics/hot-water.html"]
    assert {"../../kettle-7/page.html#q01", "../../kettle-7/page.html#a01"} <= set(skeleton(page).links)
    assert "You can&#39;t hurry a leaf" in page


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_adds_no_tag_to_the_site(payload: str) -> None:
    def tags(text: str) -> list[object]:
        return [skeleton(page).tags for name, page in sorted(made(poisoned(text)[0]).items()) if name.endswith("html")]

    assert tags(payload) == tags("harmless")


def test_site_has_no_inline_code_at_all() -> None:
    for name, page in made(highlights()[0]).items():
        if name.endswith(".html"):
            assert not re.search(r"<style|<script>| style=| on\w+=", page), name


def test_episode_names_and_topics_cannot_leave_the_folder() -> None:
    record = poisoned("../../etc/passwd")[0]
    assert all(".." not in name for name in made(record))


def test_every_link_inside_the_page_of_no_relations_leads_somewhere() -> None:
    found = skeleton(related_page(graph({}, {}), Look()))
    assert [link for link in found.links if link.startswith("#") and link != "#" and link[1:] not in found.ids] == []
