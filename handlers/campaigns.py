"""/campaigns and /new: load a campaign file, preview, launch, pause, close; decides nothing."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from domain import campaign as life
from domain import campaign_file
from domain.campaign import CampaignStatus, CampaignSummary
from domain.campaign_file import BadCampaignFile
from domain.dealing import Wordings
from handlers import campaign_faults
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.documents import brought
from handlers.screen import Button, File, Rows, Screen
from services import budget_raises, campaign_statements, campaigns
from words import budgets, names, recurring, returns, times
from words.amounts import amount
from words.speech import Html, Speech

EXAMPLE = Path(__file__).parent.parent / "campaigns" / "spring-tea.toml"
MOST_TEMPLATES: Final = 5  # those short of texts first
MOST_RAISES: Final = 3  # of its budget, the newest

C = CampaignStatus
_BUTTONS = {
    C.DRAFT: (C.LIVE, C.CLOSED),
    C.LIVE: (C.PAUSED, C.CLOSED),
    C.PAUSED: (C.LIVE, C.CLOSED),
    C.CLOSED: (),
}


async def list_campaigns(desk: Desk, _: str = "") -> Screen:
    found = await desk.look(campaigns.every)
    say = desk.say
    rows = tuple(
        (Button(f"{mark(each.status)} {say.title(each.title)}", tap("camp", each.campaign_id)),)
        for each in found[:20]
    )
    new = (Button(say("New campaign"), tap("camp.new")), Button(say("Menu"), tap("start")))
    head = say("<b>Campaigns</b>") if found else say("No campaign yet. Load the first one.")
    return Screen(Html("\n").join([head, *(_line(each, say) for each in found[:20])]), (*rows, new))


def mark(status: CampaignStatus) -> str:
    return {C.DRAFT: "📝", C.LIVE: "🟢", C.PAUSED: "⏸", C.CLOSED: "⚪️"}[status]


def _line(found: CampaignSummary, say: Speech) -> Html:
    return say(
        "{mark} <b>{title}</b> · {taken}/{slots} slots · {spent} of {budget}",
        mark=mark(found.status),
        title=found.title,
        taken=found.slots - found.free,
        slots=found.slots,
        spent=amount(found.reserved_minor + found.earned_minor, found.currency),
        budget=amount(found.budget_minor, found.currency),
    )


async def open_campaign(desk: Desk, campaign_id: str) -> Screen:
    found, stability = await desk.look(campaigns.sheet, row_id(campaign_id), now=desk.now)
    sheet = await _with_series(desk, found)
    if stability is None:
        return sheet
    told = [sheet.text, returns.line(stability, desk.say)]
    named = Button(desk.say("Posts without figures"), tap("ret", found.campaign_id, 1))
    rows = (*sheet.rows[:-1], (named,), sheet.rows[-1]) if stability.missing else sheet.rows
    return replace(sheet, text=Html("\n\n").join(told), rows=rows)


async def _with_series(desk: Desk, found: CampaignSummary) -> Screen:
    """The sheet; what recurs, how its budget grew; of a draft its texts and what it replaces."""
    series = await desk.look(campaigns.series, found.campaign_id, now=desk.now)
    sheet = _sheet(desk, found)
    parts = [sheet.text]
    if found.status is C.DRAFT:
        texts = await desk.look(campaigns.wordings, found.campaign_id)
        shown = sorted(texts, key=lambda each: not each.is_short)[:MOST_TEMPLATES]
        parts.append(Html("\n").join([_texts(each, desk.say) for each in shown]))
        older = await desk.look(campaigns.older_drafts, found.campaign_id)
        sheet = _beside(sheet, found, older, desk.say)
        running = await desk.look(campaigns.running_namesake, found.campaign_id)
        sheet = _besides_running(sheet, running, desk.say)
        parts[0] = sheet.text
    if series:
        parts.append(recurring.lines(series, desk.say))
    raises = await desk.look(budget_raises.history, found.campaign_id)
    if raises:
        newest = raises[:MOST_RAISES]
        parts.append(budgets.history(newest, found.currency, desk.timezone, desk.say, desk.now))
    return replace(sheet, text=Html("\n\n").join(parts))


def _beside(sheet: Screen, found: CampaignSummary, older: int, say: Speech) -> Screen:
    """A corrected file loads a second draft: asked in place is whether the first may go."""
    if not older:
        return sheet
    told = say("⚠️ Older drafts of this title: {older}. Does this one replace them?", older=older)
    replace_it = Button(say("Yes, discard the older"), tap("camp.replace", found.campaign_id))
    return Screen(Html("\n\n").join([sheet.text, told]), ((replace_it,), *sheet.rows))


def _besides_running(sheet: Screen, running: int | None, say: Speech) -> Screen:
    """A file with a higher budget changes nothing of a campaign that runs, and says so."""
    if running is None:
        return sheet
    told = say(
        "ℹ️ A campaign of this title is running already, and this file changes nothing of it: this "
        "is another one. Should the running one have more money, an owner raises its budget."
    )
    open_it = Button(say("Open the running one"), tap("camp", running))
    return Screen(Html("\n\n").join([sheet.text, told]), ((open_it,), *sheet.rows))


def _texts(found: Wordings, say: Speech) -> Html:
    told = say(
        "✍️ “{template}”: {texts} different texts for {slots} slots",
        template=say.title(found.template),
        texts=found.texts,
        slots=found.slots,
    )
    if not found.is_short:
        return told
    return Html("\n").join(
        [told, say("⚠️ Some creators would publish the same text: add choices or variants.")]
    )


def _sheet(desk: Desk, found: CampaignSummary) -> Screen:
    return Screen(_sheet_text(desk, found), _sheet_rows(desk, found))


def _sheet_text(desk: Desk, found: CampaignSummary) -> Html:
    say, timezone = desk.say, desk.timezone
    head = say(
        "{mark} <b>{title}</b>\n{brand} · {status} · {period}",
        mark=mark(found.status),
        title=found.title,
        brand=found.brand,
        status=names.name(found.status, say),
        period=times.period(found.starts_at, found.ends_at, timezone, say.locale),
    )
    return Html("\n\n").join([head, _money(found, say), _funnel(found, say)])


def _money(found: CampaignSummary, say: Speech) -> Html:
    def money(minor: int) -> str:
        return amount(minor, found.currency)

    lines = [
        say("💰 Budget {budget}", budget=money(found.budget_minor)),
        _needed(found, say),
        say(
            "Reserved {reserved} · spent {spent} · left {left}",
            reserved=money(found.reserved_minor),
            spent=money(found.earned_minor),
            left=money(found.left_minor),
        ),
    ]
    if not found.funded:
        missing = money(found.worst_case_minor - found.budget_minor)
        lines.append(say("⚠️ {missing} short: it cannot launch.", missing=missing))
    return Html("\n").join(lines)


def _needed(found: CampaignSummary, say: Speech) -> Html:
    """What its budget must hold to launch."""
    worst = amount(found.worst_case_minor, found.currency)
    if not found.pot_days:
        return say("Worst case of all slots {worst}", worst=worst)
    return say("🪟 Each window of {days} days: {worst}", days=found.pot_days, worst=worst)


def _funnel(found: CampaignSummary, say: Speech) -> Html:
    return say(
        "🎟 {tasks} tasks · {slots} slots · {free} free\n"
        "Claimed {claimed} → submitted {submitted} → approved {approved} → settled {settled}\n"
        "Given back, expired or rejected: {lost}",
        tasks=found.tasks,
        slots=found.slots,
        free=found.free,
        claimed=found.claimed,
        submitted=found.submitted,
        approved=found.approved,
        settled=found.settled,
        lost=found.lost,
    )


def _sheet_rows(desk: Desk, found: CampaignSummary) -> Rows:
    say = desk.say
    is_draft = found.status is C.DRAFT
    launch_it = say("Launch…") if is_draft else say("Launch")
    close_it = say("Discard…") if is_draft else say("Close…")
    labels = {C.LIVE: launch_it, C.PAUSED: say("Pause"), C.CLOSED: close_it}
    verbs = {
        C.LIVE: "camp.launch?" if is_draft else "camp.launch",
        C.PAUSED: "camp.pause",
        C.CLOSED: "camp.close?",
    }
    moves = tuple(
        Button(
            labels[target],
            tap(verbs[target], found.campaign_id),
            style="success" if target is C.LIVE else "",
        )
        for target in _BUTTONS[found.status]
        if target in life.TRANSITIONS[found.status] and (found.funded or target is not C.LIVE)
    )
    preview: tuple[Button, ...] = (
        Button(say("Tasks and texts"), tap("camp.tasks", found.campaign_id)),
    )
    assert desk.actor is not None  # the sheet was looked up or acted on for them
    if desk.actor.may(*campaign_statements.READERS):
        preview += (Button(say("Statement"), tap("camp.stmt", found.campaign_id)),)
    if desk.actor.may(*budget_raises.RAISERS):
        preview += (Button(say("Raise the budget"), tap("camp.raise", found.campaign_id)),)
    rest = (Button(say("‹ Campaigns"), tap("camps")), Button("↻", tap("camp", found.campaign_id)))
    return (moves, preview, rest) if moves else (preview, rest)


async def ask_launch(desk: Desk, campaign_id: str) -> Screen:
    """Once: from here on creators may claim what the budget then owes."""
    found = await desk.look(campaigns.to_launch, row_id(campaign_id))
    if found.status is not C.DRAFT or not found.funded:
        return _sheet(desk, found)
    text = _launch_question(found, desk.say)
    yes = Button(desk.say("Yes, launch"), tap("camp.launch", campaign_id), style="success")
    return Screen(text, ((yes, Button(desk.say("‹ Back"), tap("camp", campaign_id))),))


def _launch_question(found: CampaignSummary, say: Speech) -> Html:
    worst, budget = (
        amount(minor, found.currency) for minor in (found.worst_case_minor, found.budget_minor)
    )
    if not found.pot_days:
        return say(
            "Launch <b>{title}</b>? {slots} slots open for claims. At worst they cost {worst} of "
            "the budget of {budget}.",
            title=found.title,
            slots=found.slots,
            worst=worst,
            budget=budget,
        )
    return say(
        "Launch <b>{title}</b>? {slots} slots open for claims. From now on works claimed within "
        "the same {days} days share {worst}. The budget of {budget} holds {windows} such windows "
        "at once; without money for one nothing can be claimed in it.",
        title=found.title,
        slots=found.slots,
        days=found.pot_days,
        worst=worst,
        budget=budget,
        windows=found.budget_minor // found.worst_case_minor,
    )


async def launch(desk: Desk, campaign_id: str) -> Screen:
    return await _with_series(desk, await desk.act(campaigns.launch, row_id(campaign_id)))


async def pause(desk: Desk, campaign_id: str) -> Screen:
    return _sheet(desk, await desk.act(campaigns.pause, row_id(campaign_id)))


async def ask_close(desk: Desk, campaign_id: str) -> Screen:
    found = await desk.look(campaigns.one, row_id(campaign_id))
    if found.status is C.DRAFT:
        return _ask_discard(desk, found)
    text = desk.say(
        "Close <b>{title}</b>? No new claims, ever. Open work is finished and paid.",
        title=found.title,
    )
    yes = Button(desk.say("Close it"), tap("camp.close", campaign_id), style="danger")
    return Screen(text, ((yes, Button(desk.say("‹ Back"), tap("camp", campaign_id))),))


def _ask_discard(desk: Desk, found: CampaignSummary) -> Screen:
    text = desk.say(
        "Discard the draft <b>{title}</b>? It leaves the lists; its file, sent again, brings it "
        "back.",
        title=found.title,
    )
    yes = Button(desk.say("Discard it"), tap("camp.close", found.campaign_id), style="danger")
    return Screen(text, ((yes, Button(desk.say("‹ Back"), tap("camp", found.campaign_id))),))


async def replace_drafts(desk: Desk, campaign_id: str) -> Screen:
    return await _with_series(desk, await desk.act(campaigns.replace_drafts, row_id(campaign_id)))


async def close(desk: Desk, campaign_id: str) -> Screen:
    return _sheet(desk, await desk.act(campaigns.close, row_id(campaign_id)))


async def new_campaign(desk: Desk, _: str = "") -> Screen:
    await desk.look(campaigns.every)  # only staff get the example
    text = desk.say(
        "Here is a complete campaign file. Change it, send it back to me, and I show you what it "
        "would cost before anything starts."
    )
    return Screen(text, document=File(EXAMPLE.name, EXAMPLE.read_bytes()))


async def on_file(desk: Desk) -> Screen:
    """A .toml document: a preview of the campaign, or every fault with its line."""
    await desk.look(campaigns.every)  # refuse strangers before reading their file
    _, source = await brought(desk)
    try:
        plan = campaign_file.parse(source, desk.house.link_hosts)
    except BadCampaignFile as bad:
        return campaign_faults.screen(bad.problems, desk.say)
    sha256 = hashlib.sha256(source).hexdigest()
    return await _with_series(desk, await desk.act(campaigns.load, plan, sha256))


TAPS = {
    "camps": list_campaigns,
    "camp": open_campaign,
    "camp.new": new_campaign,
    "camp.launch?": ask_launch,
    "camp.launch": launch,
    "camp.pause": pause,
    "camp.close?": ask_close,
    "camp.close": close,
    "camp.replace": replace_drafts,
}
COMMANDS = {"campaigns": list_campaigns, "new": new_campaign}
DOCUMENTS = {".toml": on_file}
PRESENT = dict.fromkeys(("camp.launch", "camp.pause", "camp.close", "camp.replace"), open_campaign)
