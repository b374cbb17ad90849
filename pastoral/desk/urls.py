"""The addresses of pages that read across the apps."""

from django.urls import URLPattern, path

from pastoral.desk import home_views

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", home_views.home, name="home"),
    path("more/", home_views.more, name="more"),

]
