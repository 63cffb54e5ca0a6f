"""Programs that tests drive: Chromium, Node with its packages, hledger; the place for pictures."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tools import browser as chromium
from tools import hledger as bookkeeper
from tools import node
from tools.provision import JUDGES

ARTIFACTS = Path(__file__).resolve().parent.parent.parent / "artifacts"
# The last four keep a test's browser from calling its maker at every start. Playwright leaves the
# sandbox off by itself: containers and root have none.
CHROMIUM_ARGUMENTS = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium_path() -> Iterator[Path]:
    """The machine's Chromium, or the one that `make test` brought; Playwright can use it."""
    found = chromium.find()
    if found is None:
        pytest.skip("this machine has no Chromium and make test could not bring one")
    with pytest.MonkeyPatch.context() as environment:
        # Playwright's own node wants libatomic, which a bare Debian lacks.
        if program := node.node_path():
            environment.setenv("PLAYWRIGHT_NODEJS_PATH", str(program))
        yield found


@pytest.fixture
async def browser(chromium_path: Path) -> AsyncIterator[Browser]:
    """A new Chromium without a window; ask it for one context per person."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(
            executable_path=chromium_path, args=CHROMIUM_ARGUMENTS
        )
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where screenshots stay after the run: artifacts/, not in git."""
    ARTIFACTS.mkdir(exist_ok=True)
    return ARTIFACTS


@pytest.fixture(scope="session")
def node_path() -> Path:
    """The node program; packages of tests/judges are found by scripts that lie there."""
    program = node.node_path()
    if program is None:
        pytest.skip("there is no Node.js for this platform")
    if not node.is_installed(JUDGES):
        pytest.skip("the Node packages of tests/judges are not installed: make test does it")
    return program


@pytest.fixture(scope="session")
def hledger() -> Path:
    """The program that reads our exported books."""
    program = bookkeeper.find()
    if program is None:
        pytest.skip("this machine has no hledger and make test could not bring one")
    return program
