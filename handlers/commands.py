"""Every command of the chat: its name, what it does and for whom; no handler lives here."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.people import Actor, Role
from services.authority import REVIEWERS
from words.speech import Html, Speech, msg


@dataclass(frozen=True, slots=True)
class Command:
    """`roles` empty: for everybody. The services check them; here they only tidy the menu."""

    name: str
    label: str
    does: str
    roles: tuple[Role, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        return not self.roles or actor.may(*self.roles)


FOR_CREATORS = (
    Command("tasks", msg("See tasks"), msg("tasks that fit your accounts")),
    Command("my", msg("My work"), msg("what you hold, its next step and its deadline")),
    Command("submit", msg("Hand in a link"), msg("hand in your post, or just paste its link")),
    Command("earnings", msg("Earnings"), msg("pending, payable and paid, with dates")),
    Command("why", msg("Why this sum?"), msg("how an amount came about, down to its counts")),
    Command("profile", msg("Profile"), msg("your accounts and your invite link")),
)
FOR_STAFF = (
    Command("campaigns", msg("Campaigns"), msg("campaigns, their funnel and their budget"),
            (Role.COORDINATOR, Role.FINANCE)),
    Command("new", msg("New campaign"), msg("load a campaign from a file"), (Role.COORDINATOR,)),
    Command("review", msg("Review"), msg("work that waits for a decision"), REVIEWERS),
    Command("broadcast", msg("Broadcast"), msg("write to many at once"), (Role.COORDINATOR,)),
    Command("report", msg("Report"), msg("how campaigns do: funnel and money of each"),
            (Role.COORDINATOR, Role.FINANCE)),
    Command("import", msg("Import figures"), msg("load metrics from a file"),
            (Role.COORDINATOR,)),
    Command("settle", msg("Settlement run"), msg("what is due, what waits, and settling it now"),
            (Role.COORDINATOR, Role.FINANCE)),
    Command("payouts", msg("Payouts"), msg("prepare, approve, export and book payouts"),
            (Role.FINANCE,)),
    Command("risk", msg("Risk"), msg("oddities that wait for a decision"),
            (Role.REVIEWER, Role.COORDINATOR)),
    Command("disputes", msg("Disputes"), msg("what creators object to, for a person to decide"),
            (Role.FINANCE, Role.COORDINATOR)),
    Command("console", msg("Console"), msg("the staff console, in your browser"),
            (Role.COORDINATOR, Role.REVIEWER, Role.FINANCE)),
    Command("creators", msg("Creators"), msg("look a creator up, pause them, let them go on"),
            (Role.COORDINATOR,)),
    Command("team", msg("Team"), msg("who holds which role, and invitations"), (Role.OWNER,)),
)  # fmt: skip
IN_EVERY_MENU = (
    Command("settings", msg("Settings"), msg("language, time zone, quiet hours, messages")),
    Command("language", msg("Language"), msg("中文 or English")),
    Command("privacy", msg("Privacy"), msg("what is kept about you: see it, take it, erase it")),
    Command("help", msg("Help"), msg("all of this")),
)
FOR_ALL = (*IN_EVERY_MENU, Command("cancel", msg("Cancel"), msg("leave what is being asked")))


def offered(
    commands: tuple[Command, ...], actor: Actor, known: Collection[str]
) -> tuple[Command, ...]:
    """Those of `commands` that this house has and this person may use."""
    return tuple(each for each in commands if each.name in known and each.is_for(actor))


def described(command: Command, say: Speech) -> Html:
    return say("/{name} – {does}", name=command.name, does=say(command.does))
