"""What terms say to the one who accepts them: every promise of the row, none of its jargon."""

from typing import Final

from domain import pricing
from domain.offer import Offer
from domain.returns import OwedBy, owed_by
from domain.terms import MEASURED, Bonus, Method, MissingData, Terms
from words.amounts import amount, percent, rate
from words.names import name
from words.speech import Html, Speech, msg


def pay(terms: Terms, currency: str, say: Speech) -> Html:
    """In one line: `¥20.00 + ¥0.35 for each of: likes, saves; at least ¥30.00 once approved, …`."""
    flat = amount(terms.flat_minor, currency)
    if terms.method is Method.FLAT:
        return say("{flat} for each approved post", flat=flat)
    counted = performance(terms, currency, say)
    if terms.flat_minor:
        counted = say("{flat} + {counted}", flat=flat, counted=counted)
    cap = amount(terms.cap_minor, currency)
    if not terms.floor_minor:
        return say("{counted}; at most {cap}", counted=counted, cap=cap)
    about = {"counted": counted, "floor": amount(terms.floor_minor, currency), "cap": cap}
    if terms.missing is not MissingData.FLOOR:  # the approval alone pays none
        return say("{counted}; at least {floor} once its data are in, at most {cap}", **about)
    return say("{counted}; at least {floor} once approved, at most {cap}", **about)


def agreed(terms: Terms, currency: str, say: Speech) -> list[Html]:
    """All that decides the amount, the price first: on the card, in `/why`."""
    steps = [_step(each, terms, currency, say) for each in terms.bonuses]
    return [pay(terms, currency, say), *steps, *_parts(terms, currency, say)]


def limits(terms: Terms, currency: str, say: Speech) -> list[Html]:
    """What a calculator's sums are beside: steps, and the cap that other works use up, too."""
    steps = [_step(each, terms, currency, say) for each in terms.bonuses]
    return steps + _creator_cap(terms, currency, say)


def performance(terms: Terms, currency: str, say: Speech) -> Html:
    """What is paid by counts: `¥8.00 for a thousand views`."""
    if terms.method is not Method.CPE:
        return unit_price(terms, currency, say)
    each = rate(terms.rate_per_mille_minor, currency)
    counted = listed([name(interaction, say) for interaction in terms.counted], say)
    return say("{price} for each of: {counted}", price=each, counted=counted)


def unit_price(priced: Terms | Offer, currency: str, say: Speech) -> Html:
    """The same in a list, which does not name the interactions that count."""
    each = rate(priced.rate_per_mille_minor, currency)
    match priced.method:
        case Method.CPM:
            price = amount(priced.rate_per_mille_minor, currency)
            return say("{price} for a thousand views", price=price)
        case Method.CPA:
            return say("{price} for each approved action", price=each)
        case Method.CPS:
            share = percent(priced.rate_per_mille_minor)
            return say("{share} of what is ordered, less refunds", share=share)
        case _:
            return say("{price} per interaction", price=each)


def listed(words: list[Html], say: Speech) -> Html:
    return say(", ").join(words)


def promises(terms: Terms, currency: str, say: Speech, *, has_draft: bool = True) -> list[Html]:
    """Line by line what both sides hold to; without a draft nothing is paid for one."""
    lines = [say("💰 {pay}", pay=pay(terms, currency, say))]
    lines += [_step(each, terms, currency, say) for each in terms.bonuses]
    if terms.is_attributed:
        lines.append(say("🧾 Within {days} days after publishing", days=terms.window_days))
    lines += _parts(terms, currency, say, has_draft=has_draft)
    if terms.returns and owed_by(terms) is OwedBy.CREATOR:
        days = listed([Html(day) for day in terms.returns], say)
        lines.append(say("📈 You send in its figures, days after publishing: {days}", days=days))
    lines += [
        say("🔍 Reviewed within {hours} h, else approved by itself", hours=terms.review_hours),
        _cutoffs(terms, say),
        *_figures(terms, currency, say),
        say("🏦 Payable {days} days after it is settled", days=terms.hold_days),
        say("📌 The post stays up for {days} days", days=terms.retention_days),
        say("🏷 Marked as {label}", label=f"#{terms.disclosure}"),
    ]
    if terms.ai_label:
        lines.append(say("🤖 AI-made parts are labelled as such"))
    return lines


