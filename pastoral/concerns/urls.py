"""The addresses of worries."""

from django.urls import URLPattern, path

app_name = "concerns"
urlpatterns: list[URLPattern] = [

]
