"""What people are not happy with: their page, and those of who answers."""
