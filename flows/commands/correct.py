"""The command that corrects what was found: appended to the episode's corrections.jsonl, applied on every run."""

import shlex
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts
from pipeline.errors import BadInput, Busy, HighlightsError

if TYPE_CHECKING:  # they take time to import, which `--help` must not
    from flows.job import Job
    from pipeline.correcting import Scope, Wish
    from pipeline.line import Done
    from pipeline.records import Correction, Corrections, Highlights, Transcript
    from pipeline.store import EpisodeStore


class What(StrEnum):
    """The kinds of correction."""

    WORD = "word"
    NAME = "name"
    TITLE = "title"
    MOVE = "move"
    SPLIT = "split"
    JOIN = "join"
    SPONSOR = "sponsor"
    TALK = "talk"
    SPEAKER = "speaker"
    MERGE = "merge"
    PIN = "pin"
    BAN = "ban"
    UNDO = "undo"
    LIST = "list"
    APPLY = "apply"


class Kind(StrEnum):
    """What a pin or a ban is about."""

    quote = "quote"
    clip = "clip"
    question = "question"


TAKES_A_VALUE = {
    What.WORD: "the right words", What.NAME: "the right name", What.TITLE: "a title",
    What.MOVE: "a time (12:34) or the words at which it starts", What.MERGE: "the other speaker",
    What.SPEAKER: "a name; use the name nobody to remove a speaker's name",
}  # fmt: skip


def correct(
    episode_id: Annotated[str, typer.Argument(metavar="ID", help="The id of an episode that was made.")],
    what: Annotated[
        What,
        typer.Argument(
            metavar="ACTION",
            help="word: correct words that were misheard. name: correct a person's name everywhere. title: give a "
            "section a title. move: move a section's start. split: start a section. join: join a section with the one "
            "before it. sponsor, talk: mark a passage as advertising, or as talk. speaker: name a speaker, or say who "
            "speaks in a passage. merge: join two speakers. pin, ban: choose or exclude a quote, a clip or a question. "
            "list: print the corrections. undo: undo one. apply: make the corrections that a file lists.",
        ),
    ],
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET",
            help="What is corrected: an id (q7k3d), exact words, a time (12:34) or two (12:34-13:10). speaker, merge: "
            "also a speaker's label (S2) or name. undo: a correction's number in the list (2, or s2). apply: a file.",
        ),
    ] = "",
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="What is right: the words, the name, the title, the new start.")
    ] = "",
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Correct a word wherever it is said in the episode.")
    ] = False,
    in_show: Annotated[
        bool,
        typer.Option("--show", help="Correct a word or a name in all episodes of the show, also in later ones."),
    ] = False,
    kind: Annotated[
        Kind, typer.Option("--as", metavar="KIND", help="Pin or ban words as a quote, clip or question.")
    ] = Kind.quote,
    artifacts: Artifacts = ARTIFACTS,
    run: Annotated[bool, typer.Option("--run/--no-run", help="Apply the correction now, or with the next run.")] = True,
) -> None:
    """Correct words, names, titles, sections and speakers; choose or exclude quotes, clips and questions.

    Corrections are stored with the episode and applied on every run, also after another transcription. A correction
    that no longer fits is reported. A later correction overrides an earlier one about the same words. `apply` reads a
    file with one correction a line, written as after the ID: word "Decent" "Descent"
    """
    from pipeline.store import Store

    place = Store(artifacts).episode(episode_id)
    if what == What.LIST:
        _tell(place, place.record())
        return
    if what == What.APPLY:
        wishes = {f"{target}, line {number}: ": wish for number, wish in read(Path(target))}
    else:
        scope = _scope(what, everywhere=everywhere, in_show=in_show)
        wishes = {"": _wish(what, target, value, scope=scope, kind=kind)}
    _keep(place, wishes, artifacts, run=run)


def _keep(place: "EpisodeStore", wishes: "Mapping[str, Wish]", artifacts: Path, *, run: bool) -> None:
    """Keep corrections, apply them unless that is to wait, and print what became of all.

    `wishes` are named by where they stand in a file; `BadInput` says so of one that means nothing in the episode.
    """
    from flows.job import Job
    from pipeline import correcting
    from pipeline.settings import gather

    show = screen.use(screen.Screen())

    def asked(record: "Highlights", transcript: "Transcript", _: "Corrections") -> "list[Correction]":
        found = []
        for where, wish in wishes.items():
            try:
                found.append(correcting.correction_of(record, transcript, wish))
            except BadInput as error:
                raise BadInput(f"{where}{error}") from error
        return found

    kept = correcting.keep(place, asked, wait_s=gather().store.wait_s, say=show.say)
    in_show = any(correction.scope == "show" for correction in kept)
    if not run:
        stored, them = ("the correction", "it") if len(wishes) == 1 else (f"{len(wishes)} corrections", "them")
        which = "each episode of the show" if in_show else place.id
        sys.stdout.write(f"stored {stored}; the next run of {which} applies {them}\n")
        return
    done = _applied(Job(episode_id=place.id, artifacts=str(artifacts), made=True), show)
    _tell(place, done.record)
    for voice in done.record.talk_time:
        said = f"  {voice.label}  {voice.speaker or 'unknown'}  {voice.share:.0%} of the talk, {voice.turns} turns"
        sys.stdout.write(screen.visible(said) + "\n")
    if in_show and done.record.episode.show:
        _in_others(artifacts, done.record.episode.show, place.id, show)


