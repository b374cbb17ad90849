"""The address of a private calendar."""

from django.urls import URLPattern, path

from visits.views import feeds

app_name = "calendar-feed"
urlpatterns: list[URLPattern] = [
    path("<str:secret>.ics", feeds.calendar_feed, name="visits"),
]
