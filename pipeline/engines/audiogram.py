"""How an audiogram looks: a square video with the waveform, the title and the captions, as ffmpeg draws it."""

import re
from html import unescape

CAPTIONS = "captions.ass"
SIZE, RATE = 720, 25  # pixels, frames a second
INK, PAPER, WAVE = "&H00F4F1EC", "0x16202b", "0xf2a65a"
ARGUMENTS = [
    "-filter_complex",
    f"color=c={PAPER}:s={SIZE}x{SIZE}:r={RATE}[paper];"
    f"[0:a]aformat=channel_layouts=mono,showwaves=s={SIZE}x240:r={RATE}:mode=cline:scale=sqrt:draw=full:colors={WAVE}[wave];"
    f"[paper][wave]overlay=x=0:y=430:shortest=1,ass={CAPTIONS},format=yuv420p[film]",
    "-map", "[film]", "-map", "0:a", "-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-threads", "1",
    "-c:a", "copy", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart",
    "-shortest",
]  # fmt: skip
_HEAD = f"""[Script Info]
ScriptType: v4.00+
PlayResX: {SIZE}
PlayResY: {SIZE}
WrapStyle: 0

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, Outline, Alignment, MarginL, MarginR,\
 MarginV
Style: Title,sans-serif,26,{INK},&H00000000,&H00000000,0,0,8,60,60,60
Style: Said,sans-serif,42,{INK},&H00000000,&H00000000,1,0,8,60,60,190

[Events]
Format: Layer, Start, End, Style, Text
"""
_CUE = re.compile(r"^(\S+) --> (\S+)\n(.+?)(?=\n\n|\Z)", re.M | re.S)


def styled(captions: str, title: str) -> str:
    """Return WebVTT as the ASS subtitles that are drawn, with the title above them all the time."""
    cues = _CUE.findall(captions)
    last = cues[-1][1] if cues else "00:00:01.000"
    lines = [f"Dialogue: 0,0:00:00.00,{_time(last)},Title,{_plain(title)}"]
    lines += [f"Dialogue: 1,{_time(start)},{_time(end)},Said,{_plain(text)}" for start, end, text in cues]
    return _HEAD + "\n".join(lines) + "\n"


def _time(stamp: str) -> str:
    """Return a WebVTT time as ASS writes it: `00:00:03.250` → `0:00:03.25`."""
    hours, minutes, seconds = stamp.split(":")
    return f"{int(hours)}:{minutes}:{float(seconds):05.2f}"


def _plain(text: str) -> str:
    """Return a caption's words: no voice tag, no ASS override, no line break."""
    words = " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())
    return words.replace("\\", "∖").replace("{", "(").replace("}", ")")
