"""The three marks of a sentence: said, stated, approved; what they mean, and how many there are."""

from pipeline.language.page_words import PageWords
from pipeline.records import Highlights, Mark, NarrativeSentence

MEANS: dict[Mark, str] = {
    "said": "only words of the transcript in a fixed template, proved word by word",
    "stated": "written by a language model; a judge holds that the words it cites state it, which is an estimate",
    "approved": "written or approved by a person; only its quotations are proved",
}


def worth_of(sentence: NarrativeSentence, words: PageWords) -> str:
    """Return what a reader should know of a sentence that is not proved word by word."""
    sure = least_sure([sentence])
    told = f"{words.say(sentence.mark).capitalize()}: {words.say(MEANS[sentence.mark])}"
    if sure is None or sentence.mark != "stated":
        return told
    probable = words.say("{share} % probable by the judge", share=round(100 * sure))
    return f"{told} ({probable})"


def least_sure(sentences: list[NarrativeSentence]) -> float | None:
    """Return the lowest probability of a clause that is stated; None where none is."""
    stated = (c.probability for s in sentences for c in s.clauses if c.mark == "stated" and c.probability is not None)
    return min(stated, default=None)


def told(record: Highlights) -> list[NarrativeSentence]:
    """Return the sentences of all narratives, in order."""
    return [sentence for section in record.sections for sentence in section.narrative]


def worths(record: Highlights) -> dict[Mark, int]:
    """Return how many sentences bear each mark; nothing where all are said."""
    marks = [sentence.mark for sentence in told(record)]
    if record.summary.mark != "said":
        marks.append(record.summary.mark)
    return {mark: marks.count(mark) for mark in MEANS if mark in marks} if set(marks) - {"said"} else {}
