"""HTTP IN: console, signed API, Telegram's webhook, health, Prometheus; decides nothing."""
