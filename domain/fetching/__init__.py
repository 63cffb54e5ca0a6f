"""What may be asked of the web and what came of it; pure rules, the client is bot/fetching."""
