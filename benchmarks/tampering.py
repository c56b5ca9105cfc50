"""What does `highlights verify` notice? `python -m benchmarks.tampering ARTIFACTS [--tries 240] [--seed 1]`.

Takes copies of a folder of finished episodes (one with clips is best). First random damage: a bit, a cut, an emptied, a
removed and a swapped file of each class. Then edits of a person who knows the format: each changes one thing, as
consistently as it says, and renews the digests in `run.json`. Prints what was found, by class and by edit.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flows import verdicts
from pipeline.audit.catalog import audit_catalog
from pipeline.corpus.rendering import rendered
from pipeline.files import canonical, sha256
from pipeline.records import Highlights, Transcript
from pipeline.store import Store

DAMAGES = ("bit", "cut", "empty", "remove", "swap")
CLASSES = {
    "published": "[!.]*.*", "clips": "clips/*", "stages": "stages/*.json", "pieces": "stages/*/*",
    "catalog": "/catalog/*", "search": "/catalog/search/*/*", "schemas": "/schema/*",
}  # fmt: skip
Json = dict[str, Any]
NAME = "Zelda Quist"


class Copy:
    """A copy of the artifacts that is changed, verified and put back."""

    def __init__(self, artifacts: Path, scratch: Path, episode_id: str) -> None:
        self.source, self.root, self.id = artifacts, scratch / "artifacts", episode_id

    def fresh(self) -> None:
        """Put everything back."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.source, self.root, symlinks=True)

    @property
    def folder(self) -> Path:
        """Return the episode's folder."""
        return self.root / self.id

    def noticed(self) -> str:
        """Return the first thing that `verify` finds wrong; nothing where all is proved."""
        store = Store(self.root)
        verdict = verdicts.judge(store, self.id)
        if verdict.state != "proved":
            return verdict.lines[1].strip() if len(verdict.lines) > 1 else verdict.lines[0]
        return next(map(str, audit_catalog(store)[1]), "")

    def load(self, name: str) -> Json:
        """Return a JSON file of the episode."""
        found: Json = json.loads((self.folder / name).read_bytes())
        return found

    def write(self, name: str, value: Json | bytes) -> None:
        """Write a file of the episode and renew its digest in `run.json`."""
        data = value if isinstance(value, bytes) else canonical(value)
        (self.folder / name).write_bytes(data)
        if name != "run.json":
            run = self.load("run.json")
            if name in run["files"]:
                run["files"][name] = sha256(data)
                (self.folder / "run.json").write_bytes(canonical(run))

    def render(self, record: Json, transcript: Json) -> None:
        """Write every published text as the program renders it from a changed record and transcript."""
        made = rendered(Highlights.model_validate_json(canonical(record)), Transcript.model_validate(transcript))
        for name, data in made.items():
            self.write(name, data)


def damage(path: Path, kind: str, chance: random.Random, others: list[Path]) -> None:
    """Damage one file."""
    data = path.read_bytes()
    if kind == "remove":
        path.unlink()
        return
    if kind == "bit" and data:
        at = chance.randrange(len(data))
        data = data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]
    elif kind == "cut":
        data = data[: chance.randrange(max(1, len(data)))]
    elif kind == "empty":
        data = b""
    elif kind == "swap":
        data = next((o.read_bytes() for o in others if o != path and o.read_bytes() != data), data + b" ")
    path.write_bytes(data)


def _everywhere(copy: Copy, change: Callable[[str], str]) -> None:
    """Change the texts of record and transcript and everything that is rendered from them."""
    record, transcript = (copy.load(name) for name in ("highlights.json", "transcript.json"))
    copy.render(json.loads(change(json.dumps(record))), json.loads(change(json.dumps(transcript))))


def _record(change: Callable[[Json], None]) -> Callable[[Copy], None]:
    """Return an edit of the record from which everything is rendered again."""

    def edit(copy: Copy) -> None:
        record = copy.load("highlights.json")
        change(record)
        copy.render(record, copy.load("transcript.json"))

    return edit


def _alone(name: str, change: Callable[[str], str]) -> Callable[[Copy], None]:
    """Return an edit of one published text."""

    def edit(copy: Copy) -> None:
        before = (copy.folder / name).read_text(encoding="utf-8")
        after = change(before)
        assert after != before, f"{name} has nothing to change"
        copy.write(name, after.encode())

    return edit


