"""Introductions, advertising and goodbyes are told from talk."""

import pytest

from pipeline.stages.segment.section_kinds import parts

CLIPS = ["Every loaf begins with somebody who is willing to wait.", "I burned four hundred loaves before one was good."]


RECIPES = [f"Recipe {k} wants {k + 3} eggs and bowl {7 * k}." for k in range(60)]


BODY = ["Tell me about bread.", *RECIPES[:20], CLIPS[0], *RECIPES[20:40], CLIPS[1], *RECIPES[40:]]


def test_cold_open_is_an_introduction_of_its_own() -> None:
    texts = [*CLIPS, "Welcome to the bread show.", "Here's my conversation with Ann.", *BODY]
    found = parts(texts, [6.0 * k for k in range(len(texts))], 6.0 * len(texts), ())
    assert [(p.first, p.last, p.kind, p.teaser) for p in found[:2]] == [(0, 2, "intro", True), (2, 4, "intro", False)]
    assert found[2].kind == "talk"


WELCOME = ["Welcome to the bread show.", "Ann bakes.", "She reads."]


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        (["Tea Harbor sells pots.", "They last.", "They shine.", "Go to tea.com."], ["intro", "sponsor", "talk"]),
        (["You can support the show.", "It is on Patreon.", "It helps.", "Go there."], ["intro", "talk"]),
    ],
)
def test_a_spot_in_an_introduction_is_an_advert_and_a_plea_for_the_show_is_not(
    said: list[str], kinds: list[str]
) -> None:
    texts = [*WELCOME, *said, *["She is here.", "Here's my conversation with Ann."], *BODY]
    found = parts(texts, [6.0 * k for k in range(len(texts))], 6.0 * len(texts), ((3, 7),))
    assert [part.kind for part in found] == kinds


def test_a_plea_before_any_welcome_is_the_introduction() -> None:
    texts = ["Hello, everyone.", "I am at a fair.", "Find us at Patreon.", "Support the show there.", *BODY]
    found = parts(texts, [6.0 * k for k in range(len(texts))], 6.0 * len(texts), ((1, 4),))
    assert [(part.first, part.last, part.kind) for part in found[:2]] == [(0, 4, "intro"), (4, len(texts), "talk")]
