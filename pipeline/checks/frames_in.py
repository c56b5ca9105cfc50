"""The frames of each language: the only glue that our own sentences put around words, in that language alone.

English has `frames.FRAMES`. A language without frames has items of a list, which hold no word of ours; so no English
word can stand around words of another language, and `support` proves a sentence by the frames of its talk's language.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from pipeline.checks.frames import FRAMES, Frame
from pipeline.checks.frames import leading as english_leading
from pipeline.checks.frames import listing as english_listing
from pipeline.language.tongues import has_grammar, primary

WORDLESS: Mapping[str, Frame] = MappingProxyType({name: FRAMES[name] for name in ("item by", "item", "asked item")})
FRENCH: Mapping[str, Frame] = MappingProxyType(
    {
        "says": Frame("{name} dit\u202f: {said}", "quote"),
        "adds": Frame("{name} ajoute\u202f: {said}", "quote"),
        "says it so": Frame("{name} le dit ainsi\u202f: {said}", "quote"),
        "later": Frame("Plus loin, {name} dit\u202f: {said}", "quote", place="later"),
        "closing": Frame("Vers la fin, {name} dit\u202f: {said}", "quote", place="closing"),
        "asked, says": Frame("À la question {asked}, {name} répond\u202f: {said}", "quote"),
    }
)
_OWN: Mapping[str, Mapping[str, Frame]] = MappingProxyType({"fr": FRENCH})
_AND: Mapping[str, str] = MappingProxyType({"fr": "et"})


def frames_in(language: str) -> Mapping[str, Frame]:
    """Return the frames by which a sentence in a language may be told; items of a list in every language."""
    return FRAMES if has_grammar(language) else {**WORDLESS, **_OWN.get(primary(language), {})}


def own_frames(language: str) -> Mapping[str, Frame]:
    """Return the frames that a language other than English has of its own; none for most."""
    return _OWN.get(primary(language), {})


def listed_in(things: Sequence[str], language: str) -> str:
    """Join with commas and a last "and" of the language: a, b et c."""
    last = f" {_AND[primary(language)]} "
    return things[0] if len(things) == 1 else ", ".join(things[:-1]) + last + things[-1]


def leading_in(name: str | None, things: Sequence[str], language: str) -> str | None:
    """Write the sentence that opens a note: what a speaker talks about in a section; None where no frame is known."""
    if has_grammar(language):
        return english_leading(name, things)
    if primary(language) != "fr":
        return None
    told = listed_in(things, language)
    return f"Dans cette partie avec {name}\u202f: {told}." if name else f"Dans cette partie\u202f: {told}."


def listing_in(names: Sequence[str], things: Sequence[str], language: str) -> str | None:
    """Write the sentence that names who talks about what; None where no frame is known."""
    if has_grammar(language):
        return english_listing(names, things)
    if primary(language) != "fr":
        return None
    told = listed_in(things, language)
    if not names:
        return f"Au programme\u202f: {told}."
    kind = "Une conversation entre" if len(names) > 1 else "Un épisode avec"
    return f"{kind} {listed_in(names, language)}\u202f: {told}."
