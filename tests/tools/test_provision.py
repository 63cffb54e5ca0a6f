"""What the tests stand on is itself real: two databases, a browser that clicks, Node's packages."""

import subprocess
from pathlib import Path

import pytest
from playwright.async_api import Browser
from sqlalchemy import create_engine, inspect, text

from tools.provision import JUDGES


def test_each_test_gets_an_empty_database_of_its_own(database_url: str) -> None:
    engine = create_engine(database_url)
    try:
        assert inspect(engine).get_table_names() == []
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    finally:
        engine.dispose()


# The same again: it fails where a database outlives its test.
test_the_next_test_does_not_see_it = test_each_test_gets_an_empty_database_of_its_own


def test_postgresql_compares_text_beyond_ascii(postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)
    try:
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT lower('ÄRGER')")) == "ärger"
    finally:
        engine.dispose()


@pytest.mark.browser
async def test_the_browser_presses_a_button(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<button onclick=\"document.title='领取'\">claim</button>")

    await page.click("button")

    assert await page.title() == "领取"


def test_node_finds_the_packages_of_the_judges(node_path: Path) -> None:
    script = "import('grammy').then(({ Bot }) => console.log(typeof Bot))"

    run = subprocess.run(
        [node_path, "-e", script], cwd=JUDGES, capture_output=True, text=True, timeout=60
    )

    assert run.stdout == "function\n", run.stderr
