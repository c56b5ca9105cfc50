"""Where words begin and end in any script, by Unicode's rules (UAX 29) and ICU's dictionaries.

Thai, Lao, Burmese, Khmer, kana and Han are written without blanks between words: there ICU looks words up.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from icu4py.breakers import WordBreaker

from pipeline.records import Span

_EAST_ASIAN = "\u3000-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_SOUTH_EAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
# Scripts whose words touch each other. `site.js` has the letters among them.
UNSPACED = re.compile(f"[{_EAST_ASIAN}{_SOUTH_EAST_ASIAN}]")
_TOUCHES = re.compile(f"[{_EAST_ASIAN}]")
_TOUCHES_ITS_OWN = re.compile(f"[{_SOUTH_EAST_ASIAN}]")


def is_unspaced(text: str) -> bool:
    """Say whether a text holds a script that sets no blanks between words."""
    return not text.isascii() and UNSPACED.search(text) is not None


def segments(text: str) -> Iterator[Span]:
    """Yield the places [start, end) of the words of a text and of what stands between them, in order.

    >>> [text[i:j] for text in ("お茶は水だ。",) for i, j in segments(text)]
    ['お茶', 'は', '水', 'だ', '。']
    """
    at = 0
    for part in WordBreaker(text, "en"):  # the dictionaries are chosen by the script, not by the locale
        end = at + len(part)
        yield at, end
        at = end


def touch(before: str, after: str) -> bool:
    """Say whether two words are written without a blank between them: "お茶" and "は" are, "tea" and "is" are not."""
    if not before or not after or (before.isascii() and after.isascii()):
        return False
    if _TOUCHES.match(before[-1]) or _TOUCHES.match(after[0]):
        return True
    return bool(_TOUCHES_ITS_OWN.match(before[-1]) and _TOUCHES_ITS_OWN.match(after[0]))


def joined(words: Iterable[str], *, touching: str = "") -> str:
    """Return words as they are written: with blanks, or without in the scripts that set none.

    `touching` stands between words that touch.

    >>> joined(["お茶", "は", "水", "だ。"]), joined(["Tea", "is", "water."])
    ('お茶は水だ。', 'Tea is water.')
    """
    given: Sequence[str] = list(words)
    if all(word.isascii() for word in given):
        return " ".join(given)
    out: list[str] = []
    for k, word in enumerate(given):
        if k:
            out.append(touching if touch(given[k - 1], word) else " ")
        out.append(word)
    return "".join(out)
