"""What every test may ask for: databases, a browser, Node; no fixture of a room lives here."""

from collections import Counter

import hypothesis
import pytest

pytest_plugins = [
    "tests.provision.databases",
    "tests.provision.houses",
    "tests.provision.programs",
]

# How long one example takes says how busy the machine is, and nothing of us.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Serial tests share one worker, where they run one after the other."""
    for item in items:
        if item.get_closest_marker("serial"):
            item.add_marker(pytest.mark.xdist_group("serial"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names what was not tested, by reason: a green run must not hide it."""
    skipped = terminalreporter.getreports("skipped")
    if not skipped:
        return
    reasons = Counter(_reason(report) for report in skipped)
    terminalreporter.section("Skipped because")
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} × {reason}")


def _reason(report: pytest.TestReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")
