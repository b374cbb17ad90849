"""A day in an address: /visits/day/2026-12-04/."""

from datetime import date


class DayConverter:
    """Turns a day in an address into a date and back; what is no day opens nothing."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Return the day; ValueError, hence “not found”, where there is none like it."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """Return the day as it stands in an address."""
        return value.isoformat()
