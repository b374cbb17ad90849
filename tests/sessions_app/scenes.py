"""The scenes that tests of afternoons begin with."""

from datetime import UTC, datetime

from pastoral.accounts.models import Setting
from pastoral.outbox.models import Message
from sessions_app.actions import inviting
from sessions_app.models import Afternoon
from tests.factories import make_afternoon, make_family, make_setting, make_staff

THURSDAY = datetime(2026, 11, 26, 16, 0, tzinfo=UTC)  # When families are asked.


def an_afternoon_with_families(count: int = 3, **fields: object) -> Afternoon:
    """An open afternoon and families who may be asked to it by e-mail."""
    setting = fields.pop("setting", None) or make_setting()
    assert isinstance(setting, Setting)
    for _ in range(count):
        make_family(setting)
    return make_afternoon(setting, **fields)


def invited(count: int = 3, **fields: object) -> Afternoon:
    """An afternoon whose families are asked, their messages gone."""
    afternoon = an_afternoon_with_families(count, **fields)
    inviting.invite(afternoon=afternoon, by=make_staff())
    let_them_go(THURSDAY)
    return afternoon


def let_them_go(at: datetime) -> None:
    """Let every message that waits be sent, as the outbox would."""
    Message.objects.waiting().update(state=Message.State.SENT, sent_at=at)


def keys(prefix: str) -> list[str]:
    """The keys of the messages of one kind."""
    found = Message.objects.filter(dedupe_key__startswith=f"{prefix}:")
    return list(found.values_list("dedupe_key", flat=True))
