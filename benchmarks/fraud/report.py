"""The published tables of docs/risk.md; `python -m benchmarks.fraud.report` prints them."""

import sys
from typing import Final

from benchmarks.fraud.score import Score, fraud
from benchmarks.fraud.world import POSTS

SLICE: Final = 2_000
"""A smaller world of the same seed, whose table a test makes anew each time."""

_HEAD: Final = (
    "| Kind | Signal | Posts | Flagged | Found | Precision | … of any fraud | Recall | … by any |\n"
    "|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


def table(posts: int) -> str:
    return "\n".join([_HEAD, *(_row(score) for score in fraud(posts=posts))])


def _row(score: Score) -> str:
    kind = score.kind.replace("_", " ")
    shares = (score.precision, score.precision_any, score.recall, score.recall_any)
    cells = " | ".join(f"{share:.3f}" for share in shares)
    return (
        f"| {kind} | {score.signal} | {score.posts} | {score.flagged} | {score.found} | {cells} |"
    )


if __name__ == "__main__":
    sys.stdout.write(f"{table(POSTS)}\n\n{table(SLICE)}\n")
