"""Marks what is heard and not said: sounds in brackets, music, and places that the transcriber did not understand."""

import json
import re
from functools import cache
from importlib.resources import files

from pipeline.transcripts.document import MARKUP, SOUND, RawCue
from pipeline.transcripts.names import plain

LONGEST_SOUND = 6  # words; a longer one in the middle of a line is an editor's note or an aside
LONGEST_ASIDE = 3  # words in round brackets that may be a sound: people also put in brackets what is said
LONGEST_ALONE = 12
_PAIRS = {"[": "]", "(": ")", "（": "）", "【": "】", "{": "}", "<": ">", "*": "*", "〔": "〕", "「": "」", "［": "］"}
_BRACKETS = re.compile(
    r"\[([^\[\]]{0,120})\]|\(([^()]{0,120})\)|（([^（）]{0,120})）|【([^【】]{0,120})】|［([^［］]{0,120})］"
    r"|\{([^{}]{0,120})\}|(?<!\w)<([^<>]{1,60})>(?!\w)|(?<![\w*])\*([^*\n]{1,60})\*(?![\w*])"
)
_MUSIC = "♪♫♬♩🎵🎶"
_SUNG = re.compile(rf"[{_MUSIC}]+[^{_MUSIC}]{{0,300}}[{_MUSIC}]+")
_NOTES = re.compile(rf"^#[^#\n]+#(?=\s*$)|[{_MUSIC}]+", re.M)
_SIGNS = re.compile(r"^[^\w\n]+$", re.M)  # a line of signs: nobody says them
_SAID = re.compile(r"[.?!,]$")


@cache
def _stems() -> tuple[tuple[str, ...], tuple[str, ...]]:
    listed = json.loads((files("pipeline.transcripts") / "sounds.json").read_text(encoding="utf-8"))
    return tuple(map(plain, listed["sounds"])), tuple(map(plain, listed["not_understood"]))


def _names(text: str, stems: tuple[str, ...]) -> bool:
    said = plain(text)
    tokens = tuple(re.split(r"[\s/,;–-]+", said))
    return any(
        (stem in said) if " " in stem or not stem[0].isascii() else any(_is_form(token, stem) for token in tokens)
        for stem in stems
    )


def _is_form(token: str, stem: str) -> bool:
    """Say whether a word is a form of a stem; a short stem takes few endings, for it begins many names."""
    return token.startswith(stem) and (len(stem) > 4 or token[len(stem) :] in ("", "s", "es", "ed", "ing", "t", "en"))


def is_sound(text: str) -> bool:
    """Say whether a few words name a sound, in one of many languages: "laughs", "Applaus", "音楽"."""
    return 0 < len(text.split()) <= LONGEST_SOUND and (_names(text, _stems()[0]) or not_understood(text))


def not_understood(text: str) -> bool:
    """Say whether a few words say that something was not understood: "inaudible", "crosstalk 00:12"."""
    return len(text.split()) <= LONGEST_SOUND and (not re.search(r"\w", text) or _names(text, _stems()[1]))


def mark_sounds(cue: RawCue) -> list[str]:
    """Mark the sounds of a cue and return them; skip what was not understood, which is a hole in what was said."""
    text = cue.text
    found: list[str] = []
    if any(mark in text.chars for mark in _MUSIC) or "#" in text.chars or "*" in text.chars:
        for pattern in (_SUNG, _NOTES):
            seen, where = text.seen()
            for match in pattern.finditer(seen):
                found.append(text.mark(where[match.start() : match.end()], SOUND).strip())
    seen, where = text.seen()
    for match in _SIGNS.finditer(seen):
        if match[0].strip() and not any(bracket in match[0] for bracket in _PAIRS):
            found.append(text.mark(where[match.start() : match.end()], SOUND).strip())
    if any(mark in text.chars for mark in _PAIRS):
        seen, where = text.seen()
        for match in _BRACKETS.finditer(seen):
            _bracket(cue, seen, where[match.start() : match.end()], match, found)
    return [sound for sound in found if sound]


def _bracket(cue: RawCue, seen: str, offsets: object, match: re.Match[str], found: list[str]) -> None:
    """Decide what stands between two brackets."""
    inner, opened = next((g for g in match.groups() if g is not None), ""), match[0][0]
    places = list(offsets)  # type: ignore[call-overload]
    line = seen[seen.rfind("\n", 0, match.start()) + 1 : match.start()], seen[match.end() :].partition("\n")[0]
    before, after = (part.strip(f" -–—{_MUSIC}") for part in line)
    alone = not re.search(r"\w", _BRACKETS.sub("", before)) and not re.search(r"\w", _BRACKETS.sub("", after))
    count = len(inner.split())
    glued = re.search(r"\w\Z", seen[: match.start()]) or re.match(r"\w", seen[match.end() :])
    if (
        opened == "[" and glued and re.fullmatch(r"[\w'’]+", inner)
    ):  # "could[n't]", "ta[king]": an editor completes a word
        cue.text.mark([places[0], places[-1]], MARKUP)
    elif not_understood(inner) and opened != "*":
        cue.text.skip(places, "not understood by the transcriber")
    elif opened in "(（<*":
        sound = is_sound(inner) and (count <= LONGEST_ASIDE or alone)
        whole = alone and count <= LONGEST_ASIDE and not _SAID.search(inner.strip())
        if sound or whole:
            found.append(cue.text.mark(places, SOUND))
        elif opened == "*":  # emphasis: the signs go, the words stay
            cue.text.mark([places[0], places[-1]], SOUND)
        elif opened == "<" and count == 1:
            cue.text.skip(places, "a tag that is not known", hole=False)
    elif is_sound(inner) or (count <= LONGEST_ALONE and (alone or not before or not after)):
        found.append(cue.text.mark(places, SOUND))
    else:
        cue.text.skip(places, "an editor's note: nobody can tell whether it was said")
