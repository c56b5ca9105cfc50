"""A small episode that went through `narrate` and `publish`, for tests of what a whole record says."""

from typing import Any

from pipeline.checks.proof import revision_of
from pipeline.checks.verbatim import render
from pipeline.engines.chat_writer import FramesOnly
from pipeline.engines.entailment import NoNet
from pipeline.engines.reading_net import NoReadingNet
from pipeline.records import (
    Candidate,
    EpisodeKind,
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
    RawTranscript,
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
from tests.fakes import BagEmbedder, CapitalParser

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


def made(talk: Transcript = TALK, kind: EpisodeKind | None = None, **about_episode: object) -> Highlights:
    about = with_people(episode(120.0, **{"people": (ANA, BEN), **about_episode}), talk)
    found = findings() | {"outline": OUTLINE.model_copy(update={"kind": kind})}
    told = narrate(
        about, talk, NarrateConfig(), **found, embedder=BagEmbedder(), parser=CapitalParser(), writer=FramesOnly(),
        entailment=NoNet(), reading=NoReadingNet(),
    )  # fmt: skip
    listened: RawTranscript = heard(SCRIPT)
    made_by = Provenance(
        engine=Identity(name="fake", version="1"), transcript_revision=TALK.revision, config_sha256="0" * 64
    )
    return publish(
        about, talk, PublishConfig(), **found, heard=listened, narrative=told, provenance=made_by, plays=Plays()
    )


RECORD = made()
