"""What a section's title may be made of, read off a parsed sentence: things, deeds, indirect questions.

Never a statement: out of its talk it would claim what the speaker may have doubted. Nothing is composed: each is a run
of words as they were said, but for an article in front that is left out and the verb of a deed, which becomes a gerund.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

from pipeline.language.word_frequency import shares
from pipeline.ports import Heading

Kind = Literal["noun", "of", "joint", "act", "how"]

LONGEST = 9  # words of a heading
LEAST_DEED = 2
COMPLEMENTS = 2  # prepositional phrases after a noun
_NOUNS = ("NOUN", "PROPN")
_SUBJECTS = ("nsubj", "nsubjpass")
_LEFT_OUT = frozenset({"DET", "PRON", "CCONJ", "INTJ", "ADV", "PUNCT", "SPACE", "SCONJ", "AUX", "PART", "ADP"})
_TIES = frozenset(
    "of in for on with between about behind from to against through over without versus beyond under across".split()
)
# Verbs that say nothing of what is done: a title of them is as empty as the noun alone.
_LIGHT = frozenset(
    """have has had having do does doing did get getting gets want wanting know knowing mean meaning see seeing let say
    saying think thinking tell telling guess like liking need needing call calling give giving ask asking go going come
    coming look looking talk talking feel feeling hear hearing put putting be being take taking mention happen try
    trying start remember love thank hope bet wonder believe keep seem find show work working are 're is was were use
    using wanna gonna gotta quote underlying following including""".split()
)
_ASKING = frozenset("how why what which where when who whether".split())
_PRONOUNS = frozenset(
    """i you he she it we they me him us them my your his its our their this that these those one ones something
    anything somebody someone everything nothing people thing things lot lots kind kinds sort sorts stuff way ways bit
    bunch couple few number end part parts terms own there here""".split()
)
_STRESSED_LAST = frozenset(
    """control begin forget admit permit submit commit regret prefer refer occur transfer compel rebel upset equip
    propel expel patrol defer infer confer deter concur omit emit transmit outrun forbid unplug debug program""".split()
)
_WHOLE = frozenset("anything everything nothing everyone everybody nobody".split())


def headings(doc: Any) -> tuple[Heading, ...]:
    """Return what the words of a parsed sentence offer, each once, in order."""
    offered = (*_things(doc), *_deeds(doc), *_indirect(doc))
    found = [Heading(kind, text) for kind, tokens in offered if (text := _text(kind, tokens))]
    return tuple(dict.fromkeys(found))


def _text(kind: Kind, tokens: list[Any]) -> str | None:
    """Return the words, small letters in front unless they are names; `None` for what is broken or too long."""
    joined = "".join(t.text_with_ws for t in tokens).strip()
    if re.search(r"[,;:()\[\]\"“”…]|--|\d{5}", joined) or len(joined.split()) > LONGEST:
        return None
    first, rest = tokens[0], joined[len(tokens[0].text) :]
    if kind == "act":
        return _gerund(first.lower_) + rest
    named = first.pos_ == "PROPN" or first.text[1:] != first.lower_[1:] or first.ent_type_
    return str(first.text if named and first.text != "I" else first.lower_) + rest


def _things(doc: Any) -> Iterator[tuple[Kind, list[Any]]]:
    for chunk in doc.noun_chunks:
        root = chunk.root
        tokens = _bare(chunk)
        if root.pos_ not in _NOUNS or not tokens or tokens[-1].i != root.i or root.lower_ in _PRONOUNS:
            continue
        if len(tokens) > 1 or root.pos_ == "PROPN":
            yield "noun", tokens
        end = _joined_end(root)
        if end is not None:
            yield "joint", list(doc[tokens[0].i : end])
        end = root.i + 1
        for _ in range(COMPLEMENTS):
            longer = _complement_end(doc, end)
            if longer is None:
                break
            end = longer
            yield "of", list(doc[tokens[0].i : end])


def _bare(chunk: Any) -> list[Any]:
    """Return a chunk without what stands in front of its telling words."""
    tokens = list(chunk)
    while tokens and (tokens[0].pos_ in _LEFT_OUT or tokens[0].tag_ in ("PRP$", "WP$", "POS")):
        tokens = tokens[1:]
    if any(t.tag_ == "PRP$" or t.lower_ in _PRONOUNS for t in tokens):
        return []
    return tokens


def _joined_end(root: Any) -> int | None:
    """Return where "genes and behaviour" ends: a second noun joined to the first by and, or, versus."""
    joint = next((c for c in root.children if c.dep_ == "conj" and c.pos_ in _NOUNS), None)
    ties = [c for c in root.children if c.dep_ == "cc" and c.lower_ in ("and", "or", "versus", "vs")]
    if joint is None or not ties or joint.lower_ in _PRONOUNS:
        return None
    between = root.doc[root.i + 1 : joint.i]
    plain = all(t.pos_ in ("CCONJ", "DET", "ADJ", "NOUN", "PROPN", "ADV") for t in between)
    return int(joint.i + 1) if plain and len(between) <= 4 else None


def _complement_end(doc: Any, end: int) -> int | None:
    """Return where the prepositional phrase that starts at a token ends, or an infinitive of purpose."""
    if end >= len(doc):
        return None
    tie = doc[end]
    if tie.dep_ == "prep" and tie.lower_ in _TIES and tie.head.i < end:
        of = next((c for c in tie.children if c.dep_ in ("pobj", "pcomp")), None)
        if of is None or of.i <= tie.i:
            return None
        if of.pos_ in _NOUNS and of.lower_ not in _PRONOUNS:
            inside = doc[tie.i + 1 : of.i]
            if any(
                t.tag_ in ("PRP$", "PRP") or t.lower_ in _PRONOUNS or (t.pos_ == "VERB" and t.dep_ != "amod")
                for t in inside
            ):
                return None
            return _joined_end(of) or of.i + 1
        if of.tag_ == "VBG":
            return _object_end(of)
    return None


def _object_end(verb: Any) -> int | None:
    """Return where a verb's object ends; `None` where it has none that says something."""
    thing = next((c for c in verb.children if c.dep_ in ("dobj", "attr") and c.i > verb.i), None)
    if thing is None:
        tie = next((c for c in verb.children if c.dep_ == "prep" and c.i == verb.i + 1), None)
        thing = tie and next((c for c in tie.children if c.dep_ == "pobj"), None)
    if thing is None or thing.pos_ not in _NOUNS or thing.lower_ in _PRONOUNS:
        return None
    inside = verb.doc[verb.i + 1 : thing.i]
    if any(t.tag_ in ("PRP", "PRP$", "UH") or t.lower_ in _PRONOUNS or t.dep_ == "neg" for t in inside):
        return None
    return _joined_end(thing) or int(thing.i + 1)


