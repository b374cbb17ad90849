"""The addresses of a parent’s personal page.

Messages carry the short form; anything else under /r/ is a link that opens nothing.
"""

from django.urls import URLPattern, path

from sessions_app.views import parents

app_name = "parents"
urlpatterns: list[URLPattern] = [
    path("<str:secret>", parents.parent_invitation, name="short"),
    path("<str:secret>/", parents.parent_invitation, name="invitation"),
    path("<str:secret>/answer/", parents.parent_answer, name="answer"),
    path("<str:secret>/details/", parents.parent_details, name="details"),
    path("<str:secret>/thanks/", parents.parent_thanks, name="thanks"),
    path("<str:secret>/cuppa.ics", parents.parent_calendar, name="calendar"),
    path("", parents.parent_no_such_page, {"secret": ""}, name="nothing"),
    path("<path:secret>", parents.parent_no_such_page, name="nothing-there"),
]
