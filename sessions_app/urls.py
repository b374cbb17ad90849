"""The addresses of afternoons."""

from django.urls import URLPattern, path

from sessions_app.views import (
    activities,
    answers,
    caring,
    inviting,
    mornings,
    paper,
    plan,
    planning,
    pressing,
    pulses,
    register,
)

app_name = "afternoons"
urlpatterns: list[URLPattern] = [
    path("", planning.afternoon_list, name="list"),
    path("series/new/", planning.series_create, name="series-create"),
    path("join-in/new/", mornings.morning_create, name="morning-create"),
    path("<uuid:afternoon_id>/children/", mornings.morning_children, name="morning-children"),
    path("series/<uuid:series_id>/", plan.series_detail, name="series"),
    path("series/<uuid:series_id>/edit/", plan.series_edit, name="series-edit"),
    path("activities/", activities.activity_list, name="activities"),
    path("activities/new/", activities.activity_create, name="activity-create"),
    path("activities/<uuid:activity_id>/", activities.activity_detail, name="activity"),
    path("activities/<uuid:activity_id>/edit/", activities.activity_edit, name="activity-edit"),
    path(
        "activities/<uuid:activity_id>/take-out/",
        activities.activity_take_out,
        name="activity-take-out",
    ),
    path("<uuid:afternoon_id>/", planning.afternoon_detail, name="detail"),
    path("<uuid:afternoon_id>/edit/", planning.afternoon_edit, name="edit"),
    path("<uuid:afternoon_id>/sheet/", paper.afternoon_sheet, name="sheet"),
    path("<uuid:afternoon_id>/sheet.pdf", paper.afternoon_sheet_pdf, name="sheet-pdf"),
    path("<uuid:afternoon_id>/poster/", paper.afternoon_poster, name="poster"),
    path("<uuid:afternoon_id>/duties/", plan.afternoon_duties, name="duties"),
    path("<uuid:afternoon_id>/duties/<uuid:duty_id>/remove/", plan.duty_remove, name="duty-remove"),
    path("<uuid:afternoon_id>/move/", planning.afternoon_move, name="move"),
    path("<uuid:afternoon_id>/cancel/", planning.afternoon_cancel, name="cancel"),
    path("<uuid:afternoon_id>/open/", planning.afternoon_open, name="open"),
    path("<uuid:afternoon_id>/allergens/", planning.afternoon_allergens, name="allergens"),
    path("<uuid:afternoon_id>/held/", planning.afternoon_held, name="held"),
    path("<uuid:afternoon_id>/pairs/", inviting.afternoon_pairs, name="pairs"),
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
    path("<uuid:afternoon_id>/after/", caring.after_page, name="after"),
    path("<uuid:afternoon_id>/after/all/", caring.care_send_all, name="care-send-all"),
    path("<uuid:afternoon_id>/after/<uuid:care_note_id>/", caring.care_decide, name="care-decide"),
    path("<uuid:afternoon_id>/pulse/", pulses.pulse_square, name="pulse"),
    path("<uuid:afternoon_id>/pulse/sheets/", pulses.pulse_sheets, name="pulse-sheets"),
    path("<uuid:afternoon_id>/pulse/enter/", pulses.pulse_enter, name="pulse-enter"),
    path(
        "<uuid:afternoon_id>/pulse/<int:pulse_id>/release/",
        pulses.pulse_release,
        name="pulse-release",
    ),
    path("sw.js", pressing.worker, name="worker"),
    path("press/", pressing.register_press, name="register-press"),
    path("<uuid:afternoon_id>/register/", register.register_page, name="register"),
    path("<uuid:afternoon_id>/register/mark/", register.register_mark, name="register-mark"),
    path(
        "<uuid:afternoon_id>/register/walk-in/", register.register_walk_in, name="register-walk-in"
    ),
    path("<uuid:afternoon_id>/register/close/", register.register_close, name="register-close"),
]
