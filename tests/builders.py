"""Build records in a line: `speech("0:02 Lex: Why did it work? | 0:05 Ilya: Because of data.")`."""

import hashlib
import re

from pipeline.records import (
    Coverage,
    Cue,
    Episode,
    Identity,
    RawTranscript,
    Sentence,
    Transcript,
    Turn,
    Word,
)

WORD_S = 0.4
_LINE = re.compile(r"^(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s+(?:([^:]{1,40}):\s+)?(.*)$")
_SENTENCE_END = re.compile(r"[.?!…][\"”’]?$")


def words_of(script: str) -> tuple[list[Word], list[Cue]]:
    """Time the words of "m:ss Name: text | m:ss Name: text": 0.4 s each from the start of their line."""
    words: list[Word] = []
    cues: list[Cue] = []
    lines = [part.strip() for part in re.split(r"[|\n]", script) if part.strip()]
    for line in lines:
        match = _LINE.match(line)
        assert match, f"not a speech line: {line!r}"
        hours, minutes, seconds, speaker, text = match.groups()
        at = int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
        first = len(words)
        for k, token in enumerate(text.split()):
            start = round(at + k * WORD_S, 3)
            words.append(
                Word(
                    i=len(words), text=token, start=start, end=round(start + WORD_S, 3), p=0.95,
                    speaker=speaker, cue=len(cues), time_source="measured",
                    speaker_confidence=1.0 if speaker else None,
                )
            )  # fmt: skip
        cues.append(
            Cue(
                i=len(cues),
                start=words[first].start,
                end=words[-1].end,
                words=(first, len(words)),
                speaker_label=speaker,
            )
        )
    return words, cues


def speech(script: str, language: str = "en") -> Transcript:
    """Return a transcript with turns at each change of name and sentences at . ? ! inside a turn."""
    words, cues = words_of(script)
    turns: list[Turn] = []
    sentences: list[Sentence] = []
    first = 0
    for k, word in enumerate(words):
        last_of_turn = k + 1 == len(words) or words[k + 1].speaker != word.speaker
        begin = sentences[-1].words[1] if sentences else 0
        if last_of_turn or _SENTENCE_END.search(word.text):
            sentences.append(
                Sentence(
                    id=f"s{len(sentences) + 1:04d}", start=words[begin].start, end=word.end,
                    words=(begin, k + 1), speaker=word.speaker, turn=len(turns),
                )
            )  # fmt: skip
        if last_of_turn:
            turns.append(
                Turn(
                    speaker=word.speaker, speaker_label=word.speaker, start=words[first].start, end=word.end,
                    words=(first, k + 1),
                )
            )  # fmt: skip
            first = k + 1
    revision = hashlib.sha256(script.encode()).hexdigest()
    return Transcript(
        revision=revision, language=language, words=tuple(words), cues=tuple(cues), turns=tuple(turns),
        sentences=tuple(sentences),
    )  # fmt: skip


def heard(script: str) -> RawTranscript:
    """Return what an engine would have heard: the same words without turns."""
    words, cues = words_of(script)
    return RawTranscript(
        language="en", engine=Identity(name="fake", version="1"),
        words=tuple(
            w.model_copy(update={"speaker": None, "speaker_confidence": None}) for w in words), cues=tuple(cues),
        coverage=Coverage(speech_s=None, worded_s=len(words) * WORD_S, interpolated_share=0.0),
    )  # fmt: skip


def episode(duration: float = 600.0, **fields: object) -> Episode:
    """Return an episode with the least that a page needs."""
    return Episode.model_validate({"id": "an-episode", "title": "An Episode", "duration": duration} | fields)
