"""Which IP addresses a page may be fetched from.

`ipaddress.is_global` is not enough: in Python 3.11 it is true of multicast, of ``fec0::1``, and of IPv6 addresses that
carry a private IPv4 address to whoever translates them (NAT64, 6to4, ``::127.0.0.1``). Sources: the IANA registries of
special-purpose addresses (RFC 6890), RFC 6052 and 8215 (NAT64), RFC 5214 (ISATAP), and the clouds' own documentation
for the addresses at which a machine gets its credentials.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import TypeAlias

from summarizer.errors import ArticleError

__all__ = ["IPAddress", "check_reach", "ip_address"]

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
_Range: TypeAlias = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, str]


def _ranges(table: dict[str, str]) -> tuple[_Range, ...]:
    return tuple((ipaddress.ip_network(written), what) for what, listed in table.items() for written in listed.split())


_METADATA = _ranges(
    {
        "an address at which a cloud hands out credentials": "169.254.169.254 169.254.170.2 169.254.170.23"
        " 169.254.42.42 168.63.129.16 100.100.100.200 192.0.0.192 fd00:ec2::254 fd00:ec2::23 fd20:ce::254 fd00:42::42"
    }
)
_OWN = _ranges(
    {
        "an address of this machine": "127.0.0.0/8 ::1/128",
        "a private address": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10",
        "an address between a provider and its customers": "100.64.0.0/10",
        "an address for tests of networks": "198.18.0.0/15",
    }
)
_NOBODYS = _ranges(
    {
        "no address of a machine": "0.0.0.0/8 ::/128",
        "a link-local address": "169.254.0.0/16 fe80::/10",
        "a multicast address": "224.0.0.0/4 ff00::/8",
        "an address for examples": "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
        "a reserved address": "192.0.0.0/24 192.88.99.0/24 240.0.0.0/4 2001::/23",
        "an address of a tunnel": "::/96 2002::/16 64:ff9b:1::/48",
    }
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST = ipaddress.IPv6Network("2000::/3")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)


def ip_address(text: str) -> IPAddress:
    """The address that the text stands for, without the zone of a link.

    Raises:
        ValueError: It stands for none.
    """
    return ipaddress.ip_address(text.partition("%")[0])


def check_reach(address: IPAddress, *, allow_private: bool) -> None:
    """A page may be fetched from the address, and from every IPv4 address that it carries inside.

    Args:
        address: What a name was resolved to, or what stands in place of a name.
        allow_private: Whether this machine and private networks may be asked.

    Raises:
        ArticleError: It may not.
    """
    for inner in _all_of(address):
        own = _what(inner, _OWN)
        never = _what(inner, _METADATA) or (None if own else _what(inner, _NOBODYS) or _unlisted(inner))
        if never is not None:
            raise ArticleError(f"{address} is {never}", hint="nothing is ever fetched from there")
        if own is not None and not allow_private:
            raise ArticleError(
                f"{address} is {own}", hint="if the page is on a network of yours, allow it: --allow-private"
            )


def _all_of(address: IPAddress) -> Iterator[IPAddress]:
    """What is reached by the address: itself, or the IPv4 address that it only wraps, and those it may carry."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
        return
    yield address
    low = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    # A translator with a prefix of its own puts the IPv4 address last, too: no address of a page ends like these.
    if address in _NAT64 or _what(low, _METADATA) or int(address) >> 32 & 0xFFFF_FFFF in _ISATAP:
        yield low


def _what(address: IPAddress, table: tuple[_Range, ...]) -> str | None:
    return next((what for network, what in table if address in network), None)


def _unlisted(address: IPAddress) -> str | None:
    """What Python knows beyond the tables, and all of IPv6 that nobody has been given yet."""
    if address in _NAT64:
        return None
    given = isinstance(address, ipaddress.IPv4Address) or address in _UNICAST
    return None if given and address.is_global else "a reserved address"
