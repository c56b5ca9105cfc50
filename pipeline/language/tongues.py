"""What the program knows of a language: whether it has rules of grammar for it, its words of grammar, its marks.

A language without any of this is still worked on: by its marks, its blanks and how often its words recur. Three things
add to that, each a file: a list of stop words (`stop_words/`), a few openings (`tongues/`, decision 2020), a grammar.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

FULL_GRAMMAR = frozenset({"en"})  # the fitted scores and all rules of context are for these
FRAMES = frozenset({"en", "fr"})  # sentences of ours are written in these
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "cmn": "zh", "fil": "tl"}
_MARKS: dict[str, list[str]] = json.loads(
    resources.files(__package__).joinpath("quotation_marks.json").read_text(encoding="utf-8")
)
RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ps sd ug ur yi".split())


@dataclass(frozen=True)
class Tongue:
    """Openings of sentences in one language; all in lower case, with straight apostrophes."""

    leans: tuple[str, ...] = ()
    """A sentence that opens so leans on the one before it: "deshalb", "mais"."""
    takes_back: tuple[str, ...] = ()
    """A sentence that opens so takes back what its speaker has just said: "nein, das stimmt nicht"."""
    elided: tuple[str, ...] = ()
    """What is joined to the next word by an apostrophe and is no part of it: "l'", "qu'"."""


def primary(language: str) -> str:
    """Return the language of a tag, without region and script: "pt-BR" → pt.

    >>> primary("zh-Hans"), primary("nb"), primary("EN_us")
    ('zh', 'no', 'en')
    """
    code = language.replace("_", "-").split("-")[0].lower()
    return _SAME.get(code, code)


def has_grammar(language: str) -> bool:
    """Say whether the rules of context, the fitted scores and all sentences of ours are for this language."""
    return primary(language) in FULL_GRAMMAR


def has_frames(language: str) -> bool:
    """Say whether sentences of ours can be written in this language."""
    return primary(language) in FRAMES


def right_to_left(language: str) -> bool:
    """Say whether a language is written from the right: "ar", "he-IL", "ks-Arab"."""
    parts = [part.lower() for part in language.replace("_", "-").split("-")]
    if "latn" in parts:
        return False
    return primary(language) in RIGHT_TO_LEFT or bool({"arab", "hebr", "thaa"} & set(parts))


@lru_cache
def stop_words(language: str) -> frozenset[str]:
    """Return the words of grammar of a language, in lower case; none where the program has no list."""
    if has_grammar(language):
        text = resources.files(__package__).joinpath("stop_words.json").read_text(encoding="utf-8")
        return frozenset(json.loads(text))
    file = resources.files(__package__).joinpath("stop_words", f"{primary(language)}.txt")
    return frozenset(file.read_text(encoding="utf-8").split()) if file.is_file() else frozenset()


@lru_cache
def tongue(language: str) -> Tongue:
    """Return the openings that are known of a language; none where it has no file."""
    file = resources.files(__package__).joinpath("tongues", f"{primary(language)}.json")
    if not file.is_file():
        return Tongue()
    told = json.loads(file.read_text(encoding="utf-8"))
    return Tongue(**{name: tuple(words) for name, words in told.items()})


def marks(language: str) -> tuple[str, str]:
    """Return the quotation marks of a language, with the blanks that belong to them.

    >>> marks("de"), marks("ja"), marks("en")
    (('„', '“'), ('「', '」'), ('“', '”'))
    """
    opening, closing = _MARKS.get(primary(language), ["“", "”"])
    return opening, closing


_INNER = {"“": "‘’", "”": "’’", "„": "‚‘", "«": "“”", "»": "›‹", "「": "『』"}  # inside a quotation


def in_marks(text: str, language: str) -> str:
    """Return a text between the quotation marks of its language; those inside it become the inner ones.

    >>> in_marks("Er sagte „nein“.", "de"), in_marks("お茶", "ja")
    ('„Er sagte ‚nein‘.“', '「お茶」')
    """
    opening, closing = marks(language)
    inner = _INNER[opening[0]]
    if opening != closing:
        blank = r"[\s\u202f]?" if len(opening) > 1 else ""  # that belongs to the marks
        text = re.sub(rf"{opening[0]}{blank}", inner[0], text)
        text = re.sub(rf"{blank}{closing[-1]}", inner[1], text)
    return f"{opening}{text}{closing}"


def raised(text: str, language: str = "") -> str:
    """Return a text whose first letter is raised as its language does; scripts without capitals stay as they are.

    >>> raised("istanbul", "tr"), raised("ijs", "nl"), raised("tea"), raised("თბილისი", "ka")
    ('İstanbul', 'IJs', 'Tea', 'თბილისი')
    """
    code = primary(language)
    if code in ("tr", "az") and text.startswith("i"):
        return f"İ{text[1:]}"
    if code == "nl" and text.startswith("ij"):
        return f"IJ{text[2:]}"
    return text[:1].title() + text[1:]
