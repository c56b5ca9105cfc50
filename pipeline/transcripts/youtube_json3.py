"""YouTube's json3 captions: events with segments, offsets in milliseconds."""

from pipeline.transcripts.clocks import number
from pipeline.transcripts.document import Document, Parsed, RawCue, Stamp, text_of
from pipeline.transcripts.fields import as_dicts, text_in

NAME = "YouTube json3"


def sniff(doc: Document) -> bool:
    """Say whether there are events with segments."""
    return isinstance(doc.json, dict) and any("segs" in event for event in as_dicts(doc.json.get("events")))


def read(doc: Document) -> Parsed:
    """Return a cue per event that says something; one that hangs over the next ends where that starts."""
    parsed = Parsed([])
    for n, event in enumerate(as_dicts(doc.json["events"]), start=1):
        segs = [(text_in(seg, "utf8") or "", number(seg.get("tOffsetMs"))) for seg in as_dicts(event.get("segs"))]
        if not "".join(text for text, _ in segs).strip():
            continue
        start, length = number(event.get("tStartMs")), number(event.get("dDurationMs"))
        begin = start / 1000 if start is not None else None
        end = begin + length / 1000 if begin is not None and length is not None else None
        chars, stamps = "", []
        timed = sum(offset is not None for _, offset in segs) > 0
        for text, offset in segs:
            if timed and begin is not None and text.strip():
                blank = len(text) - len(text.lstrip())
                stamps.append(Stamp(len(chars) + blank, begin + (offset or 0.0) / 1000))
            chars += text
        plain = text_of([(n, chars.replace("\n", " "))])
        cue = RawCue(n, begin, end, plain, stamps=stamps if len(plain.chars) == len(chars) else [])
        if not timed and "\n" in chars:
            cue.text = text_of([(n, line) for line in chars.split("\n")])
        parsed.cues.append(cue)
    for before, after in zip(parsed.cues, parsed.cues[1:], strict=False):
        if None not in (before.start, before.end, after.start) and before.start < after.start < before.end:  # type: ignore[operator]
            before.end = after.start
    return parsed
