"""Chapters as lines of a description, which YouTube and Apple Podcasts turn into chapters.

Their rules: the first line is 0:00, there are three lines or more, times ascend, each chapter lasts ten seconds or
more, and titles are cut after about seventy characters (YouTube Help, "Video chapters"; Apple Podcasts for Creators,
article 5482).
"""

from pipeline.errors import BadInput
from pipeline.formats.times import clock, one_line
from pipeline.records import Highlights

LEAST_CHAPTERS, LEAST_S, MOST_CHARS = 3, 10, 70


def description(record: Highlights) -> str:
    """Return the chapter lines; `BadInput` where no player would take them."""
    lines = description_chapters(record)
    if lines is None:
        raise BadInput(
            f"expected at least {LEAST_CHAPTERS} sections of {LEAST_S} s in {record.episode.id}: "
            "YouTube and Apple ignore fewer"
        )
    return lines


def description_chapters(record: Highlights) -> str | None:
    """Return the lines, or None where the rules cannot be kept: one broken rule makes them all ignored."""
    kept: list[tuple[int, str]] = []
    for section in record.sections:
        start, title = int(section.start), one_line(section.title) or "Untitled"
        if kept and start - kept[-1][0] < LEAST_S:
            continue  # too short before it: the earlier title stays
        kept.append((start if kept else 0, title))
    if kept and record.episode.duration - kept[-1][0] < LEAST_S:
        kept.pop()
    if len(kept) < LEAST_CHAPTERS:
        return None
    return "".join(f"{clock(start)} {_cut(title)}\n" for start, title in kept)


def _cut(title: str) -> str:
    return title if len(title) <= MOST_CHARS else f"{title[: MOST_CHARS - 1].rstrip()}…"
