"""`python -m benchmarks [NAME]`: one JSON line per figure; measures nothing itself."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict

from benchmarks import (
    api,
    audiences,
    beside_broadcast,
    claims,
    contenders,
    imports,
    ledgers,
    machine,
    process,
    pumps,
    redirects,
    settlements,
    settling,
    takes,
)
from benchmarks.figure import Figure
from benchmarks.fraud.score import Score, fraud

BENCHES: dict[str, Callable[[], Iterator[Figure | Score]]] = {
    "machine": machine.machine,
    "claim": claims.on_sqlite,
    "claim-pg": claims.on_postgresql,
    "echo": claims.against_echo,
    "latency": claims.latency,
    "contenders": contenders.on_sqlite,
    "contenders-pg": contenders.on_postgresql,
    "import_csv": imports.on_sqlite,
    "import_csv-pg": imports.on_postgresql,
    "api_metrics": api.on_sqlite,
    "api_metrics-pg": api.on_postgresql,
    "redirect": redirects.on_sqlite,
    "redirect-pg": redirects.on_postgresql,
    "audience": audiences.on_sqlite,
    "audience-pg": audiences.on_postgresql,
    "claim_beside_broadcast": beside_broadcast.on_sqlite,
    "claim_beside_broadcast-pg": beside_broadcast.on_postgresql,
    "pump_30": pumps.pump_30,
    "pump_30-pg": pumps.pump_30_pg,
    "pump_1000": pumps.pump_1000,
    "pump_1000-pg": pumps.pump_1000_pg,
    "pump_free": pumps.pump_free,
    "pump_free-pg": pumps.pump_free_pg,
    "take": takes.on_sqlite,
    "take-pg": takes.on_postgresql,
    "settle": settlements.on_sqlite,
    "settle-pg": settlements.on_postgresql,
    "settle_beside_claims": settling.on_sqlite,
    "settle_beside_claims-pg": settling.on_postgresql,
    "startup": process.startup,
    "verify": ledgers.on_sqlite,
    "verify-pg": ledgers.on_postgresql,
    "fraud": fraud,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", help=f"one of: {', '.join(BENCHES)}")
    name = parser.parse_args().name
    if name and name not in BENCHES:
        parser.error(f"no bench is called {name!r}; there are: {', '.join(BENCHES)}")
    for chosen in [name] if name else BENCHES:
        for figure in BENCHES[chosen]():
            print(json.dumps(asdict(figure)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
