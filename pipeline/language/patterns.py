"""How rules about wording are written: one pattern out of several, without case, over straight apostrophes."""

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """Return a pattern that matches where any of these does, whatever the case.

    >>> any_of("one", "two").search("Or Two").group()
    'Two'
    """
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.I)


def straight(text: str) -> str:
    """Return a text with straight apostrophes, as the patterns are written."""
    return text.replace("’", "'")
