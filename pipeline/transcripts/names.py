"""Reads what may be a speaker's label: a name in any script, with a role, pronouns, a company or a time beside it."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from pipeline.transcripts.clocks import CLOCK

GENERIC, NAME, WEAK, NUMERIC = "generic", "name", "weak", "numeric"
LONGEST_NAME = 6  # words
LONGEST_LABEL = 80  # characters
PARTICLES = frozenset(
    """de da do dos das du des del della di la le el al bin ibn ben von van der den ter ten zu zur y i e of af av the
    and und et op 't ap st mac mc bint abu umm""".split()
)
# Words that open a statement and are nobody: a label never begins with one of these alone.
NOT_NAMES = frozenset(
    """a an the this that these those here there it he she they we you i my our your his her its and but or so well
    now then also because however although if when while what why how who where which yes no okay ok right
    look listen note notes remember remark reminder warning caution example examples tip tips hint step
    chapter part section rule lesson fact summary update disclaimer ps spoiler translation source sources
    title subtitle date time topic today tomorrow yesterday first firstly second secondly third thirdly
    finally next last lastly number plus meaning result conclusion point problem solution option let just for
    in on at to from with by as is are was not all some every one two three hinweis achtung merke beispiel
    frage antwort kapitel also und aber note remarque exemple attention chapitre donc et mais nota ejemplo ojo
    recuerda y pero entonces 注意 例 例えば つまり 例如 注 比如 所以 但是""".split()
)
_ROLES = (
    "speaker|spk|spkr|sprecher(?:in)?|sprekare?|spreker|talare|hablante|orador(?:a)?|locutor(?:a)?|falante|intervenant|locuteur|"
    "orateur|parlante|relatore|говорящий|спикер|диктор|话者|話者|发言人|發言人|說話人|说话人|讲者|화자|발화자|المتحدث|"
    "متحدث|דובר|วิทยากร|ผู้พูด|voice|stimme|voix|voz|voce|participant|participante|person|persona|personne|unknown"
)
_JOBS = (
    "host|co-?host|guest|interviewer|interviewee|moderator|narrator|announcer|presenter|caller|audience|"
    "gast(?:geber)?|gastgeberin|moderatorin|entrevistador|entrevistado|animateur|invité|anfitrión|invitado|"
    "ведущий|ведущая|гость|司会|ゲスト|主持人|嘉宾|진행자|게스트"
)
_GENERIC = re.compile(
    rf"(?:(?:unknown|unidentified|male|female)[\s_-]*)?(?:(?:{_ROLES})(?:[\s_#№.-]*\d{{1,3}}|[\s_#-]+[a-z]|[\s_-]*unknown)?"
    rf"|(?:{_JOBS})(?:[\s_#-]*\d{{1,3}}))",
    re.I,
)
_JOB = re.compile(_JOBS, re.I)
_PRONOUNS = re.compile(r"[^\W\d_]{1,5}(?:\s*/\s*[^\W\d_]{1,6}){1,3}|any pronouns|all pronouns", re.I)
_TITLE = re.compile(r"(?:[^\W\d_]{1,5}\.)+")
_GROUP = re.compile(r"[(\[（【{<［]\s*([^()\[\]（）【】{}<>［］]{1,70}?)\s*[)\]）】}>］]")
_EDGE_CLOCK = re.compile(rf"^\s*{CLOCK}(?=[\s\]]|$)|(?:(?<=\s)|^){CLOCK}\s*$")
_SPLIT = re.compile(r"\s*,\s+|\s+[-–—|•·]\s+|\s*[|]\s*|\s+/\s+")
_LISTED = re.compile(r"(?P<last>[^\W\d_][\w'’-]+),\s+(?P<first>[^\W\d_][\w'’.-]+)(?P<more>\s*\([^()]*\))?")
_LAST = re.compile(r"(?:[^\W\d_]\.)+|(?:jr|sr|esq|ph\.?d|md|inc|ltd)\.", re.I)  # may end a name with a full stop
_CONTRACTION = re.compile(r"['’](?:s|re|ll|ve|m|d|t)$", re.I)
_SIMPLE = ("LATIN", "GREEK", "CYRILLIC")


class Said(NamedTuple):
    """A label as it was read; `beside` is what stands with the name (a role, a company), in the file's spelling."""

    name: str
    key: str  # of the name: without case, accents and double blanks
    strength: str
    beside: str | None = None
    pronouns: str | None = None
    stamped: bool = False
    loose: bool = False  # what stands beside the name is parted by a sign that also stands in sentences


def plain(name: str) -> str:
    """Return a name without case, accents of alphabets, full stops and double blanks.

    >>> plain("  ÉLODIE  Müller"), plain("SPEAKER_00") == plain("speaker 0")
    ('elodie muller', True)
    """
    if name.isascii():
        letters = name.lower()
    else:
        kept: list[str] = []
        for char in unicodedata.normalize("NFKD", name.replace("ø", "o").replace("Ø", "O")).casefold():
            if unicodedata.combining(char) and kept and unicodedata.name(kept[-1], "").startswith(_SIMPLE):
                continue
            kept.append(char)
        letters = unicodedata.normalize("NFC", "".join(kept))
    letters = re.sub(r"(?<=[^\W\d])[\s_#-]*0*(\d+)\b", r" \1", letters)
    return " ".join(letters.replace(".", " ").replace("_", " ").replace("’", "'").split())


