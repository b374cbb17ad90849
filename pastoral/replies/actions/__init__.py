"""What changes because of a text, or by hand."""
