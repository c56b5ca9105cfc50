"""Rev.ai's JSON: monologues of speakers, made of elements."""

from pipeline.transcripts.document import Document, Parsed
from pipeline.transcripts.fields import SpokenField, as_dicts, cue_of_words, divided, speaker_in, text_in, word_of

NAME = "Rev.ai JSON"


def sniff(doc: Document) -> bool:
    """Say whether there are monologues with elements."""
    return isinstance(doc.json, dict) and any("elements" in one for one in as_dicts(doc.json.get("monologues")))


def read(doc: Document) -> Parsed:
    """Return cues of each monologue; punctuation joins the word before it."""
    named = {one.get("id"): text_in(one, "name") for one in as_dicts(doc.json.get("speakers"))}
    parsed = Parsed([])
    for monologue in as_dicts(doc.json["monologues"]):
        voice = named.get(monologue.get("speaker")) or speaker_in(monologue)
        words: list[SpokenField] = []
        for element in as_dicts(monologue.get("elements")):
            word = word_of(element)
            if element.get("type") != "text" and words:
                words[-1] = words[-1]._replace(text=words[-1].text + word.text.rstrip())
            elif word.text.strip():
                words.append(word)
        for group in divided(words):
            parsed.cues.append(cue_of_words(len(parsed.cues) + 1, group, voice=voice))
    return parsed
