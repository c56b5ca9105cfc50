"""What an episode is about, in phrases that were said there."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.checks.support import said_in
from pipeline.language.words import bare
from pipeline.records import Clause, Episode, Outline, Section, Sentence, TopicMap, Transcript

EPISODE_THINGS = (2, 4)  # that a summary lists
LONGEST = 6  # words of a thing
LEADING = 4  # keyphrases of a section that may name the episode's matter
PHRASE_WORTH, WORD_WORTH = 1.6, 0.8  # of several words, of one
MOST_SAID = 20  # times, after which a phrase does not gain
LEAST_SAID = 2
_TELLING = 4  # letters of a word that two things may not share
_ARTICLES = ("the", "a", "an")
_DETERMINERS = (*_ARTICLES, "my", "your", "his", "her", "its", "our", "their", "this", "that", "these", "those")
# Heads a phrase that needs its talk to be understood, or that says nothing.
_EMPTY = re.compile(
    r"(?:what(?:'s| is| has| happened)?|whose|who|certain|other|useful|much|many|first|next|same|such|own|great|good|"
    r"general|point|kind|sort|lot|thing|things|name|word|way|full|whole|beautiful|real|recent|world|idea|notion|"
    r"\w+ed|concept|topic|matter|part|set|number|terms?|hello|hi|gotcha|lots|yep|huh|bye|okay)\b",
    re.I,
)


def things_of_episode(
    episode: Episode, transcript: Transcript, outline: Outline, topic_map: TopicMap, *, without: str = ""
) -> tuple[Clause, ...]:
    """Return two to four things that an episode is about, in the order of the talk.

    Watched topics are looked for first, then what recurs. What `without` says is left out.
    """
    people = {bare(part) for p in episode.people for part in p.name.split()}
    known: set[str] = set()
    found: list[Clause] = []
    talk = [s for s in outline.sections if s.kind == "talk"]
    sentences = [s for section in talk for s in _sentences(transcript, section)]
    watched = [topic.name for topic in topic_map.topics if topic.found]
    for thing in (*watched, *_recurring(transcript, talk, topic_map)):
        new = _telling(thing)
        told = not new or new & known or thing.lower() in without.lower()
        if told or {bare(w) for w in thing.split()} & people or len(found) == EPISODE_THINGS[1]:
            continue
        if clause := _said(transcript, sentences, thing, found):
            found.append(clause)
            known |= new
    return tuple(sorted(found, key=lambda c: c.words)) if len(found) >= EPISODE_THINGS[0] else ()


def _recurring(transcript: Transcript, talk: Sequence[Section], topic_map: TopicMap) -> Iterator[str]:
    """Yield the keyphrases of the sections, those first that head many and are said often."""
    said = " ".join(w.text for w in transcript.words).lower()
    worth: Counter[str] = Counter()
    for section in talk:
        for place, phrase in enumerate(section.keyphrases[:LEADING], start=1):
            times = min(said.count(phrase.lower()), MOST_SAID)
            if times < LEAST_SAID or not _is_thing(phrase):
                continue
            kind = PHRASE_WORTH if " " in phrase else WORD_WORTH
            worth[phrase] += (1 + (section.id in topic_map.ranked)) * kind * times**0.5 / place
    return (phrase for phrase, _ in worth.most_common())


def _is_thing(phrase: str) -> bool:
    return not re.search(r"[?:,@()\[\]\"“”]", phrase) and len(phrase.split()) <= LONGEST and not _EMPTY.match(phrase)


def _telling(text: str) -> set[str]:
    """Return the words of a phrase that two things may not share, without a plural s."""
    return {bare(w).removesuffix("'s").rstrip("s") for w in text.split() if len(bare(w)) >= _TELLING}


def _said(transcript: Transcript, sentences: Sequence[Sentence], thing: str, others: Sequence[Clause]) -> Clause | None:
    """Return a thing with the first sentence that says it and is not cited for another one."""
    taken = {clause.words[0] for clause in others}
    free = [s.words for s in sentences if s.words not in taken]
    holding = [span for span in free if said_in(transcript.words, span, thing)]
    if not holding:
        return None
    if " " in thing and not re.match(r"[A-Z]|how |\w+ing ", thing):
        words = transcript.words
        before = {word: [s for s in holding if said_in(words, s, f"{word} {thing}")] for word in _DETERMINERS}
        if sum(map(len, before.values())) > len(holding) / 2:  # "the probability of doom", never "lab notebook"
            article = max(_ARTICLES, key=lambda word: len(before[word]))
            so = before[article]
            return Clause(text=f"{article} {_as_said(transcript, so[0], thing)}", words=(so[0],)) if so else None
    return Clause(text=_as_said(transcript, holding[0], thing), words=(holding[0],))


def _as_said(transcript: Transcript, within: tuple[int, int], thing: str) -> str:
    """Return a thing with a small first letter, where its first word is said so and opens no name."""
    first, _, rest = thing.partition(" ")
    small = any(bare(w.text) == bare(first) and w.text[:1].islower() for w in transcript.words[slice(*within)])
    return f"{first[:1].lower()}{thing[1:]}" if small and (rest[:1].islower() or not rest) else thing


def _sentences(transcript: Transcript, section: Section) -> list[Sentence]:
    i, j = section.words
    return [s for s in transcript.sentences if s.words[0] >= i and s.words[1] <= j]
