"""`highlights voices`: name a voice once; later episodes of the show name it by its sound."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, Assign, Commands, Config, PlainGroup, answered
from pipeline.errors import BadInput

if TYPE_CHECKING:  # they take time to import, which `--help` must not
    from pipeline.records import KnownVoice
    from pipeline.settings import Settings
    from pipeline.store import Store

voices = Commands(
    cls=PlainGroup,
    help="Name voices once: later episodes of a show name them by their sound.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Show = Annotated[
    str | None, typer.Option("--show", metavar="SHOW", help="The name of the show, as its episodes have it.")
]


@voices.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The full name of the person.")],
    source: Annotated[
        str,
        typer.Argument(metavar="FILE|ID", help="A sound file in which only this person speaks, or an episode's id."),
    ],
    label: Annotated[
        str | None, typer.Argument(metavar="[S2]", help="With an id: the label of the voice, as its page shows it.")
    ] = None,
    show: Show = None,
    artifacts: Artifacts = ARTIFACTS,
    config: Config = None,
    assign: Assign = None,
    as_json: AsJson = False,
) -> None:
    """Put a voice on file, from a sound file or from an episode in which it speaks.

    Episodes of the show that are made from now on name it. For an older one: highlights redo ID --from attribute.
    """
    from pipeline import known_voices
    from pipeline.settings import gather
    from pipeline.store import Store

    with answered(as_json):
        if not name.strip():
            raise BadInput("expected the name of a person, found an empty one")
        store = Store(artifacts)
        if label is None:
            if not show:
                raise BadInput("expected the show whose episodes shall name this voice; say it: --show SHOW")
            settings = gather(show=show, config=config, assignments=assign or ())
            voice = _of_file(Path(source), settings, name)
        else:
            voice, show = _of_episode(store, source, label, name, show, config, assign)
        replaced = known_voices.add(store.root, show, voice)
    if as_json:
        screen.answer({"name": voice.name, "show": show, "seconds": voice.seconds, "replaced": replaced})
    else:
        what = "replaced on file" if replaced else "on file"
        _print(f"{what}: {voice.name}, {voice.seconds:g} s from {voice.heard_in}, for the show {show}")


@voices.command("list")
def list_voices(show: Show = None, artifacts: Artifacts = ARTIFACTS, as_json: AsJson = False) -> None:
    """Print the voices on file."""
    from pipeline import known_voices

    with answered(as_json, voices=[]):
        found = [one for one in known_voices.all_on_file(artifacts) if show in (None, one.show)]
    if as_json:
        kept = {"name", "seconds", "heard_in"}
        screen.answer({"voices": [{"show": f.show, **v.model_dump(include=kept)} for f in found for v in f.voices]})
        return
    for one in found:
        for voice in one.voices:
            _print(f"{voice.name}  {one.show}  {voice.seconds:g} s from {voice.heard_in}")
    if not found:
        screen.note(f"no voices on file in {artifacts}; add one: highlights voices add NAME FILE --show SHOW")


@voices.command("remove")
def remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the person.")],
    show: Show = None,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Delete a voice from the file. Episodes that it named keep the name until they are made again."""
    from pipeline import known_voices

    with answered(as_json):
        found = [f.show for f in known_voices.all_on_file(artifacts) if any(v.name == name for v in f.voices)]
        wanted = [show] if show else found
        if len(wanted) != 1:
            raise BadInput(
                f"expected one show that has {name!r} on file, found {', '.join(found) or 'none'}"
                + ("; say which: --show SHOW" if found else "")
            )
        known_voices.take_away(artifacts, wanted[0], name)
    if as_json:
        screen.answer({"removed": name, "show": wanted[0]})
    else:
        _print(f"removed: {name}, of the show {wanted[0]}")


def _of_file(path: Path, settings: "Settings", name: str) -> "KnownVoice":
    from pipeline import known_voices
    from pipeline.bench import equip

    if not path.is_file():
        raise BadInput(f"expected a sound file, or an episode's id and the label of a voice, found no file at {path}")
    bench = equip(settings, say=screen.note)
    return known_voices.voice_of_file(path, settings, bench, name=name.strip(), progress=lambda *_: None)


def _of_episode(
    store: "Store", id_: str, label: str, name: str, show: str | None, config: Path | None, assign: list[str] | None
) -> "tuple[KnownVoice, str]":
    """Return the voice of an episode and the show it is for; `BadInput` where the episode has no sound."""
    from pipeline import ids, known_voices
    from pipeline.bench import equip
    from pipeline.settings import gather

    place = store.episode(id_)
    record, transcript = place.published()
    source = ids.remembered(place)
    show = show or record.episode.show
    if not show:
        raise BadInput(f"expected a show, found none in {id_}; say it: --show SHOW")
    if source is None or source.audio_path is None:
        raise BadInput(f"expected an episode with sound, found none behind {id_}; name a sound file instead")
    settings = gather(show=record.episode.show, config=config, assignments=assign or ())
    bench = replace(equip(settings, say=screen.note), activity=None)  # where two speak at once stands in the transcript
    reader = known_voices.listener(bench, settings, place, record.episode.audio)
    prints = reader.voiceprints(Path(source.audio_path), progress=lambda *_: None)
    return known_voices.voice_in(prints, transcript, label, name=name.strip(), heard_in=id_), show


def _print(line: str) -> None:
    sys.stdout.write(screen.visible(line) + "\n")
