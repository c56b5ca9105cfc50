"""Lead the title of a section by the watched topic that was found in it."""

import re
from collections.abc import Iterable, Sequence

from pipeline.language.stems import stem
from pipeline.language.words import content_words, squash
from pipeline.records import Outline, Topic, TopicReason

LONGEST = 60  # characters: what a podcast app shows of a chapter on one line
LONGEST_WORDS = 8  # after the topic's name


def led(outline: Outline, answers: Sequence[tuple[Topic, TopicReason]]) -> dict[str, str]:
    """Return, by section id, the titles of sections in which a watched topic was found and is named.

    A title that names the topic stays as it is; else a question that does, or one that starts with it, is taken from
    the section's other possible titles, or the topic stands in front of one: "AlexNet: the power of big networks". The
    publisher's titles stay, and two sections never get the same title.
    """
    titles = {section.id: section.title for section in outline.sections}
    given: dict[str, str] = {}
    for section in outline.sections:
        topic = _found_in(section.id, answers)
        if topic is None or section.title_source == "publisher":
            continue
        taken = {title.lower() for id_, title in (titles | given).items() if id_ != section.id}
        options = _options(topic.name, section.title, outline.headings.get(section.id, ()))
        given[section.id] = next((o for o in options if o.lower() not in taken), section.title)
    return {id_: title for id_, title in given.items() if title != titles[id_]}


def _found_in(section: str, answers: Sequence[tuple[Topic, TopicReason]]) -> Topic | None:
    """Return the topic that is named most often in a section, of those found there."""
    named = [
        (mentions, topic)
        for topic, reason in answers
        if topic.found and section in topic.sections
        for mentions in (sum(r.mentions for r in reason.sections if r.section == section),)
        if mentions
    ]
    return max(named, key=lambda x: x[0])[1] if named else None


def _options(name: str, title: str, others: Sequence[str]) -> Iterable[str]:
    """Yield what a section may be called so that the topic is in its title, best first."""
    if names(title, name) and not names(name, title):
        yield title
    for other in others:
        asks = other.endswith("?") or other.lower().startswith(("how ", "why ", "what "))
        leads = asks or _key(other).startswith(_key(name))
        if leads and names(other, name) and not names(name, other):  # the name alone says nothing of it
            yield other[:1].upper() + other[1:]
            break
    matter = {stem(w) for w in content_words(name)}
    for other in others:
        said = f"{name}: {other}"
        apart = not matter & {stem(w) for w in content_words(other)}
        if apart and ":" not in other and len(said) <= LONGEST and len(other.split()) in range(2, LONGEST_WORDS + 1):
            yield said
    yield name


def names(title: str, topic: str) -> bool:
    """Say whether a title holds the name of a topic, whatever its case, its hyphens and its plural.

    >>> names("What is a transformer?", "Transformers")
    True
    """
    return _key(topic) in _key(title)


def _key(text: str) -> str:
    return " " + " ".join(stem(squash(word)) for word in re.split(r"[\s/-]+", text) if squash(word)) + " "
