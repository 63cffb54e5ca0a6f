"""What the refusals about people sound like: accounts, wishes, staff, being forgotten."""

from collections.abc import Callable
from typing import Any, Final

from domain import accounts, preferences
from domain.accounts import LONGEST_HANDLE, MOST_CATEGORIES
from domain.consent import ConsentMissing
from domain.counts import BadCount
from domain.errors import Refusal
from domain.pauses import LONGEST_REASON, BadBreak, BadReason
from domain.personal_data import MoneyPending, WorkOpen
from domain.team import InvitationFlaw, InvitationRefused, LastOwner
from words import names
from words.people import called
from words.speech import Html, Speech, msg

NOUNS: Final = {
    "creator": msg("This creator is no longer here. See /creators"),
    "account": msg("This account is not yours, or no longer here. See /profile"),
    "member": msg("This person is not on the team any more. See /team"),
    "person": msg("Please sign up first: /start"),
    "role": msg("That role was taken away already. See /team"),
}
STALE: Final = {
    "break": msg("That has changed in the meantime. See /settings"),
    "creator": msg("That has changed in the meantime. See /creators"),
    "consent": msg("The notice has changed. Please read it again: /start"),
    "dialog": msg("That question is not asked any more."),
}
_FLAWS: Final = {
    InvitationFlaw.UNKNOWN: msg("This invitation is not valid. Ask an owner for a new one."),
    InvitationFlaw.USED: msg("This invitation was used already. Ask an owner for a new one."),
    InvitationFlaw.EXPIRED: msg("This invitation has expired. Ask an owner for a new one."),
    InvitationFlaw.ALREADY: msg("You have this role already. See /start"),
}


def _taken(refusal: accounts.HandleTaken, say: Speech) -> Html:
    if refusal.own:
        return say("You have added this account already. See /profile")
    return say(
        "{handle} on {platform} is registered by somebody else already. If it is yours, tell your "
        "coordinator.",
        handle=called(refusal.handle),
        platform=names.name(refusal.platform, say),
    )


def _not_a_profile(refusal: accounts.BadProfileLink, say: Speech) -> Html:
    platform = names.name(refusal.platform, say)
    return say("That is not the link of a profile on {platform}.", platform=platform)


def _busy(refusal: accounts.AccountBusy, say: Speech) -> Html:
    return say(
        "This account still has unsettled work ({count}). Finish it first: /my",
        count=refusal.assignments,
    )


def _work_open(refusal: WorkOpen, say: Speech) -> Html:
    return say(
        "You still hold work ({count}). Give it back or finish it first: /my",
        count=refusal.assignments,
    )


WORDINGS: Final[dict[type[Refusal], Callable[[Any, Speech], Html]]] = {
    ConsentMissing: lambda _, say: say("Please sign up first: /start"),
    BadCount: lambda _, say: say("That is no number of followers."),
    accounts.BadHandle: lambda _, say: say(
        "A handle is 1 to {most} characters on one line.", most=LONGEST_HANDLE
    ),
    accounts.BadProfileLink: _not_a_profile,
    accounts.HandleTaken: _taken,
    accounts.AccountBusy: _busy,
    accounts.BadCategories: lambda _, say: say(
        "Choose one to {most} categories.", most=MOST_CATEGORIES
    ),
    preferences.BadTimezone: lambda _, say: say(
        "I do not know that place. Try a big city nearby, or a zone such as Asia/Shanghai."
    ),
    preferences.BadQuietHours: lambda _, say: say("Send two full hours, for example 23-7."),
    InvitationRefused: lambda refusal, say: say(_FLAWS[refusal.flaw]),
    BadReason: lambda _, say: say(
        "Please say why, in at most {most} characters.", most=LONGEST_REASON
    ),
    BadBreak: lambda _, say: say("Please name a day to come, within a year from now."),
    LastOwner: lambda _, say: say("The last owner stays: make somebody else an owner first."),
    WorkOpen: _work_open,
    MoneyPending: lambda _, say: say("Money of yours is still on its way. See /earnings"),
}
