"""The database as the edges may name it: its type, whether it is away; never rows or kinds."""

from storage.database import Database, is_away

__all__ = ["Database", "is_away"]
