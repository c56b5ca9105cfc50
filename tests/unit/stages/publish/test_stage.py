"""From findings to a record that proves itself, and every way of lying in it that must be noticed."""

from typing import Any

import pytest

from pipeline.checks.proof import prove, revision_of
from pipeline.checks.verbatim import render
from pipeline.engines.chat_writer import FramesOnly
from pipeline.records import (
    Audio,
    Candidate,
    Heard,
    Highlights,
    Identity,
    Outline,
    Person,
    Plays,
    Provenance,
    Question,
    Questions,
    Quote,
    Quotes,
    Section,
    Span,
    Topic,
    TopicMap,
    Transcript,
)
from pipeline.stages.attribute.stage import with_people
from pipeline.stages.narrate.config import NarrateConfig
from pipeline.stages.narrate.stage import narrate
from pipeline.stages.publish.config import PublishConfig
from pipeline.stages.publish.stage import publish
from tests.builders import episode, heard, speech
from tests.fakes import BagEmbedder, CapitalReader

SCRIPT = """
0:00 Ana Reyes: Welcome to the show, my guest today is Ben Ito.
0:10 Ana Reyes: Why did AlexNet work when neural networks had failed for so long?
0:20 Ben Ito: AlexNet worked because the data was finally large enough to train on.
0:30 Ben Ito: Two graphics cards did in a week what had taken a laboratory a year.
0:50 Ben Ito: Nobody believed the error rate until they had trained the network themselves.
1:10 Ana Reyes: This show is sponsored by Blue Kettle, the kettle that whistles.
1:20 Ana Reyes: What is deep double descent?
1:30 Ben Ito: Deep double descent means a bigger model first gets better and then worse.
1:40 Ben Ito: Then it gets better again, which no textbook of mine had predicted.
"""
ANA, BEN = (
    Person(name="Ana Reyes", role="host", source="sidecar"),
    Person(name="Ben Ito", role="guest", source="sidecar"),
)


def frozen(transcript: Transcript) -> Transcript:
    return transcript.model_copy(update={"revision": revision_of(transcript.words)})


TALK = frozen(speech(SCRIPT))


def section(id_: str, title: str, kind: str, first: int, last: int) -> Section:
    """Return a section of sentences [first, last)."""
    words = (TALK.sentences[first].words[0], TALK.sentences[last - 1].words[1])
    start = 0.0 if first == 0 else TALK.sentences[first].start
    end = 120.0 if last == len(TALK.sentences) else TALK.sentences[last].start
    return Section.model_validate(
        {"id": id_, "title": title, "title_source": "generated", "kind": kind, "start": start, "end": end,
         "words": words, "keyphrases": ("AlexNet",) if id_ == "t02" else ("deep double descent",)}
    )  # fmt: skip


OUTLINE = Outline(
    sections=(
        section("t01", "Introduction", "intro", 0, 1),
        section("t02", "Why did AlexNet work?", "talk", 1, 5),
        section("t03", "Sponsor", "sponsor", 5, 6),
        section("t04", "Deep double descent", "talk", 6, 9),
    )
)


def at(spans: tuple[Span, ...]) -> dict[str, Any]:
    words = TALK.words
    return {"start": words[spans[0][0]].start, "end": words[spans[-1][1] - 1].end, "words": spans}


def findings() -> dict[str, Any]:
    candidates, chosen, questions = [], [], []
    for k, s in enumerate(TALK.sentences):
        text = render(TALK.words, [s.words])
        home = next(x.id for x in OUTLINE.sections if x.words[0] <= s.words[0] < x.words[1])
        spans = (s.words,)
        refused = None if s.speaker == "Ben Ito" else "said by the host"
        candidates.append(
            Candidate(**at(spans), text=text, section=home, speaker=s.speaker, score=k / 10, rejected=refused)
        )
        if text.endswith("?"):
            questions.append(Question(id=f"a{k:02d}", text=text, speaker=s.speaker, section=home, **at(spans)))
    for k, home in ((3, "t02"), (8, "t04")):
        spans = (TALK.sentences[k].words,)
        chosen.append(
            Quote(
                id=f"q{len(chosen) + 1:02d}", section=home, speaker="Ben Ito", text=render(TALK.words, spans),
                grade="verbatim", score=1.0, rank=1, **at(spans),
            )
        )  # fmt: skip
    topics = (
        Topic(id="alexnet", name="AlexNet", found=True, score=0.9, sections=("t02",), start=10, end=70),
        Topic(id="bump", name="Deep Double Descent", found=True, score=0.9, sections=("t04",), start=80, end=120),
    )
    return {
        "outline": OUTLINE,
        "topic_map": TopicMap(topics=topics, ranked=("t02", "t04")),
        "quotes": Quotes(candidates=tuple(candidates), chosen=tuple(chosen)),
        "questions": Questions(questions=tuple(questions)),
    }


def made(talk: Transcript = TALK, **about_episode: object) -> Highlights:
    about = with_people(episode(120.0, **{"people": (ANA, BEN), **about_episode}), talk)
    found = findings()
    told = narrate(
        about, talk, NarrateConfig(), **found, embedder=BagEmbedder(), parser=CapitalReader(), writer=FramesOnly()
    )
    listened: Heard = heard(SCRIPT)
    made_by = Provenance(
        engine=Identity(name="fake", version="1"), transcript_revision=TALK.revision, config_sha256="0" * 64
    )
    return publish(
        about, talk, PublishConfig(), **found, heard=listened, narrative=told, provenance=made_by, plays=Plays()
    )


