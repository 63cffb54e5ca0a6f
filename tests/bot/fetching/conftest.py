"""Sockets towards the web, on record."""

import socket

import pytest
from aiohttp import AddrInfoType

from bot.fetching import dialling


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that sockets were opened for; none but loopback is really dialled."""
    addresses: list[str] = []

    def record(addr_info: AddrInfoType) -> socket.socket:
        address = str(addr_info[4][0])
        addresses.append(address)
        if not address.startswith("127."):
            raise OSError("the tests stay at home")
        return socket.socket(*addr_info[:3])

    monkeypatch.setattr(dialling, "open_socket", record)
    return addresses
