"""Pictures that creators hand in, drawn in memory, and screenshots kept of them; no test here."""

import io
import random
from typing import Final

from PIL import Image

from domain.files import Kind
from domain.proof import Handed
from services import pictures

PHONE: Final = (390, 844)


def screenshot(seed: int = 1, size: tuple[int, int] = PHONE, kind: Kind = Kind.JPEG) -> bytes:
    """Patches of grey that differ from seed to seed, as the eye and a hash see them."""
    rng = random.Random(seed)
    small = Image.frombytes("L", (9, 8), bytes(rng.randrange(256) for _ in range(72)))
    made = io.BytesIO()
    small.resize(size, Image.Resampling.NEAREST).convert("RGB").save(made, kind.upper())
    return made.getvalue()


def handed(content: bytes = b"", kind: Kind = Kind.JPEG, file_id: str = "") -> Handed:
    """As the chat judges it; where Telegram would keep it is made up."""
    seen = pictures.seen(content or screenshot(), kind)
    name = file_id or f"file-{seen.sha256[:12]}"
    return Handed(name, seen.kind, seen.width, seen.height, seen.sha256, seen.dhash)
