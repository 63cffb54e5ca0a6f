"""Message text: markup in, entities out, measured in UTF-16 as Telegram measures."""
