"""The form in which terms are changed: its fields, its choices, what is wrong in them."""

from collections.abc import Iterable
from typing import Final

from domain.campaign_file import FileProblem, ProblemCode
from domain.terms import INTERACTIONS, MEASURED, Interaction, Method, MissingData, Source
from words import campaign_problems, names
from words.amounts import amount
from words.speech import Html, Speech, msg

METHODS: Final = tuple(Method)
COUNTED: Final = INTERACTIONS
MISSING: Final = tuple(MissingData)
SOURCES: Final = MEASURED

_METHODS: Final = {
    Method.FLAT: msg("One amount per approved post"),
    Method.CPE: msg("By interactions (CPE)"),
    Method.CPM: msg("By views (CPM)"),
    Method.CPA: msg("By actions (CPA)"),
    Method.CPS: msg("By sales (CPS)"),
}
_MISSING: Final = {
    MissingData.FLOOR: msg("Pay what is certain after 14 days"),
    MissingData.ASK: msg("Ask coordinators until it comes"),
    MissingData.WAIT: msg("Wait, and ask nobody"),
}
LABELS: Final = {
    "method": msg("Method"),
    "flat": msg("Base amount"),
    "price": msg("Price"),
    "rate": msg("Share of sales, %"),
    "counted": msg("What counts"),
    "floor": msg("Floor"),
    "cap": msg("Cap of one post"),
    "bonuses": msg("Step bonuses"),
    "draft": msg("Paid once the draft is approved"),
    "post": msg("Paid once the post is approved"),
    "stages": msg("Stages"),
    "cutoff_days": msg("Cut-offs, days after publishing"),
    "window_days": msg("Attribution window, days"),
    "hold_days": msg("Held before payable, days"),
    "retention_days": msg("Post stays up, days"),
    "review_hours": msg("Review clock, hours"),
    "returns": msg("Readings due, days after publishing"),
    "creator_cap": msg("Cap of one creator"),
    "pot": msg("Shared pot"),
    "pot_days": msg("A pot for every so many days"),
    "missing_data": msg("Where no data come"),
    "takes_back": msg("Falling counts take back what an earlier cut-off paid"),
    "weakest_source": msg("Weakest source that pays"),
    "disclosure": msg("Disclosure label"),
    "ai_label": msg("AI-made parts must be labelled"),
}


def label(field: str, say: Speech) -> Html:
    return say(LABELS[field])


def method(value: str, say: Speech) -> Html:
    return say(_METHODS[Method(value)])


def missing(value: str, say: Speech) -> Html:
    return say(_MISSING[MissingData(value)])


def source(value: str, say: Speech) -> Html:
    return names.name(Source(value), say)


def interaction(value: str, say: Speech) -> Html:
    return names.name(Interaction(value), say)


def faulty(problems: Iterable[FileProblem]) -> frozenset[str]:
    """The fields that something is wrong with; of stages it is each of them."""
    return frozenset(_field(each) for each in problems)


def _field(problem: FileProblem) -> str:
    path = problem.key.replace("[", ".").split(".")
    return path[-1] if path[0] == "stages" and path[-1] in LABELS else path[0]


def fault(problem: FileProblem, currency: str, say: Speech) -> Html:
    """`Cap of one post: the cap ¥5.00 is below ¥8.00`."""
    named = label(_field(problem), say)
    return say("{field}: {fault}", field=named, fault=_fault(problem, currency, say))


def _fault(problem: FileProblem, currency: str, say: Speech) -> Html:
    match problem.code:
        case ProblemCode.CAP_TOO_LOW:
            found, least = (
                amount(int(each), currency) for each in (problem.found, problem.expected)
            )
            return say("the cap {found} is below {expected}", found=found, expected=least)
        case ProblemCode.WRONG_TYPE:
            return say("only whole numbers fit here")
        case ProblemCode.MISSING_KEY | ProblemCode.EMPTY:
            return say("is missing")
        case ProblemCode.BOTH_FORMS:
            return say("does not go with a shared pot")
        case ProblemCode.OUT_OF_RANGE if problem.key == "pot":
            return say("is more than the budget")
        case _:
            return campaign_problems.of(problem, say)
