# ruff: noqa: E501 -- a row an outline
from pathlib import Path

import pytest

from pipeline.errors import BadConfig
from pipeline.sources.publisher_chapters import beside, from_description, from_json, left_out


def marks(text: str, duration: float | None = None) -> list[tuple[float, str]]:
    return [(c.start, c.title) for c in from_description(text, duration)]


@pytest.mark.parametrize(
    "text",
    [
        "0:00 Tea\n7:43 Bread\n1:02:03 Soup",
        "Talk about food.\n\n(00:00) - Tea\n(07:43) - Bread\n(1:02:03) - Soup\n\nSupport us.",
        "<p>OUTLINE:<br />00:00 &#8211; Tea<br />07:43 &#8211; Bread<br />1:02:03 &#8211; Soup</p>",
        "&lt;p&gt;00:00 - Tea&lt;br /&gt;07:43 - Bread&lt;br /&gt;1:02:03 - Soup&lt;/p&gt;",
        "<ul><li>[00:00:00] Tea</li><li>[00:07:43] Bread</li><li>[01:02:03] Soup</li></ul>",
        "• 0:00 | Tea\n• 7:43 | Bread\n• 62:03 | Soup",
        "Tea 0:00\nBread (7:43)\nSoup - 1:02:03",
        "Tea @ 0:00\nBread @ 7:43\nSoup @ 1:02:03",
        "０：００ Tea\n７：４３ Bread\n１：０２：０３ Soup",
        "| 00:00 | Tea |\n| 07:43 | Bread |\n| 1:02:03 | Soup |",
        "0:00 Tea / 7:43 Bread / 1:02:03 Soup",
        "* [Tea](https://a.b/?t=0) 0:00\n* [Bread](https://a.b/?t=463) 7:43\n* [Soup](https://a.b/?t=3723) 1:02:03",
        "0:00 - 7:43 Tea\n7:43 - 1:02:03 Bread\n1:02:03 - 1:10:00 Soup",
        "1. 00:00 Tea\n2. 07:43 Bread\n3. 1:02:03 Soup",
    ],
)
def test_outline_is_read_however_its_times_are_written(text: str) -> None:
    assert marks(text) == [(0, "Tea"), (463, "Bread"), (3723, "Soup")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Meet us at 9:30 on Monday.",
        "0:00 Tea\n7:43 Bread",
        "Monday 9:30\nTuesday 8:15\nWednesday 7:00",
        "At 10:15 he says tea.\nAt 11:20 bread.\nAt 12:30 soup.",
        "John 3:16 is read, 1:2 odds and 4:3 screens",
        "10:00 Doors open\n11:00 Lunch\n12:00 End",
    ],
)
def test_times_that_are_no_outline_are_left_alone(text: str) -> None:
    assert marks(text) == []


def test_hours_and_minutes_are_told_from_minutes_and_seconds_by_the_length() -> None:
    text = "00:00 Tea\n00:12 Bread\n01:05 Soup"
    assert [start for start, _ in marks(text, 2 * 3600.0)] == [0, 720, 3900]
    assert [start for start, _ in marks(text, 600.0)] == [0, 12, 65]
    assert [start for start, _ in marks(text)] == [0, 12, 65]


def test_a_second_list_of_times_does_not_break_the_outline() -> None:
    text = "0:00 Tea\n5:00 Bread\n9:00 Soup\n\nLinks:\n3:00 A film\n4:00 A book"
    assert [title for _, title in marks(text)] == ["Tea", "Bread", "Soup"]


def test_json_chapters_leave_out_what_is_hidden_or_untitled() -> None:
    text = """{"version": "1.2.0", "chapters": [{"startTime": 60.5, "title": " B  b "}, {"startTime": 0, "title": "A"},
        {"startTime": 70, "img": "x.png"}, {"startTime": 80, "title": "picture", "toc": false}]}"""
    assert [(c.start, c.title) for c in from_json(text, "x")] == [(0, "A"), (60.5, "B b")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "found an error in c.json"),
        ("[]", "other JSON: c.json"),
    ],
)
def test_broken_json_chapters_are_named(text: str, says: str) -> None:
    with pytest.raises(BadConfig, match=says):
        from_json(text, "c.json")


