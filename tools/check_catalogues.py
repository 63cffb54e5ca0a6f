"""Fails for every string that a reader would meet untranslated, or that would not fill in."""

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Message
from jinja2 import Environment, nodes

from tools.catalogue import KEYWORDS, PO, ROOMS, ROOT, from_sources, translated


def main() -> int:
    problems = [*_catalogue_problems(), *_call_problems()]
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} problems; `make words` brings {PO.relative_to(ROOT)} in step")
    return 1 if problems else 0


def _catalogue_problems() -> Iterator[str]:
    sources, catalogue = from_sources(), translated()
    for message in sources:
        if not message.id:
            continue
        where = f"{message.locations[0][0]}: {message.id!r}"
        translation = catalogue.get(message.id)
        if translation is None:
            yield f"{where} is missing"
        elif not all(_texts(translation.string)):
            yield f"{where} is not translated"
        elif translation.fuzzy:
            yield f"{where} is fuzzy"
        else:
            yield from _parameter_problems(where, translation)
    for message in catalogue:
        if message.id and sources.get(message.id) is None:
            yield f"{message.id!r} is no longer used"


def _parameter_problems(where: str, message: Message) -> Iterator[str]:
    wanted = set().union(*map(_parameters, _texts(message.id)))
    for text in _texts(message.string):
        try:
            given = _parameters(text)
        except ValueError as error:
            yield f"{where}: {text!r}: {error}"
            continue
        if given != wanted:
            yield f"{where} takes {sorted(wanted)}, its translation {sorted(given)}"


def _texts(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """A plural's forms, or the one text."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def _parameters(text: str) -> set[str]:
    """`{name}` and `{name.attribute:format}` both take `name`."""
    fields = (field for _, field, _, _ in Formatter().parse(text) if field is not None)
    return {field.split(".")[0].split("[")[0] for field in fields}


def _call_problems() -> Iterator[str]:
    """Calls that leave a parameter of their string unfilled: a KeyError in front of a reader."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in {".py", ".html"}:
                calls = _python_calls(path) if path.suffix == ".py" else _template_calls(path)
                for line, text, given in calls:
                    if absent := _parameters(text) - given:
                        place = f"{path.relative_to(ROOT)}:{line}"
                        yield f"{place}: {text!r} is not given {sorted(absent)}"


def _python_calls(path: Path) -> Iterator[tuple[int, str, set[str]]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name),
                args=[ast.Constant(value=str(text)), *_],
                keywords=keywords,
            ) if name in KEYWORDS and name != "msg":
                named = {keyword.arg for keyword in keywords if keyword.arg}
                if len(named) == len(keywords):  # none is **facts
                    yield node.lineno, text, named


def _template_calls(path: Path) -> Iterator[tuple[int, str, set[str]]]:
    template = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))
    for call in template.find_all(nodes.Call):
        match call:
            case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=str(text)), *_]):
                if name in KEYWORDS and call.dyn_kwargs is None:
                    yield call.lineno, text, {keyword.key for keyword in call.kwargs}


if __name__ == "__main__":
    sys.exit(main())
