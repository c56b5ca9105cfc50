"""Judge of numbers: what a text counts, however it is written or spoken, and what it counts in.

"one and a half billion", "1.5 billion" and "1,500,000,000" are one number; "26%" and "twenty six percent" too.
"""

import re
from dataclasses import dataclass

_UNITS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen "
          "fourteen fifteen sixteen seventeen eighteen nineteen".split())}  # fmt: skip
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "grand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SUFFIXES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12}
_SHARES = {"half": 0.5, "halves": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "tenth": 0.1}
_FACTORS = {"twice": 2.0, "double": 2.0, "doubled": 2.0, "doubles": 2.0, "doubling": 2.0, "triple": 3.0, "tripled": 3.0,
            "triples": 3.0, "thrice": 3.0, "quadruple": 4.0, "quadrupled": 4.0}  # fmt: skip
_ROUGH = {"dozen": 12.0, "dozens": 12.0, "hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9,
          "trillions": 1e12}  # fmt: skip
_ORDINALS = {w: float(n) for n, w in enumerate("second third fourth fifth sixth seventh eighth ninth tenth".split(), 2)}
_DECADES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
            "eighties": 80, "nineties": 90}  # fmt: skip
MEASURES = {
    "percent": "%", "%": "%", "percentage": "%", "dollar": "$", "dollars": "$", "$": "$", "buck": "$", "bucks": "$",
    "euro": "€", "euros": "€", "pound": "lb", "pounds": "lb", "second": "s", "seconds": "s", "minute": "min",
    "minutes": "min", "hour": "h", "hours": "h", "day": "d", "days": "d", "week": "wk", "weeks": "wk", "month": "mo",
    "months": "mo", "year": "yr", "years": "yr", "decade": "10yr", "decades": "10yr", "century": "100yr",
    "centuries": "100yr", "mile": "mi", "miles": "mi", "kilometer": "km", "kilometers": "km", "meter": "m",
    "meters": "m", "foot": "ft", "feet": "ft", "inch": "in", "inches": "in", "degree": "°", "degrees": "°",
    "millisecond": "ms", "milliseconds": "ms", "gigabyte": "GB", "gigabytes": "GB", "times": "×", "fold": "×",
}  # fmt: skip
_TOKEN = re.compile(r"\$|€|%|\d[\d,]*(?:\.\d+)?|\.\d+|[A-Za-z]+(?:'[a-z]+)?|[.?!;,]")


_OR_YEAR = re.compile(r"\b((?:1[89]|20)\d\d) or (\d)\b")  # "1985 or six"


@dataclass(frozen=True)
class Figure:
    """A number and the measure it is said in, where it has one; `rough` is "millions of"."""

    value: float
    measure: str | None = None
    rough: bool = False


def figures(text: str) -> list[Figure]:
    """Return the numbers of a text in order: "about 1.5 billion parameters" → [Figure(1.5e9)].

    A bare "one" is a pronoun more often than a number and does not count; an ordinal counts as its number.
    """
    text = re.sub(r"(?<=[A-Za-z])-(?=[A-Za-z])|(?<=\d)-(?=[A-Za-z])", " ", text.replace("’", "'"))
    tokens = _TOKEN.findall(text)
    found: list[Figure] = []
    at = 0
    while at < len(tokens):
        figure, after = _figure_at(tokens, at)
        if figure:
            found.append(figure)
        at = max(after, at + 1)
    return found


def _figure_at(tokens: list[str], at: int) -> tuple[Figure | None, int]:
    word = tokens[at].lower()
    money = "$" if at and tokens[at - 1] in ("$", "€") else None
    if word in _FACTORS:
        return Figure(_FACTORS[word], "×"), at + 1
    if word in _ROUGH and not (at and _is_number(tokens[at - 1])):
        return Figure(_ROUGH[word], rough=True), at + 1
    if word in _DECADES:
        return Figure(_DECADES[word], "decade"), at + 1
    if word in _ORDINALS and word not in ("second", "third"):
        return Figure(_ORDINALS[word]), at + 1
    value, after = _value(tokens, at)
    if value is None:
        return None, at + 1
    measure = money or _measure(tokens, after)
    if after - at == 1 and word == "one" and measure is None:
        return None, after
    if after < len(tokens) and tokens[after] == "s" and value >= 10:
        return Figure(value % 100, "decade"), after + 1  # the 1990s, the 90s
    return Figure(round(value, 6), measure), after


def _is_number(token: str) -> bool:
    return token[0].isdigit() or token.lower() in _UNITS or token.lower() in _TENS or token.lower() in _SCALES


def _measure(tokens: list[str], at: int) -> str | None:
    for token in tokens[at : at + 2]:
        if token in ".?!;,":
            return None
        if (measure := MEASURES.get(token.lower())) is not None:
            return measure
    return None


