import pytest

from pipeline.errors import BadFeed
from pipeline.feeds import markup

NAMESPACE = "https://podcastindex.org/namespace/1.0"
OLD = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
ITEM = """<item><guid> a-1 </guid><enclosure url="https://x.test/a.mp3?t=1"/>
<podcast:transcript url="https://x.test/a.vtt" type="text/vtt" language="en"/>
<podcast:transcript url="https://x.test/a.json" type="application/json"/>
<podcast:transcript url="https://x.test/a.srt" type="application/srt"/><podcast:transcript type="text/vtt"/>
<podcast:person role="Host">Ana &amp; Reyes</podcast:person><podcast:person role="guest">Ben Ito</podcast:person>
<podcast:person group="visuals" role="cover art designer">Cy Lee</podcast:person><podcast:person> </podcast:person>
<podcast:chapters url="https://x.test/a.chapters.json"/><podcast:license>cc-by-4.0</podcast:license>
<podcast:soundbite startTime="10.5" duration="20">Tea</podcast:soundbite>
<podcast:soundbite startTime="x" duration="20"/><podcast:soundbite startTime="1" duration="0"/>
<podcast:season>2</podcast:season><podcast:episode>7.5</podcast:episode></item>"""


def feed(items: str = ITEM, namespace: str = NAMESPACE, channel: str = "") -> bytes:
    return f'<rss xmlns:podcast="{namespace}"><channel><title>Talk</title>{channel}{items}</channel></rss>'.encode()


@pytest.mark.parametrize("namespace", [NAMESPACE, OLD, NAMESPACE.upper()])
def test_every_tag_of_an_item_is_read(namespace: str) -> None:
    _, found = markup.extras(feed(namespace=namespace))
    item = found["a-1"]
    assert found["https://x.test/a.mp3?t=1"] is item
    assert [one.kind for one in item.transcripts] == ["text/vtt", "application/json", "application/srt"]
    assert [(one.name, one.role) for one in item.people] == [("Ana & Reyes", "host"), ("Ben Ito", "guest")]
    assert [(one.start, one.duration, one.title) for one in item.soundbites] == [(10.5, 20.0, "Tea")]
    assert (item.chapters_url, item.licence) == ("https://x.test/a.chapters.json", "cc-by-4.0")
    assert (item.season, item.episode) == ("2", "7.5")


def test_a_prefix_that_was_never_declared_is_read_all_the_same() -> None:
    _, found = markup.extras(f"<rss><channel>{ITEM}</channel></rss>".encode())
    assert len(found["a-1"].transcripts) == 3


def test_what_a_show_says_is_not_mixed_with_its_items() -> None:
    show, found = markup.extras(feed(channel="<podcast:person>Ida Moe</podcast:person>"))
    assert [one.name for one in show.people] == ["Ida Moe"]
    assert "Ida Moe" not in [one.name for one in found["a-1"].people]


def test_what_stands_before_the_damage_is_kept() -> None:
    _, found = markup.extras(feed()[:-40] + b"<broken &nbsp; <item><guid>b</guid")
    assert len(found["a-1"].transcripts) == 3


@pytest.mark.parametrize("data", [b"", b"no xml", b"<", b"\x00\x01\x02", b"\xff\xfe<\x00"])
def test_what_is_no_xml_gives_nothing(data: bytes) -> None:
    assert markup.extras(data)[1] == {}


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>"""
XXE = """<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>"""
PARAMETER = """<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]><rss/>"""


@pytest.mark.parametrize("text", [BOMB, XXE, PARAMETER, BOMB.replace("<!ENTITY", "<!entity")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_a_document_that_defines_entities_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(BadFeed, match="entities"):
        markup.refuse_entities(text.encode(encoding))


def test_even_unrefused_no_file_and_no_address_is_read() -> None:
    show, found = markup.extras(XXE.replace("<title>", "<guid>x</guid><title>").encode())
    assert "root:" not in f"{show}{found}"


def test_outlines_of_an_opml_file_are_read_nested_and_once() -> None:
    text = b"""<opml version="2.0"><body><outline text="News"><outline type="rss" text="A" xmlUrl="https://x.test/a"/>
    <outline TITLE="B" xmlurl=" https://x.test/b "/></outline><outline text="A again" xmlUrl="https://x.test/a"/></body>"""
    assert markup.outlines(text) == (("A", "https://x.test/a"), ("B", "https://x.test/b"))


@pytest.mark.parametrize("data", [b"", b"<opml/>", b"<html><body>hi</body></html>", b"\x00"])
def test_what_is_no_opml_is_refused(data: bytes) -> None:
    with pytest.raises(BadFeed, match="OPML"):
        markup.outlines(data)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("1:02:03", 3723.0),
        ("62:03", 3723.0),
        ("90.5", 90.5),
        (0, 0.0),
        ("", None),
        (None, None),
        ("nan", None),
        ("inf", None),
        ("-4", None),
        ("1:2:3:4", None),
        ("1e400", None),
        ("9" * 5000 + ":00:01", None),
    ],
)
def test_times_are_read_as_seconds(said: object, seconds: float | None) -> None:
    assert markup.seconds(said) == seconds
