"""Language codes from what files say ("english", "eng", "en_US"), and a guess where they say nothing."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files

from pipeline.language.breaks import joined
from pipeline.language.identification import TextLanguage, identified, labels
from pipeline.language.tongues import primary

UNDETERMINED = "und"  # BCP 47
_TABLES = json.loads((files("pipeline.transcripts") / "languages.json").read_text(encoding="utf-8"))
_NAMES: dict[str, str] = _TABLES["names"]
_THREE: dict[str, str] = _TABLES["three_letters"]  # ISO 639-2
_SCRIPTS: dict[str, str] = _TABLES["scripts"]  # the letters of scripts, each called by a language written in it
_WRITES: dict[str, list[str]] = _TABLES["writes"]  # the scripts of a language
ENGLISH = frozenset("the and to of a that is in it you i".split())
ENGLISH_SHARE = 0.12  # of words; English talk has about 25 % of these, other languages under 5 %
OWN_SCRIPT = 0.7  # of the letters are in the script of the language that was told
LEAST_LETTERS = 20
LEAST_WORDS = 50  # from which on a text is held against the language that was told
CLEARLY = 0.95  # of the stretches are in another language


def code_of(name: str | None) -> str | None:
    """Return a language's code; `None` for what names none.

    >>> code_of("english"), code_of("en_US"), code_of("eng"), code_of("The language")
    ('en', 'en-US', 'en', None)
    """
    if not name or not (told := name.strip()):
        return None
    if found := _NAMES.get(told.casefold()) or _THREE.get(told.casefold()):
        return found
    head = re.split(r"[\s(;,]", told)[0].casefold()
    if head in _NAMES and re.match(r"\w+\s*\(", told):
        return _NAMES[head]
    told = told.replace("_", "-")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", told):
        first, *rest = told.split("-")
        return "-".join([_THREE.get(first.lower(), first.lower()), *rest])
    return None


def _scripts(texts: Iterable[str]) -> Counter[str]:
    whole = "".join(texts)
    return Counter({name: n for name, letters in _SCRIPTS.items() if (n := len(re.findall(f"[{letters}]", whole)))})


def guessed(texts: list[str]) -> str:
    """Return the language that the letters or the commonest words show; `und` where they do not."""
    counted = _scripts(texts)
    total = sum(counted.values()) or 1
    if counted["ja"] > 0.05 * total:
        return "ja"
    best = max(counted, key=lambda name: counted[name], default="latin")
    if best in ("ko", "zh", "th", "he", "el", "ka", "hy", "ta") and counted[best] > 0.5 * total:
        return best
    if best == "ar" and counted["ar"] > 0.5 * total:
        return "fa" if re.search("[پچژگ]", "".join(texts)) else "ar"
    share = sum(text.lower().strip(",.?!") in ENGLISH for text in texts) / max(len(texts), 1)
    return "en" if share >= ENGLISH_SHARE else UNDETERMINED


def other_script(language: str, texts: list[str]) -> bool:
    """Say whether the letters are not those that the told language is written in."""
    own = _WRITES.get(language.split("-", maxsplit=1)[0].lower())
    counted = _scripts(texts)
    total = sum(counted.values())
    if own is None or total < LEAST_LETTERS:
        return False
    return sum(counted[name] for name in own) < (OWN_SCRIPT if own != ["latin"] else 0.5) * total


SURE_P = 0.8  # of a language told by the words; with less, English is taken where its commonest words are there


def told_by(texts: list[str]) -> TextLanguage:
    """Return the language that words are in, with its probability: 0 where nobody can tell.

    Stretches of the text vote. Where they do not agree, scripts and the commonest English words decide.
    """
    found = identified(joined(texts))
    if found and (found.p >= SURE_P or found.code == guessed(texts)):
        return found
    code = guessed(texts)
    return (
        TextLanguage(code, 0.0) if code == UNDETERMINED or found is None else TextLanguage(code, round(1 - found.p, 3))
    )


def another(language: str, texts: list[str]) -> bool:
    """Say whether the words are surely in another language than the one that was told."""
    if other_script(language, texts):
        return True
    found = identified(joined(texts)) if len(texts) >= LEAST_WORDS else None
    return bool(found and found.p >= CLEARLY and found.code != primary(language) and primary(language) in labels())