def _word(copy: Copy) -> None:
    quote = copy.load("highlights.json")["quotes"][0]
    word = copy.load("transcript.json")["words"][quote["words"][0][0] + 1]["text"]
    _everywhere(copy, lambda text: text.replace(word, word[0] + "unlikely" + word[1:]))


def _speakers(copy: Copy) -> None:
    names = [p["name"] for p in copy.load("highlights.json")["episode"]["people"]][:2]
    _everywhere(
        copy, lambda text: text.replace(names[0], "\0").replace(names[-1], names[0]).replace("\0", names[-1])
    )  # fmt: skip


def _stages_too(copy: Copy) -> None:
    """Change a title in the record, in all texts, and in the stage's answer, with both digests."""
    record = copy.load("highlights.json")
    title = record["sections"][0]["title"]
    record["sections"][0]["title"] = "Guest admits fraud"
    copy.render(record, copy.load("transcript.json"))
    path = copy.folder / "stages" / "publish.json"
    data = path.read_bytes().replace(json.dumps(title, ensure_ascii=False).encode(), b'"Guest admits fraud"')
    path.write_bytes(data)
    run = copy.load("run.json")
    run["artifacts"]["publish"]["sha256"] = sha256(data)
    copy.write("run.json", run)


def _clip_replaced(copy: Copy) -> None:
    clips = [clip["path"] for clip in copy.load("highlights.json")["clips"] if clip["path"]]
    copy.write(clips[0], (copy.folder / clips[-1]).read_bytes() + b"\0")


def _few_files(copy: Copy) -> None:
    run = copy.load("run.json")
    run["files"] = {"highlights.json": run["files"]["highlights.json"]}
    copy.write("run.json", run)


