"""Say what kind of show an episode is, for a label and for the sentence that stands where notes would."""

from pipeline.records import Highlights, ShowKind

LABELS: dict[ShowKind, str] = {
    "interview": "interview",
    "conversation": "conversation",
    "monologue": "monologue",
    "news": "news programme",
    "story": "narrated story",
    "meeting": "meeting",
    "unknown": "show of an unknown kind",
}


def without_notes(record: Highlights) -> str | None:
    """Return one sentence that says why no notes stand beside the sections; None where notes were asked for."""
    if "no-notes-for-this-kind" not in record.flags or record.episode.kind is None:
        return None
    several = "conversation of several people" if record.episode.kind.kind == "conversation" else None
    label = several or LABELS[record.episode.kind.kind]
    return f"This sounds like a {label}. Notes on that kind of show do not read well yet, so none were written."
