"""The one place where a socket towards the web is opened, after its address was judged.

A resolver cannot guard: it is not asked for literal addresses, and a name may lead elsewhere the
second time. What is judged here is the address that is dialled next, whatever brought it.
"""

import socket
import ssl
from collections.abc import Callable

from aiohttp import AddrInfoType, TCPConnector, ThreadedResolver
from aiohttp.abc import AbstractResolver

from domain.fetching import addresses
from domain.fetching.addresses import AddressFlaw

Judge = Callable[[str], AddressFlaw | None]


class ForbiddenAddress(Exception):
    """No OSError: aiohttp would go on to the next address of a name that leads to a bad one."""

    def __init__(self, flaw: AddressFlaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


def connector(
    judge: Judge = addresses.flaw_of,
    resolver: AbstractResolver | None = None,
    tls: ssl.SSLContext | bool = True,
) -> TCPConnector:
    """For one walk: nothing is looked up twice from memory, no connection outlives its answer."""

    def open_judged(addr_info: AddrInfoType) -> socket.socket:
        flaw = judge(str(addr_info[4][0]))
        if flaw is not None:
            raise ForbiddenAddress(flaw)
        return open_socket(addr_info)

    return TCPConnector(
        socket_factory=open_judged,
        resolver=resolver or ThreadedResolver(),
        ssl=tls,
        use_dns_cache=False,
        force_close=True,
        happy_eyeballs_delay=None,  # one address after the other, so that a bad one ends it
    )


def open_socket(addr_info: AddrInfoType) -> socket.socket:
    family, kind, protocol, _, _ = addr_info
    return socket.socket(family, kind, protocol)
