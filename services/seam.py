"""The database as the edges may name it: its type, whether it is away; never rows or kinds."""

from storage.absence import is_away
from storage.database import Database

__all__ = ["Database", "is_away"]
