"""The whole loop, from the first /start to the receipt: its story, and ways to run the bot."""
