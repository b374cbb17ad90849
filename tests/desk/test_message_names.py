"""What staff call each kind of message that the product sends to a family."""

from collections.abc import Callable

import pytest
from django.test import Client

from pastoral import languages
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk import message_names
from pastoral.outbox import own_words
from pastoral.outbox.translations.shelf import FOR_COLLEAGUES
from tests import factories


def test_every_kind_of_message_to_a_family_has_a_name_and_no_other_has() -> None:
    sent = {m["key"] for pack in languages.packs().values() for m in pack.messages}
    to_families = {key for key in sent if not key.startswith(FOR_COLLEAGUES)}

    assert len(to_families) > 25
    assert set(message_names.NAMES) == to_families | {own_words.KEY}


@pytest.mark.django_db
def test_a_timeline_says_them(sign_in: Callable[[Viewer], Client]) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household = factories.make_family(viewer.setting, mentor=viewer.user)
    for key in ("seat-offered", "join-in-invite", "afternoon-moved"):
        factories.make_message(viewer.setting, household_id=household.pk, template_key=key)
    page = sign_in(viewer).get(household.get_absolute_url()).content.decode()

    for said in ("Offer of a seat by", "Invitation to join in by", "That it is on another day by"):
        assert said in page
