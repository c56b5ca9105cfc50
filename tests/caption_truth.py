"""Makes transcripts whose truth is known: words and who says them, written down in every shape that exporters use."""
# ruff: noqa: E501 -- tables of examples, a row a line

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import escape

from pipeline.records import Identity
from pipeline.transcripts.names import plain
from pipeline.transcripts.reading import read

NAMES = (
    ("Mara Lind", "Tobias Reyes", "Élodie Müller", "Øystein Ås", "Siobhán O'Neill", "Jean-Luc d'Arcy", "Dr. Ada van der Berg", "J. P. Holm"),
    ("Анна Петрова", "Иван Соколов", "Ольга Ким"), ("田中", "佐藤花子", "山本"), ("ليلى حداد", "عمر سعيد"), ("דנה כהן", "אורי לוי"),
    ("Νίκος Παππάς", "Μαρία Ρήγα"), ("नेहा शर्मा", "रवि कुमार"), ("김민수", "이서연"), ("Speaker 1", "Speaker 2", "Speaker 3"),
    ("SPEAKER_00", "SPEAKER_01"), ("spk_0", "spk_1"), ("speaker 0", "speaker 1"), ("Mara", "Tobias"), ("MARA", "TOBIAS"), ("S1", "S2"),
    ("Nguyễn Văn An", "Trần Thị Bích"), ("Łukasz Żak", "Zoë Brontë"), ("Interviewer", "Guest"),
)  # fmt: skip
WORDS = """bread oven morning stone river window patience flour garden music letter silver mountain answer question paper bridge harbour
    winter candle engine forest pocket teacher market island copper story kitchen lantern carpet orchard signal thunder valley""".split()
FRAMES = (
    "The {} is older than the {}", "I never liked the {} near the {}", "We carried a {} across the {}", "Nobody asked about the {} or the {}",
    "You can see the {} from the {}", "It was the {} that broke the {}", "My father sold the {} for a {}", "A {} is only a slow {}",
)  # fmt: skip
TRAPS = (
    "Here's the thing: the {} was never a {}", "It opens at 12:30 and the {} closes the {}", "Look at https://example.org/{} for the {}",
    "The odds were 3:1 for the {} and the {}", "So I told them this: keep the {} and the {}", "Note: the {} needs a {}",
    "There are two rules: a {} and a {}", "He wrote A --> B on the {} and the {}", "5 < 6 but the {} > the {}",
)  # fmt: skip
ROLES = ("host", "guest", "Flour & Co", "she/her", "he/him")


@dataclass
class Cue:
    """What is shown at one time: (speaker, sentences) in order."""

    start: float
    end: float
    said: list[tuple[str, str]]
    new_turn: bool = True
    plain: bool = False  # its words are written without labels, markup and sounds


@dataclass
class Case:
    """A file and its truth."""

    shape: str
    name: str
    data: bytes
    words: Sequence[tuple[str, str | None]] = field(
        default_factory=list
    )  # (word, who says it; None where the file does not tell)


def key(name: str | None) -> str:
    """Return a name as labels are compared."""
    return plain(name or "")


def talk(rng: random.Random, people: tuple[str, ...], *, traps: bool, paired: bool = False) -> list[Cue]:
    """Return cues of turns that change; a turn may go on over several cues."""
    cues: list[Cue] = []
    at, who = round(rng.uniform(0, 9), 3), 0
    for _ in range(rng.randint(6, 14)):
        who = (who + rng.randint(1, len(people) - 1)) % len(people)
        for k in range(rng.choice((1, 1, 1, 2, 3))):
            said = [(people[who], sentence(rng, traps=traps))]
            if paired and rng.random() < 0.4:
                who = (who + 1) % len(people)
                said.append((people[who], sentence(rng, traps=False)))
            end = round(at + rng.uniform(2.5, 6.5), 3)
            cues.append(Cue(at, end, said, new_turn=k == 0 or len(said) > 1))
            at = round(end + rng.choice((0.0, 0.04, 0.5, 1.2)), 3)
    return cues


def sentence(rng: random.Random, *, traps: bool) -> str:
    frame = rng.choice(TRAPS) if traps and rng.random() < 0.25 else rng.choice(FRAMES)
    return frame.format(rng.choice(WORDS), rng.choice(WORDS)) + rng.choice((".", ".", ".", "?", "!"))


# ---- labels: how a name stands with its words. (text of the name, words, style's own memory) -> lines

Label = Callable[[random.Random, str, str], str]


