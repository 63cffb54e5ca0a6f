"""Separate hosts, each with a network of its own, in one machine."""