@pytest.mark.parametrize("start", ['"soon"', "null", "NaN", "true", "1e300", "[]"])
def test_one_chapter_without_a_time_leaves_the_others(tmp_path: Path, start: str) -> None:
    text = f'{{"chapters": [{{"startTime": 0, "title": "A"}}, {{"startTime": {start}, "title": "B"}}, 7]}}'
    assert [(c.start, c.title) for c in from_json(text, "c.json")] == [(0, "A")]
    (tmp_path / "talk.chapters.json").write_text(text, encoding="utf-8")
    assert left_out(tmp_path / "talk.mp3") == 2


def test_times_of_chapters_may_be_text_or_clocks() -> None:
    text = '{"chapters": [{"startTime": "90.5", "title": "B"}, {"startTime": "00:03:00", "title": "C"}, {"startTime": -2, "title": "A"}]}'
    assert [(c.start, c.title) for c in from_json(text, "c.json")] == [(0, "A"), (90.5, "B"), (180, "C")]


@pytest.mark.parametrize(
    "text",
    [
        "[0:00](https://v.example/x?t=0) Tea\n[7:43](https://v.example/x?t=463) Bread\n[1:02:03](https://v.example/x) Soup",
        "[0:00 Tea](https://v.example/x)\n[7:43 Bread](https://v.example/x)\n[1:02:03 Soup](https://v.example/x)",
        "- [**0:00**](https://v.example/x_(a)) - Tea\n- [**7:43**](https://v.example/x) - Bread\n- [**1:02:03**](u) - Soup",
        "Timestamps: 0:00 Tea | 7:43 Bread | 1:02:03 Soup",
        "Chapters (0:00) Tea (7:43) Bread (1:02:03) Soup",
        "0:00 Tea, 7:43 Bread, 1:02:03 Soup",
        "In this talk: Tea (0:00), Bread (7:43), Soup (1:02:03)",
        "[00:00] Tea; [07:43] Bread; [01:02:03] Soup",
        "0:00\nTea\n7:43\nBread\n1:02:03\nSoup",
        "(0:00)\n\nTea\n\n(7:43)\n\nBread\n\n(1:02:03)\n\nSoup",
        "7:43 Bread\n0:00 Tea\n1:02:03 Soup",
        "1:02:03 Soup\n7:43 Bread\n0:00 Tea",
        "00m00s Tea\n07m43s Bread\n1h02m03s Soup",
        "0m Tea\n7m43s Bread\n1h2m3s Soup",
        "Tea - 00m00s\nBread - 07m43s\nSoup - 62m03s",
    ],
)
def test_outline_is_read_from_links_from_one_line_from_two_and_out_of_order(text: str) -> None:
    assert [(c.start, c.title.removeprefix("In this talk: ")) for c in from_description(text)] == [
        (0, "Tea"),
        (463, "Bread"),
        (3723, "Soup"),
    ]


def test_chapters_file_beside_the_audio(tmp_path: Path) -> None:
    assert beside(tmp_path / "talk.mp3") == ()
    (tmp_path / "talk.chapters.json").write_text('{"chapters": [{"startTime": 3, "title": "A"}]}', encoding="utf-8")
    assert [c.start for c in beside(tmp_path / "talk.mp3")] == [3.0]


def test_a_bare_list_of_chapters_is_read() -> None:
    found = from_json('[{"startTime": 0, "title": "A"}, {"startTime": "1:30", "title": "B"}]', "c.json")
    assert [(c.start, c.title) for c in found] == [(0, "A"), (90, "B")]
