"""The addresses of a parent’s personal page."""

from django.urls import URLPattern, path

app_name = "parents"
urlpatterns: list[URLPattern] = [

]
