"""A note for an Obsidian vault: people and topics as links, every quote a block that other notes can embed."""

import hashlib
import json
import re

from pipeline.formats.markdown import escaped
from pipeline.formats.times import UNKNOWN_SPEAKER, clock, length, one_line
from pipeline.formats.transcript_view import is_list
from pipeline.language.page_words import page_words
from pipeline.language.tongues import in_marks
from pipeline.links import moment_link, safe_link
from pipeline.records import Highlights, Quote

MOST_BYTES = 160  # of a name: with an id and its ending a file's name stays below the 255 that file systems allow
_NOT_IN_A_LINK = re.compile(r"[\[\]|#^\\/:*\"<>?%]")  # what Obsidian forbids in the name of a note


_MARK = re.compile(r'^episode-highlights: "([a-z0-9._-]+) ([0-9a-f]{16})"\n', re.MULTILINE)


def note_name(text: str) -> str:
    """Return text as the name of a note, at most 160 bytes: "What is *this*? #1" → "What is this 1"."""
    name = one_line(_NOT_IN_A_LINK.sub("", text)).encode()[:MOST_BYTES].decode(errors="ignore")
    return name.strip(". ") or "Untitled"


def note(record: Highlights) -> str:
    """Return the note; its name is `note_name` of the episode's title.

    Its first property says of which episode it is and what it was when it was written, see `written_for`.
    """
    text = _text(record)
    return text.replace("---\n", f'---\nepisode-highlights: "{record.episode.id} {_digest(text)}"\n', 1)


def written_for(text: str) -> tuple[str, bool] | None:
    """Return of which episode a note is and whether it is still as we wrote it; `None` where it is not ours."""
    found = _MARK.search(text.partition("\n---\n")[0] + "\n") if text.startswith("---\n") else None
    if found is None:
        return None
    return found[1], _digest(text.replace(found[0], "", 1)) == found[2]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _text(record: Highlights) -> str:
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
        told = [escaped(sentence.text) for sentence in section.narrative]
        parts.append("\n".join(f"- {one}" for one in told) if is_list(section.narrative) else " ".join(told))
        parts += [_block(record, q) for q in record.quotes if q.section == section.id]
    if record.questions:
        parts.append(f"## {page_words(record.page_language).say('Questions')}")
        parts += [f"- {escaped(q.text)} ({clock(q.start)}) ^{q.id}" for q in record.questions]
    return "\n\n".join(part for part in parts if part) + "\n"


def _link(name: str) -> str:
    return f"[[{note_name(name)}]]"


def _block(record: Highlights, quote: Quote) -> str:
    link = moment_link(record.episode, quote.start)
    when = f"[{clock(quote.start)}](<{link}>)" if link else clock(quote.start)
    say = page_words(record.page_language).say
    who = _link(quote.speaker) if quote.speaker else say(UNKNOWN_SPEAKER)
    text = escaped(in_marks(quote.text, record.episode.language or ""))
    return f"> {text}\n> — {who}, {when}, {say(quote.grade)}\n\n^{quote.id}"


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
