"""Files that people send, judged before anything reads them; pure, nothing is unpacked whole."""

from domain.files.dangers import Danger, UnsafeFile
from domain.files.guard import ensure_safe
from domain.files.kinds import Kind, ensure_named, ensure_size

__all__ = ["Danger", "Kind", "UnsafeFile", "ensure_named", "ensure_safe", "ensure_size"]
