"""Language codes from what files say ("english", "eng", "en_US"), and a guess where they say nothing."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files

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


NO_BLANKS = frozenset("ja zh yue th lo km my".split())  # between words: they are cut where the script changes
