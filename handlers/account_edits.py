"""One platform account after its beginning: its card, its changes, its end; see account_form."""

from typing import Any

from domain import accounts as rules
from domain.accounts import Account, Handle
from domain.dialogs import Answers
from domain.errors import Stale
from handlers import account_form, forms, profile
from handlers import account_questions as ask
from handlers.account_questions import ENOUGH
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step
from handlers.screen import Button, Rows, Screen, grid
from services import accounts
from words import account_lines


async def add(desk: Desk) -> Screen:
    return await forms.begin(desk, account_form.ACCOUNT)


async def card(desk: Desk, account_id: str) -> Screen:
    account = await desk.look(accounts.own, row_id(account_id))
    say, number = desk.say, account.account_id
    changes = (
        Button(say("Followers"), tap("acc.edit", "followers", number)),
        Button(say("Categories"), tap("acc.edit", "categories", number)),
        Button(say("Region"), tap("acc.edit", "region", number)),
        Button(say("Handle"), tap("acc.edit", "handle", number)),
        Button(say("Retire"), tap("acc.retire", number)),
        Button(say("‹ Back"), tap("profile")),
    )
    url = account.details.handle.profile_url
    page: Rows = ((Button(say("Its profile page"), url=url),),) if url else ()
    return Screen(account_lines.summary(account.details, say), (*page, *grid(changes)))


async def edit(desk: Desk, field: str, account_id: str) -> Screen:
    form = FORMS.get(f"acc.{field}")
    if form is None:
        raise Stale("button")
    account = await desk.look(accounts.own, row_id(account_id))
    return await forms.begin(desk, form, _as_answers(account))


def _as_answers(account: Account) -> Answers:
    return {
        "account": account.account_id,
        "platform": account.details.platform,
        "categories": list(account.details.categories),
    }


async def _shown(desk: Desk, account_id: int) -> Screen:
    return await card(desk, str(account_id))


def _changed(service: Any, answers: Answers, value: object) -> Finish:
    return Finish(service, (answers["account"], value), _shown)


async def _take_handle(desk: Desk, answers: Answers, text: str) -> Go:
    link = ask.profile_in(answers, text)
    if link:
        return Go("name", {"link": link})
    handle = await _handle_of(desk, {**answers, "link": None}, text)
    return Go("link", {"link": None, "shown": handle.shown})


async def _take_link(desk: Desk, answers: Answers, text: str) -> Finish:
    link = ask.link_in(answers, text)
    handle = await _handle_of(desk, {**answers, "link": link}, answers["shown"])
    return _changed(accounts.change_handle, answers, handle)


async def _take_name(desk: Desk, answers: Answers, text: str) -> Finish:
    return _changed(accounts.change_handle, answers, await _handle_of(desk, answers, text))


async def _handle_of(desk: Desk, answers: Answers, text: str) -> Handle:
    return await ask.handle_of(desk, answers, text, besides=answers["account"])


async def _take_followers(desk: Desk, answers: Answers, text: str) -> Finish:
    return _changed(accounts.change_followers, answers, rules.followers(text))


async def _take_categories(desk: Desk, answers: Answers, text: str) -> Go | Again | Finish:
    if text == ENOUGH:
        return _changed(accounts.change_categories, answers, ask.categories_of(answers))
    category = ask.category_of(text)
    if category is None:
        return Again(desk.say("Please choose with the buttons."))
    return Go("ask", {"categories": ask.toggled(answers, category)})


async def _take_region(desk: Desk, answers: Answers, text: str) -> Again | Finish:
    region = ask.region_of(text)
    if region is None:
        return Again(desk.say("Please choose one of these regions."))
    return _changed(accounts.change_region, answers, region)


async def retire(desk: Desk, account_id: str) -> Screen:
    account = await desk.look(accounts.own, row_id(account_id))
    say = desk.say
    text = say(
        "Retire {account}? No new tasks for it; what it earned stays. You can add it again later.",
        account=account_lines.title(account.details, say),
    )
    yes = Button(say("Retire it"), tap("acc.retired", account_id), style="danger")
    return Screen(text, ((yes,), (Button(say("‹ Back"), tap("acc", account_id)),)))


async def retired(desk: Desk, account_id: str) -> Screen:
    account = await desk.act(accounts.retire, row_id(account_id))
    text = desk.say("{account} is retired.", account=account_lines.title(account.details, desk.say))
    return Screen(text, ((Button(desk.say("Profile"), tap("profile")),),))


_HANDLE = {
    "ask": Step(ask.ask_handle, _take_handle, takes_links=True),
    "link": Step(ask.ask_link, _take_link, back="ask", takes_links=True),
    "name": Step(ask.ask_name, _take_name, back="ask", takes_links=True),
}
FORMS = {
    form.name: form
    for form in (
        Form("acc.handle", _HANDLE),
        Form("acc.followers", {"ask": Step(ask.ask_followers, _take_followers)}),
        Form("acc.categories", {"ask": Step(ask.ask_categories, _take_categories)}),
        Form("acc.region", {"ask": Step(ask.ask_region, _take_region)}),
    )
}
TAPS = {
    "acc": card,
    "acc.add": add,
    "acc.edit": edit,
    "acc.retire": retire,
    "acc.retired": retired,
}
PRESENT = {"acc.retired": profile.show}
