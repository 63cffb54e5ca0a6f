"""What terms say to the one who accepts them: every promise of the row, none of its jargon."""

from domain.terms import Method, Terms
from words.amounts import amount, rate
from words.names import name
from words.speech import Html, Speech


def pay(terms: Terms, currency: str, say: Speech) -> Html:
    """The price in one line: `¥20.00 + ¥0.35 for each like, save and comment, up to ¥120.00`."""
    flat = amount(terms.flat_minor, currency)
    if terms.method is Method.FLAT:
        return say("{flat} for each approved post", flat=flat)
    each = rate(terms.rate_per_mille_minor, currency)
    counted = listed([name(interaction, say) for interaction in terms.counted], say)
    cap = amount(terms.cap_minor, currency)
    if terms.flat_minor:
        return say(
            "{flat} + {each} for each of: {counted}; at most {cap}",
            flat=flat,
            each=each,
            counted=counted,
            cap=cap,
        )
    return say("{each} for each of: {counted}; at most {cap}", each=each, counted=counted, cap=cap)


def listed(words: list[Html], say: Speech) -> Html:
    return say(", ").join(words)


def promises(terms: Terms, currency: str, say: Speech) -> list[Html]:
    """Line by line what both sides hold to."""
    lines = [say("💰 {pay}", pay=pay(terms, currency, say))]
    if terms.floor_minor:
        floor = amount(terms.floor_minor, currency)
        lines.append(say("🛟 At least {floor} once approved", floor=floor))
    lines += [
        say("🔍 Reviewed within {hours} h, else approved by itself", hours=terms.review_hours),
        say("📊 Counted until {days} days after publishing", days=terms.cutoff_days),
        say("🏦 Payable {days} days after it is settled", days=terms.hold_days),
        say("📌 The post stays up for {days} days", days=terms.retention_days),
        say("🏷 Marked as {label}", label=f"#{terms.disclosure}"),
    ]
    if terms.ai_label:
        lines.append(say("🤖 AI-made parts are labelled as such"))
    return lines
