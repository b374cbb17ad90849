"""Forms about home visits."""
