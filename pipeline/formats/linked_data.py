"""What other programs read: schema.org metadata for search engines, Web Annotations for annotation tools."""

import json
from dataclasses import dataclass
from urllib.parse import quote

from pipeline.formats.plain_text import offsets, plain_text
from pipeline.formats.publication import SitePlace, sound_address
from pipeline.formats.times import one_line
from pipeline.links import audio_sources, media_fragment, moment_link, safe_link
from pipeline.records import Highlights, Quote, Span, Transcript

SCHEMA_ORG = "https://schema.org"
ANNOTATION_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"  # what a FragmentSelector on sound conforms to
CONTEXT_CHARS = 32  # of prefix and suffix: enough to tell two occurrences apart, short enough to stay quotable

OWN_PAGES = frozenset(
    "page, website, web page, homepage, episode, episode page, show notes, transcript, youtube, video, audio, listen, "
    "apple, apple podcasts, spotify, overcast, pocket casts, castbox, amazon music, deezer, soundcloud, podcast".split(
        ", "
    )
)  # names of links to the episode

Node = dict[str, object]


def metadata(record: Highlights, place: SitePlace | None = None) -> str:
    """Return schema.org JSON-LD: a PodcastEpisode with its sections and clips as Clip, its quotes as Quotation.

    With a `place` on the web every address is whole.
    """
    episode, about = record.episode, _About(record, place)
    links = [(name, link) for name, url in episode.links.items() if (link := safe_link(url))]
    node: Node = {
        "@context": SCHEMA_ORG,
        "@type": "PodcastEpisode",
        "@id": about.id("#episode"),
        "identifier": episode.id,
        "url": place.page if place else None,
        "name": one_line(episode.title),
        "duration": _iso_duration(episode.duration),
        "abstract": one_line(record.summary.text),
        "datePublished": episode.published,
        "image": about.file(episode.cover) if episode.cover else about.card(),
        "inLanguage": episode.language,
        "episodeNumber": episode.number,
        "partOfSeries": {"@type": "PodcastSeries", "name": one_line(episode.show)} if episode.show else None,
        "contributor": [_role(p.name, p.role) for p in episode.people] or None,
        "associatedMedia": _audio_object(record, about),
        "sameAs": [link for name, link in links if _is_own(name)] or None,
        "citation": [
            {"@type": "CreativeWork", "name": one_line(name), "url": link} for name, link in links if not _is_own(name)
        ]
        or None,
        "hasPart": _parts(about) or None,
    }
    return _dump(node)


def _is_own(name: str) -> bool:
    """Say whether a link leads to the episode itself; else it leads to what the episode talks about."""
    return name.casefold().replace("_", " ").replace("-", " ").strip() in OWN_PAGES


def annotations(record: Highlights, transcript: Transcript, place: SitePlace | None = None) -> str:
    """Return a Web Annotation collection: every quote, question and narrative sentence with the words it rests on.

    Text positions count Unicode characters of `transcript.txt`.
    """
    about, found = _About(record, place), _Places(record, transcript, place)
    items: list[Node] = [
        _annotation(about.id(f"#{said.id}"), "highlighting", found.targets(said.words)) for said in record.quotes
    ]
    items += [_annotation(about.id(f"#{q.id}"), "questioning", found.targets(q.words)) for q in record.questions]
    for section in record.sections:
        for k, sentence in enumerate(section.narrative, start=1):
            item = _annotation(about.id(f"#{section.id}-{k}"), "describing", found.targets(sentence.words))
            items.append(item | {"body": {"type": "TextualBody", "value": sentence.text, "format": "text/plain"}})
    return _dump(
        {
            "@context": ANNOTATION_CONTEXT,
            "id": about.id("#annotations"),
            "type": "AnnotationCollection",
            "label": one_line(record.episode.title),
            "total": len(items),
            "first": {
                "id": about.id("#annotations-1"),
                "type": "AnnotationPage",
                "partOf": about.id("#annotations"),
                "startIndex": 0,
                "items": items,
            },
        }
    )


