"""Who could decide where one person of the staff did what is to be decided on."""

import pytest

from domain.people import Role
from domain.team import Decision, StaffMember, without_a_second

A, C, R, F = Role.OWNER, Role.COORDINATOR, Role.REVIEWER, Role.FINANCE
D = Decision


@pytest.mark.parametrize(
    ("roles", "missing"),
    [
        ([{A}], {D.BATCH, D.APPEAL, D.DISPUTE}),
        ([{A}, {F}], {D.APPEAL}),
        ([{A}, {R}], {D.BATCH, D.DISPUTE}),
        ([{A}, {C}], {D.BATCH}),
        ([{A, F, C, R}], {D.BATCH, D.APPEAL, D.DISPUTE}),
        ([{A}, {A}], set()),
        ([{A}, {F}, {R}], set()),
        ([], {D.BATCH, D.APPEAL, D.DISPUTE}),
    ],
)
def test_a_decision_needs_two_who_may_take_it(
    roles: list[set[Role]], missing: set[Decision]
) -> None:
    members = [StaffMember(at, "", tuple(held)) for at, held in enumerate(roles)]
    assert set(without_a_second(members)) == missing