def _role(name: str) -> str:
    return ROLES[sum(map(ord, key(name))) % len(ROLES)]


LABELS: dict[str, Label] = {
    "colon": lambda _, n, w: f"{n}: {w}",
    "colon-own-line": lambda _, n, w: f"{n}:\n{w}",
    "full-width": lambda _, n, w: f"{n}：{w}",
    "bracket-colon": lambda _, n, w: f"[{n}]: {w}",
    "bracket": lambda _, n, w: f"[{n}] {w}",
    "paren": lambda _, n, w: f"({n}) {w}",
    "paren-colon": lambda _, n, w: f"({n}): {w}",
    "role": lambda _, n, w: f"{n} ({_role(n)}): {w}",
    "comma-role": lambda _, n, w: f"{n}, {_role(n)}: {w}",
    "role-own-line": lambda _, n, w: f"{n} ({_role(n)})\n{w}",
    "time": lambda r, n, w: f"{n} (00:{r.randint(10, 59)}:{r.randint(10, 59)})\n{w}",
    "time-colon": lambda r, n, w: f"{n} [0{r.randint(1, 9)}:{r.randint(10, 59)}]: {w}",
    "own-line": lambda _, n, w: f"{n}\n{w}",
    "chevrons": lambda _, n, w: f">> {n}: {w}",
    "chevrons-tight": lambda _, n, w: f">>{n}: {w}",
    "dash": lambda _, n, w: f"- {n}: {w}",
    "markdown": lambda _, n, w: f"**{n}:** {w}",
    "bold": lambda _, n, w: f"<b>{n}:</b> {w}",
    "dash-after": lambda _, n, w: f"{n} - {w}",
    "voice": lambda _, n, w: f"<v {escape(n, quote=False)}>{w}</v>",
    "voice-class": lambda _, n, w: f"<v.loud {escape(n, quote=False)}>{w}",
}
AMID = ("colon", "bracket-colon", "role", "voice", "chevrons")  # styles that also stand in the middle of a cue
VARIED = ("colon", "bracket-colon", "role", "chevrons", "voice", "dash")


def varied(rng: random.Random, name: str) -> str:
    """Return a name as another cue of the same file may spell it."""
    return rng.choice(
        (
            name,
            name,
            name,
            name.upper(),
            name.lower() if not name[0].isupper() else name,
            f" {name}".replace(" ", "  ").strip(),
        )
    )


def marked_up(rng: random.Random, text: str, *, srt: bool) -> str:
    """Return words with markup that changes none of them."""
    words = text.split(" ")
    k = rng.randrange(len(words))
    if any(c in words[k] for c in "<>&"):
        return text
    tags = [
        ("<i>", "</i>"),
        ("<B>", "</B>"),
        ('<font color="#ff0">', "</font>"),
        ('<FONT COLOR="red">', "</FONT>"),
        ("{\\i1}", "{\\i0}"),
    ]
    if not srt:
        tags += [
            ("<c.yellow>", "</c>"),
            ("<em>", "</em>"),
            ('<span class="x">', "</span>"),
            ("&lt;i&gt;", "&lt;/i&gt;"),
        ]
    opened, closed = rng.choice(tags)
    words[k] = f"{opened}{words[k]}{closed}"
    text = " ".join(words)
    return rng.choice((text, "{\\an8}" + text, text.replace(" ", "\\N", 1) if k else text))


SOUND_LINES = (
    "[Music]",
    "(applause)",
    "♪ ♪",
    "[Musik]",
    "（笑）",
    "[Applaus]",
    "*laughs*",
    "[音楽]",
    "{music}",
    "♪ la la la ♪",
    "[LAUGHTER]",
    "(смех)",
)


def wrapped(rng: random.Random, text: str) -> str:
    words = text.split(" ")
    if len(words) < 5 or rng.random() < 0.5:
        return text
    k = rng.randint(2, len(words) - 2)
    return " ".join(words[:k]) + rng.choice(("\n", "\n", "\x0b", "\u2028", "\x85", "\n\n")) + " ".join(words[k:])


# ---- formats


