import pytest

from pipeline.language.prose import quotations, read_prose, sentences

MARKDOWN = """---
title: Notes
---
# Ito on *networks*

In this episode, [Ana Ito](https://example.org/a_b) tells “a story about ‘unity’ in
machine learning”. It has 1.5 billion parts, e.g. GPT-2.[^1]

* She **doubts** that it works
* 12:30 – Transformers
1. "If it works … it works." That's all she said.

> When the data set has as many
> degrees of freedom
>
> — Ana Ito

```
code says nothing.
```
Why does it work?

[^1]: https://example.org
"""


def stated(text: str) -> list[str]:
    return [s.text for s in read_prose(text) if s.states]


def test_markdown_is_read_as_a_reader_sees_it() -> None:
    assert stated(MARKDOWN) == [
        "In this episode, Ana Ito tells “a story about ‘unity’ in machine learning”.",
        "It has 1.5 billion parts, e.g. GPT-2.",
        "She doubts that it works",
        "That's all she said.",
    ]


def test_every_quotation_is_found_once_with_block_quotations_and_without_their_speaker() -> None:
    assert [q.text for s in read_prose(MARKDOWN) for q in s.quotations] == [
        "a story about ‘unity’ in machine learning",
        "If it works … it works.",
        "When the data set has as many degrees of freedom",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He said “it works” and left.", ["it works"]),
        ('He said "it works" and left.', ["it works"]),
        ("He said 'it works well' and left.", ["it works well"]),
        ("He said «it works» and left.", ["it works"]),
        ("He said „it works“ and left.", ["it works"]),
        ("“She said ‘no’ twice,” he says.", ["She said ‘no’ twice,"]),
        ("It's the '90s, and they weren't bad. He's Ito's.", []),
        ('A 5" pipe is wide.', []),
        ("“It works. It does,” he says. “Really.”", ["It works. It does,", "Really."]),
        ("An open “ mark quotes nothing.", []),
    ],
)
def test_quotation_marks(text: str, found: list[str]) -> None:
    assert [q.text for q in quotations(text)] == found


def test_places_of_quotations_count_characters() -> None:
    text = "He said “it works” twice: “it does”."
    assert [text[q.start : q.end] for q in quotations(text)] == ["“it works”", "“it does”"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dr. Ito met Mr. Bell. They talked.", 2),
        ("It costs 1.5 million. It sold.", 2),
        ("“It works. It does,” he says.", 1),
        ("J. R. Ito spoke.", 1),
        ("It works… It does.", 2),
        ("no capital and no stop", 1),
        ("", 0),
    ],
)
def test_sentences_are_cut_at_full_stops_alone(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@pytest.mark.parametrize("text", ["", "\n\n", "---", "# ", "> ", "***", "![](a.png)", "https://example.org", "|---|"])
def test_a_text_without_words_has_no_sentences(text: str) -> None:
    assert read_prose(text) == []


def test_a_heading_a_label_and_a_question_state_nothing() -> None:
    assert stated("Notes\n=====\n\nOn networks\n\nDo networks work?\n\n## Networks work.\n") == []


def test_windows_line_ends_and_tables_are_read() -> None:
    assert stated("It works.\r\nIt does so well.\r\n\r\n| a | b |\r\n|---|---|\r\n| It works well. | yes |") == [
        "It works.",
        "It does so well.",
        "It works well. — yes",
    ]
