"""Orders as a partner tells them, for tests of what they sum up to and what they pay."""

import itertools
from datetime import datetime, timedelta
from typing import Any, Final

from domain.readings import PartRecorded
from services import signed_api
from services.signed_api import MessageConflict, Parcel, SignedMessage
from services.vault import Vault
from tests.approved import Approved
from tests.world import NOW, World

VAULT: Final = Vault("a secret of the house")
HOUR: Final = timedelta(hours=1)
_numbers = itertools.count(1)


def order(work: Approved, id_: str = "o-1", **changed: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": "order",
        "assignment": work.assignment_id,
        "status": "approved",
        "amount_minor": 9_900,
        "currency": "CNY",
        "occurred_at": (NOW + HOUR).isoformat(),
        **changed,
    }


def tell(
    world: World,
    *items: Any,
    partner: str = "shop",
    now: datetime = NOW + 2 * HOUR,
    vault: Vault = VAULT,
) -> PartRecorded:
    message = SignedMessage(partner, f"msg_{next(_numbers)}", "a" * 64)
    parcel = Parcel(message, 0, items)
    (part,) = world.do(signed_api.record_conversions, [parcel], vault, now=now)
    assert not isinstance(part, MessageConflict)
    return part
