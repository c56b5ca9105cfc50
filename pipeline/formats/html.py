"""The page people read: one self-contained HTML file that works from a disk, without a network and without scripts.

Everything that was said or typed by somebody goes through Jinja's autoescape; the only markup comes from `page/`.
The content security policy names the style sheet and the scripts by their digests, so nothing else can run.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import pairwise
from typing import ParamSpec
from urllib.parse import urlsplit
from zlib import crc32

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.formats import marks
from pipeline.formats.first_quote import first_heard, first_quote
from pipeline.formats.kinds import without_notes
from pipeline.formats.linked_data import metadata
from pipeline.formats.name_index import name_index
from pipeline.formats.publication import SitePlace, heard_at
from pipeline.formats.timeline import BARS, cover, timeline
from pipeline.formats.times import UNKNOWN_SPEAKER, clock, guessed_in, length, marked_clock
from pipeline.formats.tombstones import for_page
from pipeline.formats.transcript_view import (
    headline,
    is_list,
    opening_sentences,
    paragraphs,
    recording,
    respelled,
    said,
    talk_shares,
    voices_of,
)
from pipeline.language.page_words import ENGLISH, PageWords, page_words
from pipeline.language.tongues import in_marks, right_to_left
from pipeline.links import audio_sources, media_fragment, moment_link, safe_link
from pipeline.records import Highlights, Quote, Section, Span, Theme, Transcript, flags

STYLES = ("base.css", "page.css", "player.css")
SCRIPTS = ("landing.js", "player.js", "addresses.js", "excerpts.js", "reading.js", "find.js", "cards.js", "carried.js")
CORRECTING = "correct.js"  # `highlights serve` adds it
FONTS = {"Newsreader": "newsreader-latin-wght-normal.woff2", "Figtree": "figtree-latin-wght-normal.woff2"}
TONES = 6  # base.css has this many colours for covers; a show keeps its own
MENTIONS_SHOWN = 8
SURE_SPEAKER = 0.8  # a quote whose speaker is less certain says so
SITE = "../catalog/index.html"  # from an episode's folder
GRADE_MEANS = {
    "verbatim": "Word for word, one continuous passage.",
    "cleaned": "Only fillers, repeats and false starts are left out.",
    "elided": "Words are left out at each “…”.",
}
_LANGUAGE_TAG = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")


@dataclass(frozen=True)
class Citation:
    """Where on the page a footnote is used first."""

    anchor: str
    title: str


def page(record: Highlights, transcript: Transcript, place: SitePlace | None = None) -> str:
    """Return the whole page; its sound is looked for beside it, or at the publisher's address.

    With a `place` on the web it says what a link to it shows, and looks as its site does.
    """
    guessed = guessed_in(transcript, record.episode.audio.damaged_from)
    words = page_words(record.page_language)
    sources = audio_sources(record.episode)
    style, scripts = sheet(*STYLES) + (place.look.style if place else ""), [asset(name) for name in SCRIPTS]
    apart = _runs_from_the_right(record)
    at = kept_apart(marked_clock) if apart else marked_clock
    return environment(words.language, apart=apart).get_template("page.html.jinja").render(
        _highlights(record) | _findings(record, transcript, words) | _picture(record, transcript) | _moments(record),
        place=place,
        preview=place.of_page(record, first_quote(record)) if place else None,
        waves=bool(sources or record.episode.audio.waveform),
        heard_at=(lambda start, end: None) if sources else partial(heard_at, record),
        episode=record.episode,
        language=_language(record, transcript),
        right_to_left=right_to_left(_language(record, transcript)),
        quoted=lambda text: in_marks(text, _language(record, transcript)),
        policy=policy(
            [style], scripts, sources, pictures=record.episode.cover is not None,
            excerpts=not sources and any(clip.path for clip in record.clips),
        ),
        style=Markup(style),
        scripts=[Markup(script) for script in scripts],
        linked_data=Markup(metadata(record, place).replace("<", "\\u003c")),
        data=_data(record, transcript, words) | ({"pages": [said.id for said in record.quotes]} if place else {}),
        remote_only=bool(sources) and not record.episode.audio.path,
        at=lambda start, end=None: at(start, guessed, end),
        away=lambda start, end=None: moment_link(record.episode, start, end),
        host=lambda link: (urlsplit(link).hostname or "").removeprefix("www."),
        grade_means=GRADE_MEANS,
        flag_words=partial(flag_words, words),
        is_list=is_list,
        no_notes=without_notes(record, words),
        opening_sentences=opening_sentences,
        headline=headline(record.episode.title, record.episode.show),
        unknown=words.say(UNKNOWN_SPEAKER),
        mentions_shown=MENTIONS_SHOWN,
    )  # fmt: skip


def with_related(page: str, record: Highlights) -> str | None:
    """Return a page of ours with the record's related episodes in place of those it had; `None` where it is older.

    The rest stays as it is: a new episode changes what many others are related to, and nothing else of them.
    """
    moments = _moments(record)
    made = environment(record.page_language, apart=_runs_from_the_right(record))
    part = made.get_template("parts/related.jinja").render(moments)
    entry = str(moments["related_entry"]) if record.related else ""
    for name, text in (("related-entry", entry), ("related", part)):
        head, found, rest = page.partition(f"<!--{name}-->")
        _, ended, tail = rest.partition(f"<!--/{name}-->")
        if not (found and ended):
            return None
        page = f"{head}{found}{text}{ended}{tail}"
    return page


Parts = dict[str, object]
P = ParamSpec("P")


def _runs_from_the_right(record: Highlights) -> bool:
    """Say whether words of ours stand in text from the right; those languages have no words of ours."""
    return right_to_left(record.episode.language or "")


def _moments(record: Highlights) -> Parts:
    """Return what links to moments need, of this episode and of others."""
    sources = audio_sources(record.episode)

    def href(start: float, end: float | None = None) -> str:
        link = None if sources else moment_link(record.episode, start, end)
        return link or f"#{media_fragment(start, end)}"

    name = page_words(record.page_language).say("Related episodes")
    entry = Markup('<li><a href="#related">{}</a></li>').format(name)  # in the contents
    return {"record": record, "sources": sources, "href": href, "site": SITE, "related_entry": entry}


def _highlights(record: Highlights) -> Parts:
    """Return the sections that are shown, grouped, with their quotes."""
    quotes = {quote.id: quote for quote in record.quotes}
    shown = [s for s in record.sections if s.highlight] or [s for s in record.sections if s.kind == "talk"]
    themes = _themes(record, shown)
    return {
        "best": first_quote(record) if audio_sources(record.episode) else first_heard(record)[0] or first_quote(record),
        "shown": shown,
        "themes": themes,
        "theme_of": {id_: theme for theme in themes for id_ in theme.sections},
        "main_quote": {s.id: quotes[s.quote] for s in shown if s.quote in quotes},
        "more_quotes": {s.id: _further(record.quotes, s) for s in shown},
        "topic_names": {topic.id: topic.name for topic in record.topics},
        "titles": {section.id: section.title for section in record.sections},
    }


def _findings(record: Highlights, transcript: Transcript, words: PageWords) -> Parts:
    """Return what the page says of its own evidence."""
    return {
        "published": words.date(record.episode.published),
        "links": [(name, link) for name, url in record.episode.links.items() if (link := safe_link(url))],
        "footnotes": {note.n: note for note in record.footnotes},
        "target": {note.n: note.id or f"fn{note.n}" for note in record.footnotes},
        "cited": _citations(record, words),
        "evidence": [p for p in record.episode.people if p.evidence and _within(p.evidence.words, transcript)],
        "overlaps": transcript.overlaps,
        "said": lambda span: said(transcript, span),
        "times_of": lambda span: (transcript.words[span[0]].start, transcript.words[span[1] - 1].end),
        "sure_speaker": SURE_SPEAKER,
        "speaker_of": lambda span: transcript.words[span[0]].speaker,
        "uncertain": [(q, _shorten(said(transcript, q.words))) for q in record.coverage.quarantined],
        "covered": _covered(record, words),
        "unworded_s": record.coverage.unworded_s,
        "methods": _methods(record),
        "worth_of": partial(marks.worth_of, words=words),
        "worth_means": marks.MEANS,
        "worths": marks.worths(record),
        "least_sure": marks.least_sure(marks.told(record)),
        "respelled": respelled(transcript),
        "index": name_index(record, transcript),
        **recording(record, transcript),
    }


def _within(span: Span | None, transcript: Transcript) -> bool:
    return span is None or span[1] <= len(transcript.words)


def _picture(record: Highlights, transcript: Transcript) -> Parts:
    """Return the voices, and the episode drawn with them."""
    voices = voices_of(transcript)
    counted = {t.speaker: f"{100 * t.share:.0f}\u00a0%" for t in record.talk_time if t.speaker}
    shares = counted or talk_shares(transcript)
    legend = [(name, voice) for name, voice in voices.items() if name]
    return {
        "voices": voices,
        "anybody": any(turn.speaker or turn.speaker_label for turn in transcript.turns),
        "people": record.episode.people,
        "talk": shares,
        "talk_share": shares,
        "legend": legend if len(legend) > 1 else [],
        "timeline": timeline(record, transcript, voices),
        "cover": cover(record, transcript, voices),
        "tone": crc32((record.episode.show or record.episode.id).encode()) % TONES,
        "paragraphs": paragraphs(record, transcript, voices),
    }


@cache
def environment(language: str = ENGLISH, *, apart: bool = False) -> Environment:
    """Return the templates with the words of a language, every value escaped.

    `apart`: words of ours, times and counts stand in text that runs from the right, and keep their own direction.
    """
    words, own = page_words(language), kept_apart if apart else _as_it_is
    made = Environment(
        loader=PackageLoader("pipeline.formats", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "say": own(words.say), "many": own(words.many), "date": words.date, "decimal": words.decimal,
        "clock": own(clock), "length": own(length), "page_language": words.language,
        "marked": own(lambda text, **values: Markup(words.say(text)).format(**values)),  # the text is markup of ours
    }  # fmt: skip
    return made


def kept_apart(written: Callable[P, str]) -> Callable[P, str]:
    """Return a function whose text keeps its direction, from the left, whatever stands around it (Unicode, UAX 9)."""

    def isolated(*given: P.args, **named: P.kwargs) -> str:
        text = written(*given, **named)
        return type(text)(f"\u2066{text}\u2069") if text else text

    return isolated


def _as_it_is(written: Callable[P, str]) -> Callable[P, str]:
    return written


def flag_words(words: PageWords, flag: str) -> tuple[str, str]:
    """Return a flag in the words of a language and what it says."""
    label, says = flags.words(flag)
    name, _, reason = label.partition(": ")
    return (f"{words.say(name)}: {words.say(reason)}" if reason else words.say(label)), words.say(says)


@cache
def asset(name: str) -> str:
    """Return a style sheet or a script as it is written."""
    return (files("pipeline.formats") / "page" / name).read_text(encoding="utf-8")


@cache
def sheet(*names: str) -> str:
    """Return style sheets in one, the fonts inside: a page is one file."""
    faces = []
    for family, file in FONTS.items():
        data = base64.b64encode((files("pipeline.formats") / "page" / "fonts" / file).read_bytes()).decode()
        faces.append(
            f'@font-face {{ font-family: "{family}"; font-weight: 200 900; font-display: swap; '
            f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
        )
    return "".join([*faces, *map(asset, names)])


def policy(
    styles: Sequence[str],
    scripts: Sequence[str],
    sources: Sequence[str] = (),
    *,
    pictures: bool = False,
    excerpts: bool = False,
) -> str:
    """Return the content security policy; `file:` because a page on a disk has no origin that 'self' could mean.

    `excerpts`: the page plays parts of clips, for which it may have to fetch them whole.
    """
    media = ["'self'", "file:"]
    for source in sources:
        parts = urlsplit(source)
        if parts.scheme:
            media.append(f"{parts.scheme}://{parts.netloc}")
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_digests(styles)}",
            f"script-src {_digests(scripts)}",
            "font-src data:",
            "img-src data: 'self' file:" if pictures else "img-src data:",
            f"media-src {' '.join([*media, *(['blob:'] if excerpts else [])])}",
            *(["connect-src 'self'"] if excerpts else []),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digests(texts: Sequence[str]) -> str:
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts)


def _language(record: Highlights, transcript: Transcript) -> str:
    tag = record.episode.language or transcript.language
    return tag if _LANGUAGE_TAG.match(tag) else "und"


def _data(record: Highlights, transcript: Transcript, words: PageWords) -> dict[str, object]:
    """Return what the script needs: word starts as differences in 1/100 s (three bytes a word), and the sections."""
    starts = [round(word.start * 100) for word in transcript.words]
    own = {k: text for name in (*SCRIPTS, CORRECTING) for k, text in words.of_script(asset(name)).items()}
    return {
        "episode": record.episode.id,
        "title": headline(record.episode.title, record.episode.show),
        "show": record.episode.show,
        "duration": record.episode.duration,
        "bars": BARS,
        "deltas": [b - a for a, b in pairwise([0, *starts])],
        "sections": [[section.id, section.start, section.title] for section in record.sections],
        "gone": {id_: (now, words.say(why), *place) for id_, (now, why, *place) in for_page(record).items()},
    } | ({"words": own} if own else {})


def _themes(record: Highlights, shown: Sequence[Section]) -> list[Theme]:
    """Return the themes that have something to show; none where they would not divide the page."""
    ids = {section.id for section in shown}
    themes = [theme for theme in record.themes if ids.intersection(theme.sections)]
    return themes if len(themes) > 1 else []


def _further(quotes: Sequence[Quote], section: Section) -> list[Quote]:
    return sorted((q for q in quotes if q.section == section.id and q.id != section.quote), key=lambda q: q.rank)


def _citations(record: Highlights, words: PageWords) -> dict[int, Citation]:
    """Return for each footnote where it is used first, in the order of the page."""
    uses = [(n, Citation("summary", words.say("Summary"))) for n in record.summary.footnotes]
    uses += [
        (n, Citation("in-short", words.say("In short"))) for sentence in record.in_short for n in sentence.footnotes
    ]
    for section in record.sections:
        here = Citation(section.id, section.title)
        uses += [(n, here) for sentence in section.narrative for n in sentence.footnotes]
        uses += [(q.footnote, here) for q in record.quotes if q.section == section.id and q.footnote is not None]
    return dict(reversed(uses))


def _covered(record: Highlights, words: PageWords) -> str | None:
    """Return worded speech in per cent, rounded down so that 100 % means all of it; `None` where nobody listened."""
    speech_s, worded_s = record.coverage.speech_s, record.coverage.worded_s
    if not speech_s:
        return None
    share = int(min(worded_s / speech_s, 1) * 1000) / 10
    return f"{words.decimal(share, 0 if share.is_integer() else 1)}\u00a0%"


def _methods(record: Highlights) -> dict[str, int]:
    """Return how many narrative sentences were made in which way."""
    made = [sentence.method for section in record.sections for sentence in section.narrative]
    return {method: made.count(method) for method in ("extract", "frame", "model", "person") if method in made}


def _shorten(text: str, most: int = 240) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"
