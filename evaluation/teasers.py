"""Load prepared episodes: cues with speakers become transcripts, teaser quotes become labels of sentences.

An editor who puts a clip before the introduction says: this is worth hearing. The clip is heard again in the body,
and there its sentences are the positives that quotability is fitted to and measured on.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.bench import equip
from pipeline.engines.embeddings import identity
from pipeline.language.words import plain
from pipeline.records import Cue, Episode, Outline, Person, Section, Sentence, Transcript, Turn, Word
from pipeline.settings import defaults
from pipeline.stages.quotes.filters import wording_fault
from pipeline.stages.quotes.ranker import SentenceTable
from pipeline.stages.quotes.stage import COMPARED_WORDS

Table = dict[str, Any]
LONGEST_SENTENCE = 80  # words; recognisers sometimes forget punctuation
_END = re.compile(r"[.?!…][\"”’)]*$")
_ABBREVIATION = re.compile(r"^(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|U\.S|Jr|Sr|Ph\.D|[A-Z])\.$")
HOSTS = ("Lex Fridman", "Lenny", "Lenny Rachitsky", "Daniel Filan")  # of the shows in the prepared data


def read_cues(path: Path, since_s: float = 0.0) -> list[Table]:
    """Return the cues that start at `since_s` or later."""
    lines = path.read_text(encoding="utf8").splitlines()
    return [cue for cue in map(json.loads, lines) if cue["start"] >= since_s and cue["text"].strip()]


def transcript_of(cues: Sequence[Table]) -> Transcript:
    """Return words timed by their length inside each cue, turns at each change of speaker, and sentences."""
    words: list[Word] = []
    records: list[Cue] = []
    for i, cue in enumerate(cues):
        tokens, first = cue["text"].split(), len(words)
        edges = np.cumsum([0, *(len(token) + 1 for token in tokens)])
        times = cue["start"] + (cue["end"] - cue["start"]) * edges / edges[-1]
        for token, start, end in zip(tokens, times, times[1:], strict=False):
            words.append(
                Word(
                    i=len(words), text=token, start=round(float(start), 3), end=round(float(end), 3), cue=i,
                    speaker=cue["speaker"], time_source="interpolated",
                )
            )  # fmt: skip
        span = (first, len(words))
        records.append(Cue(i=i, start=cue["start"], end=cue["end"], words=span, speaker_label=cue["speaker"]))
    turns: list[Turn] = []
    sentences: list[Sentence] = []
    for speaker, group in groupby(words, key=lambda word: word.speaker):
        spoken = list(group)
        sentences += sentences_of(spoken, len(turns), len(sentences))
        turns.append(
            Turn(
                speaker=speaker, speaker_label=speaker, start=spoken[0].start, end=spoken[-1].end,
                words=(spoken[0].i, spoken[-1].i + 1),
            )
        )  # fmt: skip
    revision = hashlib.sha256(" ".join(word.text for word in words).encode()).hexdigest()
    return Transcript(
        revision=revision, language="en", words=tuple(words), cues=tuple(records), turns=tuple(turns),
        sentences=tuple(sentences),
    )  # fmt: skip


def sentences_of(turn: Sequence[Word], number: int, before: int) -> list[Sentence]:
    """Cut one turn after . ? ! … before a capital, a digit or a quotation mark."""
    sentences: list[Sentence] = []
    first = 0
    for k, word in enumerate(turn):
        last = k + 1 == len(turn)
        ends = bool(_END.search(word.text)) and not _ABBREVIATION.match(word.text)
        if last or (ends and not turn[k + 1].text[:1].islower()) or k + 1 - first == LONGEST_SENTENCE:
            sentences.append(
                Sentence(
                    id=f"s{before + len(sentences) + 1:04d}", start=turn[first].start, end=word.end,
                    words=(turn[first].i, word.i + 1), speaker=word.speaker, turn=number,
                )
            )  # fmt: skip
            first = k + 1
    return sentences


def episode_of(folder: Path, cues: Sequence[Table]) -> Episode:
    """Return an episode whose people are the speakers, the known hosts marked."""
    speakers = sorted({cue["speaker"] for cue in cues if cue["speaker"]})
    people = [Person(name=s, role="host" if s in HOSTS else "guest", source="transcript") for s in speakers]
    return Episode(id=folder.name, title=folder.name, duration=max(cue["end"] for cue in cues), people=tuple(people))


def outline_of(transcript: Transcript, chapters: Sequence[Table]) -> Outline:
    """Return the publisher's chapters as sections; a sentence belongs where it starts."""
    starts = np.array([sentence.start for sentence in transcript.sentences])
    firsts = [int(np.searchsorted(starts, chapter["start"] - 1)) for chapter in chapters]
    firsts = [0, *firsts[1:], len(starts)]
    sections = []
    for number, (chapter, first, last) in enumerate(zip(chapters, firsts, firsts[1:], strict=False), 1):
        if first < last:
            inside = transcript.sentences[first:last]
            sections.append(
                Section(
                    id=f"t{number:02d}", title=chapter["title"], title_source="publisher",
                    kind="intro" if number == 1 and "ntro" in chapter["title"] else "talk", start=inside[0].start,
                    end=inside[-1].end, words=(inside[0].words[0], inside[-1].words[1]),
                )
            )  # fmt: skip
    return Outline(sections=tuple(sections))


