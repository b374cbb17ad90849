"""The addresses of the setting, its staff and its calendar."""

from django.urls import URLPattern, path

app_name = "accounts"
urlpatterns: list[URLPattern] = [

]
