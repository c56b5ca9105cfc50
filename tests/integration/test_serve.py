"""The server of the site, asked over a real connection: what it sends, what it refuses, what it takes."""

import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from flows import site_server
from flows.job import ARTIFACTS
from flows.site_server import HOST, server
from flows.sounds import advice_for
from pipeline.errors import MachineLacks
from pipeline.files import canonical
from pipeline.formats import captions
from pipeline.records import Audio
from pipeline.store import Store
from tests.conftest import ROOT
from tests.corpus_builder import corpus, renamed, sound
from tests.record_builder import highlights
from tests.served import Served, served

CANARY = "canary-7f3a"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with artifacts/ and, around and inside it, files that nobody may read."""
    folder = tmp_path_factory.mktemp("served")
    corpus(folder / "artifacts", "a")
    (folder / "secret.txt").write_text(CANARY, encoding="utf-8")
    inside = folder / "artifacts" / "a"
    for place in (folder / ".secret", inside / ".hidden", inside / "run.json", inside / "stages" / "one.json"):
        place.parent.mkdir(exist_ok=True)
        place.write_text(CANARY, encoding="utf-8")
    for name, target in (
        ("leak", folder / "secret.txt"), ("up", folder), ("diary", inside / "run.json"), ("loop", inside / "loop"),
        ("dot", inside / ".hidden"), ("leak.wav", folder / "secret.txt"),
    ):  # fmt: skip
        (inside / name).symlink_to(target)
    os.mkfifo(inside / "pipe")
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Served]:
    with served(folder / "artifacts") as site:
        yield site


def test_pages_are_sent_with_their_type_and_guards(site: Served) -> None:
    answer = site.ask("/a/page.html")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.body.startswith(b"<!doctype html>")
    assert site.ask("/").headers["location"] == "/catalog/index.html"
    assert site.ask("/catalog/index.html?q=tea").status == 200
    assert site.ask("/catalog/catalog.sqlite").body.startswith(b"SQLite format 3")


@pytest.mark.parametrize(
    ("path", "method", "hosts"),
    [("/a/page.html", "GET", None), ("/", "GET", None), ("/none", "GET", None), ("/a/page.html", "POST", None),
     ("/a/page.html", "GET", ("evil.example",)), ("/a/page.html", "BREW", None)],
)  # fmt: skip
def test_every_answer_carries_the_guards(site: Served, path: str, method: str, hosts: tuple[str, ...] | None) -> None:
    answer = site.ask(path, method, hosts=hosts)
    for name, value in site_server.HEADERS.items():
        assert answer.headers[name.lower()] == value
    assert answer.status < 400 or answer.headers["content-security-policy"] == "default-src 'none'"


def test_only_reading_is_answered(site: Served) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        assert site.ask("/a/page.html", method).status == 405, method
    answer = site.ask("/a/page.html", "HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["content-length"]) > 1000


# ---- corrections


def correct(site: Served, body: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
    line = http.client.HTTPConnection(HOST, site.running.port, timeout=60)
    line.request("POST", site_server.CORRECT, body, headers)
    answer = line.getresponse()
    found = answer.status, json.loads(answer.read())
    line.close()
    return found


def test_a_page_alone_may_correct(site: Served) -> None:
    page = site.ask("/a/page.html").body.decode()
    told = json.loads(page.partition('id="correcting">')[2].partition("<")[0])
    own = {"X-Correction-Token": told["token"], "Origin": f"http://{HOST}:{site.running.port}",
           "Content-Type": "application/json"}  # fmt: skip
    asked = {"episode": "a", "revision": told["revision"], "op": "title", "target": "t99", "value": "x"}
    body = json.dumps(asked).encode()
    for name, value in (("X-Correction-Token", "x"), ("X-Correction-Token", "é"), ("Origin", "http://evil.example"),
                        ("Content-Type", "text/plain"), ("Origin", "null"), ("X-Correction-Token", "")):  # fmt: skip
        assert correct(site, body, **own | {name: value})[0] == 403, name
    assert correct(site, body)[0] == 403
    assert correct(site, body, **own)[0] == 400
    assert "expected the id of a section" in correct(site, body, **own)[1]["error"]
    older = json.dumps(asked | {"revision": "0" * 64}).encode()
    assert correct(site, older, **own) == (409, {"error": "this page is older than the episode; reload it"})
    changed = ({"op": "list"}, {"more": 1}, {"episode": "../a"}, {"target": "x" * 9000}, {"value": " "})
    for bad in (b"", b"{}", b"[]", *(json.dumps(asked | one).encode() for one in changed)):
        status, found = correct(site, bad, **own)
        assert (status, found["error"].startswith("expected")) == (400, True), bad
    assert correct(site, b"x" * 70_000, **own)[0] == 413
    assert site.ask(site_server.CORRECT).status == 404


def test_the_file_of_the_page_knows_nothing_of_it(site: Served, folder: Path) -> None:
    sent = site.ask("/a/page.html").body.decode()
    kept = (folder / "artifacts" / "a" / "page.html").read_text(encoding="utf-8")
    assert "connect-src" in sent
    for word in ("connect-src", "correct-mode", "X-Correction-Token"):
        assert word not in kept


# ---- search


def test_search_answers_as_json(site: Served) -> None:
    answer = site.ask("/api/search?q=%22failed+pots%22&speaker=ada")
    found = json.loads(answer.body)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    (hit,) = found["hits"]
    assert {"episode_id", "start", "end", "speaker", "text", "url"} <= hit.keys()
    assert (hit["speaker"], [hit["text"][i:j] for i, j in hit["marks"]]) == ("Ada", ["failed pots"])
    assert site.ask(hit["url"].partition("#")[0]).status == 200
    assert (found["episodes"], found["next"], found["found"][0]["hits"]) == (1, None, 1)
    assert json.loads(site.ask("/api/search?q=pot&each=1").body)["found"][0]["hits"] > 1


@pytest.mark.parametrize(
    "asked", ["", "q=", "q=%28tea", "q=tea&first=-1", "q=tea&most=x", "q=tea&since=may", "q=tea&in=jokes", "q=tea&x=1",
              f"q={'tea+' * 200}", "q=tea&first=9999999999", "q=%00"]
)  # fmt: skip
def test_search_that_asks_for_nothing_is_refused_in_json(site: Served, asked: str) -> None:
    answer = site.ask(f"/api/search?{asked}")
    found = json.loads(answer.body)
    assert (answer.status, found["hits"]) == (400, [])
    assert found["error"].startswith("expected")


def test_search_is_guarded_and_reads_only(site: Served) -> None:
    assert site.ask("/api/search?q=tea", hosts=("evil.example",)).status == 421
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert site.ask("/api/search?q=tea", method).status == 405
    answer = site.ask("/api/search?q=tea")
    assert answer.headers.items() >= {name.lower(): value for name, value in site_server.HEADERS.items()}.items()


def test_catalog_that_cannot_be_searched_is_said(tmp_path: Path) -> None:
    corpus(tmp_path / "artifacts", "a")
    (tmp_path / "artifacts" / "catalog" / "catalog.sqlite").unlink()
    with served(tmp_path / "artifacts") as site:
        answer = site.ask("/api/search?q=tea")
    assert (answer.status, "highlights search" in json.loads(answer.body)["error"]) == (503, True)


# ---- ranges


NINES = "9" * 5000


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("bytes=0-99", 206, (0, 99)), ("bytes=100-", 206, (100, -1)), ("bytes=-10", 206, (-10, -1)),
        ("bytes=0-0", 206, (0, 0)), (f"bytes=0-{NINES}", 206, (0, -1)), (f"bytes=-{NINES}", 206, (0, -1)),
        ("bytes=99999999-", 416, (0, 0)), (f"bytes={NINES}-", 416, (0, 0)), ("bytes=-0", 416, (0, 0)),
        ("lines=1-2", 200, (0, -1)), ("bytes=0-1,5-6", 200, (0, -1)), ("bytes=a-b", 200, (0, -1)),
        ("bytes=-", 200, (0, -1)), ("bytes=1_0-2_0", 200, (0, -1)), ("bytes=", 200, (0, -1)),
    ],
    ids=lambda value: str(value)[:16],
)  # fmt: skip
def test_part_that_a_player_asks_for_is_sent(
    site: Served, folder: Path, asked: str, status: int, span: tuple[int, int]
) -> None:
    whole = (folder / "artifacts" / "a" / "tone.wav").read_bytes()
    answer = site.ask("/a/tone.wav", Range=asked)
    assert answer.status == status
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(whole)}"
        return
    first, last = (place % len(whole) for place in span)
    assert answer.body == whole[first : last + 1]
    assert answer.headers.get("content-range") == (f"bytes {first}-{last}/{len(whole)}" if status == 206 else None)
    assert answer.headers["content-type"] == "audio/wav"


# ---- what is not sent


def traversals() -> list[str]:
    """Return ways to write a path that leads out, in every spelling of the dots and the slash."""
    dots = ("..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "..;", "...", "%uff0e%uff0e")
    slashes = ("/", "%2f", "%5c", "\\", "//", "%252f", "/./", "%c0%af")
    bases = ("/", "/a/", "/catalog/", "/a/up/")
    targets = ("secret.txt", ".secret", "etc/passwd")
    return [
        base + (dot + slash) * depth + target
        for dot, slash, base, target, depth in itertools.product(dots, slashes, bases, targets, (1, 3))
    ]


def test_no_spelling_of_a_path_leads_out(site: Served) -> None:
    asked = traversals()
    assert len(asked) > 1700
    answers = {path: site.ask(path) for path in asked}
    assert {path for path, answer in answers.items() if answer.status not in (400, 404)} == set()
    assert [path for path, answer in answers.items() if CANARY.encode() in answer.body] == []


@pytest.mark.parametrize(
    "path",
    [
        "/a/leak", "/a/up/secret.txt", "/a/up/.secret", "/a/leak.wav", "/a/loop", "/a/diary", "/a/dot", "/a/.hidden",
        "/a/run.json", "/a/RUN.JSON", "/a/stages/one.json", "/.locks/", "/.locks/a.lock", "/a", "/a/", "/a/pipe",
        "/nothing", "/%00", "/a/page.html%00.wav", "/%0a", "//etc/passwd", "/%ff%fe",
        "/" + "a" * 300, "/" + "a/" * 6000, "/" + quote("ü" * 200), "/a/" + "b" * 300 + ".wav",
    ],
    ids=lambda path: path[:24],
)  # fmt: skip
def test_nothing_else_is_sent(site: Served, path: str, capfd: pytest.CaptureFixture[str]) -> None:
    answer = site.ask(path)
    assert answer.status == 404
    assert CANARY.encode() not in answer.body
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "hosts",
    [
        ("evil.example",), ("evil.example:{port}",), ("127.0.0.1",), ("127.0.0.1:1",),
        ("127.0.0.1:{port}.evil.example",),
        ("127.0.0.1:{port}@evil.example",), ("[::1]:{port}",), ("0.0.0.0:{port}",), ("",), (),
        ("127.0.0.1:{port}", "evil.example"), ("evil.example", "127.0.0.1:{port}"),
    ],
    ids=str,
)  # fmt: skip
def test_only_its_own_name_is_answered(site: Served, hosts: tuple[str, ...]) -> None:
    named = tuple(host.format(port=site.running.port) for host in hosts)
    assert site.ask("/a/page.html", hosts=named).status in (400, 421)


def test_both_of_its_names_are_answered(site: Served) -> None:
    for name in ("127.0.0.1", "localhost"):
        assert site.ask("/a/page.html", hosts=(f"{name}:{site.running.port}",)).status == 200


# ---- sound


def tells(artifacts: Path, name: str, audio: str) -> None:
    """Write a record that names a sound."""
    record = renamed(highlights(Audio(path=audio))[0], name)
    Store(artifacts).episode(name).publish({"highlights.json": canonical(record)})


def test_sound_of_the_inbox_is_sent_in_the_default_layout(tmp_path: Path) -> None:
    """The page lies in artifacts/<id>/ and names `../../raw_audio/tone.wav`; a browser asks for /raw_audio/tone.wav."""
    corpus(tmp_path / "artifacts", "a")
    (tmp_path / "raw_audio").mkdir()
    sound(tmp_path / "raw_audio" / "tea & pots 7%.wav")
    tells(tmp_path / "artifacts", "b", "../../raw_audio/tea & pots 7%.wav")
    with served(tmp_path / "artifacts", tmp_path / "raw_audio") as site:
        answer = site.ask("/raw_audio/tea%20%26%20pots%207%25.wav", Range="bytes=0-3")
        assert (answer.status, answer.body) == (206, b"RIFF")
        assert site.ask("/raw_audio/").status == 404


@pytest.mark.parametrize(
    "named",
    [
        "{folder}/elsewhere/canary.wav", "../../elsewhere/canary.wav", "../../raw_audio/../elsewhere/canary.wav",
        "../../raw_audio/link.wav", "../../raw_audio/linked/canary.wav", "../../raw_audio/notes.txt",
        "../../raw_audio/notes.wav", "{folder}/secret", "/etc/passwd", "../../raw_audio-2/canary.wav", "../catalog",
        "\0.wav", "x" * 5000 + ".wav", "../../raw_audio",
    ],
    ids=lambda named: named[:40],
)  # fmt: skip
def test_file_that_a_record_names_is_not_sent_for_that(
    tmp_path: Path, named: str, capfd: pytest.CaptureFixture[str]
) -> None:
    corpus(tmp_path / "artifacts", "a")
    raw_audio = tmp_path / "raw_audio"
    for place in ("elsewhere/canary.wav", "raw_audio/notes.txt", "secret", "raw_audio-2/canary.wav"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(CANARY, encoding="utf-8")
    (raw_audio / "link.wav").symlink_to(tmp_path / "elsewhere" / "canary.wav")
    (raw_audio / "linked").symlink_to(tmp_path / "elsewhere")
    (raw_audio / "notes.wav").symlink_to(raw_audio / "notes.txt")
    tells(tmp_path / "artifacts", "bad", named.format(folder=tmp_path))
    addresses = [named.format(folder=tmp_path), f"/bad/{named}", f"/{named.replace('../', '')}"]
    with served(tmp_path / "artifacts", raw_audio) as site:
        for address in addresses:
            answer = site.ask(quote(address if address.startswith("/") else f"/{address}"))
            assert answer.status in (400, 404)
            assert CANARY.encode() not in answer.body
    assert capfd.readouterr().err == ""


def test_allowed_folder_is_sent_from(tmp_path: Path) -> None:
    corpus(tmp_path / "artifacts", "a")
    (tmp_path / "mine").mkdir()
    sound(tmp_path / "mine" / "tone.wav")
    tells(tmp_path / "artifacts", "b", "../../mine/tone.wav")
    with served(tmp_path / "artifacts") as site:
        assert site.ask("/mine/tone.wav").status == 404
    with served(tmp_path / "artifacts", tmp_path / "mine") as site:
        assert site.ask("/mine/tone.wav").body == (tmp_path / "mine" / "tone.wav").read_bytes()


def test_episode_that_is_made_while_the_site_is_served_is_heard(tmp_path: Path) -> None:
    corpus(tmp_path / "artifacts", "a")
    (tmp_path / "raw_audio").mkdir()
    sound(tmp_path / "raw_audio" / "late.wav")
    with served(tmp_path / "artifacts", tmp_path / "raw_audio") as site:
        assert site.ask("/raw_audio/late.wav").status == 404
        tells(tmp_path / "artifacts", "late", "../../raw_audio/late.wav")
        assert site.ask("/raw_audio/late.wav").status == 200


def test_address_that_two_episodes_use_for_two_files_is_silent(tmp_path: Path) -> None:
    """`..` goes no further up than the server's front, so two paths of different depth may meet."""
    artifacts = tmp_path / "x" / "artifacts"
    corpus(artifacts, "a")
    for place in (tmp_path / "x" / "raw", tmp_path / "raw"):
        place.mkdir(parents=True)
        sound(place / "one.wav")
    tells(artifacts, "near", "../../raw/one.wav")
    with served(artifacts, tmp_path) as site:
        assert site.ask("/raw/one.wav").status == 200
        tells(artifacts, "far", "../../../raw/one.wav")
        assert site.ask("/raw/one.wav").status == 404


