"""The addresses of worries."""

from django.urls import path

from pastoral.concerns import views

app_name = "concerns"
urlpatterns = [
    path("", views.worried, name="worried"),
]
