"""Segments that were saved under a name: listed, used in a draft, deleted; narrows none."""

from handlers.codec import row_id, tap
from handlers.desk import Desk
from handlers.screen import Button, Screen, column
from handlers.segments import key, show
from services import segments
from services.segments import Holder, Place


async def listed(desk: Desk, _: str = "") -> Screen:
    found = await desk.look(segments.saved)
    rows = column(*(Button(each.name, tap("sg", f"s{each.segment_id}")) for each in found))
    text = desk.say(
        "<b>Segments</b>\nWho a broadcast may be for, under a name. Save one from a broadcast's "
        "audience."
    )
    return Screen(text, (*rows, (Button(desk.say("‹ Broadcasts"), tap("bcs")),)))


async def pick(desk: Desk, broadcast_id: str) -> Screen:
    found = await desk.look(segments.saved)
    at = row_id(broadcast_id)
    rows = column(*(Button(each.name, tap("sg.use", at, each.segment_id)) for each in found))
    back = Button(desk.say("‹ Back"), tap("sg", f"{Holder.BROADCAST}{at}"))
    text = desk.say("Which segment?") if found else desk.say("No segment has been saved yet.")
    return Screen(text, (*rows, (back,)))


async def use(desk: Desk, broadcast_id: str, segment_id: str) -> Screen:
    await desk.act(segments.use, row_id(broadcast_id), row_id(segment_id))
    return await show(desk, f"{Holder.BROADCAST}{row_id(broadcast_id)}")


async def ask_forget(desk: Desk, segment_id: str) -> Screen:
    found = await desk.look(segments.sheet, Place(Holder.SAVED, row_id(segment_id)), now=desk.now)
    yes = Button(desk.say("Yes, delete it"), tap("sg.drop", segment_id), style="danger")
    text = desk.say(
        "Delete the segment <b>{title}</b>? Broadcasts that use it keep what it says.",
        title=found.title,
    )
    return Screen(text, ((yes, Button(desk.say("‹ Back"), tap("sg", key(found.place)))),))


async def forget(desk: Desk, segment_id: str) -> Screen:
    await desk.act(segments.forget, row_id(segment_id))
    return await listed(desk)


async def _present_draft(desk: Desk, broadcast_id: str, _: str) -> Screen:
    return await show(desk, f"{Holder.BROADCAST}{row_id(broadcast_id)}")


TAPS = {
    "sgs": listed,
    "sg.pick": pick,
    "sg.use": use,
    "sg.drop?": ask_forget,
    "sg.drop": forget,
}
PRESENT = {"sg.use": _present_draft, "sg.drop": listed}
