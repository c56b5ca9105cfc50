"""Says which addresses may be called: the web, and private networks only where the settings allow them.

A name is looked up once, every address it has is judged, and the connection goes to the address that was judged
(`fetch.py`): a name that changes its address between look-up and call gains nothing.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from pipeline.errors import BadInput, Unreachable

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]  # host, port → addresses as text

SCHEMES = ("http", "https")
WELL_KNOWN = 1024  # below it lie mail, databases and remote shells; the web has 80 and 443
WEB_PORTS = (80, 443)
LONGEST_URL = 4000  # characters; signed addresses have about 1,000
# Addresses inside which an IPv4 address hides, with the bits below it (RFC 4291, 6052, 8215, 3056, 5214).
_HIDING = tuple(
    (ipaddress.IPv6Network(network), shift)
    for network, shift in (
        ("::ffff:0:0/96", 0), ("::/96", 0), ("::ffff:0:0:0/96", 0), ("64:ff9b::/96", 0), ("64:ff9b:1::/48", 0),
        ("2002::/16", 80),
    )
)  # fmt: skip
_ISATAP = (0x5EFE, 0x2005EFE)  # the upper half of an interface's name that ends with an IPv4 address
# Where clouds tell a machine its secrets, beyond link-local (Amazon over IPv6, Alibaba, Oracle, Azure's host).
_METADATA = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "100.100.100.200", "192.0.0.192", "168.63.129.16")))
_PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7",
        "fec0::/10",
    )
)  # fmt: skip
_NAME = re.compile(
    r"(?=.{1,253}\.?$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?"
)
_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*\.?")


def check_url(url: str) -> str:
    """Return a web address as it is; `BadInput` for any other scheme, a missing host, or signs that have no place."""
    shown = url[:200]
    if len(url) > LONGEST_URL or re.search(r"[\s\x00-\x1f\x7f\\<>\"]", url):
        raise BadInput(f"expected a web address, found one that is too long or has blanks or quotes: {shown!r}")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadInput(f"expected a web address, found {shown!r}: {error}") from error
    if parts.scheme.lower() not in SCHEMES:
        raise BadInput(f"expected an http or https address, found {shown!r}")
    if not host:
        raise BadInput(f"expected an address with a host, found {shown!r}")
    return url


def public(url: str) -> str:
    """Return an address without the name and password in it, as it may be shown."""
    return re.sub(r"(?<=//)[^/@?#]*@", "", url)


def resolve_here(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses that this machine's resolver has for a name; `Unreachable` where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"expected the address of {host}, found none: {error}") from error
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def checked(host: str, port: int, resolve: Resolve, *, allow_private: bool) -> tuple[str, ...]:
    """Return the addresses to call for a host, each judged; `BadInput` where it has one that must not be called.

    One bad address among several is enough: a name that has both is made to deceive.
    """
    if port < WELL_KNOWN and port not in WEB_PORTS and not allow_private:
        raise BadInput(f"expected port 80, 443 or one from {WELL_KNOWN} on, found {port} at {host}")
    name = (host[1:-1] if host.startswith("[") and host.endswith("]") else host).lower()
    literal = _literal(name)
    if literal is None and (_NUMBERS.fullmatch(name) or not _NAME.fullmatch(name)):
        raise BadInput(f"expected a host name or a plain IP address, found {host[:200]!r}")  # 0x7f.1, 2130706433, …
    found = (str(literal),) if literal is not None else tuple(resolve(name, port))
    if not found:
        raise Unreachable(f"expected the address of {host}, found none")
    for address in found:
        ip = _literal(address)
        why = "it is no address" if ip is None else refused(ip, allow_private=allow_private)
        if why:
            raise BadInput(f"refused to call {host} ({address}): {why}")
    return found


def refused(ip: Ip, *, allow_private: bool) -> str | None:
    """Return why an address must not be called, None where it may be."""
    for inner in _inside(ip):
        if why := refused(inner, allow_private=allow_private):
            return why
    if ip in _METADATA:
        return "it tells a machine its secrets"
    if ip.is_link_local:
        return "it is link-local"
    if ip.is_unspecified or ip.is_multicast or (ip.version == 4 and int(ip) >> 24 == 0):
        return "it belongs to no one machine"
    if any(ip.version == network.version and ip in network for network in _PRIVATE):
        return None if allow_private else "it is private; --allow-private allows it"
    if isinstance(ip, ipaddress.IPv6Address) and ip.teredo:
        return "it is a tunnel"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return None  # judged by what is inside
    return None if ip.is_global else "it is reserved"


def _literal(host: str) -> Ip | None:
    """Return an address written as such, None for a name; `::1%lo` is the address ::1."""
    try:
        return ipaddress.ip_address(host.partition("%")[0] if ":" in host else host)
    except ValueError:
        return None


def _inside(ip: Ip) -> tuple[ipaddress.IPv4Address, ...]:
    """Return the IPv4 addresses that an IPv6 address stands for: mapped, compatible, translated, tunnelled."""
    if not isinstance(ip, ipaddress.IPv6Address) or int(ip) <= 1:
        return ()
    value = int(ip)
    found = [(value >> shift) & 0xFFFFFFFF for network, shift in _HIDING if ip in network]
    if (value >> 32) & 0xFFFFFFFF in (_ISATAP[0], _ISATAP[1], 0x02005EFE):
        found.append(value & 0xFFFFFFFF)
    return tuple(map(ipaddress.IPv4Address, found))
