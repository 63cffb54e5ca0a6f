"""What one process at a time may do: taken by whoever saw that nobody does it, then kept alive.

How long a holder may be silent, and who may be taken for gone, the processes judge by their own
clocks: no two clocks are ever compared.
"""

from sqlalchemy import Connection

from domain.leases import Lease, LeaseName
from storage import leases

__all__ = ["Lease", "LeaseName", "beat", "find", "give_back", "take"]


def find(conn: Connection, name: LeaseName) -> Lease | None:
    return leases.find(conn, name)


def take(conn: Connection, name: LeaseName, holder: str, seen: Lease | None) -> int | None:
    """Its fence; None when it is not any more as it was seen."""
    if seen is None:
        return 1 if leases.begin(conn, name, holder) else None
    return seen.fence + 1 if leases.take_over(conn, name, holder, seen) else None


def beat(conn: Connection, name: LeaseName, fence: int) -> bool:
    """A sign of life; False when another one has taken it."""
    return leases.beat(conn, name, fence)


def give_back(conn: Connection, name: LeaseName, fence: int) -> None:
    leases.give_back(conn, name, fence)
