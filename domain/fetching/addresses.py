"""Which IP addresses may be dialled: public ones alone; names and URLs are judged elsewhere.

`ipaddress.is_global` is not enough: on Python 3.11 it passes 64:ff9b::7f00:1, 2002:7f00:1::,
::127.0.0.1, fec0::1 and 224.0.0.1. So IPv4 has a list of what is denied, and IPv6 one of what is
allowed, with denials inside it.
"""

from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final


class AddressFlaw(StrEnum):
    UNREADABLE = "unreadable"  # no address in its one strict spelling
    ZONED = "zoned"  # fe80::1%eth0: only this machine knows where that is
    UNSPECIFIED = "unspecified"  # 0.0.0.0/8, ::
    LOOPBACK = "loopback"
    PRIVATE = "private"  # RFC 1918, unique local, site-local
    SHARED = "shared"  # carrier-grade NAT
    LINK_LOCAL = "link_local"  # cloud metadata lives here
    METADATA = "metadata"  # a cloud's own service on an address that looks public
    PROTOCOL = "protocol"  # assigned to protocols, not to hosts
    BENCHMARK = "benchmark"
    DOCUMENTATION = "documentation"
    MULTICAST = "multicast"
    RESERVED = "reserved"
    TUNNEL = "tunnel"  # carries another address: 6to4, Teredo, ISATAP, IPv4-compatible, local NAT64


F = AddressFlaw

# https://www.iana.org/assignments/iana-ipv4-special-registry
_DENIED_V4: Final = tuple(
    (IPv4Network(network), flaw)
    for network, flaw in (
        ("0.0.0.0/8", F.UNSPECIFIED),
        ("10.0.0.0/8", F.PRIVATE),
        ("100.64.0.0/10", F.SHARED),
        ("127.0.0.0/8", F.LOOPBACK),
        ("168.63.129.16/32", F.METADATA),  # Azure's wire server
        ("169.254.0.0/16", F.LINK_LOCAL),
        ("172.16.0.0/12", F.PRIVATE),
        ("192.0.0.0/24", F.PROTOCOL),
        ("192.0.2.0/24", F.DOCUMENTATION),
        ("192.31.196.0/24", F.PROTOCOL),  # AS112
        ("192.52.193.0/24", F.TUNNEL),  # AMT
        ("192.88.99.0/24", F.TUNNEL),  # 6to4 relays
        ("192.168.0.0/16", F.PRIVATE),
        ("192.175.48.0/24", F.PROTOCOL),  # AS112
        ("198.18.0.0/15", F.BENCHMARK),
        ("198.51.100.0/24", F.DOCUMENTATION),
        ("203.0.113.0/24", F.DOCUMENTATION),
        ("224.0.0.0/4", F.MULTICAST),
        ("240.0.0.0/4", F.RESERVED),
    )
)

# https://www.iana.org/assignments/iana-ipv6-special-registry
_DENIED_V6: Final = tuple(
    (IPv6Network(network), flaw)
    for network, flaw in (
        ("::/128", F.UNSPECIFIED),
        ("::1/128", F.LOOPBACK),
        ("::/96", F.TUNNEL),  # IPv4-compatible
        ("::ffff:0:0:0/96", F.TUNNEL),  # IPv4-translated (SIIT)
        ("64:ff9b:1::/48", F.TUNNEL),  # somebody's own NAT64: whose IPv4 net, nobody can say
        ("2001:2::/48", F.BENCHMARK),
        ("2001:db8::/32", F.DOCUMENTATION),
        ("2001::/32", F.TUNNEL),  # Teredo
        ("2001::/23", F.PROTOCOL),
        ("2002::/16", F.TUNNEL),  # 6to4
        ("2620:4f:8000::/48", F.PROTOCOL),  # AS112
        ("3ffe::/16", F.RESERVED),  # the 6bone, given back
        ("3fff::/20", F.DOCUMENTATION),
        ("fc00::/7", F.PRIVATE),
        ("fe80::/10", F.LINK_LOCAL),
        ("fec0::/10", F.PRIVATE),  # site-local
        ("ff00::/8", F.MULTICAST),
    )
)
_UNICAST_V6: Final = IPv6Network("2000::/3")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})  # bits 64 to 96, before an IPv4 address
_LOW_32: Final = 0xFFFF_FFFF


def flaw_of(text: str) -> AddressFlaw | None:
    """Why this address must not be dialled; None: it is public. Never raises."""
    try:
        address = ip_address(text)
    except ValueError:
        return F.UNREADABLE
    return _flaw_v4(address) if isinstance(address, IPv4Address) else _flaw_v6(address)


def _flaw_v4(address: IPv4Address) -> AddressFlaw | None:
    return next((flaw for network, flaw in _DENIED_V4 if address in network), None)


def _flaw_v6(address: IPv6Address) -> AddressFlaw | None:
    if address.scope_id is not None:
        return F.ZONED
    carried = _carried(address)
    if carried is not None:
        return _flaw_v4(carried)
    if int(address) >> 32 & _LOW_32 in _ISATAP:
        return F.TUNNEL
    denied = next((flaw for network, flaw in _DENIED_V6 if address in network), None)
    return denied or (None if address in _UNICAST_V6 else F.RESERVED)


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that is really dialled: ::ffff:1.2.3.4, and 64:ff9b::1.2.3.4 of NAT64."""
    if address in _NAT64:
        return IPv4Address(int(address) & _LOW_32)
    return address.ipv4_mapped
