"""The staff console: pages of plain HTML and forms, no script; what they do is services'."""
