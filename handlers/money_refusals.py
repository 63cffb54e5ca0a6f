"""What the refusals about figures, payee details and payouts sound like."""

from collections.abc import Callable
from typing import Any, Final

from domain import budget, payee, payout, settlement
from domain.errors import Refusal
from domain.money import BadMoney
from domain.reasons import ReasonMissing
from domain.spreadsheet import UnreadableFile
from words import budgets, metric_rows, payees, payouts
from words.speech import Html, Speech, msg

NOUNS: Final = {
    "due_part": msg("This work is not due any more, or something holds it."),
    "payout": msg("This payout is not yours, or no longer here. See /earnings"),
    "payout_batch": msg("This batch is no longer here. See /payouts"),
    "payout_file": msg("This batch has no such file. See /payouts"),
    "statement": msg("There is no statement of that time: no money moved by then."),
    "upload": msg("This file is no longer here. Please send it again."),
}
STALE: Final = {
    "second_try": msg("Nothing waits for that any more. Here is how it stands: /earnings"),
    "payout_batch": msg("Somebody else was first. Here is how it stands: /payouts"),
    "budget": msg("Its budget has changed meanwhile. Look again: /campaigns"),
    "upload": msg("This file was used already. A file counts once."),
}

WORDINGS: Final[dict[type[Refusal], Callable[[Any, Speech], Html]]] = {
    UnreadableFile: metric_rows.file_refused,
    payee.BadPayeeDetail: payees.bad_detail,
    BadMoney: lambda _, say: say("Please give a plain amount, as 1,234.50."),
    payee.VaultClosed: lambda _, say: say(
        "Payout details can be neither kept nor opened: the operator has set no encryption key."
    ),
    payee.KeyMissing: payouts.key_missing,
    payee.BrokenSeal: lambda _, say: say(
        "Nothing was changed: some details of this batch do not open any more."
    ),
    payout.DetailsForgotten: lambda refusal, say: say(
        "Batch {number} is done, and somebody it paid has been erased since: their account is "
        "forgotten here, so its files cannot be made again. The bank has them.",
        number=refusal.batch_id,
    ),
    payout.NoPayerAccount: lambda _, say: say(
        "No credit transfer can be written: the operator has set no account in [payer]."
    ),
    payout.NothingToPay: lambda _, say: say("There is nothing to pay out right now."),
    payout.BatchOutdated: lambda _, say: say(
        "Since this batch was prepared, a balance, somebody's details, their tax or the month "
        "changed. Withdraw it and prepare a new one."
    ),
    payout.TaxOutdated: payouts.tax_outdated,
    budget.NotARaise: budgets.no_raise,
    ReasonMissing: lambda _, say: say("Please say why, in at most 500 characters."),
    settlement.RetentionOver: lambda _, say: say(
        "The post stayed up as long as agreed, so it may be gone now."
    ),
}
