"""Who asks and what: the questions that may stand in a sentence, and the hosts where nobody named them."""

from collections import Counter
from collections.abc import Sequence

from pipeline.checks.support import turn_of
from pipeline.language.fluency import marked, stumbles
from pipeline.language.openers import neutral_length
from pipeline.language.words import bare, content_words, leans_on_before, plain
from pipeline.ports import SentenceParser
from pipeline.records import Episode, Questions, Span, Transcript, Word
from pipeline.spans import hull, overlaps

LEAST, MOST = 4, 22  # words of a question that stands inside a sentence
LEAST_CONTENT = 2  # of them words that say what it is about; "What is it?" and "What is the main idea?" do not
_EMPTY = frozenset(
    """main idea ideas describe think mean talk tell explain thoughts thought point example question kind thing things
    sort feel say give lot little big look way ways really maybe right know going people makes make take see like
    interesting curious wonder story""".split()
)
MOST_AFTER = 25  # words that may follow a question in its turn before the other answers
ASKS = 0.6  # share of all questions that a host asks where nobody named one
LISTENS = 0.5  # share of all words that he says at most
SPEAKS = 0.03  # share of all words below which a voice is no part of the talk
_ASKING = frozenset(
    """what how why when where who which whose do does did is are was were can could would should will have has had
    if""".split()
)


def hosts_of(episode: Episode, transcript: Transcript) -> frozenset[str | None]:
    """Return the hosts by the publisher's roles; without any, the one speaker who asks most and says least."""
    named = frozenset(p.name for p in episode.people if (p.role or "").lower() == "host")
    if named:
        return frozenset(named)
    words: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for sentence in transcript.sentences:
        if sentence.speaker:
            words[sentence.speaker] += sentence.words[1] - sentence.words[0]
            asked[sentence.speaker] += transcript.words[sentence.words[1] - 1].text.rstrip("”\"'").endswith("?")
    if len([n for n in words.values() if n >= SPEAKS * words.total()]) < 2:
        return frozenset()
    name, most = asked.most_common(1)[0]
    asks = most >= ASKS * asked.total() and words[name] <= LISTENS * words.total()
    return frozenset({name}) if asks else frozenset()


def questions_asked(transcript: Transcript, questions: Questions, parser: SentenceParser) -> list[Span]:
    """Return the questions that stand alone and are put to somebody, each cut to what is asked, in order."""
    listed = [hull(q.words) for q in questions.questions]
    found = [core for span in listed if (core := _core(transcript.words, span))]
    for sentence in transcript.sentences:
        free = not any(overlaps(sentence.words, span) for span in listed)
        if free and _is_put(transcript, sentence.words) and (core := _core(transcript.words, sentence.words)):
            found.append(core)
    found.sort()
    texts = [plain(transcript.words, span) for span in found]
    readings = parser.parse([text[:1].upper() + text[1:] for text in texts])
    return [
        span for span, text, reading in zip(found, texts, readings, strict=True)
        if not reading.points_back and not leans_on_before(text)
    ]  # fmt: skip


def _core(words: Sequence[Word], span: Span) -> Span | None:
    """Return the last part of a question that asks something as a whole: "So, to you, what is it?" → "what is it?"."""
    start = span[0] + neutral_length([bare(w.text) for w in words[slice(*span)]])
    places = [
        k for k in range(start, span[1] - LEAST + 1)
        if bare(words[k].text) in _ASKING and (k == start or words[k - 1].text.endswith((",", ".", "?", "—", "–")))
    ]  # fmt: skip
    for k in places:
        text = plain(words, (k, span[1]))
        said = [w.text for w in words[k : span[1]]]
        one = not any(token.endswith((".", "?", "!")) for token in said[:-1])
        if one and len(said) <= MOST and len(set(content_words(text)) - _EMPTY) >= LEAST_CONTENT and not stumbles(said):
            return None if marked(text) or not text.endswith("?") else (k, span[1])
    return None


def _is_put(transcript: Transcript, span: Span) -> bool:
    """Say whether somebody else speaks soon after a question that a known speaker asks."""
    if not transcript.words[span[1] - 1].text.endswith("?"):
        return False
    turn = turn_of(transcript, span)
    if turn is None or transcript.turns[turn].speaker is None:
        return False
    following = transcript.turns[turn + 1 : turn + 2]
    left = transcript.turns[turn].words[1] - span[1]
    return left <= MOST_AFTER and any(t.speaker != transcript.turns[turn].speaker for t in following)
