"""THE PROCESS: command line, configuration, wiring, start and stop; no rule lives here."""
