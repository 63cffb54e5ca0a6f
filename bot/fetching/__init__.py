"""The guarded way into the web; what may be asked is decided in domain/fetching."""