def clock(seconds: float, mark: str = ".") -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def captions(
    rng: random.Random, cues: list[Cue], style: str, *, srt: bool, every: bool, noise: bool
) -> tuple[str, Sequence[tuple[str, str | None]]]:
    """Return a caption file and its truth."""
    label = LABELS[style]
    blocks, truth = [], []
    numbered = srt or rng.random() < 0.3
    current: str | None = None
    blanks = rng.random() < 0.15
    for n, cue in enumerate(cues, start=1):
        lines = []
        for k, (who, said) in enumerate(cue.said):
            named = every or k > 0 or cue.new_turn or style.startswith("voice")
            shown = said.replace("&", "&amp;").replace("<", "&lt;") if not srt else said
            if noise and not cue.plain and rng.random() < 0.3:
                shown = marked_up(rng, shown, srt=srt)
            if noise and not any(c in shown for c in "<{") and "-->" not in shown:
                shown = wrapped(rng, shown)
            name = varied(rng, who) if noise and style in VARIED else who
            lines.append(label(rng, name, shown) if named else shown)
            current = who
            truth += [(word, current) for word in said.split()]
        joint = "\n" if style not in AMID or rng.random() < 0.6 else " "
        body = joint.join(lines)
        if noise and rng.random() < 0.1:
            body = (
                rng.choice(SOUND_LINES) + "\n" + body
                if rng.random() < 0.5 and not style.endswith("own-line") and style != "time"
                else body + "\n" + rng.choice(SOUND_LINES)
            )
        if blanks and "\n\n" not in body and rng.random() < 0.5:
            body = "\n" + body
        mark = "," if srt else "."
        timing = f"{clock(cue.start, mark)} --> {clock(cue.end, mark)}"
        if noise and rng.random() < 0.1:
            timing = rng.choice(
                (timing.replace(mark, mark, 1), timing + " ", timing + (" align:start position:0%" if not srt else ""))
            )
        blocks.append((f"{n}\n" if numbered else "") + f"{timing}\n{body}")
        if noise and not srt and rng.random() < 0.05:
            blocks.append("NOTE this is a comment\nof two lines")
    head = (
        ""
        if srt
        else rng.choice(
            (
                "WEBVTT\n\n",
                "WEBVTT - made by hand\nKind: captions\nLanguage: en\n\n",
                "WEBVTT\nLanguage: en\n\nSTYLE\n::cue { color: white }\n\n",
            )
        )
    )
    text = head + "\n\n".join(blocks) + "\n"
    return text.replace("\n", rng.choice(("\n", "\n", "\r\n"))), truth


def podcast_json(rng: random.Random, cues: list[Cue], **_: object) -> tuple[str, Sequence[tuple[str, str | None]]]:
    segments = []
    for cue in cues:
        for who, said in cue.said:
            segment: dict[str, object] = {"speaker": who, "startTime": cue.start, "endTime": cue.end, "body": said}
            kind = rng.random()
            if kind < 0.1:
                del segment["endTime"]
            elif kind < 0.2:
                segment |= {"startTime": clock(cue.start), "endTime": str(cue.end)}
            segments.append(segment)
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=rng.random() < 0.5), _truth(cues)


def _timed(cue: Cue, said: str, k: int) -> list[tuple[str, float, float]]:
    words = said.split()
    width = (cue.end - cue.start) / len(cue.said)
    step = width / len(words)
    at = cue.start + k * width
    return [(w, round(at + i * step, 3), round(at + (i + 0.9) * step, 3)) for i, w in enumerate(words)]


def whisper_json(rng: random.Random, cues: list[Cue], **_: object) -> tuple[str, Sequence[tuple[str, str | None]]]:
    blank = rng.choice((" ", ""))
    segments = []
    for cue in cues:
        for k, (who, said) in enumerate(cue.said):
            timed = _timed(cue, said, k)
            words = [{"word": blank + w, "start": a, "end": b, "probability": 0.9} for w, a, b in timed]
            segment = {
                "start": timed[0][1],
                "end": timed[-1][2],
                "text": " " + said,
                "speaker": who,
                "avg_logprob": -0.2,
            }
            segments.append(segment | ({"words": words} if rng.random() < 0.8 else {}))
    return json.dumps({"segments": segments, "language": rng.choice(("en", "english"))}), _truth(cues)


def whisper_cpp(rng: random.Random, cues: list[Cue], **_: object) -> tuple[str, Sequence[tuple[str, str | None]]]:
    pieces = []
    for cue in cues:
        for k, (_who, said) in enumerate(cue.said):
            timed = _timed(cue, said, k)
            a, b = round(timed[0][1] * 1000), round(timed[-1][2] * 1000)
            pieces.append(
                {
                    "timestamps": {"from": clock(a / 1000, ","), "to": clock(b / 1000, ",")},
                    "offsets": {"from": a, "to": b},
                    "text": " " + said,
                }
            )
    return json.dumps({"result": {"language": "en"}, "transcription": pieces}), [(w, None) for w, _ in _truth(cues)]


