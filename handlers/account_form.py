"""A new platform account, question by question; changing one later is account_edits."""

from functools import partial

from domain import accounts as rules
from domain.accounts import AccountDetails, Handle
from domain.deep_links import DeepLink, TaskOffer
from domain.dialogs import Answers
from domain.people import Region
from domain.platforms import Platform
from handlers import account_questions as ask
from handlers.codec import tap
from handlers.desk import Desk
from handlers.forms import Again, Finish, Form, Go, Step
from handlers.screen import Button, Screen
from services import accounts
from words import account_lines


def first_answers(link: DeepLink | None) -> Answers:
    """The task somebody came for waits at the end of the form."""
    return {"task": link.task_id} if isinstance(link, TaskOffer) else {}


async def _take_platform(desk: Desk, answers: Answers, text: str) -> Go | Again:
    platform = ask.platform_of(text)
    if platform is None:
        return Again(desk.say("Please choose one of these platforms."))
    return Go("handle", {"platform": platform})


async def _take_handle(desk: Desk, answers: Answers, text: str) -> Go:
    """A pasted link is followed by the name, a typed name by the link."""
    link = ask.profile_in(answers, text)
    if link:
        return Go("name", {"link": link})
    handle = await ask.handle_of(desk, {**answers, "link": None}, text)
    return Go("link", {"link": None, "handle": _told(handle)})


async def _take_link(desk: Desk, answers: Answers, text: str) -> Go:
    link = ask.link_in(answers, text)
    handle = await ask.handle_of(desk, {**answers, "link": link}, answers["handle"]["shown"])
    return Go("followers", {"handle": _told(handle)})


async def _take_name(desk: Desk, answers: Answers, text: str) -> Go:
    return Go("followers", {"handle": _told(await ask.handle_of(desk, answers, text))})


def _told(handle: Handle) -> Answers:
    return {"shown": handle.shown, "url": handle.profile_url, "key": handle.profile_key}


def _name_or_link(answers: Answers) -> str:
    """Which of the two was asked second."""
    return "name" if answers.get("link") else "link"


async def _take_followers(desk: Desk, answers: Answers, text: str) -> Go:
    return Go("categories", {"followers": rules.followers(text)})


async def _take_categories(desk: Desk, answers: Answers, text: str) -> Go | Again:
    if text == ask.ENOUGH and answers.get("categories"):
        return Go("region")
    category = ask.category_of(text)
    if category is None:
        return Again(desk.say("Please choose with the buttons."))
    return Go("categories", {"categories": ask.toggled(answers, category)})


async def _take_region(desk: Desk, answers: Answers, text: str) -> Finish | Again:
    region = ask.region_of(text)
    if region is None:
        return Again(desk.say("Please choose one of these regions."))
    details = _details(answers, region)
    return Finish(accounts.add, (details,), partial(_added, details, answers.get("task", 0)))


def _details(answers: Answers, region: Region) -> AccountDetails:
    told = answers["handle"]
    return AccountDetails(
        Platform(answers["platform"]),
        Handle(told["shown"], told["url"], told["key"]),
        answers["followers"],
        ask.categories_of(answers),
        region,
    )


async def _added(details: AccountDetails, task_id: int, desk: Desk, _: int) -> Screen:
    say = desk.say
    is_first = len(await desk.look(accounts.mine)) == 1
    text = say(
        "{head}\n\n{account}\n\nNow take a task: the list shows only what fits.",
        head=say("🎉 <b>All set!</b>") if is_first else say("✅ <b>Account added</b>"),
        account=account_lines.summary(details, say),
    )
    rows = [
        (Button(say("See tasks"), tap("tasks"), style="primary"),),
        (Button(say("Add another account"), tap("acc.add")),),
        (Button(say("Menu"), tap("start")),),
    ]
    if task_id:
        came_for = Button(say("The task you came for"), tap("task", task_id), style="success")
        rows.insert(0, (came_for,))
    return Screen(text, tuple(rows))


ACCOUNT = Form(
    "account",
    {
        "platform": Step(ask.ask_platform, _take_platform),
        "handle": Step(ask.ask_handle, _take_handle, back="platform", takes_links=True),
        "link": Step(ask.ask_link, _take_link, back="handle", takes_links=True),
        "name": Step(ask.ask_name, _take_name, back="handle", takes_links=True),
        "followers": Step(ask.ask_followers, _take_followers, back=_name_or_link),
        "categories": Step(ask.ask_categories, _take_categories, back="followers"),
        "region": Step(ask.ask_region, _take_region, back="categories"),
    },
)
FORMS = {ACCOUNT.name: ACCOUNT}
