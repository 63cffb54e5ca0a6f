"""TESTS: they mirror the rooms, use real databases and real HTTP, and fake only the outside."""
