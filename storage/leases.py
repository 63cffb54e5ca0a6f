"""Queries about leases: looked at, taken as they were seen, kept alive, given back."""

from sqlalchemy import Connection, select, update

from domain.leases import Lease, LeaseName
from storage.dialects import in_both
from storage.tables.lease import lease

_BEGIN = in_both(lambda sql: sql.insert(lease).on_conflict_do_nothing().returning(lease.c.fence))


def find(conn: Connection, name: LeaseName) -> Lease | None:
    """None when nobody ever had it."""
    columns = (lease.c.holder, lease.c.fence, lease.c.beats)
    row = conn.execute(select(*columns).where(lease.c.name == name)).first()
    return None if row is None else Lease(*row)


def begin(conn: Connection, name: LeaseName, holder: str) -> bool:
    """The first one ever; False when somebody was quicker."""
    first = {"name": name, "holder": holder, "fence": 1, "beats": 0}
    return conn.execute(_BEGIN[conn.dialect.name], first).first() is not None


def take_over(conn: Connection, name: LeaseName, holder: str, seen: Lease) -> bool:
    """False when it is not as it was `seen`: its holder lives, or there is another."""
    return (
        conn.execute(
            update(lease)
            .where(
                lease.c.name == name,
                lease.c.holder == seen.holder,
                lease.c.fence == seen.fence,
                lease.c.beats == seen.beats,
            )
            .values(holder=holder, fence=seen.fence + 1, beats=0)
        ).rowcount
        == 1
    )


def beat(conn: Connection, name: LeaseName, fence: int) -> bool:
    """False when it is another's by now."""
    held = update(lease).where(lease.c.name == name, lease.c.fence == fence)
    return conn.execute(held.values(beats=lease.c.beats + 1)).rowcount == 1


def give_back(conn: Connection, name: LeaseName, fence: int) -> None:
    """Whoever waits need not wait any longer; another's stays as it is."""
    held = update(lease).where(lease.c.name == name, lease.c.fence == fence)
    conn.execute(held.values(holder=""))
