"""/campaigns and /new: load a campaign file, preview, launch, pause, close; decides nothing."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Final

from domain import campaign_file
from domain.campaign import CampaignStatus, CampaignSummary
from domain.campaign_file import BadCampaignFile
from handlers import campaign_faults, campaign_sheet
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.documents import brought
from handlers.screen import Button, File, Screen
from services import budget_raises, campaigns
from words import budgets, recurring, returns
from words.amounts import amount
from words.speech import Html, Speech

EXAMPLE = Path(__file__).parent.parent / "campaigns" / "spring-tea.toml"
MOST_TEMPLATES: Final = 5  # those short of texts first
MOST_RAISES: Final = 3  # of its budget, the newest

C = CampaignStatus


async def list_campaigns(desk: Desk, _: str = "") -> Screen:
    found = await desk.look(campaigns.every)
    say = desk.say
    rows = tuple(
        (
            Button(
                f"{campaign_sheet.mark(each.status)} {say.title(each.title)}",
                tap("camp", each.campaign_id),
            ),
        )
        for each in found[:20]
    )
    new = (Button(say("New campaign"), tap("camp.new")), Button(say("Menu"), tap("start")))
    head = say("<b>Campaigns</b>") if found else say("No campaign yet. Load the first one.")
    return Screen(Html("\n").join([head, *(_line(each, say) for each in found[:20])]), (*rows, new))


def _line(found: CampaignSummary, say: Speech) -> Html:
    return say(
        "{mark} <b>{title}</b> · {taken}/{slots} slots · {spent} of {budget}",
        mark=campaign_sheet.mark(found.status),
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
    sheet = campaign_sheet.sheet(desk, found)
    parts = [sheet.text]
    if found.status is C.DRAFT:
        texts = await desk.look(campaigns.wordings, found.campaign_id)
        shown = sorted(texts, key=lambda each: not each.is_short)[:MOST_TEMPLATES]
        parts.append(Html("\n").join([campaign_sheet.texts(each, desk.say) for each in shown]))
        older = await desk.look(campaigns.older_drafts, found.campaign_id)
        sheet = campaign_sheet.beside(sheet, found, older, desk.say)
        running = await desk.look(campaigns.running_namesake, found.campaign_id)
        sheet = campaign_sheet.besides_running(sheet, running, desk.say)
        parts[0] = sheet.text
    if series:
        parts.append(recurring.lines(series, desk.say))
    raises = await desk.look(budget_raises.history, found.campaign_id)
    if raises:
        newest = raises[:MOST_RAISES]
        parts.append(budgets.history(newest, found.currency, desk.timezone, desk.say, desk.now))
    return replace(sheet, text=Html("\n\n").join(parts))


async def ask_launch(desk: Desk, campaign_id: str) -> Screen:
    """Once: from here on creators may claim what the budget then owes."""
    found = await desk.look(campaigns.to_launch, row_id(campaign_id))
    if found.status is not C.DRAFT or not found.funded:
        return campaign_sheet.sheet(desk, found)
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
    return campaign_sheet.sheet(desk, await desk.act(campaigns.pause, row_id(campaign_id)))


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
    return campaign_sheet.sheet(desk, await desk.act(campaigns.close, row_id(campaign_id)))


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
