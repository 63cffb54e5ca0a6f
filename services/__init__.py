"""USE CASES: plain functions (connection, facts, *, now); never commit, send or await."""
