"""Pages about home visits."""
