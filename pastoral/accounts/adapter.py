"""How allauth signs our staff in: nobody signs up, people are invited."""

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter

if TYPE_CHECKING:
    from django.http import HttpRequest


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Close sign-up: an account begins with an invitation."""

    def is_open_for_signup(self, request: "HttpRequest") -> bool:  # noqa: ARG002 - allauth's shape
        """No: see actions.invite_staff."""
        return False
