"""What the program itself says on a page, in the reader's language: English in the code, the others in message files.

A text of ours is its own key. `messages/<code>.po` holds it in another language, in gettext's form, which the tools of
translators read (decision 2022). An English page loads nothing.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO
from typing import Literal

from pipeline.language.tongues import primary

Language = Literal["en", "de", "fr", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "de", "fr", "es")
ENGLISH: Language = "en"
_SAID = re.compile(r'\bsay\(\s*"((?:[^"\\]|\\.)*)"')
_COUNTED = re.compile(r'\bmany\([^"\n]*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)"')


def language_of_page(wanted: str, talk: str) -> Language:
    """Return the language of the page's own words: the one that is wanted, else that of the talk, else English.

    >>> language_of_page("auto", "de-AT"), language_of_page("auto", "ja"), language_of_page("fr", "en")
    ('de', 'en', 'fr')
    """
    for code in (wanted, primary(talk)):
        for known in LANGUAGES:
            if code == known:
                return known
    return ENGLISH


class PageWords:
    """The words of one language."""

    def __init__(self, language: str, messages: NullTranslations) -> None:
        self.language, self._messages = language, messages

    def say(self, english: str, **values: object) -> str:
        """Return a text of ours with its `{names}` filled in; English where the language has no other."""
        text = self._messages.gettext(english) if english else ""
        return text.format(**values) if values else text

    def many(self, n: int, one: str, several: str, **values: object) -> str:
        """Return a text about a number of things, in the form that the number asks for; `{n}` is the number."""
        return self._messages.ngettext(one, several, n).format(n=n, **values)

    def date(self, published: str | None) -> str | None:
        """Return `2020-05-08…` as `8 May 2020`, and what is no ISO date as it came."""
        try:
            day = datetime.fromisoformat(published or "")
        except ValueError:
            return published
        if self.language == ENGLISH:
            return f"{day.day} {day:%B %Y}"
        from babel.dates import format_date

        return format_date(day, "long", locale=self.language)

    def decimal(self, value: float, digits: int) -> str:
        """Return a number with the decimal mark of the language: `1.5` → `"1,5"`."""
        text = f"{value:.{digits}f}"
        return text if self.language == ENGLISH else text.replace(".", ",")  # of German, French and Spanish

    def of_script(self, script: str) -> Mapping[str, str]:
        """Return the texts of ours in a script by their English; nothing for English."""
        if self.language == ENGLISH:
            return {}
        texts = {text: self.say(text) for text in _SAID.findall(script)}
        for one, several in _COUNTED.findall(script):
            texts |= {one: self._messages.ngettext(one, several, 1), several: self._messages.ngettext(one, several, 2)}
        return texts


@cache
def page_words(language: str) -> PageWords:
    """Return the words of a language; those of English where it has no message file."""
    if language == ENGLISH or language not in LANGUAGES:
        return PageWords(ENGLISH, NullTranslations())
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    file = resources.files(__package__).joinpath("messages", f"{language}.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(file.read_bytes()), locale=language))
    compiled.seek(0)
    return PageWords(language, GNUTranslations(compiled))
