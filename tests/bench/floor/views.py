"""The floor's pages: one query and a small template, or three statements and a redirect."""

import json

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from tests.bench.floor.models import Invitation

CHOICES = [("yes", "Yes"), ("no", "No"), ("maybe", "Perhaps")]
FIND = """SELECT i.id, e.starts_at FROM floor_invitation i JOIN floor_event e ON e.id = i.event_id
          WHERE i.token = %s FOR NO KEY UPDATE OF i"""
KEEP = """INSERT INTO floor_rsvp (invitation_id, status, adults, children, note, responded_at)
          VALUES (%s, %s, %s, %s, %s, now())
          ON CONFLICT (invitation_id) DO UPDATE SET status = excluded.status,
            adults = excluded.adults, children = excluded.children, note = excluded.note,
            responded_at = excluded.responded_at"""
SAY = "INSERT INTO floor_audit (at, what, about_id, detail) VALUES (now(), 'rsvp', %s, %s)"
TERMS = """SELECT term, invited, answered, yes, came, families, families_came
           FROM floor_schoolterm WHERE school_id = %s ORDER BY term"""


def page(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation with its event and present answer: one query over three tables."""
    found = Invitation.objects.select_related("event", "rsvp").filter(token=token).first()
    if found is None:
        return HttpResponseNotFound()
    shown = {"invitation": found, "event": found.event, "choices": CHOICES, "token": token}
    return render(request, "page.html", {**shown, "rsvp": getattr(found, "rsvp", None)})


@csrf_exempt
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Look up, upsert, one line in a trail: three statements in one transaction."""
    said = request.POST
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FIND, [token])
        row = cursor.fetchone()
        if row is None:
            return HttpResponseNotFound()
        cursor.execute(
            KEEP,
            [row[0], said["answer"], int(said.get("adults", 1)), 0, said.get("note", "")[:200]],
        )
        cursor.execute(SAY, [row[0], json.dumps({"status": said["answer"]})])
    return HttpResponseRedirect(f"/page/{token}")


def report(request: HttpRequest, school: int) -> HttpResponse:
    """A school's terms, rolled up before: one query and a table."""
    with connection.cursor() as cursor:
        cursor.execute(TERMS, [school])
        rows = cursor.fetchall()
    return render(request, "report.html", {"school": school, "rows": rows})
