"""One module per revision, drafted by `make migration`."""
