"""The addresses of pages that read across the apps."""

from django.urls import URLPattern, path

from pastoral.desk.views import family, figures_out, health, home, mine, reports

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("more/", home.more, name="more"),
    path("families/<uuid:family_id>/", family.family_page, name="family"),
    path("figures/", reports.reports, name="reports"),
    path("figures/all/", reports.figures_all, name="figures-all"),
    path("figures/mine/", mine.mine, name="mine"),
    path("figures/governors/", reports.governors, name="governors"),
    path("figures/trust/", reports.trust, name="trust"),
    path("figures/out/", figures_out.figures_out, name="figures-out"),
    path("figures/<slug:period>/<slug:measure>/", reports.figure, name="figure"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
