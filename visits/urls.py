"""The addresses of home visits."""

from django.urls import path

from visits import views

app_name = "visits"
urlpatterns = [
    path("", views.visit_list, name="list"),
    path("log/", views.visit_log, name="log"),
    path("<uuid:visit_id>/", views.visit_detail, name="detail"),
    path("<uuid:visit_id>/note/", views.note_edit, name="note"),
    path("<uuid:visit_id>/take-back/", views.visit_take_back, name="take-back"),
]
