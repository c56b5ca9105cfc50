"""Say what kind of show an episode is, for a label and for the sentence that stands where notes would."""

from pipeline.language.page_words import PageWords
from pipeline.records import Highlights, ShowKind

SOUNDS_LIKE: dict[ShowKind, str] = {
    "interview": "This sounds like an interview.",
    "conversation": "This sounds like a conversation of several people.",
    "monologue": "This sounds like a monologue.",
    "news": "This sounds like a news programme.",
    "story": "This sounds like a narrated story.",
    "meeting": "This sounds like a meeting.",
    "unknown": "This sounds like a show of an unknown kind.",
}
NONE_WRITTEN = "Notes on that kind of show do not read well yet, so none were written."


def without_notes(record: Highlights, words: PageWords) -> str | None:
    """Return one sentence that says why no notes stand beside the sections; None where notes were asked for."""
    if "no-notes-for-this-kind" not in record.flags or record.episode.kind is None:
        return None
    return f"{words.say(SOUNDS_LIKE[record.episode.kind.kind])} {words.say(NONE_WRITTEN)}"
