"""What each refusal sounds like: one warm, exact sentence; nothing is refused here."""

from collections.abc import Callable
from typing import Any

from domain import errors
from domain.campaign import PotTooSmall, Unfunded
from domain.eligibility import NotEligible, Reason
from domain.errors import Refusal
from domain.files import UnsafeFile
from handlers import (
    dispute_refusals,
    money_refusals,
    people_refusals,
    proof_refusals,
    risk_refusals,
    work_refusals,
)
from handlers.desk import Desk
from handlers.screen import Screen
from words import broadcast_refusals, campaign_problems, disputes, unsafe_files
from words.amounts import amount
from words.speech import Html, Speech, msg

_REASONS = {
    Reason.NOT_ONBOARDED: msg("Please finish signing up first: /start"),
    Reason.PAUSED: msg("New tasks are paused for you: /tasks says why. What you hold goes on."),
    Reason.CAMPAIGN_NOT_LIVE: msg("This campaign is not taking claims now."),
    Reason.NOT_YET_OPEN: msg("This task has not opened yet."),
    Reason.CLOSED: msg("This task's deadline has passed."),
    Reason.WRONG_PLATFORM: msg("This task is for another platform."),
    Reason.WRONG_CATEGORY: msg("This task is for another category of account."),
    Reason.WRONG_REGION: msg("This task is for another region."),
    Reason.TOO_FEW_FOLLOWERS: msg("This task asks for more followers."),
    Reason.ALREADY_HELD: msg("This task is already yours. See /my"),
    Reason.LIMIT_REACHED: msg(
        "You have taken this task as often as one creator may. A claim whose draft was paid counts."
    ),
    Reason.TOO_MANY_OPEN: msg("Finish some of your open tasks first. See /my"),
    Reason.FULL: msg("The last slot has just gone. Here are others: /tasks"),
    Reason.BUDGET_SPENT: msg("This campaign's budget is used up. Here are others: /tasks"),
}

_NOUNS = {
    "campaign": msg("This campaign is no longer here. See /campaigns"),
    "task": msg("This task is no longer here. See /tasks"),
    "work": msg("There is no such work."),
    "assignment": msg("This task is not yours, or no longer here. See /my"),
    **people_refusals.NOUNS,
    **work_refusals.NOUNS,
    **money_refusals.NOUNS,
    **risk_refusals.NOUNS,
    **dispute_refusals.NOUNS,
    **proof_refusals.NOUNS,
}

_STALE = {
    "terms": msg("The terms have changed. Please read them again."),
    "button": msg("This button is out of date. Open the menu again: /start"),
    **people_refusals.STALE,
    **money_refusals.STALE,
    **dispute_refusals.STALE,
}


def reason(why: Reason, say: Speech) -> Html:
    return say(_REASONS[why])


def _not_eligible(refusal: NotEligible, say: Speech) -> Html:
    return reason(refusal.reasons[0], say)


def _not_found(refusal: errors.NotFound, say: Speech) -> Html:
    return say(_NOUNS.get(refusal.kind, msg("That is no longer here.")))


def _stale(refusal: errors.Stale, say: Speech) -> Html:
    return say(
        _STALE.get(
            refusal.kind, msg("This has changed in the meantime. Here is how it stands now.")
        )
    )


def _not_allowed(refusal: errors.NotAllowed, say: Speech) -> Html:
    if refusal.verb == "import":
        return say(
            "That is not for your role: coordinators import figures. From finance I read the "
            "bank's answer to a payout, with the columns reference and result."
        )
    return say("That is not for your role.")


def _own_work(refusal: errors.OwnWork, say: Speech) -> Html:
    if refusal.verb == "approve_payouts":
        return say("You prepared this batch or are paid by it: somebody else must approve it.")
    if refusal.verb == "appeal":
        return say("You decided this case before: somebody else looks at the appeal.")
    if refusal.verb == "dispute":
        return disputes.not_yours(say)
    return say("Somebody else must decide on your own work or money.")


def _unfunded(refusal: Unfunded, say: Speech) -> Html:
    return say(
        "It cannot launch: all slots together may cost {worst}, the budget is {budget}.",
        worst=amount(refusal.worst_case_minor, refusal.currency),
        budget=amount(refusal.budget_minor, refusal.currency),
    )


_WORDINGS: dict[type[Refusal], Callable[[Any, Speech], Html]] = {
    NotEligible: _not_eligible,
    Unfunded: _unfunded,
    PotTooSmall: campaign_problems.pot_too_small,
    UnsafeFile: unsafe_files.file_refused,
    **broadcast_refusals.WORDINGS,
    errors.NotFound: _not_found,
    errors.Stale: _stale,
    errors.NotAllowed: _not_allowed,
    errors.OwnWork: _own_work,
    errors.WrongState: lambda _, say: say("That step does not fit any more: it has moved on."),
    **people_refusals.WORDINGS,
    **work_refusals.WORDINGS,
    **money_refusals.WORDINGS,
    **risk_refusals.WORDINGS,
    **dispute_refusals.WORDINGS,
    **proof_refusals.WORDINGS,
}


def sentence(refusal: Refusal, say: Speech) -> Html:
    """The nearest wording up the refusal's family."""
    for kind in type(refusal).__mro__:
        if kind in _WORDINGS:
            return _WORDINGS[kind](refusal, say)
    return say("That did not work.")


def worded(refusal: Refusal, desk: Desk) -> Screen:
    """After a tap an alert over the unchanged message; after a message a reply."""
    text = sentence(refusal, desk.say)
    if desk.tapped:
        return Screen(Html(), toast=text.unescape(), alert=True)
    return Screen(text)
