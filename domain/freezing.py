"""How far the freezing of a confirmed broadcast is; what it says and to whom stands elsewhere."""

from dataclasses import dataclass

from domain.arrival import Arrival


@dataclass(frozen=True, slots=True)
class Freezing:
    """Of `freeze_to` persons on its roll the first `frozen_to` have their delivery (`audience` of
    them) or were passed over; the first `paid_messages` of the audience are paid for.
    """

    broadcast_id: int
    arrival: Arrival
    freeze_to: int
    frozen_to: int
    audience: int
    paid_messages: int
