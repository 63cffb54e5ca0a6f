"""TIME IN: one table of jobs; each asks the database what is due and decides nothing itself."""

OURS = "koc-dispatch"  # the public index has a package called scheduler too; bot/app.py looks here
