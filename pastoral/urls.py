"""Every address of Alongside."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("pastoral.desk.urls")),
    path("", include("pastoral.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("families/", include("families.urls")),
    path("visits/", include("visits.urls")),
    path("afternoons/", include("sessions_app.urls")),
    path("r/", include("sessions_app.parent_urls")),
    path("worried/", include("pastoral.concerns.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("pastoral.demo.urls")))
