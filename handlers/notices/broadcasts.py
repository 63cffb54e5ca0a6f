"""What a broadcast says to each reader, and its report to its maker."""

from typing import Any

from domain import message
from domain.message import Page
from domain.notices import NoticeKind
from handlers.codec import tap
from handlers.screen import Button, Rows, Screen, column
from words import broadcasts as words
from words import personal_fields
from words.broadcast_buttons import PAGES
from words.speech import Html, Speech


def broadcast(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    """As its maker formatted it; its buttons tell us that they were tapped. Below, how to mute.

    `examples` are shown instead of what who tries it has none of.
    """
    at, version = facts["broadcast_id"], message.version(facts["version"])
    values = personal_fields.spoken(facts["values"], facts.get("bot", ""), say)
    own = {name: value for name, value in values.items() if value}
    return Screen(
        Html(message.personal(version, values | facts.get("examples", {}) | own)),
        (*_buttons(say, facts, at), (Button(say("No more of these"), tap("bt.mute", at)),)),
        media=version.media,
        paid=facts["paid"],
    )


def _buttons(say: Speech, facts: dict[str, Any], at: int) -> Rows:
    task: list[Button] = []
    if facts["task_id"]:
        opens = tap("bt.task", at, facts["task_id"])
        task = [Button(say("See the task"), opens, style="primary")]
    elif facts["campaign_id"]:
        opens = tap("bt.camp", at, facts["campaign_id"])
        task = [Button(say("See its tasks"), opens, style="primary")]
    pages = [Button(say(PAGES[Page(each)]), tap("bt.page", at, each)) for each in facts["pages"]]
    links = [Button(label, url=url) for label, url in facts["links"]]
    return column(*task, *pages, *links)


def broadcast_done(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    text = say(
        "📣 <b>{title}</b> is out: {sent} delivered, {dead} undeliverable, {in_doubt} in doubt.",
        title=f"№ {facts['broadcast_id']} · {facts['title']}",
        sent=facts["sent"],
        dead=facts["dead"],
        in_doubt=facts["in_doubt"],
    )
    return Screen(text, ((Button(say("Report"), tap("bc.report", facts["broadcast_id"])),),))


def broadcast_refused(say: Speech, facts: dict[str, Any], timezone: str) -> Screen:
    title = f"№ {facts['broadcast_id']} · {facts['title']}"
    head = say("📣 <b>{title}</b> is not going out any more.", title=title)
    text = Html("\n\n").join([head, *words.refusal(facts["words"], say)])
    return Screen(text, ((Button(say("Open it"), tap("bc", facts["broadcast_id"])),),))


NOTICES = {
    NoticeKind.BROADCAST: broadcast,
    NoticeKind.BROADCAST_DONE: broadcast_done,
    NoticeKind.BROADCAST_REFUSED: broadcast_refused,
}
