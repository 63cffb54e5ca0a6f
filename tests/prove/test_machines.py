"""Several machines in short: where namespaces may be made, links go down and up again."""

import subprocess
import sys

import pytest

from domain.delivery import DeliveryStatus
from tests.prove.machines.network import HUB, HUB_ADDRESS, NotHere, network
from tests.prove.machines.story import doctored
from tests.prove.pump.reckoning import Row

_LISTEN = """
import socket
with socket.create_server(("0.0.0.0", 7000)) as server:
    print("up", flush=True)
    while True:
        server.accept()[0].close()
"""
_REACHES = f"import socket; socket.create_connection(({HUB_ADDRESS!r}, 7000), timeout=1).close()"


def test_a_host_is_cut_off_and_comes_back() -> None:
    try:
        with network("a", "b") as made:
            hub = [*made.inside(HUB), sys.executable, "-c", _LISTEN]
            with subprocess.Popen(hub, stdout=subprocess.PIPE) as server:
                try:
                    assert server.stdout is not None
                    server.stdout.readline()

                    def reaches(host: str) -> bool:
                        command = [*made.inside(host), sys.executable, "-c", _REACHES]
                        return subprocess.run(command, capture_output=True).returncode == 0

                    assert reaches("a")
                    made.link("a", "down")
                    assert not reaches("a")
                    assert reaches("b")
                    made.link("a", "up")
                    assert reaches("a")
                finally:
                    server.kill()
    except NotHere as reason:
        pytest.skip(f"no hosts of our own: {reason}")


def test_a_lie_is_told_in_one_row() -> None:
    row = Row(1, (5, "No1.", 0), "a", DeliveryStatus.SENT, 9, "")
    lie, other = doctored([row, Row(2, (5, "No2.", 0), "b", DeliveryStatus.DEAD, None, "")])
    assert (lie.message_id, other.delivery_id) == (-1, 2)
