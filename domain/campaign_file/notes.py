"""The problems noted while a file is read, each put on its line; no rule decides here."""

from collections.abc import Collection

from domain.campaign_file.positions import KeyPath
from domain.campaign_file.problems import FileProblem, ProblemCode


class Notes:
    def __init__(self, lines: dict[KeyPath, int]) -> None:
        self._lines = lines
        self._problems: list[FileProblem] = []

    def add(
        self,
        path: KeyPath,
        code: ProblemCode,
        found: str = "",
        expected: str = "",
        nearest: str = "",
    ) -> None:
        key, found = _legible(dotted(path), 120), _legible(found, 80)
        problem = FileProblem(self._line(path), key, code, found, expected, nearest)
        self._problems.append(problem)

    @property
    def problems(self) -> tuple[FileProblem, ...]:
        return tuple(sorted(self._problems, key=lambda problem: problem.line))

    def _line(self, path: KeyPath) -> int:
        """A key that is not there is missed where its table begins."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)


def dotted(path: KeyPath) -> str:
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")


def nearest(word: str, known: Collection[str]) -> str:
    """The known word most like this one, or nothing where none is."""
    import difflib  # only when a file has an unknown key

    return next(iter(difflib.get_close_matches(word[:64], known, n=1, cutoff=0.7)), "")


def _legible(text: str, longest: int) -> str:
    """Short enough to be shown, and without signs that a chat could choke on."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in text[:longest])
    return shown if len(text) <= longest else f"{shown}…"
