"""Hosts that a feed must not make us call, in every way of writing them, and a resolver that knows some names."""

from typing import Any

import httpcore

# Refused unless private addresses are allowed.
PRIVATE = (
    "127.0.0.1", "127.0.0.53", "127.255.255.254", "127.1.1.1", "10.0.0.1", "10.255.255.255", "172.16.0.1",
    "172.31.255.255", "192.168.0.1", "192.168.255.255", "100.64.0.1", "100.127.255.255", "::1", "[::1]",
    "0:0:0:0:0:0:0:1", "fc00::1", "fd12:3456:789a::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:7f00:1",
    "::ffff:10.0.0.1", "::ffff:c0a8:1", "::127.0.0.1", "::7f00:1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1",
    "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "2002:c0a8:1::",
    "fd00::5efe:7f00:1", "2001:4860::5efe:7f00:1", "localhost.test", "private.test", "mapped.test", "both.test",
    "LOCALHOST.TEST", "private.test.",
)  # fmt: skip
# Refused whatever is allowed.
RESERVED = (
    "169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "febf::1", "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::", "::169.254.169.254", "fd00:ec2::254",
    "100.100.100.200", "192.0.0.192", "168.63.129.16", "0.0.0.0", "0.1.2.3", "::", "[::]", "::ffff:0.0.0.0",
    "224.0.0.1", "239.255.255.255", "ff02::1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.51.100.1",
    "203.0.113.1", "198.18.0.1", "2001:db8::1", "100::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "linklocal.test", "metadata.test", "nonsense.test",
)  # fmt: skip
# An IPv4 address as one number, in eight, sixteen or mixed digits, with parts left out.
NUMBERS = (
    "2130706433", "2852039166", "0x7f000001", "0x7f.0.0.1", "0x7f.1", "017700000001", "0177.0.0.1",
    "0177.0.0.01", "127.1", "127.0.1", "127.0.0.1.", "0", "0x0", "00000000177.0.0.1", "127.0.0.01",
    "0xa9fea9fe", "1.1", "127.0.0.256", "0x7f.0x1",
)  # fmt: skip
# Signs that one reader takes for another.
SIGNS = (
    "127.0.0.1%00.x.test", "127。0。0。1", "１２７.0.0.1", "①②⑦.⓪.⓪.①", "loc alhost", "x.test#@127.0.0.1",
    "x.test/..", "", "a..b", "-x.test", "[::1", "localhost\x00.test",
)  # fmt: skip
ALWAYS = (*RESERVED, *NUMBERS, *SIGNS)
NAMES = {
    "public.test": ("93.184.216.34",),
    "xn--mnchen-3ya.test": ("93.184.216.34",),
    "localhost.test": (
        "127.0.0.1",
        "::1",
    ),
    "private.test": ("10.0.0.7",),
    "private.test.": ("10.0.0.7",),
    "mapped.test": ("::ffff:192.168.1.1",),
    "both.test": (
        "93.184.216.34",
        "10.0.0.7",
    ),
    "linklocal.test": ("fe80::1%2",),
    "metadata.test": ("169.254.169.254",),
    "nonsense.test": ("not an address",),
}


def resolver(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses of the names above; any other name is not to be asked for."""
    return NAMES[host]


class Recorder(httpcore.NetworkBackend):
    """A network that sends nothing: it notes who would be called and answers from a list, by address."""

    def __init__(self, answers: dict[str, list[bytes]] | None = None) -> None:
        self.answers = answers or {}
        self.called: list[str] = []
        self.sent = bytearray()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        self.called.append(host)
        if host not in self.answers:
            raise httpcore.ConnectError("nobody is there")
        return _Scripted(self.answers[host].pop(0), self.sent)


class _Scripted(httpcore.NetworkStream):
    def __init__(self, answer: bytes, sent: bytearray) -> None:
        self._left, self._sent = answer, sent

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        piece, self._left = self._left[:max_bytes], self._left[max_bytes:]
        return piece

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._sent += buffer

    def close(self) -> None:
        self._left = b""

    def get_extra_info(self, info: str) -> None:
        return None
