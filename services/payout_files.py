"""The files a bank is paid from: frozen items with their opened details, always the same bytes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain import credit_transfer, payer
from domain.errors import NotFound
from domain.money import Currency
from domain.payee import PayeeDetails
from domain.payout import (
    AlreadyInFile,
    Batch,
    BatchStatus,
    DetailsForgotten,
    NoPayerAccount,
    PayoutEventKind,
    PayoutItem,
    ensure_batch_leads_to,
)
from domain.payout_file import payment_rows
from domain.payout_form import Encoding, FileKind, Form, as_facts, called, from_facts
from domain.payout_presets import ALIPAY_BATCH, BEFORE_FORMS
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor
from domain.spreadsheet import write
from services import bank_results, payees, payment_workbooks
from services.payouts import need_finance
from services.vault import BrokenSeal, KeyMissing, Vault
from storage import payout_events, payouts

ALL: Final = ""
"""Not one method's items in its form but all of them in the usual one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file of a batch: of one method, or of all; as a table of texts or a workbook."""

    kind: FileKind = FileKind.CSV
    method: str = ALL

    @property
    def called(self) -> str:
        """In the audit of a batch."""
        return called(self.kind, self.method)

    @classmethod
    def asked(cls, kind: str, method: str) -> "Wanted":
        """As somebody asked for it. Raises NotFound for a kind that no file has."""
        if kind not in set(FileKind):
            raise NotFound("payout_file")
        return cls(FileKind(kind), method)

    @classmethod
    def of(cls, name: str) -> "Wanted":
        method, _, kind = name.rpartition(".")
        return cls(FileKind(kind), ALL if method == "*" else method)

    def has(self, item: PayoutItem) -> bool:
        return not item.is_left_out and self.method in {ALL, item.method}


USUAL: Final = Wanted()
_ENCODED: Final = {Encoding.UTF_8: "utf-8-sig", Encoding.GB18030: "gb18030"}


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """Holds real account details: for the bank, not for a log."""

    name: str
    content: bytes = field(repr=False)
    items: int = 0  # how many payouts it asks for
    amount_minor: int = 0  # in all
    currency: str = ""
    left_out: tuple[str, ...] = ()  # references whose details do not open: payable again
    is_alipays: bool = False  # laid out as Alipay itself wants it
    is_transfer: bool = False  # by ISO 20022, and so is its answer
    is_stars: bool = False  # no bank takes it: somebody sends each of them by hand


def export(
    conn: Connection,
    actor: Actor,
    vault: Vault,
    batch_id: int,
    wanted: Wanted = USUAL,
    rules: PayoutRules = PLAIN,
    *,
    again: bool = False,
    now: datetime,
) -> PaymentFile:
    """A file of an approved batch; the same bytes again and again, until somebody is forgotten.

    Raises AlreadyInFile where another of its files has the same payouts, unless that is known
    (`again`).
    """
    need_finance(actor)
    by = actor.person_id
    return export_batch(conn, vault, batch_id, wanted, rules, by, again=again, now=now)


def _ensure_in_no_other(conn: Connection, batch: Batch, wanted: Wanted) -> None:
    """It is held: two people who ask at once for two files do so one after the other."""
    batch_id = batch.batch_id
    made = payout_events.of_batch(conn, batch_id)
    files = {each.detail: each for each in made if each.kind is PayoutEventKind.EXPORTED}
    if wanted.called in files:
        return
    items = [each for each in payouts.items(conn, batch_id) if wanted.has(each)]
    for detail, event in files.items():
        other = Wanted.of(detail)
        both = [each for each in items if other.has(each)]
        if both:
            money = sum(each.amount_minor for each in both), batch.currency
            which = (batch_id, other.method, other.kind.value, event.actor, event.at)
            raise AlreadyInFile(*which, len(both), *money)


def export_batch(
    conn: Connection,
    vault: Vault,
    batch_id: int,
    wanted: Wanted = USUAL,
    rules: PayoutRules = PLAIN,
    actor_id: int | None = None,
    *,
    gone: Collection[str] = (),
    again: bool = False,
    now: datetime,
) -> PaymentFile:
    """From the console of the machine. Raises NotFound, WrongState, KeyMissing, DetailsForgotten;
    AlreadyInFile as of `export`.

    The forms of the first export are kept: other ones in the configuration change no later one; so
    are account and day of the first credit transfer, without which there is none: NoPayerAccount.
    What is broken by then is in no file of the batch and payable again, and with it what is
    sealed under a key that is said to be `gone` for ever. Any other key that is not here refuses
    all, as does whatever does not open later: the bank may have been asked for it.
    """
    batch = payouts.batch(conn, batch_id, hold=True)
    if batch is None:
        raise NotFound("payout_batch")
    if not again:
        _ensure_in_no_other(conn, batch, wanted)
    if batch.status is not BatchStatus.DONE:
        ensure_batch_leads_to(batch.status, BatchStatus.EXPORTED)
    if batch.status is BatchStatus.APPROVED:
        batch = _first_export(conn, vault, batch, rules, gone, now)
    items = payouts.items(conn, batch_id)
    if any(item.is_forgotten for item in items):
        raise DetailsForgotten(batch_id)
    form = form_kept(batch.forms, wanted.method)
    if wanted.kind is FileKind.XML:
        batch = _with_account(conn, batch, items, wanted, rules, now)
    made = _written(vault, batch, items, wanted, form)
    kind, written = PayoutEventKind.EXPORTED, made.items
    payout_events.note(conn, batch_id, kind, actor_id, written, wanted.called, now=now)
    return made


