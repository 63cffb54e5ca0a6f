"""A year of reminders in simulated time, for creators on every clock; what must hold is by hand."""
