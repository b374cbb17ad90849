"""The keys a school's data is locked with."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from pastoral import keys


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in keys.NAMES:
        monkeypatch.setenv(name, "")


def test_keys_are_made_once_and_kept_for_one_user_s_eyes(tmp_path: Path) -> None:
    file = tmp_path / "keys.env"
    keys.load(file, may_make=True)
    made = {name: os.environ[name] for name in keys.NAMES}
    for name in keys.NAMES:
        os.environ[name] = ""

    keys.load(file, may_make=True)

    assert {name: os.environ[name] for name in keys.NAMES} == made
    assert all(made.values())
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_what_the_environment_says_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINK_KEYS", "mine")

    keys.load(tmp_path / "keys.env", may_make=True)

    assert os.environ["LINK_KEYS"] == "mine"
    assert os.environ["SECRET_KEY"]


def test_in_production_a_missing_key_is_refused_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY, FIELD_KEYS, LINK_KEYS"):
        keys.load(tmp_path / "keys.env", may_make=False)

    assert list(tmp_path.iterdir()) == []
