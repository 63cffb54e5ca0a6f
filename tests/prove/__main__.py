"""python -m tests.prove [NAME] [--seed N]: a JSON line for each proof; exit 1 when one fails."""

import argparse
import asyncio
import secrets
import sys
import time

from bot import logs
from tests.prove.machines.network import NotHere
from tests.prove.proof import Proof, shown
from tests.prove.proofs import PROOFS, SIZED

_SEEDS = 1_000_000


def main() -> int:
    asked = _arguments()
    seed = asked.seed if asked.seed is not None else secrets.randbelow(_SEEDS)
    logs.set_up("error", "text")
    if asked.steps:
        PROOFS.update({name: sized(asked.steps) for name, sized in SIZED.items()})
    names = [asked.name] if asked.name else list(PROOFS)
    proofs = [_prove(name, seed) for name in names]  # each, also behind one that fails
    return 0 if all(proof.holds for proof in proofs if proof) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.prove", description=__doc__)
    parser.add_argument("name", nargs="?", choices=PROOFS)
    parser.add_argument("--seed", type=int, help="replays a run that failed")
    parser.add_argument(
        "--steps",
        type=int,
        help="how many it tries, about: stateful, pump_kills, updates, mutation",
    )
    return parser.parse_args()


def _prove(name: str, seed: int) -> Proof | None:
    """None where this machine does not allow it."""
    began = time.monotonic()
    try:
        trial, uncaught = asyncio.run(PROOFS[name](seed))
    except NotHere as reason:
        sys.stderr.write(f"{name}: SKIPPED, nothing was proven: {reason}\n")
        return None
    seconds = round(time.monotonic() - began, 1)
    proof = Proof(name, trial.tried, len(trial.problems), seed, seconds, not uncaught)
    for problem in shown([*trial.problems, *uncaught]):
        sys.stderr.write(f"{name}: {problem}\n")
    sys.stdout.write(f"{proof.line()}\n")
    sys.stdout.flush()
    return proof


if __name__ == "__main__":
    sys.exit(main())