def deepgram(rng: random.Random, cues: list[Cue], **_: object) -> tuple[str, Sequence[tuple[str, str | None]]]:
    people = list(dict.fromkeys(who for cue in cues for who, _ in cue.said))
    words, text, truth = [], [], []
    for cue in cues:
        for k, (who, said) in enumerate(cue.said):
            for w, a, b in _timed(cue, said, k):
                bare = "".join(c for c in w if c.isalnum() or c in "'-").lower()
                words.append(
                    {
                        "word": bare or w,
                        "punctuated_word": w,
                        "start": a,
                        "end": b,
                        "confidence": 0.9,
                        "speaker": people.index(who),
                    }
                )
                truth.append((w, f"Speaker {people.index(who)}"))
            text.append(said)
    return json.dumps(
        {"results": {"channels": [{"alternatives": [{"transcript": " ".join(text), "words": words}]}]}}
    ), truth


def assemblyai(rng: random.Random, cues: list[Cue], **_: object) -> tuple[str, Sequence[tuple[str, str | None]]]:
    people = list(dict.fromkeys(who for cue in cues for who, _ in cue.said))
    utterances, truth = [], []
    for cue in cues:
        for k, (who, said) in enumerate(cue.said):
            timed = _timed(cue, said, k)
            name = "ABCDEFGH"[people.index(who)]
            words = [
                {"text": w, "start": round(a * 1000), "end": round(b * 1000), "confidence": 0.9, "speaker": name}
                for w, a, b in timed
            ]
            utterances.append(
                {"speaker": name, "text": said, "start": words[0]["start"], "end": words[-1]["end"], "words": words}
            )
            truth += [(w, f"Speaker {name}") for w in said.split()]
    return json.dumps(
        {"language_code": "en_us", "utterances": utterances, "text": " ".join(w for w, _ in truth)}
    ), truth


def youtube(rng: random.Random, cues: list[Cue], **_: object) -> tuple[str, Sequence[tuple[str, str | None]]]:
    """Return rolling captions with word times, as yt-dlp saves them."""
    blocks, before = [], " "
    for cue in cues:
        words = [
            t
            for k, (_, said) in enumerate(cue.said)
            for t in _timed(cue, said.replace("<", "").replace("-->", ""), k)
            if t[0] != ">"
        ]
        if any("https" in w or w in ("5", "6") for w, _, _ in words):
            words = [(w.replace("<", ""), a, b) for w, a, b in words]
        plain = " ".join(w for w, _, _ in words)
        line = words[0][0] + "".join(f"<{clock(a)}><c> {w}</c>" for w, a, _ in words[1:])
        end = round(cue.end - 0.01, 3)
        blocks.append(f"{clock(cue.start)} --> {clock(end)} align:start position:0%\n{before}\n{line}")
        blocks.append(f"{clock(end)} --> {clock(cue.end)} align:start position:0%\n{plain}\n ")
        before = plain
    text = "WEBVTT\nKind: captions\nLanguage: en\n\n" + "\n\n".join(blocks) + "\n"
    truth = [
        (w, None)
        for cue in cues
        for _, said in cue.said
        for w in said.replace("<", "").replace("-->", "").split()
        if w != ">"
    ]
    return text, truth


def json3(rng: random.Random, cues: list[Cue], **_: object) -> tuple[str, Sequence[tuple[str, str | None]]]:
    events: list[dict[str, object]] = []
    for cue in cues:
        timed = [t for k, (_, said) in enumerate(cue.said) for t in _timed(cue, said, k)]
        segs = [
            {"utf8": (" " if i else "") + w} | ({"tOffsetMs": round((a - cue.start) * 1000)} if i else {})
            for i, (w, a, _) in enumerate(timed)
        ]
        events.append(
            {
                "tStartMs": round(cue.start * 1000),
                "dDurationMs": round((cue.end - cue.start) * 1000) + 1500,
                "segs": segs,
            }
        )
        events.append({"tStartMs": round(cue.end * 1000), "dDurationMs": 10, "aAppend": 1, "segs": [{"utf8": "\n"}]})
    return json.dumps({"wireMagic": "pb3", "events": events}), [(w, None) for w, _ in _truth(cues)]


