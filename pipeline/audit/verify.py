"""Prove a published episode again from its artifacts alone: hashes, schema, record, tallies, texts, stages, sources."""

from dataclasses import dataclass

from pipeline import migrating
from pipeline.audit import origins
from pipeline.checks import proof, rules
from pipeline.checks.proof import Problem
from pipeline.corpus import RECORD, rendered, renderer
from pipeline.corpus.rendering import RENDERER
from pipeline.errors import BadInput
from pipeline.records import Highlights, Tally, Transcript
from pipeline.store import CORRECTIONS, RUN, EpisodeStore, Store

TRANSCRIPT = "transcript.json"
OWN = ("stages", RUN, CORRECTIONS)  # in an episode's folder beside what is published


@dataclass(frozen=True)
class Audit:
    """What came out for one episode; the tallies are counted here, not read from the record."""

    record: Highlights
    transcript: Transcript
    problems: tuple[Problem, ...]  # what is wrong under every version of the rules, or under those that made it
    by_other_rules: tuple[Problem, ...]  # what today's rules refuse, and those that made the record did not
    quotes: Tally
    sentences: Tally
    made_by: str | None  # version of the program; None where nothing says it
    texts: int | None  # published texts that were rendered again and compared; None: another version wrote them

    @property
    def proved(self) -> bool:
        """Say whether nothing failed."""
        return not self.problems and not self.by_other_rules


def audit(store: Store, episode_id: str) -> Audit:
    """Prove one episode; `BadInput` where there is none of this id, `ArtifactDamaged` where it cannot be read."""
    place = store.episode(episode_id)
    if not place.folder.is_dir():
        raise BadInput(
            f"expected an episode of {store.root}, found no {episode_id!r}; `highlights verify` verifies all"
        )
    record, transcript = place.load(RECORD, Highlights), place.load(TRANSCRIPT, Transcript)
    found = proof.prove(record, transcript)
    other = tuple(p for p in found if p.rules and not rules.are_the_same(record, p.rules))
    quotes, sentences = proof.tally_quotes(record, found), proof.tally_sentences(record, found)
    damaged = [Problem(name, what) for name, what in place.damage()]
    texts, wrong = _compared(place, record, transcript, damaged)
    problems = [
        *damaged,
        *wrong,
        *_planted(place, record),
        *origins.damaged(place),
        *(origins.contradictions(place, record, transcript) if texts is not None else ()),
        *(p for p in found if p not in other),
        *_miscounted(record, other, quotes, sentences),
    ]
    if record.episode.id != episode_id:
        problems.append(Problem("episode.id", f"says {record.episode.id}, its folder is {episode_id}"))
    made_by = migrating.made_by(place.run(), record.schema_version)
    return Audit(record, transcript, tuple(problems), other, quotes, sentences, made_by=made_by, texts=texts)


def _published(place: EpisodeStore) -> dict[str, object]:
    """Return the published files that `run.json` lists, with their digests."""
    known = place.run().get("files")
    return known if isinstance(known, dict) else {}


def _compared(
    place: EpisodeStore, record: Highlights, transcript: Transcript, damaged: list[Problem]
) -> tuple[int | None, list[Problem]]:
    """Render the published texts again; return how many were compared, and those that are not what they should be."""
    if place.run().get(RENDERER) != renderer():
        return None, []
    made, known = rendered(record, transcript), _published(place)
    unread = {problem.where for problem in damaged}
    found = [Problem(name, "is not among the published files that run.json lists") for name in made.keys() - known]
    found += [
        Problem(name, f"is not what the record gives; make it anew: highlights redo {place.id} --from publish")
        for name, data in made.items()
        if name in known and name not in unread and (place.folder / name).read_bytes() != data
    ]
    return len(made), sorted(found, key=str)


def _planted(place: EpisodeStore, record: Highlights) -> list[Problem]:
    """Find files that were not published with the episode; hidden ones and its own sound are let be."""
    known = _published(place)
    sound = (place.folder / record.episode.audio.path).resolve() if record.episode.audio.path else None
    found = []
    for top in sorted(place.folder.iterdir()):
        if top.name in OWN:
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            name = path.relative_to(place.folder)
            hidden = any(part.startswith(".") for part in name.parts)
            if path.is_file() and not hidden and name.as_posix() not in known and path.resolve() != sound:
                found.append(Problem(name.as_posix(), "was not published with this episode; move it elsewhere"))
    return found


def _miscounted(record: Highlights, other: tuple[Problem, ...], quotes: Tally, sentences: Tally) -> list[Problem]:
    """Hold the record's own tallies against what was counted; what only other rules refuse may have passed then."""
    excused = {problem.where for problem in other if not problem.where.startswith("questions[")}
    quoted = sum(where.startswith("quotes[") for where in excused)
    tallies = (
        ("verification.quotes", record.verification.quotes, quotes, quoted),
        ("verification.sentences", record.verification.sentences, sentences, len(excused) - quoted),
    )
    return [
        Problem(where, f"says {says.passed}/{says.checked}, counted {counted.passed}/{counted.checked}")
        for where, says, counted, spared in tallies
        if says.checked != counted.checked or not counted.passed <= says.passed <= counted.passed + spared
    ]
