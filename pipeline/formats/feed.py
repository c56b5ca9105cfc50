"""What a publisher pastes into a feed: an `<item>` with the Podcasting 2.0 tags that point at our files."""

from urllib.parse import quote
from xml.etree import ElementTree

from pipeline.formats.times import one_line
from pipeline.records import Clip, Highlights

NAMESPACE = "https://podcastindex.org/namespace/1.0"
MOST_CHARS = 128  # of a soundbite's title and of a person's name: podcast namespace, 1.0
SOUNDBITE_S = (15.0, 120.0)  # the recommended length: podcast namespace, soundbite
TRANSCRIPTS = (  # the recommended one first; JSON holds single words and is no caption
    ("transcript.vtt", "text/vtt", "captions"),
    ("transcript.srt", "application/x-subrip", "captions"),
    ("transcript.podcast.json", "application/json", None),
)


def feed_item(record: Highlights, *, base_url: str = "") -> str:
    """Return the tags for one episode; `base_url` is the address its artifact folder is served at.

    Soundbites are left out where there was no sound to time them against: they refer to the item's own enclosure.
    """
    ElementTree.register_namespace("podcast", NAMESPACE)
    episode = record.episode
    item = ElementTree.Element("item")
    ElementTree.SubElement(item, "title").text = one_line(episode.title)
    if episode.number is not None:
        _tag(item, "episode", f"{episode.number:g}")
    for name, media_type, use in TRANSCRIPTS:
        attributes = {"url": _address(base_url, name), "type": media_type} | ({"rel": use} if use else {})
        _tag(item, "transcript", None, attributes | ({"language": episode.language} if episode.language else {}))
    _tag(item, "chapters", None, {"url": _address(base_url, "chapters.json"), "type": "application/json+chapters"})
    for person in episode.people:
        _tag(item, "person", _cut(person.name), {"role": one_line(person.role)} if person.role else {})
    if episode.audio.sha256 or episode.audio.url:
        for clip in filter(_is_soundbite, record.clips):
            times = {"startTime": f"{clip.start:.3f}", "duration": f"{clip.end - clip.start:.3f}"}
            _tag(item, "soundbite", _cut(clip.title), times)
    _tag(item, "txt", "true", {"purpose": "ai-content"})  # transcript and selection were made by a machine
    ElementTree.indent(item)
    return ElementTree.tostring(item, encoding="unicode") + "\n"


def _tag(item: ElementTree.Element, name: str, text: str | None, attributes: dict[str, str] | None = None) -> None:
    ElementTree.SubElement(item, f"{{{NAMESPACE}}}{name}", attributes or {}).text = text


def _address(base_url: str, name: str) -> str:
    return f"{base_url.rstrip('/')}/{quote(name)}" if base_url else quote(name)


def _cut(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= MOST_CHARS else f"{text[: MOST_CHARS - 1]}…"


def _is_soundbite(clip: Clip) -> bool:
    return SOUNDBITE_S[0] <= clip.end - clip.start <= SOUNDBITE_S[1]
