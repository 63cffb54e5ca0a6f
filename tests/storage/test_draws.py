"""SQL counts readers under the very wording that they were given."""

import pytest
from sqlalchemy import BigInteger, Connection, cast, select, union_all
from sqlalchemy import literal as value

from domain.broadcast import BroadcastFacts
from domain.delivery import BroadcastStatus
from domain.draws import Draw
from domain.locales import ZH
from domain.message import MOST_VARIANTS, Version
from domain.segment import Segment
from storage import draws
from tests.world import NOW, World

READERS = [*range(1, 60), *(2**power + by for power in (16, 31, 32, 40, 62) for by in (-1, 0, 1))]
READERS += [2**63 - 1]


@pytest.mark.parametrize("draw", Draw)
@pytest.mark.parametrize("wordings", range(1, MOST_VARIANTS + 1))
def test_the_database_draws_as_the_sender_does(world: World, draw: Draw, wordings: int) -> None:
    for at in (1, 7, 65_537, 2**31, 2**40):
        found = BroadcastFacts(
            at,
            BroadcastStatus.SENDING,
            "新任务",
            tuple({ZH: Version(str(each))} for each in range(wordings)),
            Segment(),
            None,
            1,
            0,
            NOW,
            draw=draw,
        )
        assert world.do(drawn, found) == {each: found.variant_for(each) for each in READERS}


def drawn(conn: Connection, found: BroadcastFacts) -> dict[int, int]:
    readers = union_all(
        *(select(cast(value(each), BigInteger).label("reader")) for each in READERS)
    ).subquery()
    rows = conn.execute(select(readers.c.reader, draws.variant(readers.c.reader, found)))
    return {reader: int(at) for reader, at in rows}
