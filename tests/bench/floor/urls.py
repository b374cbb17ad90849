"""The floor's addresses."""

from django.urls import path

from tests.bench.floor import views

urlpatterns = [
    path("page/<str:token>", views.page),
    path("answer/<str:token>", views.answer),
    path("report/<int:school>", views.report),
]
