"""How far a long command is, on standard error and only where somebody looks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress

_WORTH_SHOWING = 2_000  # steps; what is shorter is over before a bar is read


@contextmanager
def progress(doing: str, steps: int) -> Iterator[Callable[[int], None]]:
    """What is yielded takes the steps that were taken; a bar grows by them."""
    if steps <= _WORTH_SHOWING or not sys.stderr.isatty():
        yield lambda _: None
        return
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=steps)
        yield lambda taken: bar.advance(task, taken)
