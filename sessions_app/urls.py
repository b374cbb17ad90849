"""The addresses of afternoons."""

from django.urls import URLPattern, path

app_name = "afternoons"
urlpatterns: list[URLPattern] = [

]
