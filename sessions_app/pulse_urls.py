"""The address of an afternoon’s four questions."""

from django.urls import URLPattern, path

from sessions_app.views.pulse_page import pulse_page

app_name = "pulse-page"
urlpatterns: list[URLPattern] = [
    path("", pulse_page, {"secret": ""}, name="nothing"),
    path("<path:secret>", pulse_page, name="questions"),
]