def stamped(rng: random.Random, cues: list[Cue], **_: object) -> tuple[str, Sequence[tuple[str, str | None]]]:
    style = rng.choice(("otter", "rev", "lead", "lead-range", "descript"))
    out = []
    for cue in cues:
        for who, said in cue.said:
            t = clock(cue.start)[1:8] if style != "lead" else clock(cue.start)[:8]
            out.append({
                "otter": f"{who}  {t}  \n{said}\n", "rev": f"{who} ({t}):\n{said}\n", "lead": f"[{t}] {who}: {said}",
                "lead-range": f"[{t} - {clock(cue.end)[:8]}] {who}: {said}", "descript": f"{who}: [{t}] {said}",
            }[style])  # fmt: skip
    return "\n".join(out) + "\n", _truth(cues)


def ttml(rng: random.Random, cues: list[Cue], **_: object) -> tuple[str, Sequence[tuple[str, str | None]]]:
    people = list(dict.fromkeys(who for cue in cues for who, _ in cue.said))
    agents = "".join(
        f'<ttm:agent xml:id="a{k}" type="person"><ttm:name type="full">{escape(n)}</ttm:name></ttm:agent>'
        for k, n in enumerate(people)
    )
    rows = []
    for cue in cues:
        for who, said in cue.said:
            shown = escape(said, quote=False)
            if rng.random() < 0.3:
                shown = shown.replace(" ", "<br/>", 1)
            time = (
                f'begin="{clock(cue.start)}" end="{clock(cue.end)}"'
                if rng.random() < 0.5
                else f'begin="{cue.start:.3f}s" dur="{cue.end - cue.start:.3f}s"'
            )
            rows.append(f'<p {time} ttm:agent="a{people.index(who)}">{shown}</p>')
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en">'
        f"<head><metadata>{agents}</metadata></head><body><div>\n" + "\n".join(rows) + "\n</div></body></tt>"
    )
    return text, _truth(cues)


def _truth(cues: list[Cue]) -> Sequence[tuple[str, str | None]]:
    return [(word, who) for cue in cues for who, said in cue.said for word in said.split()]


OTHERS = {
    "podcast.json": podcast_json, "whisper.json": whisper_json, "whispercpp.json": whisper_cpp,
    "deepgram.json": deepgram,
    "assemblyai.json": assemblyai, "youtube.vtt": youtube, "json3.json": json3, "stamped.txt": stamped, "talk.ttml": ttml,
}  # fmt: skip


def case(seed: int) -> Case:
    """Return the file that a seed stands for."""
    rng = random.Random(seed)
    group = rng.choice(NAMES)
    people = tuple(rng.sample(group, min(len(group), rng.choice((2, 2, 2, 3)))))
    if rng.random() < 0.3:
        shape = rng.choice(tuple(OTHERS))
        text, words = OTHERS[shape](rng, talk(rng, people, traps=rng.random() < 0.5, paired=rng.random() < 0.2))
        return Case(shape, shape, text.encode(), words)
    style = rng.choice(tuple(LABELS))
    srt = rng.random() < 0.5 and not style.startswith("voice")
    loose = style in ("own-line", "bracket", "paren", "dash-after", "role-own-line") or people[0] in (
        "S1",
        "Interviewer",
    )
    every = loose or rng.random() < 0.5 or style.startswith("voice")
    cues = talk(rng, people, traps=rng.random() < 0.6, paired=style in AMID and rng.random() < 0.4)
    noise = rng.random() < 0.6
    text, words = captions(rng, cues, style, srt=srt, every=every, noise=noise)
    shape = f"{'srt' if srt else 'vtt'} {style}{' every cue' if every else ''}{' noise' if noise else ''} {people[0]}"
    encoding = rng.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16"))
    return Case(shape, "talk.srt" if srt else "talk.vtt", text.encode(encoding), words)


def judged(made: Case) -> Counter[str]:
    """Count a file's words that were lost, invented, given to the wrong person, or to nobody though they have one."""
    heard = read(made.data, made.name, language=None, engine=Identity(name="test", version="1"))
    got = [word.text for word in heard.words]
    want = [word for word, _ in made.words]
    found: Counter[str] = Counter({"words": len(want)})
    if got != want:
        changes = SequenceMatcher(None, want, got, autojunk=False).get_opcodes()
        found["lost or invented"] = sum((j - i) + (b - a) for tag, i, j, a, b in changes if tag != "equal")
        return found
    for word, (_, who) in zip(heard.words, made.words, strict=True):
        label = heard.cues[word.cue].speaker_label
        if label is None:
            found["to nobody"] += who is not None
        elif who is None or key(label) != key(who):
            found["wrong person"] += 1
    return found
