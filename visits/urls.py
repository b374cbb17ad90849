"""The addresses of home visits."""

from django.urls import URLPattern, path, register_converter

from pastoral.ui.days import DayConverter
from visits.views import (
    board,
    checking,
    covering,
    day,
    feeds,
    logbook,
    logs,
    offering,
    phone,
    planning,
    pressing,
    seeing,
    supervision,
    week,
    wording,
)

register_converter(DayConverter, "day")
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
    path("offers/", offering.offer_list, name="offers"),
    path("offer/", offering.visit_offer, name="offer"),
    path(f"{VISIT}offer/again/", offering.visit_offer_again, name="offer-again"),
    path(f"{VISIT}offer/take-back/", offering.visit_offer_take_back, name="offer-take-back"),
    path(f"{VISIT}answer/", offering.visit_answer, name="answer"),
    path("wishes/<uuid:answer_id>/settle/", offering.wish_settle, name="wish-settle"),
    #
    # Risk checks, and planning a visit.
    path("checks/", checking.check_list, name="risk-checks"),
    path("homes/<uuid:family_id>/check/", checking.risk_check, name="risk-check"),
    path(f"{VISIT}plan/", planning.visit_plan, name="plan"),
    path(f"{VISIT}move/", planning.visit_reschedule, name="reschedule"),
    path(f"{VISIT}call-off/", planning.visit_call_off, name="call-off"),
    path(f"{VISIT}nobody-in/", planning.visit_nobody_in, name="nobody-in"),
    #
    # The clock at the door, and the board.
    path("board/", board.board_page, name="board"),
    path(f"{VISIT}overdue/", board.overdue_page, name="overdue"),
    path(f"{VISIT}arrived/", pressing.visit_arrive, name="arrive"),
    path(f"{VISIT}left/", pressing.visit_leave, name="leave"),
    path(f"{VISIT}left-early/", pressing.visit_leave_early, name="leave-early"),
    path(f"{VISIT}longer/", pressing.visit_longer, name="longer"),
    path("alerts/<uuid:alert_id>/acknowledge/", pressing.alert_acknowledge, name="acknowledge"),
    #
    # One's day and week.
    path("day/<day:on>/", day.day_page, name="day"),
    path("day/", day.day_page, name="day"),
    path("week/<day:on>/", week.week_page, name="week"),
    path("week/", week.week_page, name="week"),
    path("week/timetable/", week.timetable_page, name="timetable"),
    path("week/timetable/<uuid:staff_id>/", week.timetable_of, name="timetable-of"),
    path("week/calendar/", feeds.feed_page, name="feed"),
    path(f"{VISIT}where/", day.visit_where, name="where"),
    path("children/<uuid:child_id>/line/", week.line_add, name="line-add"),
    path("children/<uuid:child_id>/what-helped/", week.what_helped, name="what-helped"),
    #
    # Who was not seen, and a Friday proposed.
    path("not-seen/", seeing.not_seen, name="not-seen"),
    path("homes/<uuid:family_id>/rhythm/", seeing.family_rhythm, name="rhythm"),
    path("friday/", seeing.friday, name="friday"),
    path("friday/confirm/", seeing.friday_confirm, name="friday-confirm"),
    #
    # What a phone keeps and sends.
    path("sw.js", phone.worker, name="worker"),
    path("sync/", phone.sync, name="sync"),
    path("kept/", phone.kept, name="kept"),
    path("kept/<uuid:item_id>/settle/", phone.kept_settle, name="kept-settle"),
    path(f"{VISIT}log/", logs.visit_log_one, name="log-one"),
    #
    # Cover and caseloads.
    path("caseloads/", covering.caseloads, name="caseloads"),
    path("cover/", covering.cover_add, name="cover-add"),
    path("cover/<uuid:cover_id>/end/", covering.cover_end, name="cover-end"),
    path("hand-on/<uuid:staff_id>/", covering.hand_on, name="hand-on"),
    path("supervision/", supervision.supervision, name="supervision"),
    path("supervision/<uuid:note_id>/read/", supervision.read_together, name="read-together"),
    #
    # Words to say otherwise.
    path("words/", wording.wording_page, name="wording"),
    path("words/reset/", wording.wording_reset, name="wording-reset"),
]
