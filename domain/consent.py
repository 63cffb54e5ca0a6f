"""What people agree to before anything about them is kept; the edge words the notice."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import Refusal

# Grows whenever the notice says something new: everybody is asked again.
CONSENT_VERSION: Final = "2026-11"


class Purpose(StrEnum):
    """What for (PIPL, article 17); each is agreed to and withdrawn on its own."""

    WORK = "work"  # offering tasks, checking posts, reading their figures
    PAY = "pay"  # computing and paying what was earned, and the books about it
    PROMOTION = "promotion"  # messages about new tasks; /settings turns them off


@dataclass(eq=False)
class ConsentMissing(Refusal):
    """Nothing about this person may be kept before they agree to the present notice."""