def _first_export(
    conn: Connection,
    vault: Vault,
    batch: Batch,
    rules: PayoutRules,
    gone: Collection[str],
    now: datetime,
) -> Batch:
    """What its files will hold, and how, is fixed."""
    items = payouts.items(conn, batch.batch_id)
    shut = [each for each in items if not _opens(vault, each, gone)]
    forms = _present(items, rules)
    fixed: dict[str, Any] = {
        "exported_at": now,
        "exported_on": rules.today(now).isoformat(),
        "forms": forms,
    }
    payouts.move_batch(conn, batch, BatchStatus.EXPORTED, **fixed)
    bank_results.give_back(conn, shut, now=now)
    exported = replace(batch, status=BatchStatus.EXPORTED, **fixed)
    bank_results.close(conn, exported)
    return exported


def _opens(vault: Vault, item: PayoutItem, gone: Collection[str]) -> bool:
    """Raises KeyMissing: a wrong line in a configuration is no reason to give money back."""
    missing = vault.lacks(item.sealed)
    if missing and missing not in gone:
        raise KeyMissing(missing)
    try:
        payees.opened(vault, item.person_id, item.sealed, item.stamp)
    except BrokenSeal:
        return False
    return True


def _present(items: list[PayoutItem], rules: PayoutRules) -> dict[str, Any]:
    methods = {ALL, *(item.method for item in items)}
    return {method: as_facts(rules.form_of(method)) for method in sorted(methods)}


def form_kept(forms: Mapping[str, Any] | None, method: str) -> Form:
    if forms is None:
        return BEFORE_FORMS
    if method not in forms:
        raise NotFound("payout_file")
    return from_facts(forms[method])


def _with_account(
    conn: Connection,
    batch: Batch,
    items: list[PayoutItem],
    wanted: Wanted,
    rules: PayoutRules,
    now: datetime,
) -> Batch:
    """What the batch is paid from, and on which day, is fixed by its first credit transfer."""
    methods = {item.method for item in items if wanted.has(item)}
    if not methods or not methods <= credit_transfer.METHODS:
        raise NotFound("payout_file")
    if batch.account is not None:
        return batch
    if rules.payer.account is None:
        raise NoPayerAccount
    account = payer.as_facts(rules.payer.account, rules.today(now))
    payouts.keep_account(conn, batch.batch_id, account)
    return replace(batch, account=account)


def _written(
    vault: Vault, batch: Batch, items: list[PayoutItem], wanted: Wanted, form: Form
) -> PaymentFile:
    of_file = [item for item in items if wanted.method in {ALL, item.method}]
    chosen = [item for item in of_file if wanted.has(item)]
    opened = [
        (item, payees.opened(vault, item.person_id, item.sealed, item.stamp)) for item in chosen
    ]
    of_method = f"-{wanted.method}" if wanted.method else ""
    name = f"payout-{batch.batch_id}-{batch.sha256[:8]}{of_method}.{wanted.kind}"
    return PaymentFile(
        name,
        _content(batch, opened, wanted, form),
        len(chosen),
        sum(item.amount_minor for item in chosen),
        batch.currency,
        tuple(item.reference for item in of_file if item.is_left_out),
        is_alipays=form == ALIPAY_BATCH,
        is_transfer=wanted.kind is FileKind.XML,
        is_stars=batch.currency == Currency.XTR,
    )


def _content(
    batch: Batch, opened: list[tuple[PayoutItem, PayeeDetails]], wanted: Wanted, form: Form
) -> bytes:
    first_day = batch.first_day
    assert batch.exported_at is not None  # it has been exported by now
    assert first_day is not None
    if wanted.kind is FileKind.XML:
        assert batch.account is not None  # and its account is fixed
        identity = credit_transfer.Identity(batch.batch_id, batch.sha256[:8], wanted.method)
        account = payer.from_facts(batch.account)
        on = payer.day_in(batch.account) or first_day
        return credit_transfer.written(opened, account, identity, batch.exported_at, on)
    rows = payment_rows(opened, form, first_day)
    if wanted.kind is FileKind.XLSX:
        return payment_workbooks.written(rows)
    return write(rows, _ENCODED[form.encoding])