def test_damaged_record_stops_no_other(tmp_path: Path) -> None:
    corpus(tmp_path / "artifacts", "a", "b")
    (tmp_path / "raw_audio").mkdir()
    sound(tmp_path / "raw_audio" / "tone.wav")
    tells(tmp_path / "artifacts", "b", "../../raw_audio/tone.wav")
    (tmp_path / "artifacts" / "a" / "highlights.json").write_text("{", encoding="utf-8")
    with served(tmp_path / "artifacts", tmp_path / "raw_audio") as site:
        assert site.ask("/raw_audio/tone.wav").status == 200


# ---- slow and many


def test_request_that_never_ends_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_server, "REQUEST_S", 0.5)
    starts = (b"", b"GET /a/page.html HT", b"POST /a/page.html HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
    with served(folder / "artifacts") as site:
        for start in starts:
            with socket.create_connection((HOST, site.running.port), timeout=30) as line:
                line.sendall(start)
                while line.recv(4096):  # the refusal of the last one comes first
                    pass
        assert site.ask("/a/page.html").status == 200


def test_too_many_connections_leave_room_when_they_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_server, "MOST_CONNECTIONS", 20)
    with served(folder / "artifacts") as site:
        lines = [socket.create_connection((HOST, site.running.port), timeout=30) for _ in range(20)]
        with pytest.raises(OSError):  # noqa: PT011  reset or closed without an answer, as the kernel has it
            site.ask("/a/page.html")
        for line in lines:
            line.close()
        assert site.ask("/a/page.html").status == 200