RECORD = made()


def test_an_honest_record_proves_itself() -> None:
    assert prove(RECORD, TALK) == []
    assert RECORD.verification.quotes.checked == RECORD.verification.quotes.passed == 2
    assert RECORD.verification.sentences.checked == RECORD.verification.sentences.passed > 3


def test_times_after_damage_in_the_file_are_marked_and_those_before_are_not() -> None:
    record = made(audio=Audio(damaged_from=60.0))
    assert [("time-unreliable" in q.flags, q.end > 60) for q in record.quotes] == [(False, False), (True, True)]
    assert [n.approximate for n in record.footnotes] == [n.end > 60 for n in record.footnotes]
    assert not any(n.approximate for n in RECORD.footnotes)


def test_the_narrative_credits_each_to_its_speaker() -> None:
    told = [s.text for s in RECORD.sections[1].narrative]
    assert any("Ito" in t and "AlexNet worked because" in t for t in told)
    assert not any("Two graphics cards" in t for t in told), "the block quote is not told twice"
    assert RECORD.sections[1].points


def test_the_summary_names_who_else_talks() -> None:
    assert RECORD.summary.text.startswith("In a conversation with Ana Reyes, Ben Ito ")
    assert RECORD.summary.footnotes


def test_people_found_by_their_voices_alone_are_summed_up_too() -> None:
    heard_of = TALK.model_copy(update={"people": (ANA, BEN)})
    record = made(heard_of, people=())
    assert record.summary.text.startswith("In a conversation with Ana Reyes, Ben Ito ")
    assert prove(record, heard_of) == []


def test_sponsor_and_intro_hold_nothing() -> None:
    for s in RECORD.sections:
        assert s.kind == "talk" or not (s.highlight or s.narrative or s.quote)


def test_footnotes_are_numbered_as_a_reader_meets_them() -> None:
    assert [f.n for f in RECORD.footnotes] == list(range(1, len(RECORD.footnotes) + 1))
    assert RECORD.summary.footnotes[0] == 1


def test_clips_hold_their_quote_and_stay_in_their_section() -> None:
    quotes = {q.id: q for q in RECORD.quotes}
    homes = {s.id: s for s in RECORD.sections}
    assert RECORD.clips
    for clip in RECORD.clips:
        assert clip.quote
        assert clip.start <= quotes[clip.quote].start < quotes[clip.quote].end <= clip.end
        assert homes[clip.section].start <= clip.start < clip.end <= homes[clip.section].end
        assert clip.end - clip.start >= 15


def test_a_narrative_out_of_order_is_found() -> None:
    section = RECORD.sections[1]
    turned = section.model_copy(update={"narrative": section.narrative[::-1]})
    other = RECORD.model_copy(update={"sections": (RECORD.sections[0], turned, *RECORD.sections[2:])})
    assert any(p.what == "is told after what was said later" for p in prove(other, TALK))


def altered(path: str, value: object) -> Highlights:
    """Return RECORD with one value replaced: "quotes.0.text" for instance."""
    plain = RECORD.model_dump(mode="json")
    *parents, last = path.split(".")
    place: Any = plain
    for step in parents:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    return Highlights.model_validate(plain)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("quotes.0.text", "Two graphics cards did what had taken a laboratory a year.", "quotes[q01]"),
        ("quotes.0.speaker", "Ana Reyes", "quotes[q01]"),
        ("quotes.0.grade", "cleaned", "quotes[q01]"),
        ("quotes.0.start", 31.0, "quotes[q01]"),
        ("quotes.0.section", "t04", "quotes[q01]"),
        ("quotes.0.footnote", 1, "quotes[q01]"),
        ("quotes.0.words", [[3, 9]], "quotes[q01]"),
        ("sections.1.narrative.0.text", "Ben Ito answers that AlexNet failed.", "sections[t02].narrative[0]"),
        ("sections.1.narrative.0.footnotes", [], "sections[t02].narrative[0]"),
        ("sections.1.narrative.0.footnotes", [99], "sections[t02].narrative[0]"),
        ("sections.2.highlight", True, "sections[t03]"),
        ("sections.1.end", 500.0, "sections[t02]"),
        ("summary.text", "In a conversation with Ana Reyes, Ben Ito says that AlexNet failed.", "summary"),
        ("footnotes.2.text", "Something else.", "footnotes[3]"),
        ("footnotes.2.start", 0.0, "footnotes[3]"),
        ("questions.0.text", "Why did AlexNet fail?", "questions[a01]"),
        ("provenance.transcript_revision", "0" * 64, "provenance.transcript_revision"),
        ("episode.duration", 60.0, "transcript.words[60]"),
    ],
)
def test_a_lie_anywhere_is_found(path: str, value: object, where: str) -> None:
    assert where in {p.where for p in prove(altered(path, value), TALK)}


def test_a_changed_transcript_is_found() -> None:
    word = TALK.words[30].model_copy(update={"text": "never"})
    other = TALK.model_copy(update={"words": (*TALK.words[:30], word, *TALK.words[31:])})
    assert "transcript.revision" in {p.where for p in prove(RECORD, other)}
