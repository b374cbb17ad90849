"""Text that is unreadable at rest."""

from base64 import urlsafe_b64decode

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.db import connection

from pastoral import crypto
from pastoral.concerns.models import Worry
from tests.factories import make_worry

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_is_sealed_opens_again_and_looks_like_nothing() -> None:
    sealed = crypto.seal("Zoë’s own words")

    assert b"words" not in urlsafe_b64decode(sealed)  # Two letters could stand there by chance.
    assert crypto.unseal(sealed) == "Zoë’s own words"
    assert crypto.seal("same") != crypto.seal("same")


def test_nothing_stays_nothing() -> None:
    assert crypto.seal("") == crypto.unseal("") == crypto.fingerprint("") == ""


def test_a_new_key_reads_what_the_old_one_sealed(settings: object) -> None:
    settings.FIELD_KEYS = [OLD]  # type: ignore[attr-defined]
    sealed = crypto.seal("before")

    settings.FIELD_KEYS = [NEW, OLD]  # type: ignore[attr-defined]
    after = crypto.seal("after")

    assert crypto.unseal(sealed) == "before"
    settings.FIELD_KEYS = [NEW]  # type: ignore[attr-defined]
    assert crypto.unseal(after) == "after"
    with pytest.raises(crypto.UnreadableText, match="No key in FIELD_KEYS"):
        crypto.unseal(sealed)


def test_a_text_somebody_meddled_with_does_not_open() -> None:
    sealed = crypto.seal("as it was")

    with pytest.raises(crypto.UnreadableText):
        crypto.unseal(sealed[:-4] + "AAA=")


def test_fingerprints_of_equal_texts_are_equal_only_under_one_key(settings: object) -> None:
    settings.FINGERPRINT_KEY = "one"  # type: ignore[attr-defined]
    first = crypto.fingerprint("1 Elm Road")

    assert crypto.fingerprint("1 Elm Road") == first
    assert crypto.fingerprint("2 Elm Road") != first
    settings.FINGERPRINT_KEY = "two"  # type: ignore[attr-defined]
    assert crypto.fingerprint("1 Elm Road") != first


@pytest.mark.django_db
def test_the_column_holds_only_ciphertext() -> None:
    worry = make_worry(facts="A mark on the arm.")

    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM concerns_worry")
        kept = cursor.fetchone()[0]

    assert "mark" not in kept
    assert Worry.objects.get(pk=worry.pk).facts == "A mark on the arm."


@pytest.mark.django_db
def test_an_encrypted_text_can_not_be_looked_up() -> None:
    with pytest.raises(FieldError, match="can’t be looked up"):
        Worry.objects.filter(facts="A mark on the arm.").exists()
