"""Every address of Alongside."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    # First, as they are asked for most: each line above would cost every parent a little. (What
    # both kinds of links lead to stands before them: they take whatever else begins as they do.)
    path("", include("pastoral.privacy.parent_urls")),
    path("r/", include("sessions_app.parent_urls")),
    path("p/", include("sessions_app.pulse_urls")),
    path("v/", include("visits.parent_urls")),
    path("complaints/", include("pastoral.privacy.urls")),
    path("figures/termly/", include("pastoral.termly.urls")),  # Before figures/<period>/<measure>/.
    path("", include("pastoral.desk.urls")),
    path("", include("pastoral.accounts.urls")),
    path("accounts/", include("pastoral.accounts.sign_in_urls")),
    path("families/", include("families.urls")),
    path("visits/", include("visits.urls")),
    path("w/", include("sessions_app.public_urls")),
    path("c/", include("visits.feed_urls")),
    path("afternoons/", include("sessions_app.urls")),
    path("messages/", include("pastoral.outbox.urls")),
    path("hooks/", include("pastoral.outbox.hooks.urls")),
    path("messages/", include("pastoral.replies.urls")),
    path("worried/", include("pastoral.concerns.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("pastoral.demo.urls")))
