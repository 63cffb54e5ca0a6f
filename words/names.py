"""What platforms, categories, regions, roles, statuses and interactions are called."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, Protocol

from domain.assignment import AssignmentStatus
from domain.campaign import CampaignStatus
from domain.due_work import DueElsewhere, DueWork
from domain.locales import EN, ZH
from domain.people import Category, Region, Role
from domain.platforms import Platform
from domain.processes import ProcessState
from domain.terms import Interaction, Source
from words.people import called
from words.speech import Html, Speech, msg

# Each in its own words.
LANGUAGES: Final = {ZH: "简体中文", EN: "English"}
_IN_A_SENTENCE: Final = {ZH: msg("Chinese"), EN: msg("English")}


def language(locale: str, say: Speech) -> Html:
    """In the language of the sentence; on a button each stands by its own name."""
    return say(_IN_A_SENTENCE[locale])


# One table per enum: two enums may share a value, and equal strings are one key.
_NAMES: dict[type[StrEnum], dict[StrEnum, str]] = {
    Platform: {
        Platform.DOUYIN: msg("Douyin"),
        Platform.KUAISHOU: msg("Kuaishou"),
        Platform.XIAOHONGSHU: msg("Xiaohongshu"),
        Platform.CHANNELS: msg("WeChat Channels"),
        Platform.BILIBILI: msg("Bilibili"),
        Platform.WEIBO: msg("Weibo"),
        Platform.TIKTOK: msg("TikTok"),
        Platform.INSTAGRAM: msg("Instagram"),
        Platform.YOUTUBE: msg("YouTube"),
    },
    Category: {
        Category.BEAUTY: msg("Beauty"),
        Category.FASHION: msg("Fashion"),
        Category.FOOD: msg("Food"),
        Category.HOME: msg("Home"),
        Category.PARENTING: msg("Parenting"),
        Category.DIGITAL: msg("Digital"),
        Category.TRAVEL: msg("Travel"),
        Category.FITNESS: msg("Fitness"),
        Category.BOOKS: msg("Books"),
        Category.DRAMA: msg("Short drama"),
        Category.GAMES: msg("Games"),
        Category.PETS: msg("Pets"),
        Category.LIFE: msg("Daily life"),
    },
    Region: {
        Region.NORTH: msg("North China"),
        Region.NORTHEAST: msg("Northeast China"),
        Region.EAST: msg("East China"),
        Region.CENTRAL: msg("Central China"),
        Region.SOUTH: msg("South China"),
        Region.SOUTHWEST: msg("Southwest China"),
        Region.NORTHWEST: msg("Northwest China"),
        Region.OVERSEAS: msg("Hong Kong, Macao, Taiwan and overseas"),
    },
    Role: {
        Role.OWNER: msg("Owner"),
        Role.COORDINATOR: msg("Coordinator"),
        Role.REVIEWER: msg("Reviewer"),
        Role.FINANCE: msg("Finance"),
    },
    CampaignStatus: {
        CampaignStatus.DRAFT: msg("Draft"),
        CampaignStatus.LIVE: msg("Live"),
        CampaignStatus.PAUSED: msg("Paused"),
        CampaignStatus.CLOSED: msg("Closed"),
    },
    AssignmentStatus: {
        AssignmentStatus.CLAIMED: msg("Claimed"),
        AssignmentStatus.DRAFT_SUBMITTED: msg("Draft in review"),
        AssignmentStatus.DRAFT_APPROVED: msg("Draft approved"),
        AssignmentStatus.SUBMITTED: msg("In review"),
        AssignmentStatus.CHANGES_REQUESTED: msg("Changes requested"),
        AssignmentStatus.APPROVED: msg("Approved"),
        AssignmentStatus.SETTLED: msg("Settled"),
        AssignmentStatus.RELEASED: msg("Given back"),
        AssignmentStatus.EXPIRED: msg("Expired"),
        AssignmentStatus.REJECTED: msg("Rejected"),
        AssignmentStatus.VOID: msg("Void"),
    },
    Interaction: {
        Interaction.LIKES: msg("likes"),
        Interaction.SHARES: msg("shares"),
        Interaction.SAVES: msg("saves"),
        Interaction.COMMENTS: msg("comments"),
        Interaction.VIEWS: msg("views"),
    },
    Source: {
        Source.TRACKING: msg("our tracking link"),
        Source.CREATOR: msg("entered by the creator"),
        Source.SCREENSHOT: msg("screenshot"),
        Source.COORDINATOR: msg("entered by staff"),
        Source.PLATFORM: msg("platform data"),
        Source.PARTNER: msg("orders a partner told"),
    },
    ProcessState: {
        ProcessState.RUNNING: msg("running"),
        ProcessState.DRAINING: msg("stopping"),
    },
    DueElsewhere: {
        DueElsewhere.POST_CHECK: msg("Pages to look at"),
        DueElsewhere.MATERIAL: msg("Material to look at"),
        DueElsewhere.CALL: msg("Partners to tell"),
        DueElsewhere.BREAK: msg("Breaks to end"),
        DueElsewhere.FREEZING: msg("Audiences to freeze"),
        DueElsewhere.CANCELLING: msg("Broadcasts to cancel"),
        DueElsewhere.MESSAGE: msg("Messages to word"),
    },
    DueWork: {
        DueWork.REMINDER: msg("Reminders"),
        DueWork.APPROVAL: msg("Approvals by the clock"),
        DueWork.SETTLEMENT: msg("Settlements"),
        DueWork.MATURITY: msg("Amounts to unlock"),
        DueWork.BROADCAST: msg("Broadcasts to close"),
        DueWork.READINGS: msg("Readings to ask for"),
        DueWork.DIGEST: msg("Weekly digests to plan"),
        DueWork.CLICKS: msg("Clicks to tell of"),
        DueWork.RISK_LOOK: msg("Posts to look at"),
        DueWork.RISK_CLOCK: msg("Risk cases whose time is over"),
        DueWork.POT: msg("Pots to split"),
        DueWork.POT_WINDOW: msg("Windows of pots to split"),
        DueWork.WINDOW_LOOK: msg("Windows of pots to look at"),
        DueWork.SHORT_BUDGET: msg("Short budgets to tell of"),
        DueWork.IMPORT: msg("Files to import"),
        DueWork.DISPUTE_CLOCK: msg("Clocks of disputes"),
    },
}


def name(thing: StrEnum, say: Speech) -> Html:
    """The reader's word for a member of one of our enums."""
    return say(_NAMES[type(thing)][thing])  # the key is marked above


