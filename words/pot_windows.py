"""How a window of a pot reads: before a claim, before somebody films, to coordinators."""

from datetime import datetime
from typing import Any

from domain.pot_windows import PastWindow, Window
from domain.terms import Terms
from words import times
from words.amounts import amount
from words.speech import Html, Speech


def before_claim(
    found: Window, agreed: Terms, currency: str, timezone: str, say: Speech, now: datetime
) -> Html:
    """What one more work would share in, by now: no promise, and it says so."""
    end = times.end(found.span.ends_at, timezone, say.locale, now)
    pot = amount(found.pot_minor, currency)
    each_minor = min(found.each_minor, agreed.cap_minor)
    lines = [
        _shared(found, pot, end, say),
        say(
            "By now that would be {each} for each if all earned as much. It becomes less as others "
            "join, and follows what each one earns.",
            each=amount(each_minor, currency),
        ),
    ]
    if found.is_short:
        lines.append(
            say(
                "⚠️ {percent}% of it is already spoken for by what its works came to. Think of it "
                "before you film.",
                percent=found.spoken_percent,
            )
        )
    return Html("\n").join(lines)


def _shared(found: Window, pot: str, end: str, say: Speech) -> Html:
    if not found.works:
        return say(
            "🪟 You would be the first in the window until {end}, whose works share {pot}.",
            end=end,
            pot=pot,
        )
    return say(
        "🪟 Works claimed in the window until {end} share {pot}: so far {works}, and yours.",
        end=end,
        pot=pot,
        works=f"{found.works:,}",
    )


def short(facts: dict[str, Any], say: Speech) -> Html:
    """To who holds work and has published nothing of it yet."""
    pot, currency = amount(facts["pot_minor"], facts["currency"]), facts["currency"]
    lines = [
        say(
            "🍯 <b>{title}</b>: {percent}% of the {pot} that you share with others is already "
            "spoken for by what they published. Your part may be less than you would earn alone.",
            title=facts["title"],
            percent=facts["percent"],
            pot=pot,
        )
    ]
    if facts["least_minor"]:
        least = amount(facts["least_minor"], currency)
        lines.append(say("The agreed {least} is yours in any case.", least=least))
    lines.append(say("Think of it before you film: giving the task back costs you nothing."))
    return Html("\n").join(lines)


def stands(found: PastWindow, currency: str, say: Speech, now: datetime) -> Html:
    """Open, still counted, or split and what was left over of it."""
    if found.split_at is None:
        is_open = now < found.window.span.ends_at
        return say("takes claims") if is_open else say("its works are being counted")
    left_minor = found.window.pot_minor - found.shared_minor
    return say(
        "split: {shared} shared, {left} left over",
        shared=amount(found.shared_minor, currency),
        left=amount(left_minor, currency),
    )
