"""The addresses of pages that read across the apps."""

from django.urls import URLPattern, path

from pastoral.desk.views import family, health, home, reports

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("more/", home.more, name="more"),
    path("families/<uuid:family_id>/", family.family_page, name="family"),
    path("figures/", reports.reports, name="reports"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