def _value(tokens: list[str], at: int) -> tuple[float | None, int]:
    """Read one number: digits, words, scales, "and a half", "nineteen ninety", "a third of"."""
    word = tokens[at].lower()
    if word in ("a", "an") and at + 1 < len(tokens) and tokens[at + 1].lower() in (*_SCALES, "dozen", *_SHARES):
        return _scaled(tokens, 1.0, at + 1)
    if word in ("half", "quarter") or (word in _SHARES and tokens[at + 1 : at + 2] == ["of"]):
        return _scaled(tokens, 1.0, at)
    if tokens[at][0].isdigit() or (tokens[at][0] == "." and len(tokens[at]) > 1):
        return _scaled(tokens, float(tokens[at].replace(",", "")), at + 1)
    if word in _TENS or word in _UNITS or word == "hundred":
        value, after = _spoken(tokens, at)
        return _scaled(tokens, value, after)
    return None, at


def _spoken(tokens: list[str], at: int) -> tuple[float, int]:
    """Read a run of number words below a hundred, or a year said in two halves: nineteen ninety (nine)."""
    parts: list[int] = []
    while at < len(tokens):
        word = tokens[at].lower()
        if word in _TENS:
            ones = _UNITS.get(tokens[at + 1].lower(), 99) if at + 1 < len(tokens) else 99
            both = 1 <= ones <= 9
            parts.append(_TENS[word] + (ones if both else 0))
            at += 2 if both else 1
        elif word in _UNITS:
            parts.append(_UNITS[word])
            at += 1
        else:
            break
        if len(parts) == 2:
            break
    if len(parts) == 2 and 10 <= parts[0] <= 20 and 10 <= parts[1] <= 99:
        return parts[0] * 100.0 + parts[1], at
    if len(parts) == 2:
        return float(parts[0]), at - 1 - (parts[1] > 20 and parts[1] % 10 > 0)
    return (float(parts[0]) if parts else 1.0), at


def _scaled(tokens: list[str], value: float, at: int) -> tuple[float, int]:
    """Apply what follows a number: "point five", "hundred", "and a half", "million", "thirds"."""
    total = 0.0
    while at < len(tokens):
        word = tokens[at].lower()
        following = [t.lower() for t in tokens[at + 1 : at + 3]]
        if word == "point" and following and following[0] in _UNITS:
            value += _UNITS[following[0]] / 10
            at += 2
        elif word in _SCALES:
            value *= _SCALES[word]
            at += 1
        elif word == "dozen":
            return total + value * 12, at + 1
        elif word in _SUFFIXES and len(word) <= 2 and tokens[at] != "m" and value < 1000:
            value *= _SUFFIXES[word]
            at += 1
        elif word == "and" and following[:2] in (["a", "half"], ["a", "quarter"]):
            value += _SHARES[following[1]]
            at += 3
        elif word in _SHARES and value < 10:
            value, at = value * _SHARES[word], at + 1
        elif word == "a" and value < 1 and following and following[0] in _SCALES:
            at += 1  # half a million
        elif word == "and" and value >= 100 and following and (following[0] in _UNITS or following[0] in _TENS):
            total, (value, at) = total + value, _spoken(tokens, at + 1)
        elif value >= 100 and (word in _TENS or (word in _UNITS and word != "one")):
            total, (value, at) = total + value, _spoken(tokens, at)
        else:
            break
    return total + value, at


def unsaid(claim: str, said: str) -> list[str]:
    """Return why numbers of a claim are not those that were said; empty where they all are."""
    heard = figures(said)
    heard += [Figure(int(a[:3] + b)) for a, b in _OR_YEAR.findall(_digits(said))]
    found = []
    for figure in figures(claim):
        same = [h for h in heard if _equal(figure, h)]
        if not same:
            found.append(f"says {figure.value:g}, which its words do not")
        elif figure.measure and all(h.measure and h.measure != figure.measure for h in same):
            found.append(f"counts {figure.value:g} in {figure.measure}, its words in {same[0].measure}")
    return found


def _digits(text: str) -> str:
    return re.sub(r"\b(?:or|to) (one|two|three|four|five|six|seven|eight|nine)\b", _as_digit, text, flags=re.I)


def _as_digit(match: re.Match[str]) -> str:
    return f"or {_UNITS[match[1].lower()]}"


def _equal(a: Figure, b: Figure) -> bool:
    if a.rough != b.rough:
        return False
    year = b.measure is None and 1900 <= b.value < 2100 and a.value == b.value % 100 and a.measure == "decade"
    return year or abs(a.value - b.value) <= 1e-6 * max(1.0, abs(b.value))
