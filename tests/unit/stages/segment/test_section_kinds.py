"""Introductions, advertising and goodbyes are told from talk."""

from pipeline.stages.segment.section_kinds import parts

CLIPS = ["Every loaf begins with somebody who is willing to wait.", "I burned four hundred loaves before one was good."]


RECIPES = [f"Recipe {k} wants {k + 3} eggs and bowl {7 * k}." for k in range(60)]


BODY = ["Tell me about bread.", *RECIPES[:20], CLIPS[0], *RECIPES[20:40], CLIPS[1], *RECIPES[40:]]


def test_cold_open_is_an_introduction_of_its_own() -> None:
    texts = [*CLIPS, "Welcome to the bread show.", "Here's my conversation with Ann.", *BODY]
    found = parts(texts, [6.0 * k for k in range(len(texts))], 6.0 * len(texts), ())
    assert [(p.first, p.last, p.kind, p.teaser) for p in found[:2]] == [(0, 2, "intro", True), (2, 4, "intro", False)]
    assert found[2].kind == "talk"
