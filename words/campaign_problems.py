"""What is wrong with a campaign file or a form of its terms, in a coordinator's words."""

from domain.campaign import PotTooSmall
from domain.campaign_file import FileProblem, ProblemCode
from words import toml_faults
from words.amounts import amount
from words.speech import Html, Speech, msg

P = ProblemCode
_WORDS = {
    P.TOO_LARGE: msg("the file has {found} bytes; {expected} are allowed"),
    P.NOT_UTF8: msg("this is not UTF-8 text: byte {found}"),
    P.TOO_DEEP: msg("this is nested too deeply"),
    P.UNKNOWN_KEY: msg("unknown key; nearest: {expected}"),
    P.MISSING_KEY: msg("is missing"),
    P.DUPLICATE: msg("{found} is there twice"),
    P.BOTH_FORMS: msg("use either {found} or {expected}, not both"),
    P.NOT_FOR_METHOD: msg("is of no use with this pricing method"),
    P.WRONG_TYPE: msg("should be {expected}"),
    P.EMPTY: msg("is empty"),
    P.TOO_LONG: msg("has {found} characters; {expected} are allowed"),
    P.CONTROL_SIGN: msg("holds an invisible sign, {found}"),
    P.NOT_A_KEY: msg("{found}: use a–z, 0–9 and hyphens"),
    P.NOT_ONE_OF: msg("{found} is not known; one of: {expected}"),
    P.OUT_OF_RANGE: msg("{found} is outside {expected}"),
    P.NOT_A_TAG: msg("{found}: a label is one word"),
    P.NOT_A_LINK: msg("{found} is not a web address"),
    P.NOT_HTTPS: msg("{found} does not begin with https://"),
    P.HOST_NOT_ALLOWED: msg("{found} is not among the hosts that tracking links may lead to"),
    P.UNKNOWN_TIMEZONE: msg("{found} is no time zone; nearest: {expected}"),
    P.BEFORE: msg("{found} is before {expected}"),
    P.AFTER: msg("{found} is after {expected}"),
    P.NOT_MONEY: msg("{found} is not an amount of money"),
    P.NEGATIVE: msg("{found} is negative"),
    P.TOO_PRECISE: msg("{found} has too many decimals; {expected} are allowed"),
    P.TOO_MUCH: msg("{found} is too much"),
    P.CAP_TOO_LOW: msg("the cap {found} is below {expected}"),
    P.POT_TOO_SMALL: msg("{found} does not reach for what all slots are promised: {expected}"),
    P.STEP_TOO_LOW: msg("{found} is not above the step before it, {expected}"),
    P.STRAY_BRACE: msg("a stray {found} in the text; write it twice if you mean it"),
    P.UNKNOWN_SLOT: msg("no slot is called {found}; nearest: {expected}"),
    P.UNUSED_SLOT: msg("the slot {found} is used by no variant"),
    P.NO_TARGET: msg("is missing: the template shows {found}, and it leads nowhere"),
    P.UNKNOWN_TEMPLATE: msg("no template is called {found}; nearest: {expected}"),
    P.TOO_MANY_TASKS: msg("makes {found} tasks; {expected} are allowed"),
}
_TYPES = {
    "string": msg("a text in quotes"),
    "boolean": msg("true or false, without quotes"),
    "integer": msg("a whole number, without quotes"),
    "number": msg("a number, without quotes"),
    "date": msg("a day such as 2026-11-30, without quotes"),
    "datetime": msg("a day with its time, without quotes"),
    "time": msg("a time of day, without quotes"),
    "array": msg("a list in square brackets"),
    "table": msg("a table of its own"),
}


def worded(problem: FileProblem, say: Speech) -> Html:
    """`line 12, tasks[2].slots: −3 is negative`."""
    fault = of(problem, say)
    if problem.line and problem.key:
        return say(
            "line {line}, <code>{key}</code>: {fault}",
            line=problem.line,
            key=problem.key,
            fault=fault,
        )
    if problem.line:
        return say("line {line}: {fault}", line=problem.line, fault=fault)
    return (
        say("<code>{key}</code>: {fault}", key=problem.key, fault=fault) if problem.key else fault
    )


def of(problem: FileProblem, say: Speech) -> Html:
    """Without its place."""
    expected: str = problem.expected or "–"
    if problem.nearest:
        return say(
            "{found} is not known. Is it {nearest}? One of: {expected}",
            found=problem.found,
            nearest=problem.nearest,
            expected=expected,
        )
    if problem.code is P.SYNTAX:
        return toml_faults.fault(problem.found, say)
    if problem.code is P.WRONG_TYPE:
        expected = say(_TYPES[expected])
    return say(_WORDS[problem.code], found=problem.found, expected=expected)


def pot_too_small(refusal: PotTooSmall, say: Speech) -> Html:
    """At the launch, in the words of the file and of the editor."""
    each, needed = (
        amount(minor, refusal.currency)
        for minor in (refusal.least_minor, refusal.slots * refusal.least_minor)
    )
    fault = say(
        _WORDS[P.POT_TOO_SMALL],
        found=amount(refusal.pot_minor, refusal.currency),
        expected=f"{refusal.slots:,} × {each} = {needed}",
    )
    return say("It cannot launch. The shared pot: {fault}", fault=fault)
