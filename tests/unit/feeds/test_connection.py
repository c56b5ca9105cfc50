"""Nothing is sent to a forbidden address: names are looked up and connections made by stand-ins that take notes."""

import httpcore
import pytest

from pipeline.errors import BadFeed, BadInput, Unreachable
from pipeline.feeds.connection import Limit
from pipeline.feeds.fetch import Web
from tests.forbidden import ALWAYS, PRIVATE, Recorder, resolver

PUBLIC = "93.184.216.34"
HOSTS = [host for host in (*PRIVATE, *ALWAYS) if host and not {"#", "/"}.intersection(host)]  # else it is another host
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


def redirect(to: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode("utf-8", "surrogatepass")


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def get(web: Web, url: str, seconds: float = 5) -> bytes | None:
    return web.get(url, most_bytes=1000, within_s=seconds).body


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_form_of_a_forbidden_address_is_called(host: str, scheme: str) -> None:
    network = Recorder()
    with Web(resolve=resolver, connect=network) as web, pytest.raises((BadInput, Unreachable)):
        get(web, f"{scheme}://{bracketed(host)}/feed.xml")
    assert network.called == []


@pytest.mark.parametrize("host", HOSTS)
def test_no_redirect_leads_to_a_forbidden_address(host: str) -> None:
    network = Recorder({PUBLIC: [redirect(f"http://{bracketed(host)}/")]})
    with Web(resolve=resolver, connect=network) as web, pytest.raises((BadInput, Unreachable)):
        get(web, "http://public.test/")
    assert network.called == [PUBLIC]


@pytest.mark.parametrize(
    "to",
    [
        "file:///etc/passwd",
        "ftp://public.test/",
        "javascript:alert(1)",
        "data:,x",
        "",
        "http://me:pw@public.test/",
        "gopher://x",
        "//127.0.0.1/",
        "http:\\\\127.0.0.1\\",
        "\\\\127.0.0.1\\",
        "http://public.test:22/",
        "unix:///var/run/docker.sock",
    ],
)
def test_no_redirect_leads_off_the_web(to: str) -> None:
    network = Recorder({PUBLIC: [redirect(to)]})
    with Web(resolve=resolver, connect=network) as web, pytest.raises(BadInput):
        get(web, "http://public.test/")
    assert network.called == [PUBLIC]


def test_the_call_goes_to_the_address_that_was_judged_with_the_name_as_host() -> None:
    network = Recorder({PUBLIC: [OK]})
    with Web(resolve=resolver, connect=network) as web:
        assert get(web, "http://public.test/") == b"hi"
    assert network.called == [PUBLIC]
    assert b"Host: public.test\r\n" in network.sent


def test_a_name_that_changes_its_address_after_the_look_up_gains_nothing() -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return (PUBLIC,) if len(asked) == 1 else ("127.0.0.1",)

    network = Recorder({PUBLIC: [redirect("http://evil.test:8080/")]})
    with Web(resolve=rebinding, connect=network) as web, pytest.raises(BadInput, match="private"):
        get(web, "http://evil.test/")
    assert network.called == [PUBLIC]  # one look-up for one call, and the second call was judged anew
    assert asked == ["evil.test", "evil.test"]


def test_the_next_address_of_a_name_is_called_where_the_first_is_not_there() -> None:
    network = Recorder({PUBLIC: [OK]})
    with Web(resolve=lambda *_: ("8.8.8.8", PUBLIC), connect=network) as web:
        assert get(web, "http://two.test/") == b"hi"
    assert network.called == ["8.8.8.8", PUBLIC]


def test_a_chain_of_lasting_redirects_says_where_the_feed_has_moved_to() -> None:
    lasting = [redirect("http://public.test/b", 301), redirect("http://public.test/c", 308), OK]
    with Web(resolve=resolver, connect=Recorder({PUBLIC: lasting})) as web:
        got = web.get("http://public.test/a", most_bytes=1000, within_s=5)
    assert (got.url, got.moved) == ("http://public.test/c", "http://public.test/c")
    passing = [redirect("http://public.test/b", 302), redirect("http://public.test/c", 301), OK]
    with Web(resolve=resolver, connect=Recorder({PUBLIC: passing})) as web:
        assert web.get("http://public.test/a", most_bytes=1000, within_s=5).moved is None


def test_endless_redirects_end() -> None:
    network = Recorder({PUBLIC: [redirect("http://public.test/")] * 50})
    with Web(resolve=resolver, connect=network) as web, pytest.raises(BadFeed, match="redirects"):
        get(web, "http://public.test/")
    assert len(network.called) <= 11


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    network = Recorder({PUBLIC: [OK]})
    with Web(resolve=resolver, connect=network) as web:
        assert get(web, "http://public.test/") == b"hi"
    assert network.called == [PUBLIC]


def test_a_limit_shortens_every_step_and_ends() -> None:
    now = [100.0]
    limit = Limit(lambda: now[0])
    limit.begin(30)
    assert (limit.left(None), limit.left(5)) == (20, 5)
    now[0] = 127.0
    assert limit.left(None) == 3
    now[0] = 130.0
    with pytest.raises(httpcore.ReadTimeout):
        limit.left(None)