def caseless(text: str) -> bool:
    """Say whether the letters of a text have no case: Chinese, Arabic, Thai and the like."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(c.lower() == c.upper() for c in letters)


@cache
def script_of(text: str) -> str:
    """Return the script of the first letter of a text, by the first word of its Unicode name; empty without letters.

    >>> script_of("山本"), script_of("Mara")
    ('CJK', 'LATIN')
    """
    first = next((char for char in text if char.isalpha()), "")
    return unicodedata.name(first, "").partition(" ")[0] if first else ""


def read_label(text: str) -> Said | None:
    """Return a label, `None` where the words cannot be one.

    >>> read_label("Mara Lind (host)").beside, read_label("So here's the thing")
    ('host', None)
    """
    text = "".join(c for c in text if unicodedata.category(c) != "So" and c != "\ufe0f")  # pictures beside a name
    text = text.strip().strip("*_").lstrip("@").strip()
    if not text or len(text) > LONGEST_LABEL:
        return None
    groups = [" ".join(group.split()) for group in _GROUP.findall(text)]
    rest = _GROUP.sub(" ", text)
    if re.search(r"[()\[\]（）【】{}<>?!¿¡…;；。、\"“”„«»]", rest):
        return None
    stamped = bool(_EDGE_CLOCK.search(rest))
    rest = _EDGE_CLOCK.sub(" ", rest).strip(" ,:-–—|•·*_")
    inner = [group for group in groups if not re.fullmatch(CLOCK, group)]
    stamped = stamped or len(inner) < len(groups)
    if not rest:
        if not inner:
            return None
        first = _EDGE_CLOCK.sub(" ", inner[0]).strip(" ,:-–—|•·")
        stamped, rest, inner = stamped or first != inner[0], first, inner[1:]
    if re.search(r"[:：]\s", rest):
        return None
    name, *others = _SPLIT.split(rest)
    beside = [part for part in (*others, *inner) if part]
    pronouns = next((part for part in beside if _PRONOUNS.fullmatch(part)), None)
    beside = [part for part in beside if part != pronouns]
    strength = _strength(name)
    if strength is None or sum(len(part.split()) for part in beside) > 8:
        return None
    name = " ".join(name.split())
    loose = any(part in beside and not _JOB.fullmatch(part) for part in others)
    return Said(name, plain(name), strength, ", ".join(beside) or None, pronouns, stamped, loose)


def read_voice(text: str) -> Said | None:
    """Return a label that a format gives beside the words; "Lind, Mara", as meeting programs list people, is turned.

    >>> read_voice("Lind, Mara (External)").name, read_voice("Mara, Host").name
    ('Mara Lind', 'Mara')
    """
    listed = _LISTED.fullmatch(text.strip())
    if listed and not _JOB.fullmatch(listed["first"]):
        return read_label(f"{listed['first']} {listed['last']}{listed['more'] or ''}")
    return read_label(text)


def _strength(name: str) -> str | None:
    """Return how sure a few words are a name; `None` where they are none."""
    tokens = name.split()
    if not tokens or len(tokens) > LONGEST_NAME or len(name) > 60:
        return None
    if _GENERIC.fullmatch(name):
        return GENERIC
    if re.fullmatch(r"#?\d{1,2}", name):
        return NUMERIC
    if re.fullmatch(r"[A-Z]\.?", name):  # Q and A
        return NAME
    if plain(tokens[0]) in NOT_NAMES and not (len(tokens) == 2 and _GENERIC.fullmatch(f"{tokens[1]} 1")):
        return None
    if not any(c.isalpha() for c in tokens[0]):
        return None
    if caseless(name):
        dense = any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in name)
        return NAME if len(name) <= (14 if dense else 40) and len(tokens) <= 4 else None
    if tokens[-1].endswith(".") and not _LAST.fullmatch(tokens[-1]):  # "near the music. [S1]" is a sentence's end
        return None
    capitals = 0
    for token in tokens:
        if _CONTRACTION.search(token) and not token.isupper():
            return None
        if token.endswith(".") and not (_TITLE.fullmatch(token) or (token[:1].isupper() and len(token) <= 6)):
            return None
        if re.search(r"[^\w.'’&/+@#·\u0300-\u036f‐‑-]", token.strip(",")) and not caseless(token):
            return None
        if token[0].isupper() or token[0].istitle() or re.match(r"[^\W\d_]{1,2}['’-][A-ZÀ-Þ]", token):
            capitals += 1
        elif not (token.lower() in PARTICLES or token[0].isdigit() or caseless(token) or token in ("&", "+", "#")) and (
            capitals or any(t[0].isupper() for t in tokens)
        ):
            return None
    if not capitals:
        return WEAK if len(tokens) <= 3 else None
    return NAME
