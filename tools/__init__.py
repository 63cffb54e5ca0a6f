"""Scripts that prepare and check a working copy; nothing here runs in production."""