class _Places:
    """Says of word spans where they are: which text, which characters, which seconds."""

    def __init__(self, record: Highlights, transcript: Transcript, place: SitePlace | None) -> None:
        self.words = transcript.words
        self.text = plain_text(record, transcript)
        self.offsets = offsets(transcript)
        self.source: Node = {
            "id": f"{place.folder if place else ''}transcript.txt",
            "canonical": f"urn:sha256:{transcript.revision}",
            "format": "text/plain",
        }
        near = next(iter(audio_sources(record.episode)), None)
        self.sound = sound_address(record.episode, place.folder) if place else near

    def targets(self, spans: tuple[Span, ...]) -> list[Node]:
        """Return per span the passage in the text and, where there is sound, the passage in the sound."""
        found: list[Node] = []
        for i, j in spans:
            start, end = self.offsets[i], self.offsets[j] - 1
            quoted: Node = {
                "type": "TextQuoteSelector",
                "exact": self.text[start:end],
                "prefix": self.text[max(0, start - CONTEXT_CHARS) : start],
                "suffix": self.text[end : end + CONTEXT_CHARS],
            }
            position: Node = {"type": "TextPositionSelector", "start": start, "end": end}
            moment: Node = {
                "type": "FragmentSelector",
                "conformsTo": MEDIA_FRAGMENTS,
                "value": media_fragment(self.words[i].start, self.words[j - 1].end),
            }
            found.append({"type": "SpecificResource", "source": self.source, "selector": [quoted, position]})
            if self.sound:
                found.append({"type": "SpecificResource", "source": self.sound, "selector": moment})
        return found


def _annotation(id_: str, motivation: str, targets: list[Node]) -> Node:
    return {"id": id_, "type": "Annotation", "motivation": motivation, "target": targets}


@dataclass(frozen=True)
class _About:
    """An episode and its place: makes addresses whole where it has one."""

    record: Highlights
    place: SitePlace | None

    def id(self, name: str) -> str:
        return f"{self.place.page}{name}" if self.place else name

    def file(self, name: str) -> str:
        return f"{self.place.folder}{quote(name)}" if self.place else name

    def card(self) -> str | None:
        cards = (self.place.card(said.id) for said in self.record.quotes) if self.place else ()
        return next((card for card in cards if card), None)

    def moment(self, id_: str, start: float, end: float) -> str | None:
        return moment_link(self.record.episode, start, end) or (self.id(id_) if self.place else None)


def _parts(about: _About) -> list[Node]:
    record = about.record
    parts = [_clip(about, f"#{s.id}", s.title, s.start, s.end) for s in record.sections]
    parts += [_clip(about, f"#{c.id}", c.title, c.start, c.end) for c in record.clips]
    return parts + [_quotation(about, said) for said in record.quotes]


def _clip(about: _About, id_: str, title: str, start: float, end: float, *, shown: str | None = None) -> Node:
    return {
        "@type": "Clip",
        "@id": about.id(id_),
        "name": one_line(title),
        "startOffset": start,
        "endOffset": end,
        "url": about.moment(shown or id_, start, end),
        "partOfEpisode": {"@id": about.id("#episode")},
    }


def _quotation(about: _About, said: Quote) -> Node:
    return {
        "@type": "Quotation",
        "@id": about.id(f"#{said.id}"),
        "text": said.text,
        "creator": {"@type": "Person", "name": one_line(said.speaker)} if said.speaker else None,
        "isPartOf": _clip(about, f"#{said.id}-clip", said.text, said.start, said.end, shown=f"#{said.id}"),
    }


def _role(name: str, role: str | None) -> Node:
    person: Node = {"@type": "Person", "name": one_line(name)}
    return {"@type": "Role", "roleName": one_line(role), "contributor": person} if role else person


def _audio_object(record: Highlights, about: _About) -> Node | None:
    audio = record.episode.audio
    source = safe_link(audio.url) or next(iter(audio_sources(record.episode)), None)
    if about.place:
        source = sound_address(record.episode, about.place.folder)
    if not source:
        return None
    length = _iso_duration(record.episode.duration)
    return {"@type": "AudioObject", "contentUrl": source, "duration": length, "sha256": audio.sha256}


def _iso_duration(seconds: float) -> str:
    """Return ISO 8601: `5823.4` → `"PT5823.4S"`."""
    return f"PT{round(seconds, 3):.10g}S"


def _without_none(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return value


def _dump(node: Node) -> str:
    text = json.dumps(_without_none(node), ensure_ascii=False, indent=1, allow_nan=False)
    return text.replace("</", "<\\/") + "\n"  # the same JSON, which ends no element of a page that it is pasted into
