"""Every address of Alongside."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    # First, as it is asked for most: each line above it would cost every parent a little.
    path("r/", include("sessions_app.parent_urls")),
    path("v/", include("visits.parent_urls")),
    path("", include("pastoral.desk.urls")),
    path("", include("pastoral.accounts.urls")),
    path("accounts/", include("pastoral.accounts.sign_in_urls")),
    path("families/", include("families.urls")),
    path("visits/", include("visits.urls")),
    path("c/", include("visits.feed_urls")),
    path("afternoons/", include("sessions_app.urls")),
    path("messages/", include("pastoral.outbox.urls")),
    path("worried/", include("pastoral.concerns.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("pastoral.demo.urls")))