@dataclass(frozen=True)
class Teased:
    """An episode after its cold open; `chosen` says for each sentence whether the editors played it."""

    id: str
    show: str
    transcript: Transcript
    spoken: SentenceTable  # `fits`: a guest's sentences of five words or more
    chosen: NDArray[np.bool_]  # (n_sentences,), within `fits`
    quotable: NDArray[np.bool_]  # (n_sentences,) within `fits`: of a length and wording that may be quoted
    passage: NDArray[np.float64]  # (n_sentences,) sentences of the clip it is in; 1 outside
    clips: tuple[tuple[float, float], ...]  # seconds


def load_teasers(data: Path, kept: Path, limit: int | None = None) -> list[Teased]:
    """Return the episodes in which at least one guest's teaser sentence was found again.

    Sentence vectors are read from `kept` (.npz) and made where it is missing: twenty minutes of one core.
    """
    items = json.loads((data / "teasers" / "gold.json").read_text(encoding="utf8"))[:limit]
    transcripts = {i["id"]: transcript_of(read_cues(data / i["transcript"], i["teaser_end"])) for i in items}
    texts = {id_: [plain(t.words, s.words) for s in t.sentences] for id_, t in transcripts.items()}
    vectors = _vectors(kept, texts)
    embedder = identity().digest
    episodes = []
    for item in items:
        transcript, said = transcripts[item["id"]], texts[item["id"]]
        sentences = transcript.sentences
        fits = np.array([s.speaker not in HOSTS and s.words[1] - s.words[0] >= COMPARED_WORDS for s in sentences])
        middle = np.array([(s.start + s.end) / 2 for s in sentences])
        passage = np.zeros(len(sentences))
        for quote in item["quotes"]:
            inside = fits & (middle >= quote["start"] - 0.2) & (middle <= quote["end"] + 0.2)
            passage[inside] = inside.sum()
        if not passage.any():
            continue
        spoken = SentenceTable(
            texts=said, vectors=vectors[item["id"]], turns=np.array([s.turn for s in sentences]),
            starts=np.array([s.start for s in sentences]), fits=fits, embedder=embedder,
        )  # fmt: skip
        quotable = fits & [8 <= len(text.split()) <= 40 and wording_fault(text) is None for text in said]
        clips = tuple((quote["start"], quote["end"]) for quote in item["quotes"])
        episodes.append(
            Teased(item["id"], item["show"], transcript, spoken, passage > 0, quotable, np.maximum(passage, 1), clips)
        )
    return episodes


def _vectors(kept: Path, texts: dict[str, list[str]]) -> dict[str, NDArray[np.float32]]:
    if kept.is_file():
        return dict(np.load(kept))
    embedder = equip(defaults()).embedder
    vectors = {id_: embedder.embed(said) for id_, said in texts.items()}
    np.savez(kept, **vectors)  # type: ignore[arg-type]
    return vectors
