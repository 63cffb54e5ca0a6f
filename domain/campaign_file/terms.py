"""The [terms] table: pricing method, clocks, labels."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain import labels
from domain.campaign_file import choices, numbers, texts
from domain.campaign_file.problems import ProblemCode
from domain.campaign_file.section import Section
from domain.money import Currency
from domain.terms import MEASURED, Interaction, Method, Terms


class _Written(StrEnum):
    """Flat pay and the four methods of the white paper (CPE、CPA、CPS、CPM)."""

    FLAT = "flat"
    CPE = "cpe"
    CPM = "cpm"
    CPA = "cpa"
    CPS = "cps"


@dataclass(frozen=True, slots=True)
class _Pay:
    method: Method
    cap_minor: int
    flat_minor: int = 0
    rate_per_mille_minor: int = 0
    counted: tuple[Interaction, ...] = ()
    floor_minor: int = 0


_PERFORMANCE_KEYS: Final = ("price", "counted", "floor", "cap")
_USUAL: Final = Terms(Method.FLAT, cap_minor=0)


def read_terms(section: Section, currency: Currency) -> Terms:
    pay = _pay(section, currency)
    cutoff_days = numbers.number(section, "cutoff_days", 1, 365, _USUAL.cutoff_days)
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
    )
    section.close()
    return terms


def _pay(section: Section, currency: Currency) -> _Pay:
    written = choices.one_of(section, "method", _Written)
    if section.is_sound("method"):
        if written is _Written.FLAT:
            return _flat(section, currency)
        if written is _Written.CPE:
            return _cpe(section, currency)
        section.note(ProblemCode.METHOD_LATER, "method", found=written.value)
    for key in ("flat", *_PERFORMANCE_KEYS):
        section.has(key)  # known, but without a method nobody can say whether they are right
    return _Pay(Method.FLAT, cap_minor=0)


def _flat(section: Section, currency: Currency) -> _Pay:
    flat_minor = numbers.money(section, "flat", currency.minor_digits)
    _ensure_positive(section, "flat", flat_minor)
    for key in _PERFORMANCE_KEYS:
        if section.has(key):
            section.note(ProblemCode.NOT_FOR_METHOD, key, expected=Method.FLAT.value)
    return _Pay(Method.FLAT, cap_minor=flat_minor, flat_minor=flat_minor)


def _cpe(section: Section, currency: Currency) -> _Pay:
    flat_minor = numbers.money(section, "flat", currency.minor_digits, 0)
    floor_minor = numbers.money(section, "floor", currency.minor_digits, 0)
    cap_minor = numbers.money(section, "cap", currency.minor_digits)
    # A unit price may be finer than the currency: it is kept per thousand.
    price = numbers.money(section, "price", currency.minor_digits + 3)
    _ensure_positive(section, "price", price)
    least = max(floor_minor, flat_minor, 1)
    if cap_minor < least and section.is_sound("cap", "floor", "flat"):
        section.note(ProblemCode.CAP_TOO_LOW, "cap", found=str(cap_minor), expected=str(least))
    counted = choices.several_of(section, "counted", Interaction)
    # Where cap and floor are at odds the plan is never used; Terms would not let it exist.
    return _Pay(Method.CPE, max(cap_minor, floor_minor), flat_minor, price, counted, floor_minor)


def _ensure_positive(section: Section, key: str, amount: int) -> None:
    if not amount and section.is_sound(key):
        section.note(ProblemCode.OUT_OF_RANGE, key, found="0", expected="> 0")


def _disclosure(section: Section) -> str:
    """The label's word; hash signs around it are forgiven."""
    word = texts.text(section, "disclosure", 20, _USUAL.disclosure).strip("#＃")
    if section.is_sound("disclosure") and not labels.is_tag_word(word):
        section.note(ProblemCode.NOT_A_TAG, "disclosure", found=word)
    return word
