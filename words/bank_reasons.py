"""Why a bank did not pay, as a person reads it: ISO's codes in words, anything else as it came."""

import re
from typing import Final

from words.speech import Html, Speech, msg

_CODE: Final = re.compile(r"([A-Z]{2}\d{2})(?: (.*))?", re.DOTALL)
# ISO 20022's ExternalStatusReason1Code: those that say something of a payee, or of the house.
_MEANINGS: Final = {
    "AC01": msg("the account number is wrong"),
    "AC03": msg("the account number is wrong"),
    "AC04": msg("the account is closed"),
    "AC06": msg("the account is blocked"),
    "AG01": msg("this account may not receive such a transfer"),
    "AM04": msg("the payer's account did not have enough"),
    "AM05": msg("the bank took it for a second one of the same"),
    "BE01": msg("name and account do not fit together"),
    "BE05": msg("the bank does not know who asks for it"),
    "FF01": msg("the bank could not read the file"),
    "MS02": msg("the payee's side refused, for no reason told"),
    "MS03": msg("the bank gives no reason"),
    "RC01": msg("the bank's code (BIC) is wrong"),
    "RR04": msg("the law of a country on the way forbids it"),
}


def worded(problem: str, say: Speech) -> Html:
    """`the account is closed (AC04)`, with what the bank adds; `–` where it said nothing."""
    found = _CODE.fullmatch(problem)
    if not problem or found is None or found[1] not in _MEANINGS:
        return Html("{}").format(problem or "–")
    meaning, more = say(_MEANINGS[found[1]]), found[2]
    if more:
        return say("{meaning} ({code}: {words})", meaning=meaning, code=found[1], words=more)
    return say("{meaning} ({code})", meaning=meaning, code=found[1])
