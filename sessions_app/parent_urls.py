"""The addresses of a parent’s personal page.

Messages carry the short form; anything else under /r/ is a link that opens nothing.
"""

from django.urls import URLPattern, path

from sessions_app.views import parent_ways, parents

app_name = "parents"
urlpatterns: list[URLPattern] = [
    path("<str:secret>", parents.parent_invitation, name="short"),
    path("<str:secret>/", parents.parent_invitation, name="invitation"),
    path("<str:secret>/answer/", parents.parent_answer, name="answer"),
    path("<str:secret>/details/", parents.parent_details, name="details"),
    path("<str:secret>/thanks/", parents.parent_thanks, name="thanks"),
    path("<str:secret>/language/", parent_ways.parent_language, name="language"),
    path("<str:secret>/instead/", parent_ways.parent_instead, name="instead"),
    path("<str:secret>/easier/", parent_ways.parent_easier, name="easier"),
    path("<str:secret>/stop/", parent_ways.parent_stop, name="stop"),
    path("<str:secret>/privacy/", parent_ways.parent_privacy, name="privacy"),
    path("<str:secret>/cuppa.ics", parents.parent_calendar, name="calendar"),
    path("", parents.parent_no_such_page, {"secret": ""}, name="nothing"),
    path("<path:secret>", parents.parent_no_such_page, name="nothing-there"),
]
