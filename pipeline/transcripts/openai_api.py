"""The OpenAI API's verbose JSON with words on its top level; also other services that list words and no segments."""

from pipeline.transcripts.document import Document, Parsed
from pipeline.transcripts.fields import as_dicts, cue_of_words, divided, punctuated, text_in, word_of

NAME = "OpenAI API JSON"


def sniff(doc: Document) -> bool:
    """Say whether words with times stand on the top level."""
    return isinstance(doc.json, dict) and any(
        "word" in one and ("start" in one or "end" in one) for one in as_dicts(doc.json.get("words"))
    )


def read(doc: Document) -> Parsed:
    """Return cues of its words, with the punctuation of its text; they are numbered in order."""
    parsed = Parsed([], language=text_in(doc.json, "language"), unit_known=False)
    words = punctuated([word_of(token) for token in as_dicts(doc.json["words"])], text_in(doc.json, "text"))
    parsed.cues = [cue_of_words(n, group) for n, group in enumerate(divided(words), start=1)]
    return parsed
