"""The addresses of the outbox."""

from django.urls import path

from pastoral.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.message_list, name="list"),
    path("<uuid:message_id>/settle/", views.message_settle, name="settle"),
    path("<uuid:message_id>/try-again/", views.message_try_again, name="try-again"),
]
