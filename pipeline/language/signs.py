"""The signs that end sentences, in every script that has such signs."""

CLOSERS = "\"”’')]»」』）】›“‟"
ASKING = "?？؟՞⸮"
GREEK_QUESTION = ";"
ENDS = ".!…。！｡।॥۔։።፧‽" + ASKING
_CLOSED = tuple(ENDS)


def core_of(text: str) -> str:
    """Return a text without the blanks, quotation marks and brackets at its end."""
    return text.rstrip().rstrip(CLOSERS).rstrip()


def is_closed(text: str, language: str = "") -> bool:
    """Say whether a text ends as a sentence does: "茶です。", "Is it?", "(Yes.)"."""
    return core_of(text).endswith(_CLOSED) or (language[:2] == "el" and core_of(text).endswith(GREEK_QUESTION))


def is_asked(text: str, language: str = "") -> bool:
    """Say whether a sentence ends with the question mark of its script.

    >>> is_asked("お茶とは何ですか？"), is_asked("Τι κάνεις;", "el"), is_asked("Tea;", "en")
    (True, True, False)
    """
    return core_of(text).endswith(tuple(ASKING)) or (language[:2] == "el" and core_of(text).endswith(GREEK_QUESTION))
