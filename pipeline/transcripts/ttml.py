"""TTML and its kin (DFXP, IMSC, YouTube's srv3 as XML): paragraphs with begin, end or dur; agents are speakers."""

import re
from xml.etree import ElementTree

from pipeline.errors import BadTranscript
from pipeline.transcripts.clocks import seconds
from pipeline.transcripts.document import Document, Parsed, RawCue, Stamp, text_of

NAME = "TTML"
_METRIC = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(h|m|s|ms|f|t)\s*$")


def sniff(doc: Document) -> bool:
    """Say whether the root element is `tt`, or timed text of YouTube."""
    return (
        bool(re.search(r"<(?:\w+:)?(?:tt|timedtext|transcript)[\s>]", doc.text[:2000])) and doc.text.lstrip()[:1] == "<"
    )


def read(doc: Document) -> Parsed:
    """Return a cue per paragraph, numbered in order; `BadTranscript` where the file is no XML of that form."""
    if "<!DOCTYPE" in doc.text or "<!ENTITY" in doc.text:
        raise BadTranscript(f"expected TTML without a document type, found one: {doc.name}")
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", doc.text.lstrip("\ufeff")).encode())
    except ElementTree.ParseError as error:
        raise BadTranscript(f"expected TTML, found broken XML ({error}): {doc.name}") from error
    rates = {_local(key): value for key, value in root.attrib.items()}
    frame = float(rates.get("frameRate") or 30)
    tick = float(rates.get("tickRate") or 0) or frame
    parsed = Parsed([], language=rates.get("lang"))
    agents = {_id(agent): _agent_name(agent) for agent in root.iter() if _local(agent.tag) == "agent"}
    _walk(root, 0.0, parsed, agents, (frame, tick))
    return parsed


def _walk(
    node: ElementTree.Element, at: float, parsed: Parsed, agents: dict[str, str], rates: tuple[float, float]
) -> None:
    for child in node:
        own = {_local(key): value for key, value in child.attrib.items()}
        name = _local(child.tag)
        begin = _time(own.get("begin") or own.get("start"), rates)
        if name == "p" and "t" in own:  # srv3: milliseconds
            begin = float(own["t"]) / 1000
        if name in ("p", "text"):
            end, dur = _time(own.get("end"), rates), _time(own.get("dur") or own.get("duration"), rates)
            if "d" in own:
                dur = float(own["d"]) / 1000
            start = at + begin if begin is not None else None
            stop = at + end if end is not None else start + dur if start is not None and dur is not None else None
            parsed.cues.append(_cue(child, len(parsed.cues) + 1, start, stop, agents.get(own.get("agent", ""))))
        else:
            _walk(child, at + (begin or 0.0), parsed, agents, rates)


def _cue(node: ElementTree.Element, n: int, start: float | None, end: float | None, voice: str | None) -> RawCue:
    parts: list[str] = []
    stamps: list[Stamp] = []

    def gather(element: ElementTree.Element) -> None:
        if _local(element.tag) == "br":
            parts.append("\n")
        if _local(element.tag) == "s" and start is not None:  # srv3: a word with its offset
            stamps.append(Stamp(len("".join(parts)), start + float(element.get("t") or 0) / 1000))
        parts.append(re.sub(r"\s+", " ", element.text or ""))
        for child in element:
            gather(child)
            parts.append(re.sub(r"\s+", " ", child.tail or ""))

    gather(node)
    whole = "".join(parts)
    text = text_of([(n, line) for line in whole.split("\n")])
    return RawCue(n, start, end, text, voice=voice, stamps=stamps if len(text.chars) == len(whole) else [])


def _time(value: str | None, rates: tuple[float, float]) -> float | None:
    if value is None:
        return None
    if match := _METRIC.match(value):
        unit = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "f": 1 / rates[0], "t": 1 / rates[1]}[match[2]]
        return float(match[1]) * unit
    if (frames := re.fullmatch(r"\s*(\d+:\d+:\d+):(\d+(?:\.\d+)?)\s*", value)) and (
        whole := seconds(frames[1])
    ) is not None:
        return whole + float(frames[2]) / rates[0]
    return seconds(value)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _id(agent: ElementTree.Element) -> str:
    return next((value for key, value in agent.attrib.items() if _local(key) == "id"), "")


def _agent_name(agent: ElementTree.Element) -> str:
    named = next((child.text for child in agent if _local(child.tag) == "name" and child.text), None)
    return " ".join((named or _id(agent)).split())
