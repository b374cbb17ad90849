"""The addresses of complaints, for those who answer them."""

from django.urls import URLPattern, path

from pastoral.privacy.views import complaints

app_name = "complaints"
urlpatterns: list[URLPattern] = [
    path("", complaints.complaint_list, name="list"),
    path("<uuid:complaint_id>/", complaints.complaint_page, name="complaint"),
    path("<uuid:complaint_id>/acknowledge/", complaints.complaint_acknowledge, name="acknowledge"),
]