def _deeds(doc: Any) -> Iterator[tuple[Kind, list[Any]]]:
    for verb in doc:
        if verb.pos_ != "VERB" or verb.tag_ not in ("VB", "VBP", "VBG") or verb.lower_ in _LIGHT:
            continue
        if (verb.text[:1].isupper() and verb.i) or not verb.text.isalpha():
            continue  # "Aegis missile systems": a name taken for a verb
        if verb.tag_ != "VBG" and verb.lower_ not in shares():
            continue  # no form is made of a word that may be none: "ageist", of a recogniser
        if any(c.dep_ == "neg" for c in verb.children):
            continue  # "not scaling" is the opposite
        end = _object_end(verb)
        if end is not None and end - verb.i >= LEAST_DEED:
            yield "act", list(doc[verb.i : end])
            longer = _complement_end(doc, end)
            if longer is not None:
                yield "act", list(doc[verb.i : longer])


def _gerund(verb: str) -> str:
    """Return the form in -ing: scale → scaling, run → running, see → seeing.

    >>> [_gerund(v) for v in ("scale", "run", "build", "die", "agree", "open", "building")]
    ['scaling', 'running', 'building', 'dying', 'agreeing', 'opening', 'building']
    """
    if verb.endswith("ing") and len(verb) > 5:
        return verb
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")):
        return verb[:-1] + "ing"
    once = len(re.findall(r"[aeiou]+", verb)) == 1 or verb in _STRESSED_LAST
    if once and re.search(r"[^aeiou][aeiou][bdgklmnprtvz]$", verb) and not verb.endswith(("w", "x", "y")):
        return verb + verb[-1] + "ing"
    return verb + "ing"


def _indirect(doc: Any) -> Iterator[tuple[Kind, list[Any]]]:
    """Find "why transformers succeed" in "the reason why transformers succeed is", never a direct question."""
    for token in doc:
        if token.lower_ not in _ASKING or token.tag_ not in ("WRB", "WP", "WDT", "IN"):
            continue
        verb = token.head
        while verb.head.i != verb.i and verb.pos_ not in ("VERB", "AUX"):
            verb = verb.head
        relative = token.lower_ in ("who", "which", "whose", "where", "when") and verb.dep_ in ("relcl", "acl", "advcl")
        indirect = verb.dep_ in ("ccomp", "pcomp", "csubj", "acl", "relcl", "ROOT", "xcomp")
        if relative or not indirect or verb.i <= token.i:
            continue
        subject = next((c for c in verb.children if c.dep_ in _SUBJECTS), None)
        if any(c.dep_ in (*_SUBJECTS, "expl") and c.i > verb.i for c in verb.children):
            continue  # a direct question
        purpose = doc[token.i + 1].lower_ == "to" if token.i + 1 < len(doc) else False
        own = subject is not None and subject.i == token.i  # "what makes humans creative"
        if not purpose and not own and (subject is None or subject.pos_ not in _NOUNS):
            continue
        if subject is not None and not own and any(t.pos_ == "AUX" for t in doc[token.i + 1 : subject.left_edge.i]):
            continue
        end = _clause_end(doc, verb, token.i)
        if end is not None and end - token.i >= 3:
            yield "how", list(doc[token.i : end])


def _clause_end(doc: Any, verb: Any, first: int) -> int | None:
    """Return where a clause may end: before a comma, a joined clause, a relative or an adverbial one."""
    end = first
    for token in doc[first : verb.right_edge.i + 1]:
        stops = token.is_punct and token.text not in ("-", "'", "’") and not token.text.startswith("'")
        joined = token.dep_ == "cc" and any(c.dep_ == "conj" and c.pos_ in ("VERB", "AUX") for c in token.head.children)
        aside = token.dep_ == "mark" and token.i > verb.i
        if stops or joined or aside:
            break
        end = token.i + 1
    if end <= verb.i or end - first > LONGEST + 1:
        return None
    words = doc[first:end] if doc[first].lower_ not in _ASKING else doc[first + 1 : end]
    last = doc[end - 1]
    if any(t.tag_ in ("PRP", "PRP$", "UH") or t.lower_ in ("this", "that", "these", "those") for t in words):
        return None
    open_ended = last.pos_ in ("ADP", "DET", "CCONJ", "SCONJ", "AUX", "INTJ", "PART")
    return None if open_ended or (last.pos_ == "PRON" and last.lower_ not in _WHOLE) else end
