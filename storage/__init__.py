"""ROWS: database, tables, the only SQL, migrations; queries by noun, no decisions."""
