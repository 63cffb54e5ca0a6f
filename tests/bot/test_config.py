"""The configuration: environment over file, every mistake one clear line, no secret in any."""

from dataclasses import fields
from pathlib import Path

import pytest

from bot.config import Config, Mode
from bot.risk_section import Risk
from bot.settings import BadConfig, load
from domain.risk.evidence import Signal
from domain.risk.thresholds import Thresholds
from domain.tracking_target import AllowedHosts

TOKEN = "123456:abcdefghijklmnopqrstuvwxyz012345678"
EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def file_of(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(file: Path | None = None, **environ: str) -> tuple[str, ...]:
    with pytest.raises(BadConfig) as refused:
        load(file, environ)
    return refused.value.problems


def test_a_token_is_enough() -> None:
    config = load(None, {"KOC__TELEGRAM__TOKEN": TOKEN})
    assert config.telegram.mode is Mode.POLLING
    assert config.telegram.token.reveal() == TOKEN


def test_the_environment_goes_over_the_file(tmp_path: Path) -> None:
    file = file_of(tmp_path, f'[telegram]\ntoken = "{TOKEN}"\n[web]\nport = 1\nhost = "::1"\n')
    config = load(file, {"KOC__WEB__PORT": "2"})
    assert (config.web.host, config.web.port) == ("::1", 2)


@pytest.mark.parametrize("owners", ["[1, 2]", "1,2", "1 2"])
def test_owners_may_be_listed_in_a_variable(owners: str) -> None:
    config = load(None, {"KOC__TELEGRAM__TOKEN": TOKEN, "KOC__STAFF__OWNERS": owners})
    assert config.staff.owners == (1, 2)


def test_a_missing_token_says_where_to_put_it() -> None:
    (line,) = problems()
    assert line.startswith("telegram.token: is missing")
    assert "KOC__TELEGRAM__TOKEN" in line


def test_every_mistake_has_a_line_that_names_its_key(tmp_path: Path) -> None:
    file = file_of(
        tmp_path,
        f'speed = 1\n[telegram]\ntoken = "{TOKEN}"\nmode = "smoke"\n[web]\nport = 99999\n'
        '[locale]\ntimezone = "Mars/Olympus"\n[limits]\nmessages = 3\n',
    )
    named = [line.removeprefix(f"{file}: ").split(":")[0] for line in problems(file)]
    assert sorted(named) == [
        "limits.messages",
        "locale.timezone",
        "speed",
        "telegram.mode",
        "web.port",
    ]


@pytest.mark.parametrize("days", ["29", "3651", "ever"])
def test_how_long_messages_are_kept_has_bounds(days: str) -> None:
    (line,) = problems(KOC__TELEGRAM__TOKEN=TOKEN, KOC__LIMITS__MESSAGES_KEPT_DAYS=days)
    wrong = "is not a whole number" if days == "ever" else "is outside 30 to 3650"
    assert line == f"KOC__LIMITS__MESSAGES_KEPT_DAYS: {wrong}"


def test_a_mistaken_variable_is_named_as_it_was_written() -> None:
    lines = problems(KOC__TELEGRAM__TOKEN=TOKEN, KOC__WEB__PRT="1", KOC__WEBB__PORT="1")
    assert set(lines) == {
        "KOC__WEB__PRT: is not a known key",
        "KOC__WEBB__PORT: is not a known key",
    }


def test_the_numbers_of_risk_are_those_of_the_rules(tmp_path: Path) -> None:
    told = file_of(tmp_path, f'[telegram]\ntoken = "{TOKEN}"\n[risk]\noff = ["ring"]\n')
    rules = load(told, {"KOC__RISK__TEXT_SIGNS": "30", "KOC__RISK__DECIDE_HOURS": "24"}).risk.rules
    assert rules.thresholds == Thresholds(off=frozenset({Signal.RING}), text_signs=30)
    assert rules.decide_hours == 24
    assert {each.name for each in fields(Thresholds)} < {each.name for each in fields(Risk)}


def test_a_number_of_risk_out_of_its_bounds_is_named() -> None:
    lines = problems(KOC__TELEGRAM__TOKEN=TOKEN, KOC__RISK__TEXT_SIMILARITY="0.1")
    assert lines == ("KOC__RISK__TEXT_SIMILARITY: is outside 0.4 to 1",)


def test_a_broken_file_names_its_line(tmp_path: Path) -> None:
    (line,) = problems(file_of(tmp_path, "[telegram\n"))
    assert "line 1" in line


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    (line,) = problems(tmp_path / "none.toml")
    assert "No such file" in line


def test_no_problem_repeats_a_value() -> None:
    for line in problems(KOC__TELEGRAM__TOKEN="sekrit", KOC__TELEGRAM__WEBHOOK_SECRET="sekrit!"):
        assert "sekrit" not in line


def test_a_webhook_needs_its_address_and_its_secret() -> None:
    lines = problems(KOC__TELEGRAM__TOKEN=TOKEN, KOC__TELEGRAM__MODE="webhook")
    assert [line.split(":")[0] for line in lines] == [
        "telegram.webhook_url",
        "telegram.webhook_secret",
    ]


def test_the_webhook_is_under_the_public_address_unless_said() -> None:
    config = load(
        None,
        {
            "KOC__TELEGRAM__TOKEN": TOKEN,
            "KOC__TELEGRAM__MODE": "webhook",
            "KOC__TELEGRAM__WEBHOOK_SECRET": "s-1",
            "KOC__WEB__PUBLIC_URL": "https://koc.example.com",
        },
    )
    assert config.webhook_url == "https://koc.example.com/telegram/webhook"


@pytest.mark.parametrize("written", ['["Shop.example.com", "*.tea.example.com"]', None])
def test_tracking_links_lead_to_the_hosts_of_the_list(tmp_path: Path, written: str | None) -> None:
    names = frozenset({"shop.example.com", "*.tea.example.com"})
    given = (
        {} if written else {"KOC__TRACKING__ALLOWED_HOSTS": "shop.example.com, *.tea.example.com"}
    )
    file = file_of(tmp_path, f"[tracking]\nallowed_hosts = {written or []}\n")
    config = load(
        file,
        {
            "KOC__TELEGRAM__TOKEN": TOKEN,
            "KOC__TRACKING__ALLOW_HTTP": "true",
            "KOC__WEB__PUBLIC_URL": "https://koc.example.com",
            **given,
        },
    )
    assert config.tracking.hosts == AllowedHosts(names, http=True)


def test_tracking_links_need_an_address_that_others_reach() -> None:
    """Before the first is published: it could never be called back."""
    named = {"KOC__TELEGRAM__TOKEN": TOKEN, "KOC__TRACKING__ALLOWED_HOSTS": "shop.example.com"}
    (line,) = problems(**named)
    assert line.startswith("web.public_url: is missing")
    assert load(None, named | {"KOC__WEB__PUBLIC_URL": "https://koc.example.com"})


@pytest.mark.parametrize("written", ["*", "*.com", "10.0.0.1", "https://shop.example.com", "a b@c"])
def test_what_is_no_host_is_named(written: str) -> None:
    (line,) = problems(KOC__TELEGRAM__TOKEN=TOKEN, KOC__TRACKING__ALLOWED_HOSTS=written)
    assert line.startswith("KOC__TRACKING__ALLOWED_HOSTS: holds what is neither")


def test_the_example_documents_every_key_with_its_default() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for section in fields(Config):
        assert f"[{section.name}]" in text
        for key in fields(section.type):
            assert f"\n{key.name} = " in text or f"\n# {key.name} = " in text, key.name


def test_the_example_is_a_configuration_once_it_has_a_token() -> None:
    example = load(EXAMPLE, {"KOC__TELEGRAM__TOKEN": TOKEN})
    assert example == load(None, {"KOC__TELEGRAM__TOKEN": TOKEN})
