"""Risk signals: measured oddities with their evidence; a person decides what they mean."""
