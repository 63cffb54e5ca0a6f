"""Why a process ends by itself: for the one who started it, in one clear line."""


class CannotGoOn(Exception):
    """Its words say what to mend; no secret is among them."""


class Outgrown(CannotGoOn):
    """The tables are a newer release's that serves us no more: starting again does not help."""
