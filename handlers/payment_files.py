"""A batch's payment file for the bank, sent to who asks for it; what is in it is the services'."""

from dataclasses import replace

from domain.payout import AlreadyInFile
from domain.payout_form import FileKind
from handlers import batches
from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, File, Screen
from services import payout_files
from services.payout_files import PaymentFile, Wanted
from words import payouts as words
from words.amounts import amount
from words.speech import Html, Speech

_AGAIN = "again"
_MOST_NAMED = 8  # references


async def send_file(
    desk: Desk,
    batch_id: str,
    kind: str = FileKind.CSV,
    method: str = payout_files.ALL,
    again: str = "",
) -> Screen:
    """Real account details: to the finance person who asks, in this one file only."""
    wanted = Wanted.asked(kind, method)
    about = (desk.house.vault, row_id(batch_id), wanted, desk.house.payouts)
    try:
        made = await desk.act(payout_files.export, *about, again=bool(again))
    except AlreadyInFile as refusal:
        return _ask_again(desk, refusal, wanted)
    return replace(_sent(desk.say, batch_id, made), behind=await batches.open_batch(desk, batch_id))


def _ask_again(desk: Desk, refusal: AlreadyInFile, wanted: Wanted) -> Screen:
    text = words.already_in_file(refusal, desk.timezone, desk.say, desk.now)
    yes = Button(
        desk.say("I know: make it anyway"),
        tap("pay.file", refusal.batch_id, wanted.kind, wanted.method, _AGAIN),
        style="danger",
    )
    return Screen(text, ((yes,), (Button(desk.say("‹ Back"), tap("pay", refusal.batch_id)),)))


def _sent(say: Speech, batch_id: str, made: PaymentFile) -> Screen:
    text = say(
        "Payment file of batch {number}, <b>{amount}</b>, payouts: {count}. It holds real account "
        "details: delete it here once the bank has it.",
        number=batch_id,
        count=made.items,
        amount=amount(made.amount_minor, made.currency),
    )
    text = Html("{}\n\n{}").format(text, _answer_wanted(made, say))
    if made.is_alipays:
        as_theirs = say(
            "It is laid out as Alipay's file for batch payments. Before your first one, hold it "
            "against the template in your merchant console."
        )
        text = Html("{}\n\n{}").format(text, as_theirs)
    if made.is_stars:
        by_hand = say(
            "Stars are sent by hand, as Telegram lets no bot pay them out: open each account, "
            "compare the name, and gift the Stars there, or buy them for its username on Fragment."
        )
        text = Html("{}\n\n{}").format(text, by_hand)
    if made.left_out:
        not_in_it = say(
            "⚠️ Not in it: {references}. These details do not open, so the money is payable "
            "again; their creators are asked to check the details.",
            references=_some(made.left_out),
        )
        text = Html("{}\n\n{}").format(text, not_in_it)
    return Screen(text, document=File(made.name, made.content))


def _answer_wanted(made: PaymentFile, say: Speech) -> Html:
    if made.is_transfer:
        return say(
            "Then send me the bank's report on it (pain.002, XML), or a CSV or XLSX with the "
            "columns reference, result and reason."
        )
    return say(
        "Then send me a CSV or XLSX with the columns reference, result (paid, failed or returned) "
        "and reason."
    )


def _some(references: tuple[str, ...]) -> str:
    more = ("…",) if references[_MOST_NAMED:] else ()
    return ", ".join((*references[:_MOST_NAMED], *more))


async def file_again(desk: Desk, batch_id: str, *_: str) -> Screen:
    return await batches.open_batch(desk, batch_id)


TAPS = {"pay.file": send_file}
PRESENT = {"pay.file": file_again}
