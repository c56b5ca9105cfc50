"""Files whose truth is known, and what other readers of captions make of them."""

import random
import re

import pysubs2
import pytest
import srt
import webvtt

from pipeline.records import Identity
from pipeline.transcripts.document import Document
from pipeline.transcripts.reading import lines_by_kind, read
from pipeline.transcripts.registry import FORMATS, parse
from tests.caption_truth import captions, case, clock, judged, talk

ENGINE = Identity(name="test", version="1")
SEEDS = 500  # `python -m benchmarks.captions` reads 10,000
CHUNK = 50


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_no_word_is_lost_invented_or_given_to_the_wrong_person(first: int) -> None:
    wrong = {}
    for seed in range(first, first + CHUNK):
        found = judged(case(seed))
        if found["lost or invented"] or found["wrong person"]:
            wrong[seed] = dict(found)
    assert wrong == {}


def plain_captions(seed: int, *, subrip: bool) -> str:
    """Return captions without labels, sounds or odd lines, which other readers understand too."""
    rng = random.Random(seed)
    cues = talk(rng, ("A", "B"), traps=False)
    blocks = []
    for n, cue in enumerate(cues, start=1):
        text = "\n".join(said for _, said in cue.said)
        words = text.split(" ")
        k = rng.randrange(len(words))
        words[k] = rng.choice((words[k], f"<i>{words[k]}</i>", f"<b>{words[k]}</b>"))
        mark = "," if subrip else "."
        number = f"{n}\n" if subrip or rng.random() < 0.5 else ""
        blocks.append(f"{number}{clock(cue.start, mark)} --> {clock(cue.end, mark)}\n{' '.join(words)}\n")
    return ("" if subrip else "WEBVTT\n\n") + "\n".join(blocks)


def mine(text: str, name: str) -> list[tuple[int, int, str]]:
    """Return (start, end, words) of the cues in milliseconds."""
    _, parsed = parse(Document(name, text))
    heard = read(text.encode(), name, language="en", engine=ENGINE)
    said = [" ".join(w.text for w in heard.words[slice(*c.words)]) for c in heard.cues]
    times = [(round((c.start or 0) * 1000), round((c.end or 0) * 1000)) for c in parsed.cues]
    return [(*time, words) for time, words in zip(times, said, strict=True)]


def bare(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>|\{[^}]*\}", "", text.replace("\\N", "\n")).split())


@pytest.mark.parametrize("first", range(0, 2000, 200))
def test_subrip_is_read_as_two_other_readers_read_it(first: int) -> None:
    for seed in range(first, first + 200):
        text = plain_captions(seed, subrip=True)
        own = mine(text, "a.srt")
        assert own == [
            (round(s.start.total_seconds() * 1000), round(s.end.total_seconds() * 1000), bare(s.content))
            for s in srt.parse(text)
        ]
        assert own == [(line.start, line.end, bare(line.text)) for line in pysubs2.SSAFile.from_string(text)]


@pytest.mark.parametrize("first", range(0, 2000, 200))
def test_webvtt_is_read_as_two_other_readers_read_it(first: int) -> None:
    for seed in range(first, first + 200):
        text = plain_captions(seed, subrip=False)
        own = mine(text, "a.vtt")
        other = [
            (
                round(c.start_in_seconds * 1000) + int(c.start[-3:]),
                round(c.end_in_seconds * 1000) + int(c.end[-3:]),
                bare(c.text),
            )
            for c in webvtt.from_string(text)
        ]
        assert [words for *_, words in own] == [words for *_, words in other]
        assert own == [(line.start, line.end, bare(line.text)) for line in pysubs2.SSAFile.from_string(text)]


@pytest.mark.parametrize("seed", range(60))
def test_every_line_that_is_not_blank_has_a_kind(seed: int) -> None:
    rng = random.Random(seed)
    text, _ = captions(
        rng, talk(rng, ("Mara Lind", "Tobias Reyes"), traps=True), "colon", srt=False, every=True, noise=True
    )
    doc = Document("a.vtt", text)
    _, parsed = parse(doc)
    kinds = lines_by_kind(parsed.cues, parsed)
    filled = {n for n, line in enumerate(doc.lines, start=1) if line.strip()}
    assert set().union(*kinds.values()) == filled


def test_the_document_of_formats_names_every_format_that_is_read() -> None:
    from pathlib import Path

    text = (Path(__file__).resolve().parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    listed = [
        row.split("|")[1].strip() for row in text.split("## What the parts")[0].splitlines() if row.startswith("| ")
    ][1:]
    assert listed == [row.name for row in FORMATS]
