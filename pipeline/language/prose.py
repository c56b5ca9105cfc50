"""Read a text that somebody wrote, Markdown or plain: its sentences, and what stands in quotation marks.

Headings, code, link addresses, pictures, tables' rules and front matter are no prose. A heading is a title and no
statement; a question states nothing. Both are left out of the sentences, their quotations are not.
"""

import re
from dataclasses import dataclass

LEAST_WORDS = 4  # of a line without a full stop: "Sutskever on AlexNet" under three is a label
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{2,})\s*$")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}$")
_ITEM = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_STAMP = re.compile(r"^[\s(\[]*(?:\d{1,2}:)?\d{1,2}:\d\d(?:\.\d+)?[\s)\]]*(?:[-–—:|]\s*)?")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_QUOTED = re.compile(r"\s{0,3}> ?")
_PICTURE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\[[^\]]*\])")
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]:?|\[\d{1,3}\](?!\()")
_REFERENCE = re.compile(r"\s{0,3}\[[^\]]+\]:\s*\S+.*$")
_ADDRESS = re.compile(r"<?\b(?:https?://|www\.)[^\s>]+>?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.S)
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=\S)\1(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|\"'])")
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*:?-*:?\s*\|?\s*$")
_ABBREVIATED = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|Jr|Sr|St|vs|etc|approx|Inc|Ltd|Co|No|Vol|Fig|Eq|ep|Ep|min|max|al|cf|Gen|Sen|Rep|Gov|Lt|"
    r"Col|Sgt|U\.S|U\.K|e\.g|i\.e|a\.m|p\.m|Ph\.D)|(?<![\w.])[A-Z])\.$"
)
_END = re.compile(r"(?:[.!?]+|…)[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[A-Z0-9])|(?:[.!?]+|…)[\"'”’»)\]]*\s*$")
_PAIRS = {"“": "”", "«": "»", "„": "“”", '"': '"', "‘": "’", "'": "'"}
_CREDIT = re.compile(r"\s*(?:[-–—]{1,2}|―)\s*[A-Z][^.!?]{0,80}$")
_WORD = re.compile(r"[^\W_]")
MOST_CREDIT = 12  # words of a line that names who said a block quotation


