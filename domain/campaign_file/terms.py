"""The [terms] table: pricing method, clocks, labels."""

from dataclasses import dataclass
from typing import Final

from domain import labels, pricing, returns
from domain.campaign_file import choices, numbers, texts
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section
from domain.metrics import LARGEST_COUNT
from domain.money import Currency, plain_scaled
from domain.terms import (
    ATTRIBUTED_METHODS,
    INTERACTIONS,
    MEASURED,
    Bonus,
    Interaction,
    Method,
    MissingData,
    Terms,
)


@dataclass(frozen=True, slots=True)
class _Pay:
    method: Method
    cap_minor: int
    flat_minor: int = 0
    rate_per_mille_minor: int = 0
    counted: tuple[Interaction, ...] = ()
    floor_minor: int = 0
    bonuses: tuple[Bonus, ...] = ()


_PERFORMANCE_KEYS: Final = ("price", "rate", "counted", "floor", "cap", "bonuses", "window_days")
_PRICED_BY: Final = {
    Method.CPE: ("price", "counted"),
    Method.CPM: ("price",),
    Method.CPA: ("price", "window_days"),
    Method.CPS: ("rate", "window_days"),
}
"""The keys of their own; all of them may have a flat base, a floor and bonuses, and need a cap."""
_MOST_BONUSES: Final = 10
_MOST_RETURNS: Final = 12
_LONGEST_WINDOW: Final = 365
_USUAL: Final = Terms(Method.FLAT, cap_minor=0)


def read_terms(section: Section, currency: Currency, budget_minor: int) -> Terms:
    pay = _pay(section, currency)
    window_days = numbers.number(section, "window_days", 1, 365, _USUAL.window_days)
    usual_cutoff = window_days if pay.method in ATTRIBUTED_METHODS else _USUAL.cutoff_days
    *earlier, cutoff_days = _cutoffs(section, usual_cutoff)
    draft_minor, post_minor = _stages(section, currency, pay.cap_minor)
    pot_minor = _pot(section, currency, budget_minor)
    retention_days = max(_USUAL.retention_days, cutoff_days)
    terms = Terms(
        method=pay.method,
        cap_minor=pay.cap_minor,
        flat_minor=pay.flat_minor,
        rate_per_mille_minor=pay.rate_per_mille_minor,
        counted=pay.counted,
        floor_minor=pay.floor_minor,
        cutoff_days=cutoff_days,
        hold_days=numbers.number(section, "hold_days", 0, 180, _USUAL.hold_days),
        retention_days=numbers.number(section, "retention_days", cutoff_days, 730, retention_days),
        weakest_source=choices.one_of(section, "weakest_source", MEASURED, _USUAL.weakest_source),
        review_hours=numbers.number(section, "review_hours", 1, 720, _USUAL.review_hours),
        disclosure=_disclosure(section),
        ai_label=numbers.flag(section, "ai_label", default=_USUAL.ai_label),
        window_days=window_days,
        bonuses=pay.bonuses,
        earlier_cutoffs=tuple(earlier),
        draft_minor=draft_minor,
        post_minor=post_minor,
        takes_back=numbers.flag(section, "takes_back", default=False),
        missing=choices.one_of(section, "missing_data", MissingData, _USUAL.missing),
        creator_cap_minor=numbers.money(section, "creator_cap", currency.minor_digits, 0),
        returns=_returns(section, (*earlier, cutoff_days)),
        pot_minor=pot_minor,
        pot_days=_pot_days(section),
    )
    section.close()
    return terms