def _planted(name: str) -> Callable[[Copy], None]:
    def edit(copy: Copy) -> None:
        path = copy.root / name.format(id=copy.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("planted", encoding="utf-8")

    return edit


def _corrections(copy: Copy) -> None:
    line = {"op": "title", "target": copy.load("highlights.json")["sections"][0]["id"], "value": "Guest admits fraud"}
    with (copy.folder / "corrections.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def _site(name: str) -> Callable[[Copy], None]:
    def edit(copy: Copy) -> None:
        path = copy.root / "catalog" / name
        path.write_bytes(path.read_bytes().replace(b"a", b"o", 1))

    return edit


def _setting(*path: str | int, to: Any) -> Callable[[Copy], None]:
    def change(record: Json) -> None:
        at: Any = record
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = to(at[path[-1]]) if callable(to) else to

    return _record(change)


def _drop(name: str) -> Callable[[Copy], None]:
    return _record(lambda record: record[name].pop())


EDITS: dict[str, Callable[[Copy], None]] = {
    "a word, everywhere": _word,
    "speakers swapped everywhere": _speakers,
    "verification.quotes 999/999": _setting("verification", "quotes", to={"checked": 999, "passed": 999}),
    "verification.sentences 999/999": _setting("verification", "sentences", to={"checked": 999, "passed": 999}),
    "a section's title": _setting("sections", 0, "title", to="Guest admits fraud"),
    "the episode's title": _setting("episode", "title", to="Guest admits fraud"),
    "the show": _setting("episode", "show", to="Other show"),
    "the day of publishing": _setting("episode", "published", to="2001-01-01"),
    "a person's name": _setting("episode", "people", 0, "name", to=NAME),
    "a person's role": _setting("episode", "people", 0, "role", to="guest of honour"),
    "the audio's SHA-256": _setting("episode", "audio", "sha256", to="0" * 64),
    "the samples' SHA-256": _setting("episode", "audio", "pcm_sha256", to="0" * 64),
    "the duration": _setting("episode", "duration", to=lambda seconds: seconds + 60),
    "speech seconds": _setting("coverage", "speech_s", to=lambda seconds: seconds + 60),
    "talk time": _setting("talk_time", 0, "share", to=0.01),
    "a section's start": _setting("sections", 1, "start", to=lambda at: at + 1),
    "a section's kind": _setting("sections", 0, "kind", to="sponsor"),
    "a section's rank": _setting("sections", 0, "rank", to=99),
    "a section's highlight": _setting("sections", 0, "highlight", to=lambda it: not it),
    "a section's key phrases": _setting("sections", 0, "keyphrases", to=("fraud",)),
    "a topic": _setting(
        "topics",
        to=lambda topics: [*topics, {"id": "x", "name": "Fraud", "found": False, "score": 0.0, "sections": []}],
    ),
    "a quote's score": _setting("quotes", 0, "score", to=0.99),
    "a quote's speaker": _setting("quotes", 0, "speaker", to=NAME),
    "a quote's end": _setting("quotes", 0, "end", to=lambda at: at + 0.5),
    "a quote left out": _drop("quotes"),
    "a question's words": _setting("questions", 0, "text", to="Did you do it?"),
    "a question's time": _setting("questions", 0, "start", to=lambda at: at + 1),
    "a question left out": _drop("questions"),
    "a footnote's text": _setting("footnotes", 0, "text", to="He did it."),
    "the summary": _setting("summary", "text", to="Guest admits fraud."),
    "links": _setting("episode", "links", to=["https://example.org/other"]),
    "a clip moved": _setting("clips", 0, "start", to=lambda at: at + 1),
    "a clip past the end": _setting("clips", 0, "end", to=1e6),
    "a clip's sound": _clip_replaced,
    "page.html alone": _alone("page.html", lambda text: text.replace("</main>", "<p>He did it.</p></main>")),
    "page.md alone": _alone("page.md", lambda text: text + "\nHe did it.\n"),
    "transcript.vtt alone": _alone("transcript.vtt", lambda text: text + "\n\n99:00:00.000 --> 99:00:01.000\nx\n"),
    "chapters.json alone": _alone("chapters.json", lambda text: text.replace('"title": "', '"title": "X', 1)),
    "feed-item.xml alone": _alone("feed-item.xml", lambda text: text.replace("</", " x</", 1)),
    "annotations.jsonld alone": _alone("annotations.jsonld", lambda text: text.replace("quote", "quot", 1)),
    "run.json lists one file": _few_files,
    "a file planted": _planted("{id}/extra.html"),
    "a file planted in the catalog": _planted("catalog/extra.html"),
    "a page of the site": _site("index.html"),
    "a search file": _site("feed.xml"),
    "a correction planted": _corrections,
    "title, also in the stage's answer": _stages_too,
}


def random_damage(copy: Copy, tries: int, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Damage files of each class in turn; yield class, what was done, and what was noticed."""
    for k in range(tries):
        copy.fresh()
        name = list(CLASSES)[k % len(CLASSES)]
        pattern = CLASSES[name]
        base = copy.root if pattern.startswith("/") else copy.folder
        files = sorted(p for p in base.glob(pattern.lstrip("/")) if p.is_file() and "runs" not in p.parts)
        if not files:
            continue
        path, kind = chance.choice(files), DAMAGES[k // len(CLASSES) % len(DAMAGES)]
        if name == "pieces" and kind == "remove":  # a spare that is gone is made again when it is needed
            kind = "swap"
        damage(path, kind, chance, files)
        yield name, f"{kind} {path.relative_to(copy.root)}", copy.noticed()


def main() -> None:
    """Print what was missed, then the sums."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("artifacts", type=Path)
    asked.add_argument("--episode", help="the episode that is changed; the first one")
    asked.add_argument("--tries", type=int, default=240)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        episode_id = options.episode or Store(options.artifacts).episode_ids()[0]
        copy = Copy(options.artifacts.resolve(), Path(scratch), episode_id)
        copy.fresh()
        assert not (false := copy.noticed()), f"not proved before anything was changed: {false}"
        for name, what, noticed in random_damage(copy, options.tries, random.Random(options.seed)):
            tried[name] += 1
            found[name] += bool(noticed)
            if not noticed:
                sys.stdout.write(f"missed: {what}\n")
        for name, edit in EDITS.items():
            copy.fresh()
            try:
                edit(copy)
            except (LookupError, AssertionError, ValueError, TypeError) as error:
                sys.stdout.write(f"not tried: {name}: {str(error)[:80]}\n")
                continue
            noticed = copy.noticed()
            tried["edits"] += 1
            found["edits"] += bool(noticed)
            sys.stdout.write(f"{'found ' if noticed else 'MISSED'}  {name}: {noticed[:110]}\n")
    for name in tried:
        sys.stdout.write(f"{name}: {found[name]} of {tried[name]}\n")
    damages = {name: count for name, count in tried.items() if name != "edits"}
    sys.stdout.write(f"random damage: {sum(found[n] for n in damages)} of {sum(damages.values())}\n")


if __name__ == "__main__":
    main()
