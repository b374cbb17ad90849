"""What is measured inside the product's own process; each word prints one JSON object.

    python -m tests.bench.inside sessions figures.jsonl 50
    python -m tests.bench.inside statements SECRET | shows SECRET | page SECRET
    python -m tests.bench.inside ask | families | timeline

The database is the one DATABASE_URL names; what is changed here is rolled back.
"""

import gzip
import json
import re
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up before
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from families.models import Adult, ContactLog, Household, Promise  # noqa: E402
from pastoral import links, memory  # noqa: E402
from pastoral.accounts.models import Membership, Setting, Staff  # noqa: E402
from pastoral.accounts.roles import Role  # noqa: E402
from pastoral.accounts.viewers import Viewer  # noqa: E402
from pastoral.desk import timeline as timelines  # noqa: E402
from pastoral.outbox import words  # noqa: E402
from pastoral.outbox.models import Message  # noqa: E402
from sessions_app.actions import inviting  # noqa: E402
from sessions_app.models import Afternoon, Invitation  # noqa: E402
from visits.models import HomeVisit, VisitNote  # noqa: E402

HOST = "127.0.0.1"
ROUNDS = 15


def sessions(to: str, count: str) -> dict[str, Any]:
    """Sign in the heads of some settings, and write their requests for the page of figures."""
    heads = Membership.objects.filter(role=Role.HEAD).select_related("staff").order_by("pk")
    step = max(heads.count() // int(count), 1)
    chosen = [m for n, m in enumerate(heads) if n % step == 0][: int(count)]
    lines = [
        json.dumps({"path": "/figures/", "cookie": f"sessionid={_signed_in(m.staff)}"})
        for m in chosen
    ]
    Path(to).write_text("\n".join(lines) + "\n")
    return {"heads": len(lines)}


def _signed_in(staff: Staff) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = f"{staff.pk}"
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.set_expiry(4 * 3600)
    session.save()
    return str(session.session_key)


def statements(secret: str) -> dict[str, Any]:
    """Count the statements of a parent's page, of her answer, and of the whole (P4)."""
    client = Client(SERVER_NAME=HOST)
    client.get(f"/r/{secret}/")
    page = _counted(lambda: client.get(f"/r/{secret}/"))
    answer = _counted(lambda: client.post(f"/r/{secret}/answer/", {"answer": "yes"}))
    thanks = _counted(lambda: client.get(f"/r/{secret}/thanks/"))
    return {"page": page, "answer": answer, "whole": page + answer + thanks}


def _counted(do: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer = do()
    assert answer.status_code in (200, 302, 303), answer.status_code
    return len(asked)


def page(secret: str) -> dict[str, Any]:
    """Weigh a parent's page, and count what it makes a phone ask for besides (P19)."""
    body = Client(SERVER_NAME=HOST).get(f"/r/{secret}/").content
    asks = re.findall(rb'<(?:script|img|iframe)\b[^>]*\bsrc=|<link\b[^>]*rel="stylesheet"', body)
    return {"bytes": len(body), "compressed": len(gzip.compress(body)), "requests": 1 + len(asks)}


def shows(secret: str) -> dict[str, Any]:
    """Answer, and see how soon the page of figures knows (P15)."""
    invitation = Invitation.objects.get(link_digest=links.digest_of(secret))
    lead = Staff.objects.get(
        memberships__role=Role.LEAD, memberships__setting=invitation.setting_id
    )
    client, answering = Client(SERVER_NAME=HOST), Client(SERVER_NAME=HOST)
    client.force_login(lead)
    Invitation.objects.filter(pk=invitation.pk).update(
        answer="", answered_at=None, answered_via="", state="sent"
    )
    before = _unanswered(client)
    assert answering.post(f"/r/{secret}/answer/", {"answer": "yes"}).status_code in (302, 303)
    began = time.perf_counter()
    while _unanswered(client) != before - 1 and time.perf_counter() - began < 10:
        time.sleep(0.05)
    return {"seconds": time.perf_counter() - began}


def _unanswered(client: Client) -> int:
    found = re.search(
        r"(\d+) of \d+ invitations have no answer", client.get("/figures/").content.decode()
    )
    assert found
    return int(found.group(1))


def ask() -> dict[str, Any]:
    """Decide about everyone in the one large setting and queue their messages (P8)."""
    words.load_shipped()
    afternoon = Afternoon.objects.filter(state="planned").order_by("on").first()
    assert afternoon
    memory.settle()  # As the web process does.
    lead = Staff.objects.get(memberships__role=Role.LEAD, memberships__setting=afternoon.setting)
    with transaction.atomic():
        Afternoon.objects.filter(pk=afternoon.pk).update(state="open")
        began = time.perf_counter()
        invited = inviting.invite(afternoon=afternoon, by=lead)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return {"seconds": seconds, "asked": invited.asked, "considered": invited.run.considered}


def families() -> dict[str, Any]:
    """List 10 and 100 families of one setting: statements and time of the page (P18)."""
    setting = Setting.objects.order_by("code")[0]
    lead = Staff.objects.get(memberships__role=Role.LEAD, memberships__setting=setting)
    found: dict[str, Any] = {}
    with transaction.atomic():
        everyone = list(
            Household.objects.filter(setting=setting).order_by("pk").values_list("pk", flat=True)
        )
        for rows in (100, 10):
            Household.objects.filter(pk__in=everyone[rows:]).update(removed_at=timezone.now())
            client = Client(SERVER_NAME=HOST)
            client.force_login(lead)
            client.get("/families/")
            shown = client.get("/families/").content.count(b"list-row__title") or rows
            waits = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                client.get("/families/")
                waits.append(time.perf_counter() - began)
            found[f"{rows}"] = {
                "rows": shown, "statements": _counted(partial(client.get, "/families/")),
                "ms": median(waits) * 1000,
            }  # fmt: skip
        transaction.set_rollback(True)
    return found


def timeline() -> dict[str, Any]:
    """Open a family's page with 50 and with 1,000 entries: statements and time (V1, V2)."""
    setting = Setting.objects.order_by("code")[0]
    lead = Staff.objects.get(memberships__role=Role.LEAD, memberships__setting=setting)
    household = Household.objects.filter(setting=setting).order_by("pk")[0]
    found: dict[str, Any] = {}
    with transaction.atomic():
        Invitation.objects.filter(household=household).delete()
        HomeVisit.objects.filter(household=household).delete()
        ContactLog.objects.filter(household=household).delete()
        before = 0
        for entries in (50, 1000):
            _live_through(household, lead, before, entries)
            before = entries
            client = Client(SERVER_NAME=HOST)
            client.force_login(lead)
            address = f"/families/{household.pk}/"
            client.get(address)
            waits = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                client.get(address)
                waits.append(time.perf_counter() - began)
            viewer = Viewer(user=lead, setting=setting, roles=frozenset({Role.LEAD}))
            found[f"{entries}"] = {
                "entries": len(timelines.of_family(viewer, household)),
                "statements": _counted(partial(client.get, address)),
                "ms": median(waits) * 1000,
            }
        transaction.set_rollback(True)
    return found


def _live_through(household: Household, staff: Staff, done: int, entries: int) -> None:
    """Give a family entries of every kind, in equal parts: visits with notes, words, promises, messages."""
    adult = Adult.objects.filter(homes__household=household)[0]
    of = {"setting": household.setting, "household": household}
    today = timezone.localdate()
    each = range(done // 4, entries // 4)
    visits = HomeVisit.objects.bulk_create(
        HomeVisit(
            **of, mentor=staff, planned_on=today - timedelta(days=n + 1), state="completed",
            outcome="completed",
        )
        for n in each
    )  # fmt: skip
    VisitNote.objects.bulk_create(
        VisitNote(
            setting=household.setting, visit=visit, written_by=staff, written_at=timezone.now(),
            going_well="“She read to me.”",
        )
        for visit in visits
    )  # fmt: skip
    ContactLog.objects.bulk_create(
        ContactLog(
            **of, adult=adult, channel="voice", line="A word at the gate.",
            happened_at=timezone.now() - timedelta(days=n), created_by=staff,
        )
        for n in each
    )  # fmt: skip
    Promise.objects.bulk_create(
        Promise(
            **of, what="Bring the bus form", owner=staff, due_on=today - timedelta(days=n),
            made_in="visit", state="done", closed_at=timezone.now(), closed_by=staff,
        )
        for n in each
    )  # fmt: skip
    Message.objects.bulk_create(
        Message(
            setting=household.setting, household_id=household.pk, adult_id=adult.pk,
            template_key="visit-offer", channel="email", to="parent@example.org", body="Hi.",
            state="sent", sent_at=timezone.now(), not_before=timezone.now(),
            dedupe_key=f"bench:{household.pk}:{n}",
        )
        for n in each
    )  # fmt: skip


WORDS: dict[str, Callable[..., dict[str, Any]]] = {
    "sessions": sessions, "statements": statements, "page": page, "shows": shows,
    "ask": ask, "families": families, "timeline": timeline,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(WORDS[sys.argv[1]](*sys.argv[2:])))
