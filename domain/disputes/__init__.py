"""What a creator may object to, and how that is heard and ends; pure, no rows."""
