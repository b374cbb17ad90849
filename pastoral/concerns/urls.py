"""The addresses of worries."""

from django.urls import path

from pastoral.concerns import views

app_name = "concerns"
urlpatterns = [
    path("", views.worried, name="worried"),
    path("write/", views.worry_write, name="write"),
    path("mine/", views.worry_mine, name="mine"),
    path("mine/<uuid:worry_id>/add/", views.worry_add, name="add"),
    # For who reads them.
    path("inbox/", views.worry_inbox, name="inbox"),
    path("inbox/<uuid:worry_id>/", views.worry_read, name="read"),
    path("inbox/<uuid:worry_id>/acknowledge/", views.worry_acknowledge, name="acknowledge"),
]