def _pay(section: Section, currency: Currency) -> _Pay:
    method = choices.one_of(section, "method", Method)
    if not section.is_sound("method"):
        for key in ("flat", *_PERFORMANCE_KEYS):
            section.has(key)  # known, but without a method nobody can say whether they are right
        return _Pay(Method.FLAT, cap_minor=0)
    pay = _flat(section, currency) if method is Method.FLAT else _counted(section, currency, method)
    own = ("floor", "cap", "bonuses", *_PRICED_BY[method]) if method in _PRICED_BY else ()
    for key in _PERFORMANCE_KEYS:
        if section.has(key) and key not in own:
            section.note(ProblemCode.NOT_FOR_METHOD, key, expected=method.value)
    return pay


def _flat(section: Section, currency: Currency) -> _Pay:
    flat_minor = numbers.money(section, "flat", currency.minor_digits)
    _ensure_positive(section, "flat", flat_minor)
    return _Pay(Method.FLAT, cap_minor=flat_minor, flat_minor=flat_minor)


def _counted(section: Section, currency: Currency, method: Method) -> _Pay:
    flat_minor = numbers.money(section, "flat", currency.minor_digits, 0)
    floor_minor = numbers.money(section, "floor", currency.minor_digits, 0)
    cap_minor = numbers.money(section, "cap", currency.minor_digits)
    least = max(floor_minor, flat_minor, 1)
    if cap_minor < least and section.is_sound("cap", "floor", "flat"):
        section.note(ProblemCode.CAP_TOO_LOW, "cap", found=str(cap_minor), expected=str(least))
    return _Pay(
        method,
        max(cap_minor, floor_minor),  # at odds the plan is never used, but Terms must exist
        flat_minor,
        _rate(section, currency, method),
        _what_counts(section, method),
        floor_minor,
        _bonuses(section, currency),
    )


def _rate(section: Section, currency: Currency, method: Method) -> int:
    """For a thousand of what is counted: a unit price may be finer than the currency."""
    if method is Method.CPS:  # in per cent, so the tenths of one are what a thousand brings
        rate = numbers.money(section, "rate", 1)
        if rate > 1000 and section.is_sound("rate"):
            section.note(ProblemCode.OUT_OF_RANGE, "rate", found=str(rate / 10), expected="≤ 100")
        _ensure_positive(section, "rate", rate)
        return rate
    finer = 0 if method is Method.CPM else 3
    price = numbers.money(section, "price", currency.minor_digits + finer)
    _ensure_positive(section, "price", price)
    return price


def _what_counts(section: Section, method: Method) -> tuple[Interaction, ...]:
    if method is Method.CPE:
        return choices.several_of(section, "counted", INTERACTIONS)
    return (Interaction.VIEWS,) if method is Method.CPM else ()


def _bonuses(section: Section, currency: Currency) -> tuple[Bonus, ...]:
    """Each step asks for more than the one before it."""
    steps: list[Bonus] = []
    for each in section.tables("bonuses", required=False):
        at = numbers.number(each, "at", 1, LARGEST_COUNT)
        amount_minor = numbers.money(each, "amount", currency.minor_digits)
        _ensure_positive(each, "amount", amount_minor)
        if steps and at <= steps[-1].at and each.is_sound("at"):
            expected = str(steps[-1].at)
            each.note(ProblemCode.STEP_TOO_LOW, "at", found=str(at), expected=expected)
        steps.append(Bonus(at, amount_minor))
        each.close()
    if len(steps) > _MOST_BONUSES:
        found, expected = str(len(steps)), f"0–{_MOST_BONUSES}"
        section.note(ProblemCode.OUT_OF_RANGE, "bonuses", found=found, expected=expected)
    return tuple(steps)


def _cutoffs(section: Section, usual: int) -> tuple[int, ...]:
    """One number of days, or several, each after the one before."""
    if not isinstance(section.value("cutoff_days", required=False), list):
        return (numbers.number(section, "cutoff_days", 1, 365, usual),)
    days: list[int] = []
    for index, item in enumerate(section.items("cutoff_days", required=True)):
        day = section.as_type(item, int, "cutoff_days", index)
        least = days[-1] + 1 if days else 1
        if day is not None and not least <= day <= 365:
            found, expected = str(day), f"{least}–365"
            section.note(
                ProblemCode.OUT_OF_RANGE, "cutoff_days", index, found=found, expected=expected
            )
        elif day is not None:
            days.append(day)
    return tuple(days) or (usual,)


