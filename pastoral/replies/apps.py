"""What families text back, and what goes out by hand."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    """The app."""

    name = "pastoral.replies"
    label = "replies"
