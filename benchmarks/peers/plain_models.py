"""The plain bot's rows: the same facts as ours, mapped with the ORM as its tutorial does."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

Id = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """Time zones are left to the application, as usual."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: DateTime(timezone=False), int: Id}


class Campaign(Base):
    __tablename__ = "campaign"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    status: Mapped[str]
    budget_minor: Mapped[int]
    reserved_minor: Mapped[int] = mapped_column(default=0)


class Creator(Base):
    __tablename__ = "creator"
    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str]
    standing: Mapped[str]
    accounts: Mapped[list["Account"]] = relationship(lazy="selectin")


class Account(Base):
    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(ForeignKey("creator.id"), index=True)
    platform: Mapped[str]
    handle: Mapped[str]
    category: Mapped[str]
    region: Mapped[str]
    followers: Mapped[int]


class Task(Base):
    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    title: Mapped[str]
    platform: Mapped[str]
    category: Mapped[str]
    region: Mapped[str]
    min_followers: Mapped[int]
    slots: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    worst_case_minor: Mapped[int]
    text: Mapped[str]
    due_at: Mapped[datetime]
    campaign: Mapped[Campaign] = relationship(lazy="joined")


class Assignment(Base):
    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    creator_id: Mapped[int] = mapped_column(ForeignKey("creator.id"), index=True)
    status: Mapped[str]
    reserved_minor: Mapped[int]
    claimed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("task_id", "account_id"),)


class AuditEvent(Base):
    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), index=True)
    status: Mapped[str]
    actor_id: Mapped[int]
    at: Mapped[datetime]


class Rendition(Base):
    __tablename__ = "rendition"
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    body: Mapped[str]


class Reminder(Base):
    __tablename__ = "reminder"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    due_at: Mapped[datetime] = mapped_column(index=True)