def _stages(section: Section, currency: Currency, cap_minor: int) -> tuple[int, int]:
    """After the draft and after the post; together no more than the most a post earns."""
    if not section.has("stages"):
        return 0, 0
    table = section.table("stages")
    draft_minor = numbers.money(table, "draft", currency.minor_digits, 0)
    post_minor = numbers.money(table, "post", currency.minor_digits, 0)
    total = draft_minor + post_minor
    if total > cap_minor and section.is_sound("cap", "flat"):
        found, expected = str(cap_minor), str(total)
        section.note(ProblemCode.CAP_TOO_LOW, "stages", found=found, expected=expected)
    table.close()
    return draft_minor, post_minor


def _returns(section: Section, cutoffs: tuple[int, ...]) -> tuple[int, ...]:
    """Days after publication, in order; an empty array asks for none."""
    if not section.has("returns"):
        return returns.usual(cutoffs)
    days = numbers.several(section, "returns", 1, cutoffs[-1], most=_MOST_RETURNS)
    return tuple(sorted(days))


def _pot(section: Section, currency: Currency, budget_minor: int) -> int:
    """Out of the budget; it is split once, so nothing of it is paid before that.

    Nor may one work wait for its data: all would, and no person may say what its share is.
    """
    pot_minor = numbers.money(section, "pot", currency.minor_digits, 0)
    if section.is_sound("pot") and budget_minor and pot_minor > budget_minor:
        found, expected = str(pot_minor), f"0–{budget_minor}"
        section.note(ProblemCode.OUT_OF_RANGE, "pot", found=found, expected=expected)
    several = isinstance(section.value("cutoff_days", required=False), list)
    waits = section.value("missing_data", required=False) not in (None, MissingData.FLOOR)
    refused = {"stages": section.has("stages"), "cutoff_days": several, "missing_data": waits}
    for key, is_there in refused.items():
        if pot_minor and is_there:
            section.note(ProblemCode.BOTH_FORMS, key, found="pot", expected=key)
    return pot_minor


def _pot_days(section: Section) -> int:
    """A pot for every so many days: without a pot there is nothing to give."""
    days = numbers.number(section, "pot_days", 1, _LONGEST_WINDOW, 0)
    if days and not section.has("pot"):
        section.note(ProblemCode.MISSING_KEY, "pot")
    return days


def ensure_pot_reaches(section: Section, terms: Terms, slots: int, currency: Currency) -> None:
    """For what every slot is promised whatever is counted; the rest of it alone is in proportion.

    Asked once the tasks are read: before that nobody knows how many slots there are.
    """
    if pricing.pot_reaches(terms, slots):
        return
    if section.is_sound("pot", "flat", "floor", "cap"):
        least_minor = pricing.least_minor(terms)
        pot, each, needed = (
            plain_scaled(minor, currency.minor_digits)
            for minor in (terms.pot_minor, least_minor, slots * least_minor)
        )
        expected = f"{slots} × {each} = {needed}"
        section.note(ProblemCode.POT_TOO_SMALL, "pot", found=pot, expected=expected)


def _ensure_positive(section: Section, key: str, amount: int) -> None:
    if not amount and section.is_sound(key):
        section.note(ProblemCode.OUT_OF_RANGE, key, found="0", expected="> 0")


def _disclosure(section: Section) -> str:
    """The label's word; hash signs around it are forgiven."""
    word = texts.text(section, "disclosure", 20, _USUAL.disclosure).strip("#＃")
    if section.is_sound("disclosure") and not labels.is_tag_word(word):
        section.note(ProblemCode.NOT_A_TAG, "disclosure", found=word)
    return word
