"""The invariants as queries: each finds the rows that break it, and none on a sound database."""