def category(value: str, say: Speech) -> Html:
    return name(Category(value), say)


def region(value: str, say: Speech) -> Html:
    """A task or account without a region is for, or from, anywhere."""
    return name(Region(value), say) if value else say("All regions")


class Cell(Protocol):
    """A task, whatever row tells of it."""

    @property
    def platform(self) -> Platform: ...
    @property
    def category(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def scene(self) -> str: ...


def cell(task: Cell, say: Speech) -> Html:
    """What tells two tasks of one title apart: `Douyin · Food · East China · at the desk`.

    Audience and scene, where a campaign has them, in its own words.
    """
    own = [Html("{}").format(each) for each in (task.audience, task.scene) if each]
    where = [name(task.platform, say), category(task.category, say), region(task.region, say)]
    return Html(" · ").join([*where, *own])


class Held(Protocol):
    """Work of a creator's account, whatever row tells of it."""

    @property
    def assignment_id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def platform(self) -> Platform: ...
    @property
    def category(self) -> Category: ...
    @property
    def handle(self) -> str: ...


def told_apart(works: Sequence[Held], say: Speech) -> list[str]:
    """For buttons: title, platform and account, and no two alike.

    Where these are the same the category is added; where that is too, the work's number.
    """
    usual = [_held(each, say) for each in works]
    longer = [
        f"{_titled(each, say)} · {_of(each, say)}" if usual.count(label) > 1 else label
        for each, label in zip(works, usual, strict=True)
    ]
    return [
        f"{label} · #{each.assignment_id}" if longer.count(label) > 1 else label
        for each, label in zip(works, longer, strict=True)
    ]


def _held(each: Held, say: Speech) -> str:
    return f"{say.title(each.title)} · {_of(each, say)}"


def _titled(each: Held, say: Speech) -> str:
    return titled(each.title, each.category, say).unescape()


def _of(each: Held, say: Speech) -> str:
    return f"{name(each.platform, say).unescape()} · {each.handle}"


def work_told(facts: Mapping[str, Any], say: Speech) -> Html:
    """Which work a notice is of: its task and the account, as many hold one task with several.

    What an earlier version queued tells less of it.
    """
    parts = [Html("{}").format(say.title(facts["title"]))]
    if "category" in facts:
        parts = [titled(facts["title"], facts["category"], say)]
    if "handle" in facts:
        account = (name(Platform(facts["platform"]), say), called(facts["handle"]))
        parts.append(Html("{} · {}").format(*account))
    return Html(" · ").join(parts)


def titled(title: str, of: str, say: Speech) -> Html:
    """A task by its title and its category, which many of one title have each their own."""
    return Html("{} · {}").format(say.title(title), category(of, say))
