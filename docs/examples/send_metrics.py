"""Sends readings or conversions to KOC Dispatch; Python's standard library alone.

    KOC_API_SECRET=whsec_… python send_metrics.py https://koc.example.com readings items.json

`items.json` is a list of items as docs/api.md describes them; the second word is `readings` or
`conversions`. Prints the totals, and each refused item with its reason. Exit code 1: some were
refused; 2: they could not be sent. Run it again with the same file as often as you like: what is
known counts once.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PATHS = {"readings": "/api/v1/metrics", "conversions": "/api/v1/conversions"}
MOST_ITEMS = 10_000  # in one message
WAITS = (1, 5, 30, 120)  # seconds before it is sent again


class NotSent(Exception):
    """It was refused as a whole, or nobody answered."""


def headers(secret: str, message_id: str, body: bytes) -> dict[str, str]:
    """Signed anew for every try: a signature is good for five minutes."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    at = str(int(time.time()))
    to_sign = b".".join((message_id.encode(), at.encode(), body))
    signature = base64.b64encode(hmac.new(key, to_sign, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{signature}",
    }


def send(url: str, secret: str, body: bytes) -> dict:
    """The answer. Its id follows from the body, so that a repeat is the same message."""
    message_id = hashlib.sha256(body).hexdigest()
    for wait in (*WAITS, None):
        request = urllib.request.Request(url, body, headers(secret, message_id, body))
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code < 500 or wait is None:
                raise NotSent(f"{error.code}: {error.read().decode()}") from None
        except OSError as error:  # no connection, or no answer: nobody knows whether it came
            if wait is None:
                raise NotSent(str(error)) from None
        time.sleep(wait)
    raise AssertionError


def main(address: str, kind: str, file: str) -> int:
    items = json.loads(Path(file).read_text(encoding="utf-8"))
    totals = {"new": 0, "repeated": 0, "refused": 0}
    for start in range(0, len(items), MOST_ITEMS):
        body = json.dumps({kind: items[start : start + MOST_ITEMS]}).encode()
        answer = send(address + PATHS[kind], os.environ["KOC_API_SECRET"], body)
        for name in totals:
            totals[name] += answer[name]
        for each in answer["results"]:
            if each["result"] == "refused":
                print(
                    f"item {start + each['index']}: {each['code']} {each['field']} {each['value']}"
                )
    print(", ".join(f"{count} {name}" for name, count in totals.items()))
    return 1 if totals["refused"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except NotSent as error:
        print(f"not sent: {error}", file=sys.stderr)
        sys.exit(2)
