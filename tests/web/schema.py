"""Whether JSON fits a schema of our OpenAPI document; knows only the words that document uses."""

import json
from collections.abc import Iterator
from typing import Any, Final

from web.api.openapi import DOCUMENT

API: Final[dict[str, Any]] = json.loads(DOCUMENT.read_bytes())
_KNOWN: Final = {
    "$ref", "type", "required", "properties", "items", "enum", "oneOf", "minimum", "maximum",
    "minItems", "maxItems", "minLength", "maxLength", "format", "description",
}  # fmt: skip
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "null": (type(None),),
}


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = API["components"]["schemas"][name]
    return found


def flaws(value: Any, wanted: dict[str, Any], where: str = "$") -> Iterator[str]:
    assert set(wanted) <= _KNOWN, set(wanted) - _KNOWN
    if "$ref" in wanted:
        wanted = schema(wanted["$ref"].removeprefix("#/components/schemas/"))
    types = wanted.get("type", "object")
    types = [types] if isinstance(types, str) else types
    if not isinstance(value, tuple(kind for name in types for kind in _TYPES[name])):
        yield f"{where} is no {types}"
        return
    if value not in wanted.get("enum", [value]):
        yield f"{where} is {value!r}"
    yield from _within(value, wanted, where)
    yield from _inside(value, wanted, where)


def _inside(value: Any, wanted: dict[str, Any], where: str) -> Iterator[str]:
    if isinstance(value, dict):
        fitting = [each for each in wanted.get("oneOf", ()) if not list(flaws(value, each))]
        if "oneOf" in wanted and len(fitting) != 1:
            yield f"{where} fits {len(fitting)} ways"
        yield from (
            f"{where}.{name} is missing" for name in {*wanted.get("required", ())} - {*value}
        )
        for name in value.keys() & wanted.get("properties", {}).keys():
            yield from flaws(value[name], wanted["properties"][name], f"{where}.{name}")
    elif isinstance(value, list) and "items" in wanted:
        for place, each in enumerate(value):
            yield from flaws(each, wanted["items"], f"{where}[{place}]")


def _within(value: Any, wanted: dict[str, Any], where: str) -> Iterator[str]:
    if isinstance(value, int):
        if not wanted.get("minimum", value) <= value <= wanted.get("maximum", value):
            yield f"{where} is {value}"
    elif isinstance(value, list | str):
        kind, size = ("Items" if isinstance(value, list) else "Length"), len(value)
        if not wanted.get(f"min{kind}", size) <= size <= wanted.get(f"max{kind}", size):
            yield f"{where} has {size}"
