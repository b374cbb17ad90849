"""Forms about families."""
