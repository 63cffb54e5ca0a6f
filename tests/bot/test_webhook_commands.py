"""`koc webhooks` as somebody types it: the secret is said once, mistakes are one line each."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from services import events
from storage.tables.events import endpoint, event_call
from tests.bot.command_line import Ended, koc
from tests.handed_in import held
from tests.world import NOW

URL = "https://partner.example.com/hook"


@pytest.fixture
def keyed(configured: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "a secret of the house")
    return configured


def webhooks(*arguments: str) -> Ended:
    return koc("webhooks", *arguments)


def test_an_address_is_added_with_its_secret_and_listed_without(keyed: Path) -> None:
    assert koc("migrate").exit_code == 0
    assert webhooks("list").output == "none yet: koc webhooks add NAME URL\n"
    added = webhooks("add", "partner-a", URL, "--types", "payout.paid, payout.failed")
    secret = added.output.splitlines()[0]
    assert (added.exit_code, secret.startswith("whsec_"), len(secret)) == (0, True, 50)
    listed = webhooks("list").output
    assert listed.splitlines() == [
        f"partner-a  active  {URL}",
        "  events: payout.failed, payout.paid; secrets: 1",
        "  waiting 0, taken 0, dead 0",
    ]
    assert secret.encode() not in keyed.read_bytes()
    assert webhooks("rotate", "partner-a").output.splitlines()[0] != secret
    assert "secrets: 2" in webhooks("list").output
    webhooks("retire", "partner-a")
    assert "secrets: 1" in webhooks("list").output


def test_it_is_paused_resumed_tested_replayed_and_removed(keyed: Path) -> None:
    webhooks("add", "partner-a", URL)
    engine = create_engine(f"sqlite:///{keyed}")
    with engine.begin() as conn:
        held(conn)
        events.gather(conn, now=NOW)
    assert webhooks("pause", "partner-a").exit_code == 0
    assert "paused" in webhooks("list").output
    assert webhooks("resume", "partner-a").exit_code == 0
    assert webhooks("test", "partner-a").exit_code == 0
    assert "waiting 2" in webhooks("list").output
    once_more = webhooks("replay", "partner-a", "--from", "2026-11-23", "--to", "2026-11-24T00:00Z")
    assert once_more.output == "partner-a: 1 events are sent once more\n"
    assert webhooks("replay", "partner-a", "--from", "yesterday").exit_code == 2
    assert webhooks("remove", "partner-a").exit_code == 0
    with engine.begin() as conn:
        assert conn.execute(select(endpoint.c.id)).all() == []
        assert conn.execute(select(event_call.c.id)).all() == []
    engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "Partner A", URL), 1, "a name is 1 to 32 of a-z, 0-9 and -\n"),
        (("add", "a", "http://partner.example.com/"), 1, "the address must begin with https://\n"),
        (("add", "a", "https://10.0.0.1/"), 1, "that address is never called: give a public name"),
        (("add", "a", "https://localhost/"), 1, "that address is never called: localhost"),
        (("add", "a", "https://u:p@a.example.com/"), 1, "the address must not carry a user"),
        (("add", "a", URL, "--types", "payout.lost"), 2, "--types: 'payout.lost' is none of"),
        (("rotate", "nobody"), 1, "there is none of that name; koc webhooks list shows them\n"),
        (("replay", "nobody", "--from", "2026-11-23"), 1, "there is none of that name"),
    ],
)
@pytest.mark.usefixtures("keyed")
def test_mistakes_are_said_in_one_line(arguments: tuple[str, ...], code: int, said: str) -> None:
    refused = webhooks(*arguments)
    assert (refused.exit_code, refused.stderr.startswith(said)) == (code, True)


@pytest.mark.usefixtures("configured")
def test_without_a_key_no_secret_is_kept() -> None:
    refused = webhooks("add", "partner-a", URL)
    assert (refused.exit_code, "encryption_key is needed" in refused.stderr) == (1, True)


def test_with_another_key_nothing_is_changed_and_the_key_is_named(
    keyed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhooks("add", "partner-a", URL)
    monkeypatch.setenv("KOC__SECRETS__ENCRYPTION_KEY", "another secret of the house")
    rotated = webhooks("rotate", "partner-a")
    assert rotated.exit_code == 1
    assert "secrets.encryption_key is another than before" in rotated.stderr
    assert "secrets: 1" in webhooks("list").output
