"""The addresses of reports of terms."""

from django.urls import URLPattern, path

from pastoral.termly import views

app_name = "termly"
urlpatterns: list[URLPattern] = [
    path("", views.report_list, name="list"),
    path("make/", views.report_make, name="make"),
    path("<uuid:report_id>/", views.report_page, name="report"),
    path("<uuid:report_id>/again/", views.report_again, name="again"),
]
