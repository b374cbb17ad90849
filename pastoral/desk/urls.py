"""The addresses of pages that read across the apps."""

from django.urls import URLPattern, path

app_name = "desk"
urlpatterns: list[URLPattern] = [

]
