"""Terms as the fields of a form: written out to be changed, read back by the rules of the file."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from domain.campaign_file.notes import Notes
from domain.campaign_file.problems import BadCampaignFile
from domain.campaign_file.section import Section
from domain.campaign_file.terms import ensure_pot_reaches, read_terms
from domain.money import Currency, plain_scaled
from domain.terms import ATTRIBUTED_METHODS, INTERACTIONS, Method, Terms

FIELDS: Final = (
    *("method", "flat", "price", "rate", "counted", "floor", "cap", "bonuses", "draft", "post"),
    *("cutoff_days", "window_days", "hold_days", "retention_days", "review_hours", "returns"),
    *("creator_cap", "pot", "pot_days", "missing_data", "takes_back", "weakest_source"),
    *("disclosure", "ai_label"),
)
COUNTED: Final = INTERACTIONS
YES: Final = "yes"
_SEPARATORS: Final = re.compile(r"[\s,，、;；]+")
_RATE_DECIMALS: Final = 1  # CPS: per cent
_FINER: Final = 3  # a unit price may be finer than the currency; of a thousand views it is not


def written(terms: Terms, currency: Currency) -> dict[str, str]:
    """Each of FIELDS as text, empty where it says nothing."""
    is_counted = terms.method is not Method.FLAT

    def money(minor: int) -> str:
        return plain_scaled(minor, currency.minor_digits) if minor else ""

    return {
        "method": terms.method.value,
        "flat": money(terms.flat_minor),
        "price": _price(terms, currency),
        "rate": _rate(terms),
        "counted": " ".join(terms.counted) if terms.method is Method.CPE else "",
        "floor": money(terms.floor_minor) if is_counted else "",
        "cap": money(terms.cap_minor) if is_counted else "",
        "bonuses": "\n".join(f"{each.at} {money(each.amount_minor)}" for each in terms.bonuses),
        "draft": money(terms.draft_minor),
        "post": money(terms.post_minor),
        "cutoff_days": _listed((*terms.earlier_cutoffs, terms.cutoff_days)),
        "window_days": str(terms.window_days),
        "hold_days": str(terms.hold_days),
        "retention_days": str(terms.retention_days),
        "review_hours": str(terms.review_hours),
        "returns": _listed(terms.returns),
        "creator_cap": money(terms.creator_cap_minor),
        "pot": money(terms.pot_minor),
        "pot_days": str(terms.pot_days) if terms.pot_days else "",
        "missing_data": terms.missing.value,
        "takes_back": YES if terms.takes_back else "",
        "weakest_source": terms.weakest_source.value,
        "disclosure": terms.disclosure,
        "ai_label": YES if terms.ai_label else "",
    }


def _price(terms: Terms, currency: Currency) -> str:
    if terms.method in {Method.FLAT, Method.CPS}:
        return ""
    finer = 0 if terms.method is Method.CPM else _FINER
    return plain_scaled(terms.rate_per_mille_minor, currency.minor_digits + finer, least=2)


def _rate(terms: Terms) -> str:
    if terms.method is not Method.CPS:
        return ""
    return plain_scaled(terms.rate_per_mille_minor, _RATE_DECIMALS, least=0)


def _listed(days: tuple[int, ...]) -> str:
    return ", ".join(map(str, days))


def read(fields: Mapping[str, str], currency: Currency, budget_minor: int, slots: int) -> Terms:
    """Raises BadCampaignFile with all that is wrong, each problem under the name of its field.

    A field that the method has no use for is not read: it stays as it was left by another method.
    `slots` are those of all tasks.
    """
    notes = Notes({})
    section = Section(_table(fields), (), notes)
    terms = read_terms(section, currency, budget_minor)
    ensure_pot_reaches(section, terms, slots, currency)
    if notes.problems:
        raise BadCampaignFile(notes.problems)
    return terms


def _table(fields: Mapping[str, str]) -> dict[str, object]:
    """The [terms] table that a file would have."""
    given = {name: fields.get(name, "").strip() for name in FIELDS}
    table: dict[str, object] = {
        name: read_as(given[name])
        for name, read_as in (_TYPES | _of_method(given["method"])).items()
        if given[name]
    }
    table["takes_back"] = given["takes_back"] == YES
    table["ai_label"] = given["ai_label"] == YES
    table["returns"] = _numbers(given["returns"])
    stages: dict[str, object] = {name: given[name] for name in ("draft", "post") if given[name]}
    if stages:
        table["stages"] = stages
    return table


def _text(given: str) -> object:
    return given


def _number(given: str) -> object:
    """What is no number stays a text, which is then said."""
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else given


def _parts(given: str) -> list[str]:
    return [part for part in _SEPARATORS.split(given) if part]


def _numbers(given: str) -> list[object]:
    return [_number(part) for part in _parts(given)]


def _cutoffs(given: str) -> object:
    days = _numbers(given)
    return days[0] if len(days) == 1 else days


def _words(given: str) -> object:
    return _parts(given)


def _steps(given: str) -> object:
    """A line each: how many, and what is added from there on."""
    return [_step(line) for line in given.splitlines() if line.strip()]


def _step(line: str) -> dict[str, object]:
    at, _, amount = " ".join(line.replace("=", " ").replace(":", " ").split()).partition(" ")
    return {"at": _number(at)} | ({"amount": amount} if amount else {})


_Reader = Callable[[str], object]
_TYPES: Final[dict[str, _Reader]] = {
    **dict.fromkeys(("method", "flat", "missing_data", "weakest_source", "disclosure"), _text),
    **dict.fromkeys(("creator_cap", "pot"), _text),
    **dict.fromkeys(("pot_days", "hold_days", "retention_days", "review_hours"), _number),
    "cutoff_days": _cutoffs,
}
_PERFORMANCE: Final[dict[str, _Reader]] = {"floor": _text, "cap": _text, "bonuses": _steps}


def _of_method(method: str) -> dict[str, _Reader]:
    """What this method reads beside the rest; a method nobody knows is told by itself."""
    if method not in set(Method) - {Method.FLAT}:
        return {}
    own: dict[str, _Reader] = {"rate" if method == Method.CPS else "price": _text}
    if method == Method.CPE:
        own["counted"] = _words
    if method in ATTRIBUTED_METHODS:
        own["window_days"] = _number
    return _PERFORMANCE | own
