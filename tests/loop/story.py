"""The whole loop, in its order: each chapter is what people do, and the effect it must have."""

from collections.abc import Awaitable, Callable
from typing import Final

from tests.loop import coming, earning, working
from tests.loop.loop import Loop

Chapter = Callable[[Loop], Awaitable[None]]
STORY: Final[tuple[Chapter, ...]] = (
    coming.staff_joins,
    coming.a_campaign_is_launched,
    coming.creators_sign_up,
    working.both_claim,
    working.the_link_comes_in,
    working.changes_are_asked_for,
    working.the_link_comes_again_and_is_approved,
    working.the_other_drifts_and_expires,
    earning.figures_are_imported,
    earning.the_amount_is_settled,
    earning.the_amount_is_opened,
    earning.payout_details_are_given,
    earning.a_batch_is_prepared_and_approved,
    earning.the_bank_pays,
    earning.the_creator_confirms_the_receipt,
    earning.the_week_ends,
)
