"""The peers: bots written the plain way, so that a ratio means something."""
