import pytest

from pipeline.errors import BadInput, Unreachable
from pipeline.feeds.addresses import check_url, checked, public, refused
from tests.forbidden import ALWAYS, PRIVATE, resolver


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_host_is_refused_unless_it_is_allowed(host: str) -> None:
    with pytest.raises(BadInput):
        checked(host, 80, resolver, allow_private=False)


@pytest.mark.parametrize("host", ALWAYS)
@pytest.mark.parametrize("allow_private", [False, True])
def test_other_forbidden_hosts_are_refused_whatever_is_allowed(host: str, allow_private: bool) -> None:
    with pytest.raises(BadInput):
        checked(host, 80, resolver, allow_private=allow_private)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.9", "fd12::1", "100.64.0.1", "private.test"]
)
def test_a_private_host_is_called_where_it_is_allowed(host: str) -> None:
    assert checked(host, 8080, resolver, allow_private=True)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("8.8.8.8", "8.8.8.8"),
        ("2606:4700::1111", "2606:4700::1111"),
        ("public.test", "93.184.216.34"),
        ("xn--mnchen-3ya.test", "93.184.216.34"),
        ("64:ff9b::5db8:d822", "64:ff9b::5db8:d822"),
    ],
)
def test_a_public_host_is_called_at_the_address_that_was_judged(host: str, address: str) -> None:
    assert checked(host, 443, resolver, allow_private=False)[0] == address


def test_one_forbidden_address_among_several_is_enough() -> None:
    with pytest.raises(BadInput, match=r"169\.254\.169\.254"):
        checked("x.test", 80, lambda *_: ("93.184.216.34", "169.254.169.254"), allow_private=True)


def test_a_name_without_an_address_may_have_one_later() -> None:
    with pytest.raises(Unreachable):
        checked("x.test", 80, lambda *_: (), allow_private=False)


@pytest.mark.parametrize(
    ("port", "allowed"), [(80, True), (443, True), (8080, True), (22, False), (25, False), (1, False)]
)
def test_only_ports_of_the_web_are_called(port: int, allowed: bool) -> None:
    if allowed:
        assert checked("8.8.8.8", port, resolver, allow_private=False)
    else:
        with pytest.raises(BadInput, match="port"):
            checked("8.8.8.8", port, resolver, allow_private=False)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "ftp://x.test/a",
        "gopher://x.test:70/_",
        "data:text/plain,x",
        "//x.test/a",
        "javascript:alert(1)",
        "/etc/passwd",
        "feed.xml",
        "http://",
        "http:///a",
        "http://x.test:99999/",
        "http://[::1",
        "http://x.test/a b",
        "http://x.test/\r\nHost: y",
        "http://x.test\\@127.0.0.1/",
        "http://" + "a" * 5000,
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(BadInput):
        check_url(url)


def test_a_password_is_never_shown() -> None:
    assert public("https://me:secret@x.test/feed?a=b@c") == "https://x.test/feed?a=b@c"


def test_what_is_refused_says_why() -> None:
    import ipaddress

    assert refused(ipaddress.ip_address("169.254.1.1"), allow_private=True) == "it is link-local"
    assert "--allow-private" in str(refused(ipaddress.ip_address("10.0.0.1"), allow_private=False))
