"""The money's rules and services changed by mutmut in every small way: do tests notice each?"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.prove.proof import Trial

_ROOT: Final = Path(__file__).parents[2]
SURVIVORS: Final = Path(__file__).with_name("survivors.md")
"""One line for each that no test can or need notice: its name in backquotes, then why."""
LEAST_PERCENT: Final = 90
_HOURS: Final = 6 * 60 * 60
_SURVIVED: Final = frozenset({"survived", "no tests"})
_NOBODY: Final = "nobody"
_NOT_TRIED: Final = "not checked"
_ROOMS: Final = (
    *("bot", "handlers", "web", "scheduler", "services", "storage", "domain", "words"),
    *("sandbox", "tests", "tools", "campaigns"),
)
_FILES: Final = ("pyproject.toml", "config.example.toml")  # tests read the example, too
_CONFIGURATION: Final = """

[tool.mutmut]
source_paths = {sources}
only_mutate = {files}
also_copy = {others}
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not postgresql"]
pytest_add_cli_args_test_selection = {tests}
use_setproctitle = false
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is changed, and who must notice."""

    files: Sequence[str]
    tests: Sequence[str]


RULES: Final = Scope(
    (
        *("domain/pricing.py", "domain/checkpoints.py", "domain/basis.py"),
        *("domain/attribution.py", "domain/ledger.py", "domain/receivable.py"),
        *("domain/withholding.py", "domain/money.py", "domain/payout.py"),
        *("domain/payout_file.py", "domain/answer_columns.py", "domain/least_payouts.py"),
        *("domain/made_up.py", "domain/pots.py", "domain/pot_windows.py"),
        *("domain/debts.py", "domain/untaxed.py"),
        *("domain/credit_transfer.py", "domain/bank_report.py"),
    ),
    (
        *("tests/domain/test_pricing.py", "tests/domain/test_checkpoints.py"),
        *("tests/domain/test_basis.py", "tests/domain/test_attribution.py"),
        *("tests/domain/test_ledger.py", "tests/domain/test_receivable.py"),
        *("tests/domain/test_withholding.py", "tests/domain/test_money.py"),
        *("tests/domain/test_payout.py", "tests/domain/test_payout_file.py"),
        *("tests/domain/test_answer_columns.py", "tests/domain/test_least_payouts.py"),
        *("tests/domain/test_made_up.py", "tests/domain/test_pots.py"),
        *("tests/domain/test_pot_windows.py", "tests/domain/test_debts.py"),
        *("tests/domain/test_untaxed.py", "tests/domain/test_credit_transfer.py"),
        *("tests/domain/test_bank_report.py", "tests/domain/test_answer_forms.py"),
    ),
)
SERVICES: Final = Scope(
    (
        *("services/settlements.py", "services/parts.py", "services/rooms.py"),
        *("services/pots.py", "services/pot_windows.py", "services/ledger.py"),
        *("services/payouts.py", "services/payable.py", "services/tax_changes.py"),
        *("services/approvals.py", "services/receivables.py", "services/reversals.py"),
        *("services/bank_results.py", "services/bank_rows.py", "services/bank_trials.py"),
        "services/bounces.py",
        *("services/offered_files.py", "services/payout_files.py", "services/bank_reports.py"),
    ),
    (
        *("tests/services/test_settlements.py", "tests/services/test_checkpoints.py"),
        *("tests/services/test_pots.py", "tests/services/test_settlement_runs.py"),
        *("tests/services/test_pot_windows.py",),
        *("tests/services/test_payouts.py", "tests/services/test_approvals.py"),
        *("tests/services/test_receivables.py", "tests/services/test_ledger.py"),
        *("tests/services/test_money_notices.py", "tests/services/test_money_refusals.py"),
        *("tests/services/test_batch_rows.py", "tests/services/test_settlement_rows.py"),
        *("tests/services/test_payable.py", "tests/services/test_payment_forms.py"),
        *("tests/services/test_bank_results.py", "tests/services/test_withholding.py"),
        *("tests/services/test_bounces.py", "tests/services/test_bounced_money.py"),
        *("tests/services/test_paid_by_conversions.py", "tests/services/test_risk.py"),
        *("tests/services/test_key_rotation.py", "tests/services/test_debts_made_up.py"),
        *("tests/services/test_credit_transfers.py", "tests/services/test_linked.py"),
        *("tests/services/test_left_out.py", "tests/services/test_paid_drafts.py"),
        *("tests/services/test_verify_rooms.py", "tests/services/test_verify_windows.py"),
        *("tests/services/test_disputes.py", "tests/services/test_overturned.py"),
        *("tests/services/test_write_offs.py", "tests/services/test_waivers.py"),
        *("tests/services/test_repayments.py", "tests/services/test_repaid_months.py"),
        *("tests/services/test_second_tries.py", "tests/services/test_currencies.py"),
        *("tests/services/test_payout_events.py", "tests/services/test_reconciliation.py"),
        "tests/services/test_month_in_any_order.py",
    ),
)
_TOOTHLESS: Final = """
from domain.money import divide_half_up

