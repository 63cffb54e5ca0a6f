"""What came of a broadcast, in chat: by wording, and why the rest did not arrive; pure."""

from domain.broadcast_rules import stars
from handlers.codec import tap
from handlers.screen import Button, Screen
from services.broadcast_outcomes import BroadcastReport
from words import broadcast_buttons as below
from words import broadcasts as words
from words.punctuation import labelled
from words.speech import Html, Speech


def render(found: BroadcastReport, say: Speech) -> Screen:
    facts = found.sheet.facts
    blocks = [
        say("📣 <b>{title}</b> · report", title=facts.called),
        Html("\n").join(
            words.outcome(place, each, len(found.variants), say)
            for place, each in enumerate(found.variants)
        ),
    ]
    if found.verdicts:
        blocks.append(Html("\n").join(words.verdict(each, say) for each in found.verdicts))
    if found.links:
        blocks.append(Html("\n").join(below.link(each, say) for each in found.links))
    blocks += words.passed_over(facts, say)
    if paid := sum(each.paid for each in found.variants):
        left = say(
            "⭐ {count} left paid for; Stars at most: {stars}", count=paid, stars=stars(paid)
        )
        blocks.append(left)
    if found.reasons:
        lines = [
            Html("• {}").format(labelled(reason, messages, say))
            for reason, messages in words.reasons(found.reasons, say).items()
        ]
        blocks.append(Html("\n").join([say("Not arrived:"), *lines]))
    back = Button(say("‹ Back"), tap("bc", facts.broadcast_id))
    return Screen(Html("\n\n").join(blocks), ((back,),))
