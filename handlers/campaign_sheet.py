"""A campaign on its sheet: its money, its slots, the way of its works, what may be done with it."""

from domain import campaign as life
from domain.campaign import CampaignStatus, CampaignSummary
from domain.dealing import Wordings
from handlers.codec import tap
from handlers.desk import Desk
from handlers.screen import Button, Rows, Screen
from services import budget_raises, campaign_statements
from words import names, times
from words.amounts import amount
from words.speech import Html, Speech

C = CampaignStatus

_BUTTONS = {
    C.DRAFT: (C.LIVE, C.CLOSED),
    C.LIVE: (C.PAUSED, C.CLOSED),
    C.PAUSED: (C.LIVE, C.CLOSED),
    C.CLOSED: (),
}


def mark(status: CampaignStatus) -> str:
    return {C.DRAFT: "📝", C.LIVE: "🟢", C.PAUSED: "⏸", C.CLOSED: "⚪️"}[status]


def beside(sheet: Screen, found: CampaignSummary, older: int, say: Speech) -> Screen:
    """A corrected file loads a second draft: asked in place is whether the first may go."""
    if not older:
        return sheet
    told = say("⚠️ Older drafts of this title: {older}. Does this one replace them?", older=older)
    replace_it = Button(say("Yes, discard the older"), tap("camp.replace", found.campaign_id))
    return Screen(Html("\n\n").join([sheet.text, told]), ((replace_it,), *sheet.rows))


def besides_running(sheet: Screen, running: int | None, say: Speech) -> Screen:
    """A file with a higher budget changes nothing of a campaign that runs, and says so."""
    if running is None:
        return sheet
    told = say(
        "ℹ️ A campaign of this title is running already, and this file changes nothing of it: this "
        "is another one. Should the running one have more money, an owner raises its budget."
    )
    open_it = Button(say("Open the running one"), tap("camp", running))
    return Screen(Html("\n\n").join([sheet.text, told]), ((open_it,), *sheet.rows))


def texts(found: Wordings, say: Speech) -> Html:
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


def sheet(desk: Desk, found: CampaignSummary) -> Screen:
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
