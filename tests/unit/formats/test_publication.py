"""On the web every address is whole, and what has no clip and no card has no address."""

from pipeline.formats.look import Look
from pipeline.formats.publication import SitePlace, audio_type, heard_at, sound_address
from pipeline.records import Audio
from tests.record_builder import highlights

RECORD, _ = highlights(Audio())
AT = SitePlace("https://tea.example/show/", Look("Tea"), RECORD.episode.id, {"q01"})


def test_a_link_to_the_page_shows_the_quote_to_hear_first() -> None:
    shown = AT.of_page(RECORD, RECORD.quotes[0])
    assert shown.url == "https://tea.example/show/kettle-7/page.html"
    assert shown.picture == "https://tea.example/show/kettle-7/cards/q01.png"
    assert RECORD.quotes[0].text in shown.picture_says


def test_a_link_to_a_quote_shows_its_words_and_its_card() -> None:
    first, second = RECORD.quotes[:2]
    assert AT.of_quote(RECORD, first).title == f"“{first.text}”"
    assert AT.of_quote(RECORD, first).url.endswith("/kettle-7/q/q01.html")
    assert AT.of_quote(RECORD, second).picture is None  # no card was drawn for it


def test_a_quote_is_heard_in_the_clip_that_holds_it() -> None:
    clip = RECORD.clips[0].model_copy(update={"path": "clips/a b.m4a", "start": 10.0, "end": 30.0})
    record = RECORD.model_copy(update={"clips": (clip,)})
    assert heard_at(record, 12.5, 20.0) == "clips/a%20b.m4a#t=2.5,10.0"
    assert heard_at(record, 9.9, 20.0) is None
    assert heard_at(record, 12.5, 30.1) is None


def test_sound_beside_the_page_has_the_address_of_the_site() -> None:
    def episode(**audio: str) -> object:
        return RECORD.episode.model_copy(update={"audio": Audio(**audio)})

    assert sound_address(episode(path="audio.mp3"), AT.folder) == "https://tea.example/show/kettle-7/audio.mp3"  # type: ignore[arg-type]
    url = "https://tea.example/7.mp3"
    assert sound_address(episode(path="../../raw/x.mp3", url=url), AT.folder) == url  # type: ignore[arg-type]
    assert sound_address(episode(), AT.folder) is None  # type: ignore[arg-type]


def test_media_types_are_those_that_players_know() -> None:
    assert (audio_type("a/B.MP3"), audio_type("x.opus"), audio_type("x.pdf")) == (
        "audio/mpeg",
        "audio/ogg",
        "application/octet-stream",
    )