def test_listener_that_takes_nothing_holds_up_nobody(folder: Path) -> None:
    with served(folder / "artifacts") as site, socket.create_connection((HOST, site.running.port)) as line:
        line.sendall(f"GET /a/tone.wav HTTP/1.1\r\nHost: {HOST}:{site.running.port}\r\n\r\n".encode())
        assert site.ask("/a/tone.wav").status == 200


# ---- the command


def test_serving_without_a_site_says_what_to_do(tmp_path: Path, cli: Callable[..., Any]) -> None:
    said = cli("serve", "--artifacts", tmp_path)
    assert (said.code, "highlights run" in said.err) == (2, True)


def test_folder_that_is_not_there_is_no_folder_to_allow(tmp_path: Path, cli: Callable[..., Any]) -> None:
    corpus(tmp_path / "artifacts", "a")
    said = cli("serve", "--artifacts", tmp_path / "artifacts", "--allow-audio", tmp_path / "none")
    assert (said.code, "--allow-audio" in said.err) == (2, True)


def test_port_that_is_taken_is_told(folder: Path) -> None:
    with server(folder / "artifacts", 0) as first, pytest.raises(MachineLacks, match="--port"):
        server(folder / "artifacts", first.port)


def test_command_listens_on_this_machine_only_says_how_to_hear_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    corpus(tmp_path / "artifacts", "a")
    (tmp_path / "my sound").mkdir()
    sound(tmp_path / "my sound" / "tone.wav")
    tells(tmp_path / "artifacts", "b", "../../my sound/tone.wav")
    command = [sys.executable, "-m", "flows.main", "serve", "--port", "0", "--artifacts", str(tmp_path / "artifacts")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    allow = f"--allow-audio '{tmp_path / 'my sound'}' --artifacts {tmp_path / 'artifacts'}"
    assert f"to play the audio on the site: highlights serve {allow}\n" in err
    assert "Traceback" not in err


def test_run_says_how_to_hear_sound_that_lies_elsewhere(tmp_path: Path, cli: Callable[..., Any]) -> None:
    artifacts, mine = tmp_path / "artifacts", tmp_path / "mine"
    mine.mkdir()
    sound(mine / "kettle.wav")
    (mine / "kettle.vtt").write_text(captions.vtt(highlights()[1]), encoding="utf-8")
    given = ("--transcript", mine / "kettle.vtt", "--artifacts", artifacts, "--direct", "--json")
    said = cli("run", mine / "kettle.wav", *given)
    line = f"to play the audio on the site: highlights serve --allow-audio {mine} --artifacts {artifacts}"
    assert (said.code, said.err.splitlines()[-1]) == (0, line)
    (artifacts / "kettle" / "kettle.wav").write_bytes((mine / "kettle.wav").read_bytes())
    said = cli("run", artifacts / "kettle" / "kettle.wav", *given)
    assert (said.code, "--allow-audio" in said.err) == (0, False)


@pytest.mark.parametrize("path", [None, "tone.wav", "../../raw_audio/three-surprises.opus", "../../mine/gone.wav"])
def test_nothing_is_said_of_sound_that_is_sent_or_gone(path: str | None) -> None:
    record = renamed(highlights(Audio(path=path))[0], "b")
    assert advice_for(record, ARTIFACTS / "b") == ""
