"""Settings come in layers, and a mistake is named with its place."""

from pathlib import Path

import pytest

from pipeline.bench import whisper_config
from pipeline.errors import BadConfig
from pipeline.settings import assigned, defaults, gather, slug
from tests.conftest import ROOT


def test_later_layers_win_and_leave_the_rest(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("[quotes]\nper_section = 2\n[narrate]\nsentences = 1\n", encoding="utf-8")
    found = gather(profile="fast", config=mine, assignments=["narrate.sentences=5"])
    assert found.whisper.retry_temperatures == ()
    assert found.quotes.per_section == 2
    assert found.narrate.sentences == 5
    assert found.segment == gather().segment


def test_a_watch_topic_may_be_a_bare_name_or_have_aliases() -> None:
    given = 'topics.watch=["Deep Double Descent", { name = "GPT-2", aliases = ["GPT2"] }]'
    watch = gather(assignments=[given]).topics.watch
    assert [(t.id, t.name, t.aliases) for t in watch] == [
        ("deep-double-descent", "Deep Double Descent", ()),
        ("gpt-2", "GPT-2", ("GPT2",)),
    ]


def test_every_shipped_settings_file_is_valid() -> None:
    for path in (ROOT / "config").glob("*.toml"):
        assert gather(profile=path.stem).topics.watch == (), "watch topics belong to a show"
    for path in (ROOT / "config" / "shows").glob("*.toml"):
        assert gather(config=path).topics.watch


def test_without_a_folder_of_settings_the_code_and_its_profiles_are_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert gather(show="The Quiet Bench") == defaults()
    assert gather(profile="fast").whisper.retry_temperatures == ()


@pytest.mark.parametrize("named", [True, False])
def test_the_files_of_the_project_win_over_those_of_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    project = tmp_path / "project"
    (project / "config" / "shows").mkdir(parents=True)
    (project / "config" / "default.toml").write_text("[quotes]\nper_section = 2\n", encoding="utf-8")
    (project / "config" / "fast.toml").write_text("[whisper]\nbeam = 4\n", encoding="utf-8")
    (project / "config" / "shows" / "my-show.toml").write_text("[whisper]\nbeam = 5\n", encoding="utf-8")
    monkeypatch.setenv("HIGHLIGHTS_HOME", str(project) if named else "")
    monkeypatch.chdir(tmp_path if named else project)
    assert gather().quotes.per_section == 2
    fast = gather(profile="fast")
    assert (fast.whisper.beam, fast.quotes.per_section, fast.whisper.retry_temperatures) == (4, 2, (0.4, 0.8))
    assert gather(profile="fast", show="My Show").whisper.beam == 5
    with pytest.raises(BadConfig, match="expected a profile"):
        gather(profile="slow")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[whisper]\nbeam = 1\nbaem = 1\n", "line 3: unknown key whisper.baem; allowed here: "),
        ("[whispr]\nbeam = 1\n", "line 1: unknown key whispr; allowed here: "),
        ("[whisper]\nbeam = 99\n", "line 2: whisper.beam: "),
        ("[whisper]\nbeam = \n", "is not TOML"),
        ("beam = 1\n", "line 1: unknown key beam"),
        ("whisper = 3\n", "whisper: "),
        ("[whisper]\nbeam = 1\nbeam = 2\n", "is not TOML"),
        ("[topics]\nwatch = 3\n", "topics.watch"),
        ("[topics]\nwatch = [{ nmae = 'x' }]\n", "topics.watch.0"),
        ("[whisper]\nretry_temperatures = [nan]\n", "whisper.retry_temperatures.0"),
    ],
)
def test_a_mistake_is_one_line_that_names_its_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig) as refused:
        gather(config=path)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_assignment_takes_toml_or_a_bare_word() -> None:
    assert assigned("whisper.beam=3") == {"whisper": {"beam": 3}}
    assert assigned("transcribe.engine=auto") == {"transcribe": {"engine": "auto"}}
    with pytest.raises(BadConfig):
        assigned("whisper=3")


def test_an_unknown_profile_lists_those_there_are() -> None:
    with pytest.raises(BadConfig, match="default, fast"):
        gather(profile="quick")
    with pytest.raises(BadConfig):
        gather(profile="../fast")


def test_a_slug_is_plain() -> None:
    assert slug("Deep Double Descent!") == "deep-double-descent"
    assert slug("…") == "x"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("names.csv", "write,heard\nSutskever,Sotskever; Satskever\nAlexNet,Alex Net\nSutskever,Sutzkever\n"),
        ("names.csv", "\ufeffwrite, heard\n\nSutskever,Sotskever;Satskever;Sutzkever\nAlexNet,Alex Net\n"),
        (
            "names.toml",
            'terms = [{ write = "Sutskever", heard = ["Sotskever", "Satskever", "Sutzkever"] }, '
            '{ write = "AlexNet", heard = ["Alex Net"] }]',
        ),
    ],
)
def test_a_glossary_may_lie_in_a_file_of_its_own(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(f'[transcribe]\nglossary = "{name}"\n', encoding="utf-8")
    by_file = gather(config=mine).transcribe.glossary
    assert [(t.write, t.heard) for t in by_file] == [
        ("Sutskever", ("Sotskever", "Satskever", "Sutzkever")),
        ("AlexNet", ("Alex Net",)),
    ]
    assert gather(assignments=[f"transcribe.glossary={tmp_path / name}"]).transcribe.glossary == by_file


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("names.csv", "spelling,heard\nA,b\n", "names.csv, line 1: expected the columns write,heard, found 'spelling"),
        (
            "names.csv",
            "write,heard\nA\n",
            "names.csv, line 2: expected a correct spelling and its misspellings, found 'A'",
        ),
        ("names.csv", "", "names.csv, line 1: expected the columns write,heard"),
        ("names.toml", "names = []", "names.toml: expected terms"),
        ("other.csv", None, "expected a glossary, found nothing at"),
    ],
)
def test_a_mistake_in_a_glossary_is_named(tmp_path: Path, name: str, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadConfig) as refused:
        gather(assignments=[f"transcribe.glossary={tmp_path / name}"])
    assert says in str(refused.value)


def test_a_glossary_is_shown_to_the_decoder_where_that_is_asked_for() -> None:
    terms = 'transcribe.glossary=[{ write = "AlexNet", heard = ["Alex Net"] }, { write = "Sutskever" }]'
    asked = gather(assignments=[terms, "transcribe.glossary_prompt=true", "whisper.initial_prompt=A talk."])
    assert whisper_config(asked).initial_prompt == "AlexNet, Sutskever. A talk."
    assert whisper_config(gather(assignments=[terms])).initial_prompt == ""
