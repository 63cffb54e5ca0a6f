"""Forms with files, read as forgivingly as Telegram does: client libraries quote in many ways."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from sandbox.errors import bad_request

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*(filename|name)=(?:"((?:[^"\\]|\\.)*)"|([^;\r\n]*))', re.IGNORECASE)
_EXTENDED = re.compile(r";\s*filename\*=utf-8''([^;\s]*)", re.IGNORECASE)
_CONTENT_TYPE = re.compile(r"^content-type:\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """`file_name` is None for a plain field."""

    name: str
    file_name: str | None
    mime_type: str
    data: bytes


def parts_of(body: bytes, content_type: str) -> Iterator[Part]:
    """`content_type` is the request's header; raises the `ApiError` for what is no form."""
    boundary = _BOUNDARY.search(content_type)
    if not boundary:
        raise bad_request("can't parse request: no boundary")
    delimiter = b"\r\n--" + boundary[1].strip().encode()
    first = body.find(delimiter[2:])
    if first < 0:
        raise bad_request("can't parse request: the form is cut off")
    at = first + len(delimiter) - 2
    while body[at : at + 2] != b"--":
        head_end = body.find(b"\r\n\r\n", at)
        end = body.find(delimiter, head_end + 4)
        if head_end < 0 or end < 0:
            raise bad_request("can't parse request: the form is cut off")
        yield _part(body[at:head_end].decode("utf-8", "replace"), body[head_end + 4 : end])
        at = end + len(delimiter)


def _part(head: str, data: bytes) -> Part:
    given = {name.lower(): _unquoted(quoted, bare) for name, quoted, bare in _parameters(head)}
    extended = _EXTENDED.search(head)
    if extended:
        given["filename"] = unquote(extended[1])
    mime_type = _CONTENT_TYPE.search(head)
    return Part(
        given.get("name", ""),
        given.get("filename"),
        mime_type[1] if mime_type else "application/octet-stream",
        data,
    )


def _parameters(head: str) -> list[tuple[str, str, str]]:
    return [(m[1], m[2] or "", m[3] or "") for m in _PARAMETER.finditer(head)]


def _unquoted(quoted: str, bare: str) -> str:
    """Browsers write a quote inside a name as %22, others escape it with a backslash."""
    if not quoted:
        return bare.strip()
    return re.sub(r"\\(.)", r"\1", quoted).replace("%22", '"')
