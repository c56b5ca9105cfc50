"""Chapters for podcast apps: Podcasting 2.0 JSON chapters 1.2."""

import json

from pipeline.formats.times import one_line
from pipeline.links import moment_link
from pipeline.records import Highlights

VERSION = "1.2.0"  # Podcastindex-org/podcast-namespace, jsonChapters.md
UNTITLED = "Untitled"


def chapters(record: Highlights) -> str:
    """Return one chapter per section in ascending order; of sections that start together the last one stays."""
    by_start = {section.start: section for section in sorted(record.sections, key=lambda section: section.start)}
    listed = []
    for section in by_start.values():
        chapter: dict[str, object] = {
            "startTime": section.start,
            "endTime": section.end,
            "title": one_line(section.title) or UNTITLED,
        }
        if link := moment_link(record.episode, section.start):
            chapter["url"] = link
        listed.append(chapter)
    document: dict[str, object] = {"version": VERSION, "title": one_line(record.episode.title)}
    if record.episode.show:
        document["podcastName"] = one_line(record.episode.show)
    if record.summary.text:
        document["description"] = one_line(record.summary.text)
    return json.dumps(document | {"chapters": listed}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
