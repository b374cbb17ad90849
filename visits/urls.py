"""The addresses of home visits."""

from django.urls import URLPattern, path

from visits.views import logbook, logs, phone, wording

app_name = "visits"
VISIT = "<uuid:visit_id>/"
urlpatterns: list[URLPattern] = [
    # The visits that were.
    path("", logbook.visit_list, name="list"),
    path("log/", logs.visit_log, name="log"),
    path(VISIT, logbook.visit_detail, name="detail"),
    path(f"{VISIT}note/", logbook.note_edit, name="note"),
    path(f"{VISIT}take-back/", logbook.visit_take_back, name="take-back"),
    #
    # Offering a visit, and what the family said.
    #
    # Risk checks, and planning a visit.
    #
    # The clock at the door, and the board.
    #
    # One's day and week.
    #
    # Who was not seen, and a Friday proposed.
    #
    # What a phone keeps and sends.
    path("sw.js", phone.worker, name="worker"),
    path("sync/", phone.sync, name="sync"),
    path("kept/", phone.kept, name="kept"),
    path("kept/<uuid:item_id>/settle/", phone.kept_settle, name="kept-settle"),
    path(f"{VISIT}log/", logs.visit_log_one, name="log-one"),
    #
    # Cover and caseloads.
    #
    # Words to say otherwise.
    path("words/", wording.wording_page, name="wording"),
    path("words/reset/", wording.wording_reset, name="wording-reset"),
]
