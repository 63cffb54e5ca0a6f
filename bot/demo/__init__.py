"""THE DEMO: local Telegram, bot and a small living world in one process; nothing imports it."""
