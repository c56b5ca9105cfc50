"""How sentences open in languages of which only lists of openings are known."""

from pipeline.language.breaks import is_unspaced
from pipeline.language.tongues import tongue

_BEFORE_WORDS = "\"“„«»‘'([¿¡「『—–- "


def _opens(text: str, openings: tuple[str, ...]) -> bool:
    said = text.lower().replace("’", "'").lstrip(_BEFORE_WORDS)
    for opening in openings:
        rest = said.removeprefix(opening)
        if rest != said and (not rest or not rest[0].isalnum() or not opening[-1].isalnum() or is_unspaced(opening)):
            return True
    return False


def leans_on_before_in(text: str, language: str) -> bool:
    """Say whether a sentence opens with a word that leans on the sentence before it.

    >>> leans_on_before_in("Deshalb wartet man.", "de"), leans_on_before_in("Brot braucht Zeit.", "de")
    (True, False)
    """
    return _opens(text, tongue(language).leans)


def takes_back(text: str, language: str) -> bool:
    """Say whether a sentence opens by taking back what its speaker has just said."""
    return _opens(text, tongue(language).takes_back)
