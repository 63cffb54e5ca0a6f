"""What terms would pay at sample counts, line by line; the counts are the calculator's."""

from domain import calculator
from domain.calculator import Sample
from domain.terms import Bonus, Method, Terms
from words import terms as promised
from words.amounts import amount
from words.speech import Html, Speech, msg

_COUNTS = {
    Method.CPE: msg("at {count} interactions: <b>{amount}</b>"),
    Method.CPM: msg("at {count} views: <b>{amount}</b>"),
    Method.CPA: msg("at {count} actions: <b>{amount}</b>"),
    Method.CPS: msg("at {count} of orders: <b>{amount}</b>"),
}
# By whether they are of the campaign, and share a pot that is one of a window.
_WHOSE = {
    (False, False): msg("For all slots of the task:"),
    (True, False): msg("For all slots of the campaign:"),
    (False, True): msg(
        "For all slots of the task, if they are claimed within the same {days} days:"
    ),
    (True, True): msg(
        "For all slots of the campaign, if they are claimed within the same {days} days:"
    ),
}


def table(terms: Terms, currency: str, say: Speech) -> Html:
    """For one approved post."""
    price = say("🧮 {pay}", pay=promised.pay(terms, currency, say))
    head = Html("\n").join([price, *promised.limits(terms, currency, say)])
    found = calculator.samples(terms)
    if not found:
        flat = amount(calculator.at(terms, 0).amount_minor, currency)
        return Html("\n\n").join([head, say("Whatever the counts: <b>{amount}</b>", amount=flat)])
    lines = [_line(each, terms, currency, say) for each in found]
    parts = [head, Html("\n").join(lines)]
    if terms.method is Method.CPS and terms.bonuses:
        parts.append(say("Steps for orders come on top, up to the cap."))
    parts += [_in_vain(each, terms, currency, say) for each in calculator.in_vain(terms)]
    if terms.pot_minor:
        parts.append(promised.may_be_less(terms, currency, say))
    return Html("\n\n").join(parts)


def _in_vain(step: Bonus, terms: Terms, currency: str, say: Speech) -> Html:
    return say(
        "⚠️ The step of {amount} from {at} adds nothing: the cap of {cap} is reached before.",
        amount=amount(step.amount_minor, currency),
        at=f"{step.at:,}",
        cap=amount(terms.cap_minor, currency),
    )


def of_all_slots(
    terms: Terms, slots: int, currency: str, say: Speech, *, of_campaign: bool = False
) -> Html:
    """What a task, or all of a campaign, would pay if every slot came to that.

    A window's pot is shared by those who claim in it: it is told for all of them in one.
    """
    lines = [
        _of_slots(terms, slots, each, currency, say)
        for each in calculator.samples(terms) or (calculator.at(terms, 0),)
    ]
    whose = _WHOSE[of_campaign, bool(terms.pot_days)]
    once = dict.fromkeys(lines)  # counts beyond the cap come to the same
    return Html("\n").join([say(whose, days=terms.pot_days), *once])


def _of_slots(terms: Terms, slots: int, each: Sample, currency: str, say: Speech) -> Html:
    whole_minor = slots * each.amount_minor
    total_minor = calculator.of_all_slots(terms, slots, each)
    about = {
        "slots": f"{slots:,}",
        "amount": amount(each.amount_minor, currency),
        "total": amount(whole_minor, currency),
    }
    if total_minor < whole_minor:
        return say(
            "{slots} × {amount} = {total}; the shared pot holds <b>{pot}</b>",
            pot=amount(total_minor, currency),
            **about,
        )
    return say("{slots} × {amount} = <b>{total}</b>", **about)


def own(terms: Terms, count: int, currency: str, say: Speech) -> Html:
    """At the count that somebody asked for."""
    return say("🔎 {line}", line=_line(calculator.at(terms, count), terms, currency, say))


def _line(each: Sample, terms: Terms, currency: str, say: Speech) -> Html:
    is_value = terms.method is Method.CPS
    count = amount(each.count, currency) if is_value else f"{each.count:,}"
    money = amount(each.amount_minor, currency)
    return say(_COUNTS[terms.method], count=count, amount=money)
