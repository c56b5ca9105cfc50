"""Evidence given as plain rows, made into a transcript that the judges read."""

import re
from typing import Any

from evaluation.episodes import transcript_of
from pipeline.checks.statement import CitedWords, SpeechContext
from pipeline.language.prose import sentences
from pipeline.ports import Premise, Speech

_SCRIPT = re.compile(r"^[|\s]*([A-Z][\w.'’ -]{0,30}?|[A-Z]\w*):\s+(?=\S)")  # "Elena: Happy birthday!"


def speech(rows: Any) -> Speech:
    """Return evidence rows as speech: `{speaker, text}`, plain text or "Elena: Yes."; what is neither is left out."""
    if isinstance(rows, str | dict):
        rows = [rows]
    found: list[tuple[str | None, str]] = []
    for row in rows if isinstance(rows, list | tuple) else []:
        speaker, text = (row.get("speaker"), row.get("text")) if isinstance(row, dict) else (None, row)
        if not isinstance(text, str) or not text.strip():
            continue
        text = " ".join(text.split())
        if speaker is None and (script := _SCRIPT.match(text)):
            speaker, text = script[1], text[script.end() :]
        name = " ".join(speaker.split()) if isinstance(speaker, str) and speaker.strip() else None
        found += [(name, part) for part in sentences(text) or [text]]
    return tuple(found)


def cited(premise: Premise) -> CitedWords:
    """Return a premise as cited words of a transcript that holds nothing else."""
    cues: list[dict[str, Any]] = []
    at, spans = 0, list[tuple[int, int]]()
    for part, is_evidence in ((premise.before, False), (premise.evidence, True), (premise.after, False)):
        first = at
        for speaker, text in part:
            cues.append({"start": float(len(cues)), "end": len(cues) + 1.0, "speaker": speaker, "text": text})
            at += len(text.split())
        if is_evidence and at > first:
            spans.append((first, at))
    transcript = transcript_of(cues)
    people = dict.fromkeys(speaker for part in vars(premise).values() for speaker, _ in part if speaker)
    return CitedWords(SpeechContext(transcript, tuple((name, None) for name in people)), tuple(spans))
