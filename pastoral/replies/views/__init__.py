"""The pages of replies: what came in, and what goes out by hand."""
