"""The addresses of afternoons."""

from django.urls import URLPattern, path

from sessions_app.views import register

app_name = "afternoons"
urlpatterns: list[URLPattern] = [
    path("<uuid:afternoon_id>/register/", register.register_page, name="register"),
    path("<uuid:afternoon_id>/register/mark/", register.register_mark, name="register-mark"),
    path("<uuid:afternoon_id>/register/walk-in/", register.register_walk_in, name="register-walk-in"),
    path("<uuid:afternoon_id>/register/close/", register.register_close, name="register-close"),
]
