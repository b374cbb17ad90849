"""Personal links: derived, kept only as a digest, revoked by a version (rule 21)."""

import pytest

from pastoral import links
from pastoral.ids import new_id


def test_a_reminder_carries_the_same_link() -> None:
    opens = new_id()

    assert links.secret_of(opens, 1) == links.secret_of(opens, 1)


def test_a_secret_has_128_bits_and_fits_an_address() -> None:
    secret = links.secret_of(new_id(), 1)

    assert links.SECRET.fullmatch(secret)
    assert links.SECRET_BYTES * 8 >= 128


def test_raising_the_version_makes_another_link() -> None:
    opens = new_id()

    assert links.secret_of(opens, 1) != links.secret_of(opens, 2)
    assert links.secret_of(opens, 1) != links.secret_of(new_id(), 1)


def test_links_sent_before_a_key_was_changed_stay_the_same(settings: object) -> None:
    opens = new_id()
    settings.LINK_KEYS = ["old"]  # type: ignore[attr-defined]
    before = links.secret_of(opens, 1)
    digest = links.digest_of(before)

    settings.LINK_KEYS = ["new", "old"]  # type: ignore[attr-defined]

    assert links.secret_of(opens, 1, digest) == before
    assert links.secret_of(opens, 1) != before


def test_once_the_old_key_is_gone_the_newest_makes_the_link(settings: object) -> None:
    opens = new_id()
    settings.LINK_KEYS = ["old"]  # type: ignore[attr-defined]
    digest = links.digest_of(links.secret_of(opens, 1))

    settings.LINK_KEYS = ["new"]  # type: ignore[attr-defined]

    assert links.secret_of(opens, 1, digest) == links.secret_of(opens, 1)


def test_a_key_gives_nobody_the_link_of_another(settings: object) -> None:
    opens = new_id()
    found = set()
    for key in ("one", "two", "three"):
        settings.LINK_KEYS = [key]  # type: ignore[attr-defined]
        found.add(links.secret_of(opens, 1))

    assert len(found) == 3


@pytest.mark.parametrize("secret", ["", "short", "x" * 21, "x" * 23, "ä" * 22, "x" * 21 + "/"])
def test_what_is_no_secret_is_seen_by_its_shape(secret: str) -> None:
    assert not links.SECRET.fullmatch(secret)
