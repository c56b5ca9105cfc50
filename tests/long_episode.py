"""A made-up talk of two hours in which every passage has another length, as real ones have."""

import os
import random
import wave
from pathlib import Path

from pipeline.records import Audio, Highlights, Section, Transcript
from tests.builders import WORD_S, speech
from tests.record_builder import DURATION_S, SCRIPT, highlights

HOURS = 2
SECTION_S = 300.0
VOCABULARY = (
    "tea kettle leaf pot water patience steam copper mountain garden notebook failure morning flavour temperature "
    "oxidation terrace harvest ceremony porcelain and the of a to in is that it was for on with as they we you not"
).split()
RATE_HZ = 4000
TURNS = (6, 15, 40, 110, 260, 420)  # words


def script() -> str:
    """Return the made-up episode's script with two hours of talk after it; the same every time."""
    chance, at, lines = random.Random(13), DURATION_S, [SCRIPT.strip()]
    while at < HOURS * 3600:
        words: list[str] = []
        for _ in range(chance.choice(TURNS) // 6):
            sentence = chance.choices(VOCABULARY, k=chance.randint(3, 14))
            words += [sentence[0].capitalize(), *sentence[1:-1], sentence[-1] + "."]
        words = words or ["Yes."]
        clock = f"{int(at // 3600)}:{int(at % 3600 // 60):02d}:{at % 60:05.2f}"
        lines.append(f"{clock} {('Ada', 'Bo')[len(lines) % 2]}: {' '.join(words)}")
        at += len(words) * WORD_S + 1.0
    return "\n".join(lines)


def long_episode(audio: Audio | None = None) -> tuple[Highlights, Transcript]:
    """Return the made-up record, with a section every five minutes of two hours; every third is a highlight."""
    record, _ = highlights(audio)
    transcript = speech(script())
    starts = [w for w in transcript.words if w.start >= DURATION_S]
    edges = [
        next(w for w in starts if w.start >= DURATION_S + k * SECTION_S)
        for k in range(int(HOURS * 3600 // SECTION_S) - 1)
    ]
    sections = list(record.sections)
    for k, first in enumerate(edges):
        end = edges[k + 1].i if k + 1 < len(edges) else len(transcript.words)
        sections.append(
            Section(
                id=f"t{k + 4:02d}", title=f"Part {k + 1} of the long talk", title_source="generated", kind="talk",
                start=first.start, end=transcript.words[end - 1].end, words=(first.i, end), highlight=k % 3 == 0,
            )
        )  # fmt: skip
    episode = record.episode.model_copy(update={"duration": transcript.words[-1].end, "id": "long-1", "title": "Long"})
    provenance = record.provenance.model_copy(update={"transcript_revision": transcript.revision})
    whole = {"episode": episode, "sections": tuple(sections), "provenance": provenance, "themes": (), "related": ()}
    return record.model_copy(update=whole), transcript


def silence(path: Path) -> None:
    """Write a sound as long as the talk; its samples are a hole in the file, which takes no room on the disk."""
    size = int((HOURS * 3600 + 600) * RATE_HZ)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE_HZ)
        file.writeframes(b"")
    header = bytearray(path.read_bytes())
    header[4:8], header[40:44] = (36 + size).to_bytes(4, "little"), size.to_bytes(4, "little")
    path.write_bytes(header)
    os.truncate(path, len(header) + size)