def _parts(terms: Terms, currency: str, say: Speech, *, has_draft: bool = True) -> list[Html]:
    """What is paid before the counts, and what caps beside the one of the post."""

    def money(minor: int) -> str:
        return amount(minor, currency)

    lines = []
    if terms.draft_minor and has_draft:
        draft = money(terms.draft_minor)
        lines.append(say("🪜 {amount} of it once the draft is approved", amount=draft))
    if terms.post_minor:
        post = money(terms.post_minor)
        lines.append(say("🪜 {amount} of it once the post is approved", amount=post))
    lines += _creator_cap(terms, currency, say)
    if terms.pot_minor:
        lines.append(_pot(terms, currency, say))
    return lines


def _creator_cap(terms: Terms, currency: str, say: Speech) -> list[Html]:
    if not terms.creator_cap_minor:
        return []
    cap = amount(terms.creator_cap_minor, currency)
    return [say("🧢 All your works in this campaign: at most {amount}", amount=cap)]


def _pot(terms: Terms, currency: str, say: Speech) -> Html:
    pot, least_minor = amount(terms.pot_minor, currency), pricing.least_minor(terms)
    who = say("All works together")
    if terms.pot_days:
        who = say("Works claimed within the same {days} days", days=terms.pot_days)
    if not least_minor:
        return say(
            "🍯 {who} share {amount}: if they come to more, each gets its part, when the last one "
            "is counted",
            who=who,
            amount=pot,
        )
    return say(
        "🍯 {who} share {amount}: each gets the agreed {least} in any case; if they come to more, "
        "the rest is shared in proportion, when the last one is counted",
        who=who,
        amount=pot,
        least=amount(least_minor, currency),
    )


def may_be_less(terms: Terms, currency: str, say: Speech) -> Html:
    """Beside what a work in a pot came to by itself: what is paid depends on the others."""
    pot, least_minor = amount(terms.pot_minor, currency), pricing.least_minor(terms)
    who = say("All works")
    if terms.pot_days:
        who = say("All works of the same {days} days", days=terms.pot_days)
    if not least_minor:
        return say("🍯 {who} share {pot}: where they come to more, it is less.", who=who, pot=pot)
    return say(
        "🍯 {who} share {pot}: where they come to more, it is less, but never below {least}.",
        who=who,
        pot=pot,
        least=amount(least_minor, currency),
    )


def _cutoffs(terms: Terms, say: Speech) -> Html:
    if not terms.earlier_cutoffs:
        return say("📊 Counted until {days} days after publishing", days=terms.cutoff_days)
    days = listed([Html(str(each)) for each in (*terms.earlier_cutoffs, terms.cutoff_days)], say)
    if terms.takes_back:
        return say(
            "📊 Settled {days} days after publishing, each time the difference: more when counts "
            "rise; when they fall, money is taken back",
            days=days,
        )
    return say(
        "📊 Settled {days} days after publishing, each time what was added; nothing is taken back "
        "when counts fall",
        days=days,
    )


_MISSING: Final = {
    MissingData.FLOOR: msg("📭 No data by 14 days after the cut-off: {least} is paid"),
    MissingData.ASK: msg(
        "📭 No data: our team is asked until they come, or until a person pays {least} instead"
    ),
    MissingData.WAIT: msg(
        "📭 No data: it waits until they come, or until a person pays {least} instead"
    ),
}


def _figures(terms: Terms, currency: str, say: Speech) -> list[Html]:
    """Whose figures pay, and what becomes of work of which none come."""
    if terms.method is Method.FLAT:
        return []
    least = amount(pricing.least_minor(terms), currency)
    missing = say(_MISSING[terms.missing], least=least)
    if not terms.is_measured:
        return [missing]
    return [say("📥 Figures that count: {sources}", sources=sources(terms, say)), missing]


def sources(terms: Terms, say: Speech) -> Html:
    """The agreed weakest one and the stronger ones; of a post several may tell."""
    strong = [each for each in MEASURED if each.rank >= terms.weakest_source.rank]
    return listed([name(each, say) for each in strong], say)


_STEPS = {
    Method.CPE: msg("🎯 {amount} more from {at} interactions"),
    Method.CPM: msg("🎯 {amount} more from {at} views"),
    Method.CPA: msg("🎯 {amount} more from {at} actions"),
    Method.CPS: msg("🎯 {amount} more from {at} orders"),
}


def _step(bonus: Bonus, terms: Terms, currency: str, say: Speech) -> Html:
    money = amount(bonus.amount_minor, currency)
    return say(_STEPS[terms.method], amount=money, at=f"{bonus.at:,}")