@dataclass(frozen=True)
class Quotation:
    """What stands in quotation marks, without them; `start` and `end` count characters of its sentence or block."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class ProseSentence:
    """A sentence as it stands in a text, without markup, and what it quotes."""

    text: str
    quotations: tuple[Quotation, ...] = ()
    states: bool = True  # False of a question, a heading, a label and a mere quotation: the writer states nothing


def read_prose(text: str) -> list[ProseSentence]:
    """Return the sentences of a text in order.

    >>> [s.text for s in read_prose("# Title\\n\\nDr. Ito *doubts* it. Why? She has [data](https://a.example).")]
    ['Title', 'Dr. Ito doubts it.', 'Why?', 'She has data.']
    """
    found: list[ProseSentence] = []
    for kind, block in _blocks(text):
        if kind == "quoted":
            found += _block_quotation(block)
            continue
        for sentence in sentences(block):
            ended = bool(re.search(r"(?:[.!?]|…)[\"'”’»)\]]*$", sentence))
            states = kind == "prose" and not re.search(r"\?[\"'”’»)\]]*$", sentence)
            states = states and (ended or len(sentence.split()) >= LEAST_WORDS)
            quoted = quotations(sentence)
            states = states and bool(_WORD.search(_own(sentence, quoted)))
            found.append(ProseSentence(sentence, tuple(quoted), states=states))
    return found


def sentences(text: str) -> list[str]:
    """Return a block of text cut into sentences; one that quotes several sentences stays whole.

    >>> sentences("It has 1.5 billion. “It works. It does,” she says. Mr. Ito agrees")
    ['It has 1.5 billion.', '“It works. It does,” she says.', 'Mr. Ito agrees']
    """
    inside = [(q.start, q.end) for q in quotations(text)]
    cut, start = [], 0
    for match in _END.finditer(text):
        if any(i < match.start() and match.end() <= j - 1 for i, j in inside):
            continue
        if _ABBREVIATED.search(text[: match.start() + 1]) and match.end() < len(text.rstrip()):
            continue
        cut.append(text[start : match.end()].strip())
        start = match.end()
    cut.append(text[start:].strip())
    return [part for part in cut if _WORD.search(part)]


def quotations(text: str) -> list[Quotation]:
    """Return what stands in the outermost quotation marks of a text, in order; an apostrophe is none.

    >>> [q.text for q in quotations('He’s “sure that ‘it works’ now”, not "done". The \\'90s weren\\'t.')]
    ['sure that ‘it works’ now', 'done']
    """
    found: list[Quotation] = []
    at = 0
    while at < len(text):
        close = _closing(text, at) if text[at] in _PAIRS else None
        if close is None:
            at += 1
            continue
        inner = text[at + 1 : close].strip()
        if _WORD.search(inner):
            found.append(Quotation(inner, at, close + 1))
        at = close + 1
    return found


def _own(text: str, quoted: list[Quotation]) -> str:
    """Return what of a text stands outside of quotation marks."""
    return "".join(c for k, c in enumerate(text) if not any(q.start <= k < q.end for q in quoted))


def _closing(text: str, at: int) -> int | None:
    """Return where the mark that opens at `at` is closed; None where it opens nothing."""
    mark = text[at]
    if mark in "'‘\"" and at and (text[at - 1].isalnum() or at + 1 >= len(text) or text[at + 1].isspace()):
        return None
    closers, depth = _PAIRS[mark], 0
    for k in range(at + 1, len(text)):
        if mark == "“" and text[k] == "“":
            depth += 1
        elif text[k] in closers:
            if depth:
                depth -= 1
            elif mark not in "'‘" or _is_single(text, at, k):
                return k
    return None


def _is_single(text: str, at: int, close: int) -> bool:
    """Say whether single marks are a quotation and no apostrophes: some words, none cut, no full stop between."""
    inner = text[at + 1 : close]
    cut = close + 1 < len(text) and text[close + 1].isalnum()
    return not cut and len(inner.split()) > 1 and not re.search(r"[.!?] +[A-Z]", inner)


def _blocks(text: str) -> list[tuple[str, str]]:
    """Return the blocks of a text: prose, headings and block quotations, without markup."""
    found: list[tuple[str, list[str]]] = []
    kind_before, fenced = "", False
    lines = _TAG.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:]):
        lines = lines[1 + [line.strip() for line in lines[1:]].index("---") + 1 :]
    for line in lines:
        if _FENCE.match(line):
            fenced, kind_before = not fenced, ""
            continue
        if fenced or _REFERENCE.match(line) or _TABLE_RULE.match(line):
            continue
        if _UNDERLINE.match(line) and kind_before == "prose" and len(found[-1][1]) == 1:
            found[-1] = ("heading", found[-1][1])
            kind_before = ""
            continue
        if not line.strip() or _RULE.match(line):
            kind_before = ""
            continue
        kind_before = _placed(line, found, kind_before)
    return [(kind, clean) for kind, parts in found if (clean := unmarked(" ".join(parts)))]


def _placed(line: str, found: list[tuple[str, list[str]]], before: str) -> str:
    """Put one line into its block: a new one, or the one before that it goes on; return what kind it is."""
    if quoted := _QUOTED.match(line):
        kind, rest = "quoted", line[quoted.end() :]
        if not rest.strip():
            return ""
    elif heading := _HEADING.match(line):
        kind, rest, before = "heading", line[heading.end() :].rstrip("# "), ""
    else:
        item = _ITEM.match(line)
        stamp = _STAMP.match(line)
        kind, rest = "prose", line[item.end() :] if item else line
        if item or stamp or "|" in line.strip()[:1]:
            before = ""
        rest = _STAMP.sub("", rest).strip()
        rest = " — ".join(cell.strip() for cell in rest.strip("|").split("|")) if rest.startswith("|") else rest
    if kind == before and found:
        found[-1][1].append(rest.strip())
    else:
        found.append((kind, [rest.strip()]))
    return "" if kind == "heading" else kind


def unmarked(text: str) -> str:
    """Return a line without Markdown: emphasis, links, pictures, footnote marks, addresses.

    >>> unmarked("See **[the talk](https://a.example/b_c)**[^1] at `12:30`")
    'See the talk at 12:30'
    """
    text = _PICTURE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _FOOTNOTE.sub("", text)
    text = _ADDRESS.sub("", text)
    for _ in range(3):  # bold inside italics
        text = _EMPHASIS.sub(r"\2", text)
    return " ".join(_ESCAPED.sub(r"\1", text.replace("`", "")).split())


def _block_quotation(block: str) -> list[ProseSentence]:
    """Return a block quotation as one quotation, without its own marks and without the line that names its speaker."""
    credit = _CREDIT.search(block)
    said = block[: credit.start()] if credit and len(credit[0].split()) <= MOST_CREDIT else block
    marked = quotations(said)
    if marked and not _WORD.search(_own(said, marked)):
        return [ProseSentence(said.strip(), tuple(marked), states=False)]
    whole = said.strip()
    return [ProseSentence(whole, (Quotation(whole, 0, len(whole)),), states=False)] if whole else []