def _in_others(artifacts: Path, name: str, but: str, show: screen.Screen) -> None:
    """Apply corrections of a show to its other episodes, and print what became of it; `BadInput` where one failed."""
    from flows.show_redo import redo_others

    made, failed = redo_others(artifacts, name, but=but, say=show.say)
    told = f"{len(made)} more episodes of {name} corrected" + (f": {', '.join(made)}" if made else "")
    sys.stdout.write(screen.visible(told) + "\n")
    if failed:
        raise HighlightsError(
            f"expected to correct all episodes of {name}, could not make {', '.join(failed)}; their next run does it"
        )


def _scope(what: What, *, everywhere: bool, in_show: bool) -> "Scope":
    if in_show and what not in (What.WORD, What.NAME):
        raise BadInput(f"expected word or name with --show, found {what.value}")
    return "show" if in_show else "episode" if everywhere else "here"


def _wish(what: What, target: str, value: str, *, scope: "Scope", kind: Kind) -> "Wish":
    """Return a correction as it is asked for; `BadInput` where something is missing or too much."""
    from pipeline.correcting import Wish

    if not target.strip():
        raise BadInput(f"expected a target after {what.value}, found nothing; see: highlights correct --help")
    if value.strip() and what not in TAKES_A_VALUE:
        raise BadInput(
            f"expected nothing after the {'number' if what == What.UNDO else 'target'} of {what.value}, "
            f"found {value[:80]!r}: put the words in quotes"
        )
    if not value.strip() and what in TAKES_A_VALUE:
        raise BadInput(f"expected {TAKES_A_VALUE[what]} after {target[:80]!r}, found nothing")
    return Wish(what.value, target, " ".join(value.split()), scope, kind.value)


def read(file: Path) -> list[tuple[int, "Wish"]]:
    """Return the corrections that a file lists, each with its line; `BadInput` names a line that is none.

    A line is an action, a target and a value, in quotes where they have blanks; `#` begins a comment.
    """
    if not file.is_file():
        raise BadInput(f"expected a file with a correction a line, found none at {file}")
    found = []
    for number, text in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        where = f"{file}, line {number}: "
        try:
            parts = shlex.split(text, comments=True)
        except ValueError as error:
            raise BadInput(f"{where}expected an action, a target and a value, found {text[:80]!r} ({error})") from error
        if not parts:
            continue
        kind = next((Kind(part[5:]) for part in parts if part[:5] == "--as=" and part[5:] in list(Kind)), Kind.quote)
        plain = [part for part in parts if not part.startswith("--")]
        actions = [one.value for one in What if one not in (What.LIST, What.APPLY)]
        if plain[0] not in actions or not 2 <= len(plain) <= 3:
            raise BadInput(
                f"{where}expected an action ({', '.join(actions)}), a target and a value, found {text[:80]!r}"
            )
        try:
            scope = _scope(What(plain[0]), everywhere="--everywhere" in parts, in_show="--show" in parts)
            wish = _wish(What(plain[0]), plain[1], "".join(plain[2:]), scope=scope, kind=kind)
        except BadInput as error:
            raise BadInput(f"{where}{error}") from error
        found.append((number, wish))
    return found


def _applied(job: "Job", show: screen.Screen) -> "Done":
    """Run the episode with its corrections; where another process holds it, say that the correction is kept."""
    from flows.job import do

    try:
        with show.live():
            return do(job, run=show.stage, progress=show.progress, say=show.say)
    except Busy as error:
        kept = f"stored the correction; the next run of {job.episode_id} applies it, because the episode is busy now"
        raise Busy(f"{kept}: {error}") from error


def _tell(place: "EpisodeStore", record: "Highlights") -> None:
    """Print every correction with its number and what became of it in the record, those of the show last."""
    from pipeline.correction_files import ShowCorrections
    from pipeline.settings import slug

    became = {_same(c): c for c in record.corrections}
    _tell_of(place.corrections(), became, "", "asked")
    if record.episode.show:
        _tell_of(ShowCorrections(place.root, slug(record.episode.show)).corrections(), became, "s", "not said here")


def _tell_of(corrections: "Corrections", became: "Mapping[str, Correction]", letter: str, otherwise: str) -> None:
    from pipeline.correcting import UNDO, undone_numbers

    undone = undone_numbers(corrections)
    for number, asked in enumerate(corrections.corrections, start=1):
        found = became.get(_same(asked))
        became_of = "applied" if asked.op == UNDO else found.state if found else otherwise
        state = "undone" if number in undone else became_of
        why = f" ({found.why})" if found and found.why else ""
        arrow = f" → {asked.value}" if asked.value else ""
        where = ", in the whole show" if letter else ", everywhere" if asked.scope == "episode" else ""
        target = f"{letter}{asked.target}" if asked.op == UNDO else asked.target
        said = f"{letter}{number}".rjust(3) + f"  {state}: {asked.op} {target}{arrow}{where}{why}"
        sys.stdout.write(screen.visible(said) + "\n")


def _same(correction: "Correction") -> str:
    """Return what a correction is, whatever became of it."""
    return correction.model_copy(update={"state": "asked", "why": ""}).model_dump_json()
