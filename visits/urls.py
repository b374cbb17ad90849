"""The addresses of home visits."""

from django.urls import URLPattern, path

app_name = "visits"
urlpatterns: list[URLPattern] = [

]
