"""Pages about afternoons, and the parents’ own."""
