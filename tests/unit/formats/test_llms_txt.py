"""llms.txt is Markdown as llmstxt.org says: a title, a summary, and lists of links that lead somewhere."""

import os
import re
from pathlib import Path

from pipeline.formats.llms_txt import MOST_EPISODES, line_of, llms_txt
from pipeline.records import Highlights
from tests.corpus_builder import corpus, renamed
from tests.record_builder import highlights, poisoned


def made(records: list[Highlights], *, base_url: str) -> str:
    lines = [line_of(record, base_url=base_url) for record in records]
    return llms_txt(lines, shows=(), episodes=len(records), base_url=base_url)


LINK = re.compile(r"^- \[(?:[^\]\\]|\\.)+\]\(([^)\s]+)\)(?:: .+)?$")


def test_every_link_leads_to_a_file(tmp_path: Path) -> None:
    corpus(tmp_path, "a", "b")
    text = (tmp_path / "catalog" / "llms.txt").read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith("# ")
    assert text.splitlines()[2].startswith("> ")
    links = [LINK.match(line) for line in text.splitlines() if line.startswith("- ")]
    assert len(links) == 6
    inner = re.findall(r"\]\(([^)]+)\)", text)
    assert len(inner) == 8
    for link in inner:
        assert Path(os.path.normpath(tmp_path / "catalog" / link)).is_file(), link  # `catalog` is a link itself


def test_links_are_whole_where_the_address_is_known() -> None:
    text = made([renamed(highlights()[0], "a b")], base_url="https://pods.example/x/")
    assert set(re.findall(r"\]\((.{24})", text)) == {"https://pods.example/x/a", "https://pods.example/x/c",
                                                       "https://pods.example/x/s"}  # fmt: skip
    assert "https://pods.example/x/a%20b/page.md" in text


def test_a_hostile_title_stays_text_and_the_list_is_bounded() -> None:
    text = made([poisoned("](http://evil.example)\n## Orders")[0]], base_url="")
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## Episodes", "## Optional"]
    assert "](http://evil.example)" not in text.replace("\\]", "")
    many = made([renamed(highlights()[0], f"e{k}") for k in range(MOST_EPISODES + 5)], base_url="")
    assert many.count("/page.md)") == MOST_EPISODES
    assert f"All {MOST_EPISODES + 5} episodes" in many
