"""Chapters for podcast apps: Podcasting 2.0 JSON chapters 1.2."""

import json

from pipeline.formats.publication import SitePlace
from pipeline.formats.times import one_line
from pipeline.links import moment_link
from pipeline.records import Highlights

VERSION = "1.2.0"  # Podcastindex-org/podcast-namespace, jsonChapters.md
UNTITLED = "Untitled"


def chapters(record: Highlights, place: SitePlace | None = None) -> str:
    """Return one chapter per section in ascending order; of sections that start together the last one stays.

    A chapter links to its moment at the publisher's, else to the page in its `place` on the web.
    """
    by_start = {section.start: section for section in sorted(record.sections, key=lambda section: section.start)}
    listed = []
    for section in by_start.values():
        chapter: dict[str, object] = {
            "startTime": section.start,
            "endTime": section.end,
            "title": one_line(section.title) or UNTITLED,
        }
        on_page = f"{place.page}#{section.id}" if place else None
        if link := moment_link(record.episode, section.start) or on_page:
            chapter["url"] = link
        listed.append(chapter)
    document: dict[str, object] = {"version": VERSION, "title": one_line(record.episode.title)}
    if record.episode.show:
        document["podcastName"] = one_line(record.episode.show)
    if record.summary.text:
        document["description"] = one_line(record.summary.text)
    return json.dumps(document | {"chapters": listed}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
