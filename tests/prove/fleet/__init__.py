"""Several processes behind one webhook: updates repeated, reordered, and killed under."""
