"""The addresses of a family's page about a visit.

Messages carry the short form; anything else under /v/ is a link that opens nothing.
"""

from django.urls import URLPattern, path

from visits.views import parent_ways, parents

app_name = "visit-page"
urlpatterns: list[URLPattern] = [
    path("<str:secret>", parents.parent_visit, name="short"),
    path("<str:secret>/", parents.parent_visit, name="visit"),
    path("<str:secret>/answer/", parents.parent_visit_answer, name="answer"),
    path("<str:secret>/another-time/", parents.parent_visit_another_time, name="another-time"),
    path("<str:secret>/thanks/", parents.parent_visit_thanks, name="thanks"),
    path("<str:secret>/language/", parent_ways.parent_visit_language, name="language"),
    path("<str:secret>/stop/", parent_ways.parent_visit_stop, name="stop"),
    path("<str:secret>/privacy/", parent_ways.parent_visit_privacy, name="privacy"),
    path("", parents.parent_visit_no_such_page, {"secret": ""}, name="nothing"),
    path("<path:secret>", parents.parent_visit_no_such_page, name="nothing-there"),
]
