"""A checked text as a page of its own: its quotations and sentences with their verdicts, and a footnote for each."""

from dataclasses import dataclass

from pipeline.formats.html import environment, policy, sheet
from pipeline.formats.times import UNKNOWN_SPEAKER
from pipeline.language.page_words import PageWords, page_words
from pipeline.language.tongues import in_marks
from pipeline.language.words import plain
from pipeline.links import moment_link
from pipeline.records import Highlights, Span, Transcript
from pipeline.records.checked import CheckedText

MOST_WORDS = 120  # of a footnote; a longer stretch is cut


@dataclass(frozen=True)
class Foot:
    """A footnote: the words that a line of the text rests on."""

    number: int
    start: float
    end: float
    said: str
    speaker: str
    link: str | None


def checked_page(found: CheckedText, record: Highlights, transcript: Transcript, *, name: str) -> str:
    """Return the page (HTML, one file) of a checked text; `name` is what the text is called."""
    language = page_words(record.page_language)
    feet: dict[tuple[Span, ...], Foot] = {}

    def foot(words: tuple[Span, ...] | None) -> Foot | None:
        if words and words not in feet:
            feet[words] = _foot(len(feet) + 1, words, record, transcript, language)
        return feet[words] if words else None

    quotes = [(quotation, foot(quotation.words)) for quotation in found.quotes]
    sentences = [(sentence, foot(sentence.words)) for sentence in found.sentences]
    styles = [sheet("base.css", "checked.css")]
    template = environment(language.language).get_template("checked.html.jinja")
    return template.render(
        policy=policy(styles, []), style=styles[0], name=name, episode=record.episode, quotes=quotes,
        sentences=sentences, feet=list(feet.values()),
        quoted=lambda text: in_marks(text, transcript.language),
        good=sum(s.verdict == "supported" for s in found.sentences),
    )  # fmt: skip


def _foot(
    number: int, words: tuple[Span, ...], record: Highlights, transcript: Transcript, language: PageWords
) -> Foot:
    heard = transcript.words
    said = " … ".join(plain(heard, span) for span in words).split()
    speakers = dict.fromkeys(heard[k].speaker or language.say(UNKNOWN_SPEAKER) for i, j in words for k in range(i, j))
    start, end = heard[words[0][0]].start, heard[words[-1][1] - 1].end
    return Foot(
        number=number,
        start=start,
        end=end,
        said=" ".join(said[:MOST_WORDS]) + (" …" if len(said) > MOST_WORDS else ""),
        speaker=", ".join(speakers),
        link=moment_link(record.episode, start, end),
    )
