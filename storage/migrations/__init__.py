"""Schema changes in their order; run by storage/migrate."""
