"""The plain bot: stock python-telegram-bot, the async ORM, a claim as most people write it.

Same rows as ours and the same two calls to Telegram; no update mark, no grouped commit, no retry.
"""

import os
from datetime import UTC, datetime, timedelta

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from benchmarks.peers.plain_models import (
    Assignment,
    AuditEvent,
    Creator,
    Reminder,
    Rendition,
    Task,
)

engine = create_async_engine(os.environ["DATABASE_URL"])
Session = async_sessionmaker(engine, expire_on_commit=False)

if engine.dialect.name == "sqlite":

    @event.listens_for(engine.sync_engine, "connect")
    def durable(connection: object, record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()


async def claim(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    assert query.data is not None
    task_id = int(query.data.split(":")[2])
    async with Session() as session, session.begin():
        text = await _claim(session, query.from_user.id, task_id)
    await query.answer("It's yours!")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("My tasks", callback_data="my")]])
    await query.edit_message_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard)


async def _claim(session: AsyncSession, telegram_id: int, task_id: int) -> str:
    creator = (
        await session.scalars(select(Creator).where(Creator.telegram_id == telegram_id))
    ).one()
    task = (await session.scalars(select(Task).where(Task.id == task_id))).one()
    account = next(a for a in creator.accounts if _fits(a, task))
    held = await session.scalar(
        select(Assignment.id).where(
            Assignment.task_id == task_id, Assignment.account_id == account.id
        )
    )
    campaign = task.campaign
    if held or task.taken >= task.slots or campaign.status != "live":
        return "Not possible."
    if campaign.reserved_minor + task.worst_case_minor > campaign.budget_minor:
        return "Budget spent."
    task.taken += 1
    campaign.reserved_minor += task.worst_case_minor
    now = datetime.now(UTC).replace(tzinfo=None)
    assignment = Assignment(
        task_id=task_id,
        account_id=account.id,
        creator_id=creator.id,
        status="claimed",
        reserved_minor=task.worst_case_minor,
        claimed_at=now,
        due_at=min(task.due_at, now + timedelta(hours=48)),
    )
    session.add(assignment)
    await session.flush()
    session.add(
        AuditEvent(assignment_id=assignment.id, status="claimed", actor_id=creator.id, at=now)
    )
    session.add(Rendition(assignment_id=assignment.id, body=task.text))
    for kind, hours in (("due_in_24h", 24), ("due_in_2h", 2), ("expiry", 0)):
        due_at = assignment.due_at - timedelta(hours=hours)
        session.add(Reminder(kind=kind, assignment_id=assignment.id, due_at=due_at))
    return f"<b>{task.title}</b>\n{task.text}\nDue {assignment.due_at:%d %b %H:%M}"


def _fits(account: object, task: Task) -> bool:
    return (
        account.platform == task.platform  # type: ignore[attr-defined]
        and account.category == task.category  # type: ignore[attr-defined]
        and account.followers >= task.min_followers  # type: ignore[attr-defined]
    )


def main() -> None:
    application = (
        Application.builder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(os.environ["API_BASE_URL"])
        .build()
    )
    application.add_handler(CallbackQueryHandler(claim))
    application.run_polling(allowed_updates=Update.ALL_TYPES, bootstrap_retries=5)


if __name__ == "__main__":
    main()
