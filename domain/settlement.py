"""A settled amount's later life: where it stands, why it is reversed; its price is pricing's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import Refusal


class SettlementState(StrEnum):
    """Where a settled amount stands for its creator."""

    PENDING = "pending"  # inside the hold period
    PAYABLE = "payable"  # may be paid, is being paid or was paid: money has no memory of parts
    REVERSED = "reversed"  # taken back by a later posting


class VoidReason(StrEnum):
    """Why work that counted does not count any more."""

    FRAUD = "fraud"  # bought or faked interactions, somebody else's post
    POST_GONE = "post_gone"  # deleted or hidden before the agreed time was over
    MISTAKE = "mistake"  # ours: it should never have been paid, and nobody is to blame for it


@dataclass(eq=False)
class RetentionOver(Refusal):
    """The post stayed up as long as agreed: that it is gone now costs nobody anything."""

    retained_until: datetime
