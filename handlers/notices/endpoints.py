"""What owners hear of partners' addresses: one that is called no more, and how to take it up."""

from typing import Any

from domain.notices import NoticeKind
from handlers.screen import Screen
from words.speech import Speech


def ended(say: Speech, facts: dict[str, Any], _: str) -> Screen:
    if facts["gone"]:
        return Screen(
            say(
                "🔌 <b>{name}</b> answered that it wants no more events (410), so it is called no "
                "more. If that is a mistake: <code>koc webhooks resume {name}</code>",
                name=facts["name"],
            )
        )
    return Screen(
        say(
            "🔌 <b>{name}</b> took no event for three days (last: {problem}), so it is called no "
            "more. What happens meanwhile waits, for 30 days. Once it is mended: "
            "<code>koc webhooks resume {name}</code>",
            name=facts["name"],
            problem=facts["problem"],
        )
    )


NOTICES = {NoticeKind.ENDPOINT_ENDED: ended}
