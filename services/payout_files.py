"""The files a bank is paid from: frozen items with their opened details, always the same bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain.errors import NotFound
from domain.payout import Batch, BatchStatus, PayoutItem, ensure_batch_leads_to
from domain.payout_file import payment_rows
from domain.payout_form import BEFORE_FORMS, FileKind, Form, as_facts, from_facts
from domain.payout_rules import PLAIN, PayoutRules
from domain.people import Actor
from domain.spreadsheet import write
from services import payees, payment_workbooks
from services.payouts import need_finance
from services.vault import Vault
from storage import payouts

ALL: Final = ""
"""Not one method's items in its form but all of them in the usual one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file of a batch: of one method, or of all; as a table of texts or a workbook."""

    kind: FileKind = FileKind.CSV
    method: str = ALL


USUAL: Final = Wanted()


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """Holds real account details: for the bank, not for a log."""

    name: str
    content: bytes = field(repr=False)


def export(
    conn: Connection,
    actor: Actor,
    vault: Vault,
    batch_id: int,
    wanted: Wanted = USUAL,
    rules: PayoutRules = PLAIN,
    *,
    now: datetime,
) -> PaymentFile:
    """A file of an approved batch; again and again the same bytes."""
    need_finance(actor)
    return export_batch(conn, vault, batch_id, wanted, rules, now=now)


def export_batch(
    conn: Connection,
    vault: Vault,
    batch_id: int,
    wanted: Wanted = USUAL,
    rules: PayoutRules = PLAIN,
    *,
    now: datetime,
) -> PaymentFile:
    """From the console of the machine. Raises NotFound, WrongState, VaultClosed, BrokenSeal.

    The forms of the first export are kept: other ones in the configuration change no later one.
    """
    batch = payouts.batch(conn, batch_id, hold=True)
    if batch is None:
        raise NotFound("payout_batch")
    if batch.status is not BatchStatus.DONE:
        ensure_batch_leads_to(batch.status, BatchStatus.EXPORTED)
    items = payouts.items(conn, batch_id)
    forms = batch.forms
    if batch.status is BatchStatus.APPROVED:
        forms = _present(items, rules)
        payouts.move_batch(conn, batch, BatchStatus.EXPORTED, exported_at=now, forms=forms)
    return _written(vault, batch, items, wanted, _form(forms, wanted.method))


def _present(items: list[PayoutItem], rules: PayoutRules) -> dict[str, Any]:
    methods = {ALL, *(item.method for item in items)}
    return {method: as_facts(rules.form_of(method)) for method in sorted(methods)}


def _form(forms: Mapping[str, Any] | None, method: str) -> Form:
    if forms is None:
        return BEFORE_FORMS
    if method not in forms:
        raise NotFound("payout_file")
    return from_facts(forms[method])


def _written(
    vault: Vault, batch: Batch, items: list[PayoutItem], wanted: Wanted, form: Form
) -> PaymentFile:
    chosen = [item for item in items if wanted.method in {ALL, item.method}]
    opened = (
        (item, payees.opened(vault, item.person_id, item.sealed, item.stamp)) for item in chosen
    )
    rows = payment_rows(opened, form)
    of_method = f"-{wanted.method}" if wanted.method else ""
    name = f"payout-{batch.batch_id}-{batch.sha256[:8]}{of_method}.{wanted.kind}"
    is_book = wanted.kind is FileKind.XLSX
    return PaymentFile(name, payment_workbooks.written(rows) if is_book else write(rows))
