"""Show notes to paste where an episode is published: summary, chapters, quotes and links, in plain text.

Apple Podcasts and Spotify take 4,000 characters, YouTube 5,000 (Apple Podcasts for Creators, article 1686; Spotify for
Creators, "Episode details"; YouTube Help, "Video description"): the notes keep within the shortest.
"""

from pipeline.formats.description import description_chapters
from pipeline.formats.times import clock, one_line
from pipeline.language.page_words import page_words
from pipeline.language.tongues import in_marks
from pipeline.links import safe_link
from pipeline.records import Highlights, Quote

MOST_CHARS = 4000
MOST_QUOTES = 5


def show_notes(record: Highlights) -> str:
    """Return the notes; quotes, then chapters are left out where they would be too long."""
    chapters, quotes = description_chapters(record) or "", _best(record)
    while True:
        text = _notes(record, chapters, quotes)
        if len(text) <= MOST_CHARS or not (quotes or chapters):
            return text if len(text) <= MOST_CHARS else text[: MOST_CHARS - 2].rsplit(" ", 1)[0] + "…\n"
        quotes, chapters = (quotes[:-1], chapters) if quotes else ([], "")


def _best(record: Highlights) -> list[Quote]:
    """Return the first quotes of the best sections, in the order of the talk."""
    ranked = sorted((s for s in record.sections if s.quote), key=lambda s: s.rank or len(record.sections))
    wanted = {section.quote for section in ranked[:MOST_QUOTES]}
    return [quote for quote in record.quotes if quote.id in wanted]


def _notes(record: Highlights, chapters: str, quotes: list[Quote]) -> str:
    episode, say = record.episode, page_words(record.page_language).say
    people = ", ".join(
        one_line(person.name) + (f" ({say(one_line(person.role))})" if person.role else "") for person in episode.people
    )
    said = [
        in_marks(one_line(quote.text), episode.language or "")
        + (f" — {one_line(quote.speaker)}" if quote.speaker else "")
        + f", {clock(quote.start)}"
        for quote in quotes
    ]
    links = [f"{one_line(name)}: {link}" for name, url in episode.links.items() if (link := safe_link(url))]
    parts = [
        one_line(record.summary.text),
        say("With {people}.", people=people) if people else "",
        f"{say('Chapters')}\n{chapters.rstrip()}" if chapters else "",
        "\n".join([say("Quotes"), *said]) if said else "",
        "\n".join([say("Links"), *links]) if links else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
