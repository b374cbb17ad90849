"""Where a parent says that they are not happy with something, behind either kind of link."""

from django.urls import URLPattern, path

from pastoral.privacy.views import parents

app_name = "complain"
urlpatterns: list[URLPattern] = [
    path("r/<str:secret>/complain/", parents.parent_complaint, name="afternoon"),
    path("v/<str:secret>/complain/", parents.parent_visit_complaint, name="visit"),
]
