"""One question for every file that somebody sends: may anything read it? Decides, reads nothing."""

import io

from domain.files import pictures, workbooks, xml_texts
from domain.files.kinds import Kind, ensure_begins_as, ensure_named, ensure_size


def ensure_safe(name: str, content: bytes) -> Kind:
    """What the file is, as its name and its bytes agree; raises UnsafeFile.

    A workbook takes up to seconds of work: not for the event loop.
    """
    kind = ensure_named(name)
    ensure_size(kind, len(content))
    ensure_begins_as(kind, content)
    if kind is Kind.XLSX:
        workbooks.ensure_safe(io.BytesIO(content))
    elif kind is Kind.XML:
        xml_texts.ensure_safe(content)
    elif kind.is_picture:
        pictures.ensure_safe(content, kind)
    return kind
