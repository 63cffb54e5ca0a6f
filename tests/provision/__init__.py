"""Fixtures for what tests stand on: databases and programs of the machine or of `make test`."""