def test_nothing():
    divide_half_up(7, 2)
"""
"""The control: a test that goes everywhere and looks at nothing."""


@dataclass(frozen=True, slots=True)
class Sample:
    """So many of all mutants, each as likely as any other; a seed draws the same again."""

    most: int
    seed: int

    def of(self, names: Sequence[str]) -> list[str]:
        drawn = random.Random(self.seed).sample(names, min(self.most, len(names)))
        return sorted(drawn)


def mutated(scope: Scope, toothless: str = "", sample: Sample | None = None) -> Trial:
    """Tried is how many mutants there were; a problem is one that lives and nobody explains."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _copy(folder, scope, toothless)
        states = dict(_states(folder, sample))
        lived = sorted(name for name, state in states.items() if state in _SURVIVED)
    known = SURVIVORS.read_text()
    problems = [f"{each} lives" for each in lived if f"`{each}`" not in known]
    killed = 100 * (len(states) - len(lived)) / max(1, len(states))
    sys.stderr.write(f"mutation: {killed:.1f} % of {len(states)} killed\n")
    if killed < LEAST_PERCENT:
        problems.append(f"only {killed:.1f} % of {len(states)} killed")
    return Trial(len(states), problems)


def overlooked() -> list[str]:
    control = Scope(("domain/money.py",), ("tests/toothless/test_nothing.py",))
    return [] if mutated(control, _TOOTHLESS).problems else ["nobody notices toothless tests"]


def _copy(folder: Path, scope: Scope, toothless: str) -> None:
    """What git knows, with mutmut told what to change."""
    known = subprocess.run(
        ["git", "ls-files", "-z", *_FILES, *_ROOMS],
        cwd=_ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for each in filter(None, known.split("\0")):
        target = folder / each
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((_ROOT / each).read_bytes())
    if toothless:
        (folder / "tests/toothless").mkdir()
        (folder / "tests/toothless/test_nothing.py").write_text(toothless)
    sources = sorted({file.split("/")[0] for file in scope.files})
    told = {
        "sources": sources,
        "files": list(scope.files),
        "others": [*(room for room in _ROOMS if room not in sources), *_FILES],
        "tests": list(scope.tests),
    }
    written = {key: str(value).replace("'", '"') for key, value in told.items()}
    with (folder / "pyproject.toml").open("a") as file:
        file.write(_CONFIGURATION.format(**written))


def _states(folder: Path, sample: Sample | None) -> Iterator[tuple[str, str]]:
    """What became of each, as mutmut says it."""
    drawn = sample.of(_names(folder)) if sample else []
    _mutmut(folder, "run", "--max-children", str(os.cpu_count() or 1), *drawn)
    yield from (told for told in _told(folder) if told[1] != _NOT_TRIED)


def _told(folder: Path) -> Iterator[tuple[str, str]]:
    for line in _mutmut(folder, "results", "--all", "true").splitlines():
        name, colon, state = line.strip().partition(": ")
        if colon and "__mutmut_" in name:
            yield name, state


def _names(folder: Path) -> list[str]:
    """Of all mutants: mutmut makes them all before it refuses to run one that is none of them."""
    with suppress(RuntimeError):
        _mutmut(folder, "run", _NOBODY)
    return sorted(name for name, _ in _told(folder))


def _mutmut(folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=_HOURS,
    )
    if run.returncode != 0:
        raise RuntimeError(f"mutmut {arguments[0]}: {run.stdout[-2000:]}{run.stderr[-2000:]}")
    return run.stdout
