"""How allauth signs our staff in: nobody signs up, people are invited."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.accounts.viewers import viewer_for


class StaffAdapter(DefaultAccountAdapter):
    """Close sign-up, write each sign-in to the trail, and speak as the rest of us speak."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "That e-mail address and that password don’t go together. Have another try, "
            "or choose a new password with the link below."
        ),
        "too_many_login_attempts": "That was a lot of tries. Please wait five minutes, then try again.",
        "enter_current_password": "That isn’t the password you have now.",
        "incorrect_password": "That isn’t your password. Have another try.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No: see actions.invite_staff."""
        return False

    def login(self, request: HttpRequest, user: Staff) -> None:
        """Sign the person in, and say so in the trail."""
        super().login(request, user)
        viewer = viewer_for(user, None, timezone.localdate())
        trail.signed_in(
            by=user, setting=viewer.setting if viewer else None, ip=trail.ip_of(request.META)
        )

    def format_email_subject(self, subject: str) -> str:
        """Leave the subject as it is: the sender’s name says who writes."""
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a reset, on the site’s own address whatever the request claimed."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.SITE_URL}{path.replace('UID-KEY', key)}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> Any:
        """Go on to the first page once the password is changed."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)
