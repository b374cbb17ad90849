"""The addresses of the demonstration."""

from django.urls import URLPattern, path

app_name = "demo"
urlpatterns: list[URLPattern] = [

]
