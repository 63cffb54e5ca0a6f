"""What a page tells of a post, and when it is looked at again; nothing is fetched here."""
