"""An amount in the list of earnings says when it was paid, once the bank has said so."""

from domain.payout import PayoutStatus
from domain.people import Role
from services import earnings
from storage.earnings import page
from tests.paying import DAY, PAYDAY, answer, exported, paid_creators
from tests.world import World, staff


def test_an_amount_is_paid_when_the_bank_says_so_and_a_refused_one_is_not(world: World) -> None:
    paid, refused = paid_creators(world, 2)
    finance, checker = world.do(staff, Role.FINANCE), world.do(staff, Role.FINANCE)
    exported(world, finance, checker)
    (line,) = world.do(page, paid.actor.person_id, 0, 5)
    assert line.paid_at is None  # on its way
    assert line.sent is not None
    assert (line.sent.reference, line.sent.status) == ("KOC-1-1", PayoutStatus.IN_TRANSIT)
    answer(world, finance, "KOC-1-1,成功,", "KOC-1-2,失败,账号不存在")
    (line,) = world.do(page, paid.actor.person_id, 0, 5)
    assert line.paid_at == PAYDAY + DAY
    (line,) = world.do(page, refused.actor.person_id, 0, 5)
    assert line.sent is None  # the next payout takes it
    found = world.do(earnings.overview, paid.actor, now=PAYDAY + DAY)
    assert [each.paid_at for each in found.lines] == [PAYDAY + DAY]
