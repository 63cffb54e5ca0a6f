"""How long a message is remembered once it has ended; nothing is forgotten here."""

from typing import Final

KEPT_DAYS: Final = 400  # what happened at this time last year can still be asked
# Whatever looks back is done by then: a claim counts for a broadcast for a week, caps and digests
# count one, reviewers' calls ask for the last of them.
LEAST_KEPT_DAYS: Final = 30
MOST_KEPT_DAYS: Final = 3_650
