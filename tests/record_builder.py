"""A whole made-up record with its transcript, small enough to read and true enough to be proved."""

from typing import Any

from pipeline.checks.verbatim import grade_of, render
from pipeline.language.words import plain
from pipeline.records import (
    Answer,
    Audio,
    Clip,
    Correction,
    Coverage,
    Episode,
    Evidence,
    Footnote,
    Gap,
    Highlights,
    Identity,
    Moment,
    NarrativeSentence,
    Person,
    Provenance,
    Quarantine,
    Question,
    Quote,
    Related,
    Section,
    Span,
    Summary,
    Tally,
    Theme,
    Topic,
    Transcript,
    Verification,
)
from tests.builders import speech

SCRIPT = """
0:01 Ada: Welcome to the kettle show. Today we talk about tea and about patience.
0:08 Ada: Why does hot water make better tea than warm water?
0:13 Bo: Hot water pulls the flavour out of the leaf in four minutes. Warm water never gets there. Most people give up
0:26 Bo: after one minute, um, and they blame the leaf. You can't hurry a leaf, and you can't fool one either.
0:38 Ada: And what did the twelve failed pots teach you?
0:43 Bo: A failed pot you wrote down is a map. A failed pot you forgot is a trap. I kept a notebook for nine years.
0:56 Ada: How do you choose a pot?
0:59 Bo: I choose the smallest one that everybody laughs at.
"""
DURATION_S = 64.0


def spoken(transcript: Transcript, phrase: str) -> Span:
    """Return where a phrase stands in the transcript."""
    wanted = phrase.split()
    texts = [word.text for word in transcript.words]
    for i in range(len(texts)):
        if texts[i : i + len(wanted)] == wanted:
            return i, i + len(wanted)
    raise AssertionError(f"nobody says {phrase!r}")


class _Maker:
    """Turns phrases into evidence: every footnote is numbered when it is first asked for."""

    def __init__(self, transcript: Transcript) -> None:
        self.transcript = transcript
        self.footnotes: list[Footnote] = []

    def footnote(self, phrase: str) -> int:
        i, j = spoken(self.transcript, phrase)
        words = self.transcript.words
        n = len(self.footnotes) + 1
        self.footnotes.append(
            Footnote(n=n, start=words[i].start, end=words[j - 1].end, words=(i, j), text=plain(words, (i, j)))
        )
        return n

    def sentence(self, text: str, *phrases: str) -> NarrativeSentence:
        spans = tuple(spoken(self.transcript, phrase) for phrase in phrases)
        return NarrativeSentence(text=text, footnotes=tuple(map(self.footnote, phrases)), method="frame", words=spans)

    def quote(self, id_: str, section: str, rank: int, *phrases: str) -> Quote:
        spans = tuple(spoken(self.transcript, phrase) for phrase in phrases)
        words = self.transcript.words
        return Quote(
            id=id_, section=section, speaker=words[spans[0][0]].speaker, speaker_confidence=0.9,
            text=render(words, spans), grade=grade_of(words, spans), start=words[spans[0][0]].start,
            end=words[spans[-1][1] - 1].end, words=spans, score=1.0 - rank / 10, rank=rank,
        )  # fmt: skip

    def question(self, id_: str, section: str, phrase: str, answer: str | None) -> Question:
        i, j = spoken(self.transcript, phrase)
        words = self.transcript.words
        reply = None
        if answer:
            a, b = spoken(self.transcript, answer)
            reply = Answer(
                speaker=words[a].speaker, start=words[a].start, end=words[b - 1].end, words=((a, b),),
                text=render(words, [(a, b)]),
            )  # fmt: skip
        return Question(
            id=id_, text=phrase, speaker=words[i].speaker, start=words[i].start, end=words[j - 1].end,
            words=((i, j),), section=section, answer=reply,
        )  # fmt: skip


def _sections(make: _Maker) -> tuple[Section, ...]:
    words = make.transcript.words
    second = spoken(make.transcript, "And what did the twelve")[0]
    first = spoken(make.transcript, "Why does hot water")[0]
    return (
        Section(
            id="t01", title="Welcome", title_source="publisher", kind="intro", start=0.0, end=words[first].start,
            words=(0, first),
        ),
        Section(
            id="t02", title="Why hot water wins", title_source="generated", topics=("water",), kind="talk",
            start=words[first].start, end=words[second].start, words=(first, second), confidence=0.8,
            keyphrases=("hot water", "leaf"), highlight=True, rank=1, quote="q01",
            narrative=(
                make.sentence(
                    "Bo says hot water needs four minutes.",
                    "Hot water pulls the flavour out of the leaf in four minutes.",
                ),
                make.sentence("“Warm water never gets there.”", "Warm water never gets there."),
            ),
        ),
        Section(
            id="t03", title="Twelve failed pots", title_source="publisher", kind="talk", start=words[second].start,
            end=DURATION_S, words=(second, len(words)), confidence=0.7, highlight=True, rank=2, quote="q02",
            narrative=(make.sentence("Bo kept a notebook for nine years.", "I kept a notebook for nine years."),),
        ),
    )  # fmt: skip


