"""The addresses of families."""

from django.urls import URLPattern, path

app_name = "families"
urlpatterns: list[URLPattern] = [

]
