"""The addresses of the setting, its staff and its calendar."""

from django.urls import path

from pastoral.accounts import views

app_name = "accounts"
urlpatterns = [
    path("join/<str:secret>/", views.join, name="join"),
    path("setting/", views.choose_setting, name="choose-setting"),
    path("you/phone/", views.your_phone, name="your-phone"),
    path("staff/", views.staff_list, name="staff"),
    path("staff/invite/", views.staff_invite, name="staff-invite"),
    path("staff/<uuid:staff_id>/", views.staff_member, name="staff-member"),
    path("staff/<uuid:staff_id>/off/", views.staff_off, name="staff-off"),
    path("staff/<uuid:staff_id>/supervisor/", views.staff_supervisor, name="staff-supervisor"),
    path("staff/roles/<uuid:membership_id>/end/", views.role_end, name="role-end"),
    path(
        "staff/invitations/<uuid:invitation_id>/take-back/",
        views.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("calendar/", views.calendar_page, name="calendar"),
    path("calendar/half-terms/", views.half_terms_page, name="half-terms"),
    path("calendar/<uuid:day_id>/remove/", views.calendar_day_remove, name="calendar-day-remove"),
    path("policy/", views.policy_page, name="policy"),
]
