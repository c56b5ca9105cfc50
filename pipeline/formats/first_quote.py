"""The one quote of an episode that is read and heard first: in its masthead, on the site's front page, in previews."""

from pipeline.formats.publication import heard_at
from pipeline.records import Highlights, Quote

SHORT_WORDS = 45  # of a quote that is read at a glance


def first_quote(record: Highlights) -> Quote | None:
    """Return the one quote to hear first: a person's choice, else the best section's, if it is read at a glance."""
    quotes = {quote.id: quote for quote in record.quotes}
    pinned = next((quote for quote in record.quotes if quote.source == "pinned"), None)
    ranked = sorted((s for s in record.sections if s.quote in quotes and s.rank), key=lambda s: s.rank or 0)
    firsts = [quotes[section.quote] for section in ranked if section.quote]
    firsts = [quote for quote in firsts if not {"not-in-this-audio", "interrupted"} & set(quote.flags)]
    short = [quote for quote in firsts if len(quote.text.split()) <= SHORT_WORDS]
    return pinned or next(iter([*short, *firsts]), None)


def first_heard(record: Highlights) -> tuple[Quote | None, str | None]:
    """Return the quote to hear first, of those that a clip holds, and where it is heard; None where none does."""
    first = first_quote(record)
    ranked = sorted(record.quotes, key=lambda said: (said is not first, said.rank))
    parts = ((said, heard_at(record, said.start, said.end)) for said in ranked)
    return next(((said, part) for said, part in parts if part), (None, None))
