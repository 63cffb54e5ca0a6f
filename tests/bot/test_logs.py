"""No secret in any log line, whoever logs it and however it got there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CANARIES = ("123456789:AAcanary_canary_canary_canary_can", "canary-webhook-secret")
SCRIPT = """
import logging, sys
from bot import logs
logs.set_up("debug", sys.argv[1], ["canary-webhook-secret"])
import structlog
token, secret = "123456789:AAcanary_canary_canary_canary_can", "canary-webhook-secret"
log = structlog.get_logger()
log.info("calling", url=f"https://api.telegram.org/bot{token}/getMe", parts=[secret, {"a": token}])
log.bind(header=secret).warning(f"said {secret}")
logging.getLogger("aiohttp.client").error("GET /bot%s/x", token)
logging.getLogger("telegram.ext").info("info of the library %s", token)
logging.getLogger("httpx").info("HTTP Request: POST %s", token)
try:
    raise ValueError(f"no {token} and no {secret}")
except ValueError as error:
    log.exception("broke", error=repr(error))
    logging.getLogger("anybody").exception("broke too")
log.error("given", exc_info=ValueError(secret))
"""


def lines_of(form: str) -> list[str]:
    """What a process with our logging writes on standard error."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, form],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_canary_is_in_any_line(form: str) -> None:
    lines = lines_of(form)
    assert lines
    assert not [line for line in lines for canary in CANARIES if canary in line]


def test_libraries_do_not_log_each_request() -> None:
    lines = lines_of("text")
    assert not [line for line in lines if "HTTP Request" in line or "of the library" in line]


def test_json_is_one_object_a_line() -> None:
    events = [json.loads(line)["event"] for line in lines_of("json")]
    assert events[:2] == ["calling", "said ‹secret›"]
