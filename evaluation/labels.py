"""Questions labelled by hand, and the episodes that they are of.

`question_labels.csv` names a sentence by episode and the second it starts at, and says whether it stands alone (a
reader who knows only the episode's title understands it, and it was really asked) and whether the passage shown then
answers it. The sets were read one after the other; `set` says which. No text of the episodes is kept.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from evaluation.teasers import episode_of, outline_of, read_cues, transcript_of
from pipeline.records import Coverage, Episode, Outline, Transcript
from pipeline.stages.questions.context import Scene, scene_of
from pipeline.stages.questions.stage import QuestionsConfig

LABELS = Path(__file__).with_name("question_labels.csv")
# Whisper without speakers, human transcripts of three shows; from the second set on also other shows' Whisper.
SETS = {
    1: (
        "lexw044", "lexw078", "lexw119", "axrp-35", "lexh406", "lexh420", "lexh448", "lexh475", "lennyt-adam-grenier",
        "lennyt-alex-hardimen", "lennyt-bob-moesta", "lennyt-camille-ricketts", "lennyt-katie-dill",
        "lennyt-jason-feifer",
    ),
    2: (
        "lexw055", "lexw090", "lexw108", "lexh394", "lexh432", "lexh464", "axrp-43", "axrp-49", "lennyt-brian-chesky",
        "lennyt-edwin-chen", "lennyt-heidi-helfand", "lennyt-shaun-clowes", "lennyt-tamar-yehoshua",
        "ep-glt1412515089-373d5ba5007b", "ep-security-now-audio-2850b24903b2",
    ),
    3: (
        "lexw061", "lexw086", "lexw111", "lexh400", "lexh427", "lexh452", "axrp-44", "axrp-38_8", "lennyt-andy-raskin",
        "lennyt-boz", "lennyt-jen-abel-20", "lennyt-nicole-forsgren", "ep-tosh-show-5f6894439bb6",
        "ep-daily-tech-news-show-b576979e1fe8",
    ),
    4: (
        "lexw074", "lexw117", "lexh418", "lexh440", "lexh461", "axrp-38_4", "lennyt-dan-hockenmaier",
        "lennyt-kim-scott", "lennyt-paul-millerd", "lennyt-richard-rumelt", "ep-ai-cloud-essentials-e8dc897fbd6b",
        "ep-it-s-a-thing-e339179dfad6",
    ),
    5: (
        "lexw057", "lexw079", "lexw105", "lexw126", "lexh395", "lexh437", "lexh468", "axrp-38_2",
        "lennyt-drew-houston", "lennyt-nancy-duarte", "lennyt-chip-huyen", "lennyt-marty-cagan",
    ),
    6: (
        "lexw051", "lexw093", "lexw101", "lexw125", "lexh408", "lexh443", "lexh467", "axrp-47",
        "lennyt-jason-fried", "lennyt-kristen-berman", "lennyt-ian-mcallister", "lennyt-rahul-vohra",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Label:
    """What a reader said of one question."""

    episode: str
    start: str
    alone: bool
    answer_start: str
    answered: bool
    set: int


def labels() -> dict[tuple[str, str], Label]:
    """Return the labels by episode and second."""
    with LABELS.open(encoding="utf8") as file:
        rows = [
            Label(
                r["episode"], r["start"], r["alone"] == "1", r["answer_start"], r["answered"] == "1", int(r["set"])
            )
            for r in csv.DictReader(file)
        ]  # fmt: skip
    return {(row.episode, row.start): row for row in rows}


def show_of(id_: str) -> str:
    """Return the show of an episode, by its id: one per episode where the shows differ."""
    return id_ if id_.startswith("ep-") else id_.rstrip("0123456789").split("-")[0]


def read(data: Path, id_: str) -> tuple[Episode, Coverage, Transcript, Outline]:
    """Return an episode as the stage is given it: without its cold open, adverts marked where they are known."""
    teased = {i["id"]: i["teaser_end"] for i in json.loads((data / "teasers" / "gold.json").read_text("utf8"))}
    folder = next(data / kind / id_ for kind in ("episodes", "teasers", "ads") if (data / kind / id_).is_dir())
    cues = read_cues(folder / "transcript.jsonl", teased.get(id_, 0.0))
    transcript = transcript_of(cues)
    chapters = folder / "chapters.json"
    marks = json.loads(chapters.read_text("utf8")) if chapters.is_file() else []
    meta = json.loads((folder / "meta.json").read_text("utf8")) if (folder / "meta.json").is_file() else {}
    outline = outline_of(transcript, marks or [{"start": 0.0, "title": "Talk"}])
    if meta.get("ads"):
        outline = _with_adverts(transcript, outline, [(ad["start"], ad["end"]) for ad in meta["ads"]])
    coverage = Coverage(speech_s=None, worded_s=cues[-1]["end"], interpolated_share=1.0)
    return episode_of(folder, cues), coverage, transcript, outline


def _with_adverts(transcript: Transcript, outline: Outline, ads: list[tuple[float, float]]) -> Outline:
    """Return the one section of an outline cut where the adverts are."""
    (whole,) = outline.sections
    is_ad = [any(a - 1 <= s.start < b for a, b in ads) for s in transcript.sentences]
    edges = [0, *(k for k in range(1, len(is_ad)) if is_ad[k] != is_ad[k - 1]), len(is_ad)]
    return Outline(
        sections=tuple(
            whole.model_copy(
                update={
                    "id": f"t{n:02d}",
                    "kind": "sponsor" if is_ad[i] else "talk",
                    "words": (transcript.sentences[i].words[0], transcript.sentences[j - 1].words[1]),
                }
            )
            for n, (i, j) in enumerate(pairwise(edges), 1)
        )
    )


def labelled(data: Path) -> Iterator[tuple[Label, Scene, int]]:
    """Yield each label with the sentence it is about."""
    known = labels()
    for id_ in dict.fromkeys(label.episode for label in known.values()):
        scene = scene_of(*read(data, id_), QuestionsConfig())
        words = scene.transcript.words
        at = {f"{words[scene.span(k)[0]].start:.1f}": k for k in range(len(scene.texts)) if scene.asks(k)}
        yield from (
            (label, scene, at[label.start]) for label in known.values() if label.episode == id_ and label.start in at
        )
