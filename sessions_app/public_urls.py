"""The address on a poster: what is on next at a place."""

from django.urls import URLPattern, path

from sessions_app.views import whats_on

app_name = "whats-on"
urlpatterns: list[URLPattern] = [path("<slug:code>/", whats_on.whats_on_next, name="next")]