def _coverage(transcript: Transcript) -> Coverage:
    i, j = spoken(transcript, "How do you choose a pot?")
    words = transcript.words
    return Coverage(
        speech_s=52.0, worded_s=51.5, gaps=(Gap(start=62.6, end=63.4),), interpolated_share=0.0,
        quarantined=(Quarantine(start=words[i].start, end=words[j - 1].end, words=(i, j), reason="low probability"),),
    )  # fmt: skip


def _episode(audio: Audio) -> Episode:
    return Episode(
        id="kettle-7", title="Tea & Patience", show="The Kettle Show", number=7, published="2026-03-01", language="en",
        duration=DURATION_S, audio=audio, links={"site": "https://kettle.example/7"},
        people=(
            Person(name="Ada", role="host", source="sidecar", evidence=Evidence(rule="greeting", words=(0, 5))),
            Person(name="Bo", role="guest", pronouns="he/him", source="sidecar"),
        ),
    )  # fmt: skip


def _topics(sections: tuple[Section, ...]) -> tuple[Topic, ...]:
    return (
        Topic(
            id="water", name="Hot water", found=True, score=0.8, sections=("t02",), start=sections[1].start,
            end=sections[1].end,
        ),
        Topic(id="coffee", name="Coffee", found=False, score=0.1),
    )  # fmt: skip


def highlights(audio: Audio | None = None) -> tuple[Highlights, Transcript]:
    """Return the record of a one-minute talk about tea, and the transcript it points into."""
    transcript = speech(SCRIPT)
    make = _Maker(transcript)
    summary = Summary(
        text="Ada and Bo talk about tea and about patience.",
        footnotes=(make.footnote("Today we talk about tea and about patience."),),
    )
    sections = _sections(make)
    quotes = (
        make.quote("q01", "t02", 1, "You can't hurry a leaf, and you can't fool one either.").model_copy(
            update={"kind": "definition", "source": "pinned", "speaker_confidence": 0.7}
        ),
        make.quote("q03", "t02", 2, "Most people give up", "and they blame the leaf."),
        make.quote(
            "q02", "t03", 1, "A failed pot you wrote down is a map. A failed pot you forgot is a trap."
        ).model_copy(update={"after": spoken(transcript, "I kept a notebook for nine years.")}),
    )
    questions = (
        make.question(
            "a01", "t02", "Why does hot water make better tea than warm water?",
            "Hot water pulls the flavour out of the leaf in four minutes.",
        ),
        make.question("a02", "t03", "And what did the twelve failed pots teach you?", None),
    )  # fmt: skip
    record = Highlights(
        episode=_episode(audio or Audio(path="kettle-7.wav", sha256="ab" * 32, decoded_s=DURATION_S)),
        summary=summary,
        themes=(
            Theme(id="h1", title="The leaf", sections=("t01", "t02")),
            Theme(id="h2", title="The pot", sections=("t03",)),
        ),
        sections=sections, quotes=quotes, questions=questions, footnotes=tuple(make.footnotes),
        clips=(
            Clip(
                id="c01", title="You can't hurry a leaf", start=26.0, end=43.0, path="clips/c01.mp3", quote="q01",
                section="t02", score=0.8,
            ),
        ),
        related=(
            Related(
                episode_id="kettle-3", title="The Long Boil", score=0.6, shared=("leaf", "kettle"),
                moments=(Moment(here=13.0, there=125.0, titles=("Why hot water wins", "Boiling over")),),
            ),
        ),
        corrections=(Correction(op="speaker", target="Voice 2", value="Bo", state="applied"),),
        topics=_topics(sections), coverage=_coverage(transcript), flags=("sample",),
        verification=Verification(quotes=Tally(checked=3, passed=3), sentences=Tally(checked=4, passed=4)),
        provenance=Provenance(
            engine=Identity(name="fake", version="1", model="none", digest="cd" * 32), decoder="fake 1",
            transcript_revision=transcript.revision, config_sha256="ef" * 32,
        ),
    )  # fmt: skip
    return record, transcript


_TYPED_BY_SOMEBODY = frozenset(
    "title show name role pronouns speaker speaker_label text shared keyphrases flags reason version model "
    "published rule why value target".split()
)


def poisoned(payload: str) -> tuple[Highlights, Transcript]:
    """Return the same record with every text that somebody said or typed replaced by `payload`."""

    def replaced(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {k: replaced(v, k) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [replaced(item, key) for item in value]
        return payload if isinstance(value, str) and key in _TYPED_BY_SOMEBODY else value

    record, transcript = highlights()
    return (
        Highlights.model_validate(replaced(record.model_dump())),
        Transcript.model_validate(replaced(transcript.model_dump())),
    )
