"""The pump under kills: what Telegram accepted against what the rows say, at every boundary."""
