"""The addresses of afternoons."""

from django.urls import URLPattern, path

from sessions_app.views import activities, answers, inviting, planning, register

app_name = "afternoons"
urlpatterns: list[URLPattern] = [
    path("", planning.afternoon_list, name="list"),
    path("series/new/", planning.series_create, name="series-create"),
    path("activities/", activities.activity_list, name="activities"),
    path("activities/new/", activities.activity_create, name="activity-create"),
    path("activities/<uuid:activity_id>/", activities.activity_detail, name="activity"),
    path("<uuid:afternoon_id>/", planning.afternoon_detail, name="detail"),
    path("<uuid:afternoon_id>/edit/", planning.afternoon_edit, name="edit"),
    path("<uuid:afternoon_id>/move/", planning.afternoon_move, name="move"),
    path("<uuid:afternoon_id>/cancel/", planning.afternoon_cancel, name="cancel"),
    path("<uuid:afternoon_id>/open/", planning.afternoon_open, name="open"),
    path("<uuid:afternoon_id>/allergens/", planning.afternoon_allergens, name="allergens"),
    path("<uuid:afternoon_id>/held/", planning.afternoon_held, name="held"),
    path("<uuid:afternoon_id>/invite/", inviting.afternoon_invite, name="invite"),
    path("<uuid:afternoon_id>/invite/<slug:which>/", inviting.invite_list, name="invite-list"),
    path("<uuid:afternoon_id>/answers/", answers.answer_list, name="answers"),
    path(
        "<uuid:afternoon_id>/answers/<uuid:invitation_id>/",
        answers.answer_record,
        name="answer-record",
    ),
    path(
        "<uuid:afternoon_id>/answers/<uuid:invitation_id>/decide/",
        answers.answer_decide,
        name="answer-decide",
    ),
    path("<uuid:afternoon_id>/register/", register.register_page, name="register"),
    path("<uuid:afternoon_id>/register/mark/", register.register_mark, name="register-mark"),
    path(
        "<uuid:afternoon_id>/register/walk-in/", register.register_walk_in, name="register-walk-in"
    ),
    path("<uuid:afternoon_id>/register/close/", register.register_close, name="register-close"),
]
