"""The addresses of families."""

from django.urls import URLPattern, path

from families.views import (
    adults,
    asking,
    context,
    homes,
    importing,
    listing,
    promises,
    restrictions,
    wishes,
)

app_name = "families"
FAMILY = "<uuid:family_id>/"
ADULT = f"{FAMILY}adults/<uuid:adult_id>/"
CHILD = f"{FAMILY}children/<uuid:child_id>/"
urlpatterns: list[URLPattern] = [
    path("", listing.family_list, name="list"),
    path("new/", listing.family_add, name="add"),
    path("import/", importing.import_start, name="import"),
    path("import/<uuid:upload_id>/", importing.import_preview, name="import-preview"),
    path("import/<uuid:upload_id>/map/", importing.import_map, name="import-map"),
    path("import/<uuid:upload_id>/drop/", importing.import_drop, name="import-drop"),
    path("context/", context.context_start, name="context"),
    path("context/<uuid:upload_id>/", context.context_preview, name="context-preview"),
    path("context/<uuid:upload_id>/drop/", context.context_drop, name="context-drop"),
    path("promises/", promises.promise_list, name="promises"),
    path("promises/new/", promises.promise_add, name="promise-add"),
    path("promises/<uuid:promise_id>/", promises.promise_close, name="promise-close"),
    path("wishes/<uuid:wish_id>/settle/", wishes.wish_settle, name="wish-settle"),
    # One family: its own page is the desk's, here is what one keeps of it.
    path(f"{FAMILY}home/", homes.home_edit, name="home"),
    path(f"{FAMILY}context/", context.context_family, name="context-family"),
    path(f"{FAMILY}pause/", homes.home_pause, name="pause"),
    path(f"{FAMILY}pause/end/", homes.home_unpause, name="unpause"),
    path(f"{FAMILY}mentor/", homes.mentor_assign, name="mentor"),
    path(f"{FAMILY}mentor/<uuid:assignment_id>/end/", homes.mentor_end, name="mentor-end"),
    path(f"{FAMILY}members/<uuid:member_id>/out/", adults.member_move_out, name="move-out"),
    path(f"{FAMILY}children/new/", homes.child_add, name="child-add"),
    path(CHILD, homes.child_edit, name="child"),
    path(f"{CHILD}leave/", homes.child_leave, name="child-leave"),
    path(f"{FAMILY}adults/new/", adults.adult_add, name="adult-add"),
    path(ADULT, adults.adult_edit, name="adult"),
    path(f"{ADULT}number/", adults.adult_number, name="number"),
    path(f"{ADULT}reach/", adults.adult_reach, name="reach"),
    path(f"{ADULT}contact/", adults.adult_contact, name="contact"),
    path(f"{ADULT}asking/", asking.adult_asking, name="asking"),
    path(f"{ADULT}died/", adults.adult_deceased, name="deceased"),
    path(f"{ADULT}restrictions/", restrictions.restriction_list, name="restrictions"),
    path(
        f"{ADULT}restrictions/<uuid:restriction_id>/end/",
        restrictions.restriction_end,
        name="restriction-end",
    ),
]
