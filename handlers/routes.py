"""Every route of the chat, gathered from the handler modules; no handler lives here."""

from functools import partial
from typing import Any, Final

from handlers import (
    account_edits,
    account_form,
    bank_results,
    batches,
    breaks,
    broadcast_copies,
    broadcast_edits,
    broadcast_taps,
    broadcast_tasks,
    broadcast_wordings,
    broadcasts,
    budgets,
    calculator,
    campaign_preview,
    campaign_statements,
    campaigns,
    console,
    creators,
    deadlines,
    dispute_desk,
    disputes,
    earnings,
    escalations,
    figures,
    forms,
    joining,
    menu,
    metrics,
    onboarding,
    payees,
    payment_files,
    payouts,
    privacy,
    profile,
    proofs,
    receipts,
    reports,
    returns,
    reversals,
    review_list,
    reviews,
    risk,
    risk_answers,
    risk_verdicts,
    saved_segments,
    second_tries,
    segments,
    settings,
    settlement_runs,
    statements,
    submissions,
    table_files,
    taking_back,
    tasks,
    team,
    texts,
    work,
)
from handlers.desk import Handler

_MODULES: tuple[Any, ...] = (
    account_edits,
    account_form,
    bank_results,
    batches,
    breaks,
    broadcast_copies,
    broadcast_edits,
    broadcast_tasks,
    broadcast_taps,
    broadcast_wordings,
    broadcasts,
    budgets,
    calculator,
    campaign_preview,
    campaign_statements,
    campaigns,
    console,
    creators,
    deadlines,
    table_files,
    dispute_desk,
    disputes,
    earnings,
    escalations,
    figures,
    joining,
    metrics,
    onboarding,
    payees,
    payment_files,
    statements,
    payouts,
    privacy,
    profile,
    proofs,
    receipts,
    reports,
    returns,
    reversals,
    review_list,
    reviews,
    risk,
    risk_answers,
    risk_verdicts,
    saved_segments,
    second_tries,
    segments,
    settings,
    settlement_runs,
    submissions,
    taking_back,
    tasks,
    team,
    work,
)


def _gathered(table: str) -> dict[str, Any]:
    routes: dict[str, Any] = {}
    for module in _MODULES:
        for name, handler in getattr(module, table, {}).items():
            if name in routes:
                raise ValueError(f"two handlers for {name!r}")
            routes[name] = handler
    return routes


FORMS: forms.Forms = _gathered("FORMS")  # name → form
DOCUMENTS: dict[str, Handler] = _gathered("DOCUMENTS")  # ".csv" → handler(desk)
COMMANDS: dict[str, Handler] = _gathered("COMMANDS")  # word after the slash → handler
COMMANDS |= menu.command_routes(COMMANDS, FORMS)
# verb → handler
TAPS: dict[str, Handler] = _gathered("TAPS") | forms.taps(FORMS) | menu.tap_routes(COMMANDS)
# verb → what to show when its update comes again
PRESENT: dict[str, Handler] = _gathered("PRESENT")
# verb → what to show when a second tap finds it done, None where it was not: it is refused then
DONE: dict[str, Handler] = _gathered("DONE") | forms.DONE
# What is tapped most asks the database before it says a word, and needs no look of its own.
ASKING_FIRST: Final = frozenset({"claim", "task", "tasks"})

UNKNOWN_COMMAND: Handler = menu.unknown
present_state: Handler = partial(menu.present, asked=FORMS, known=COMMANDS)
on_command: Handler = partial(forms.on_command, forms=FORMS)
on_message: Handler = partial(
    texts.on_message,
    asked=FORMS,
    documents=DOCUMENTS,
    pasted=submissions.on_text,
    pictured=proofs.on_picture,
)
