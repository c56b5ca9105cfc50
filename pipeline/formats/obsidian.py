"""A note for an Obsidian vault: people and topics as links, every quote a block that other notes can embed."""

import json
import re

from pipeline.formats.markdown import escaped
from pipeline.formats.moments import UNKNOWN_SPEAKER, clock, length, moment_link, one_line, safe_link
from pipeline.records import Highlights, Quote

_NOT_IN_A_LINK = re.compile(r"[\[\]|#^\\/:*\"<>?%]")  # what Obsidian forbids in the name of a note


def note_name(text: str) -> str:
    """Return text as the name of a note: "What is *this*? #1" → "What is this 1"."""
    return one_line(_NOT_IN_A_LINK.sub("", text)).strip(". ")[:120] or "Untitled"


def note(record: Highlights) -> str:
    """Return the note; its name is `note_name` of the episode's title."""
    episode = record.episode
    parts = [
        _properties(record),
        escaped(record.summary.text),
        " · ".join(_link(person.name) for person in episode.people),
    ]
    for section in record.sections:
        if not section.highlight:
            continue
        names = [topic.name for topic in record.topics if topic.id in section.topics]
        about = " ".join(map(_link, names))
        parts.append(f"## {escaped(section.title)}")
        parts.append(f"{clock(section.start)} · {length(section.end - section.start)}{' · ' if about else ''}{about}")
        parts.append(escaped(" ".join(sentence.text for sentence in section.narrative)))
        parts += [_block(record, q) for q in record.quotes if q.section == section.id]
    if record.questions:
        parts.append("## Questions")
        parts += [f"- {escaped(q.text)} ({clock(q.start)}) ^{q.id}" for q in record.questions]
    return "\n\n".join(part for part in parts if part) + "\n"


def _link(name: str) -> str:
    return f"[[{note_name(name)}]]"


def _block(record: Highlights, quote: Quote) -> str:
    link = moment_link(record.episode, quote.start)
    when = f"[{clock(quote.start)}](<{link}>)" if link else clock(quote.start)
    who = _link(quote.speaker) if quote.speaker else UNKNOWN_SPEAKER
    return f"> “{escaped(quote.text)}”\n> — {who}, {when}, {quote.grade}\n\n^{quote.id}"


def _properties(record: Highlights) -> str:
    """Return YAML whose every value is a JSON value, see `markdown`."""
    episode = record.episode
    fields: dict[str, object] = {
        "aliases": [one_line(episode.title)],
        "show": _link(episode.show) if episode.show else None,
        "published": one_line(episode.published) if episode.published else None,
        "people": [_link(person.name) for person in episode.people] or None,
        "topics": [_link(topic.name) for topic in record.topics if topic.found] or None,
        "links": [link for link in map(safe_link, episode.links.values()) if link] or None,
        "tags": ["podcast", "highlights"],
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items() if value is not None]
    return "\n".join(["---", *lines, "---"])
