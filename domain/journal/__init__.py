"""The ledger as bookkeeping programs read it; files and rows are others'."""
