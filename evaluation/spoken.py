"""Talks of ten minutes in five languages, written for this project (CC0), as WebVTT with voices and times.

A file of `languages/` names the talk, its host and its guest, then each subject (`## …`) and each turn (`Name: …`).
"""

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.language.terms import reading_length, words_of

FOLDER = Path(__file__).with_name("languages")
LANGUAGES = ("ar", "de", "es", "fr", "ja")
WORDS_A_MINUTE = {"ar": 90.0, "ja": 118.0}  # of reading_length
PAUSE_S = 0.6  # between turns
_END = re.compile(r"(?<=[.?!])\s+|(?<=[。？！؟])\s*")


@dataclass(frozen=True)
class Written:
    """A talk: its sentences with their times, and where each subject begins."""

    language: str
    title: str
    host: str
    guest: str
    sentences: tuple[tuple[float, float, str, str], ...]  # start, end, speaker, text
    subjects: tuple[tuple[float, str], ...]  # start, name

    @property
    def vtt(self) -> str:
        """The talk as WebVTT."""
        cues = [f"{_stamp(start)} --> {_stamp(end)}\n<v {who}>{text}</v>\n" for start, end, who, text in self.sentences]
        return "WEBVTT\n\n" + "\n".join(cues)

    @property
    def sidecar(self) -> str:
        """The talk's title and people, as TOML; the language is left to the program."""
        people = (("host", self.host), ("guest", self.guest))
        rows = [f'[[people]]\nname = "{name}"\nrole = "{role}"\n' for role, name in people]
        return "\n".join([f'id = "talk-{self.language}"\ntitle = "{self.title}"\n', *rows])


def written(language: str) -> Written:
    """Return a talk; its words last as long as people take to say them."""
    about: dict[str, str] = {}
    sentences: list[tuple[float, float, str, str]] = []
    subjects: list[tuple[float, str]] = []
    at, name = 0.0, ""
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            name = line[3:]
        elif line.startswith("# "):
            key, _, value = line[2:].partition(": ")
            about[key] = value
        elif line:
            who, _, said = line.partition(": ")
            at += PAUSE_S
            if name:
                subjects.append((at, name))
                name = ""
            for text in filter(None, _END.split(said)):
                length = 60 * reading_length(words_of(text)) / WORDS_A_MINUTE.get(language, 112.0)
                sentences.append((round(at, 2), round(at + length, 2), who, text))
                at += length
    return Written(language, about["title"], about["host"], about["guest"], tuple(sentences), tuple(subjects))


def _stamp(seconds: float) -> str:
    return f"{int(seconds // 3600):02d}:{int(seconds // 60) % 60:02d}:{seconds % 60:06.3f}"
