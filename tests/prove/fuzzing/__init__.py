"""Broken inputs by the million: samples, changes, the parsers they go to, and planted mistakes."""
