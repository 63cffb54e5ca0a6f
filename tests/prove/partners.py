"""What partners tell a house of: actions and orders, in any order, again, and given back."""

import hashlib
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from services import signed_api
from services.signed_api import Parcel, SignedMessage
from storage.tables.work import assignment
from tests.prove.house import VAULT
from tests.prove.living import PICK, Living

_BETWEEN = timedelta(hours=40)


class Partners(Living):
    """Few messages and few ids: some come twice, and refunds before what they refund."""

    @rule(
        of_work=PICK,
        number=st.integers(0, 7),
        message=st.integers(0, 60),
        refunded=st.sampled_from((None, None, 400, 900)),
    )
    def tell(self, of_work: int, number: int, message: int, refunded: int | None) -> None:
        if work := self.house.one_of(assignment, of_work):
            item = _item(work, number, refunded)
            digest = hashlib.sha256(repr(item).encode()).hexdigest()
            parcels = [Parcel(SignedMessage("shop", f"msg_{message}", digest), 0, [item])]
            self.house.do(signed_api.record_conversions, parcels, VAULT, now=self.house.now)


def _item(work: Any, number: int, refunded: int | None) -> dict[str, Any]:
    """The even ones are actions; what is refunded of those is all of it."""
    value = number * 900 if number % 2 else 0
    return {
        "id": f"{work.id}-{number}",
        "kind": "order" if value else "action",
        "assignment": work.id,
        "status": "approved" if refunded is None else "refunded",
        "amount_minor": value,
        "currency": "CNY",
        "occurred_at": (work.claimed_at + number * _BETWEEN).isoformat(),
        "refunded_minor": min(refunded or 0, value),
    }
