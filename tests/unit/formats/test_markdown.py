import json

import pytest
import yaml  # type: ignore[import-untyped]
from markdown_it import MarkdownIt

from pipeline.formats.markdown import escaped, markdown
from pipeline.records import Audio
from tests.record_builder import highlights, poisoned

HOSTILE = [
    "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "![x](https://evil.example/p.png)", "# heading",
    "- item", "1. item", "`code`", "**bold**", "[[wiki]]", "| a | b |", "---", "```\ncode\n```", "\n\n# heading",
    "%%hidden%%", "$x$", "==marked==", "~~gone~~", "&lt;b&gt;", "[^1]: mine", "+ plus", "<!-- note -->", "\\", "> said",
]  # fmt: skip


def kinds(text: str) -> list[str]:
    """Return the structure that a CommonMark parser with tables and strikethrough sees, without the texts."""
    body = text.split("\n---\n", 1)[1]
    found = []
    for token in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(body):
        found.append(token.type)
        found += [child.type for child in token.children or [] if child.type not in ("text", "text_special")]
    return found


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_adds_no_structure(payload: str) -> None:
    assert kinds(markdown(*poisoned(payload))) == kinds(markdown(*poisoned("harmless")))


@pytest.mark.parametrize("payload", HOSTILE)
def test_escaped_text_reads_as_it_was(payload: str) -> None:
    html = MarkdownIt().renderInline(escaped(payload))
    plain = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    assert plain == " ".join(payload.split())


@pytest.mark.parametrize(
    "payload", ['"', "'", ": x", "---", "\\", "{{a}}", "#", "\x85\u2028\x7f", "🫖", "- a\nb: c", "!!python"]
)
def test_front_matter_is_yaml_whatever_the_title(payload: str) -> None:
    text = markdown(*poisoned(payload + "t"))
    front = yaml.safe_load(text.split("---\n")[1] if "---" not in payload else text[4:].split("\n---\n")[0])
    assert front["title"].endswith("t")
    assert front["episode_id"] == "kettle-7"


def test_every_footnote_mark_has_its_footnote() -> None:
    text = markdown(*highlights())
    for n in range(1, 5):
        assert text.count(f"[^{n}]:") == 1
        assert f"[^{n}]" in text.split(f"[^{n}]:")[0]


def test_footnote_gives_the_exact_words_and_their_time() -> None:
    assert "[^1]: “Today we talk about tea and about patience.” [0:03–0:06](<kettle-7.wav#t=3.0,6.2>)" in markdown(
        *highlights()
    )


def test_quote_stands_before_the_closing_sentence() -> None:
    text = markdown(*highlights())
    places = [text.index(part) for part in ("needs four minutes", "> “You can't hurry a leaf", "Warm water never")]
    assert places == sorted(places)


def test_unmeasured_times_are_marked_where_nothing_is_known_about_single_words() -> None:
    record, transcript = highlights()
    coverage = record.coverage.model_copy(update={"interpolated_share": 0.5})
    record = record.model_copy(update={"coverage": coverage})
    assert "[≈ 0:29" in markdown(record)
    assert "[0:29" in markdown(record, transcript)


def test_without_a_place_to_listen_times_are_plain() -> None:
    record, transcript = highlights(Audio())
    assert "Bo, 0:29–0:34" in markdown(record, transcript)


def test_speaker_without_a_name_is_unknown() -> None:
    record, transcript = highlights()
    quotes = tuple(quote.model_copy(update={"speaker": None}) for quote in record.quotes)
    assert "> — Speaker unknown, " in markdown(record.model_copy(update={"quotes": quotes}), transcript)


def test_front_matter_holds_what_a_vault_is_searched_by() -> None:
    text = markdown(*highlights())
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["show"] == "The Kettle Show"
    assert front["people"] == ["Ada", "Bo"]
    assert json.dumps(front["published"]) == '"2026-03-01"'
