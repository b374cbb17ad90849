"""The addresses of the demonstration."""

from django.urls import path

from pastoral.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.look_around, name="look-around"),
    path("as/<slug:name>/", views.look_as, name="look-as"),
    path("phone/", views.parent_phone, name="parent-phone"),
]
