"""Which files of a batch may be made, each of how much; making one is payout_files.py's."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from domain import credit_transfer
from domain.payout import Batch, BatchStatus
from domain.payout_form import FileKind, Form
from domain.payout_presets import USUAL
from domain.payout_rules import PayoutRules
from services.batch_views import BatchView
from services.payout_files import ALL, form_kept
from services.vault import Vault

_WITH_FILES = (BatchStatus.APPROVED, BatchStatus.EXPORTED, BatchStatus.DONE)
_TABLES = (FileKind.CSV, FileKind.XLSX)


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that may be made: of which method (ALL: of every one), of how much."""

    method: str
    payouts: int
    amount_minor: int
    kinds: tuple[FileKind, ...] = (FileKind.CSV, FileKind.XLSX)


def offered(found: BatchView, rules: PayoutRules) -> tuple[Offered, ...]:
    """Of one method one file; of several each one's own, and last all in one."""
    return tuple(_offered(found, rules)) if found.batch.status in _WITH_FILES else ()


def _offered(found: BatchView, rules: PayoutRules) -> Iterator[Offered]:
    amounts: dict[str, list[int]] = defaultdict(list)
    for each in found.items:
        if not each.item.is_left_out:
            amounts[each.item.method].append(each.item.amount_minor)
    has_account = bool(found.batch.account or rules.payer.account)

    def of(name: str, *methods: str) -> Offered:
        of_file = [amount_minor for each in methods for amount_minor in amounts[each]]
        by_bank = has_account and bool(methods) and set(methods) <= credit_transfer.METHODS
        kinds = (*_TABLES, FileKind.XML) if by_bank else _TABLES
        return Offered(name, len(of_file), sum(of_file), kinds)

    own = [method for method in own_forms(found, rules) if method in amounts]
    yield from (of(each, each) for each in own)
    if len(amounts) != 1 or not own:
        yield of(ALL, *amounts)


def own_forms(found: BatchView, rules: PayoutRules) -> tuple[str, ...]:
    """Methods of a batch whose file is another one than that of all its items."""
    methods = sorted({each.item.method for each in found.items})
    if len(methods) > 1:
        return tuple(methods)
    return tuple(each for each in methods if _laid_out(found.batch, each, rules) != USUAL)


def _laid_out(batch: Batch, method: str, rules: PayoutRules) -> Form:
    """As its files were at the first export, or would be now."""
    if batch.exported_at is None:
        return rules.form_of(method)
    return USUAL if batch.forms is None else form_kept(batch.forms, method)


def missing_keys(vault: Vault, found: BatchView) -> tuple[str, ...]:
    """Ids of the keys without which no file of the batch can be made."""
    lacking = {vault.lacks(each.item.sealed) for each in found.items}
    return tuple(sorted(lacking - {""}))
