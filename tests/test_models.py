"""Every model can be made."""

import pytest
from django.apps import apps

from tests import factories

OURS = [
    m
    for m in apps.get_models()
    if m.__module__.startswith(("pastoral.", "families.", "visits.", "sessions_app."))
    and not m.__name__.startswith("Historical")
    and not m._meta.auto_created
]


@pytest.mark.django_db
@pytest.mark.parametrize("model", OURS, ids=lambda m: m.__name__)
def test_every_model_has_a_factory_that_makes_a_whole_one(model: type) -> None:
    words = "".join(f"_{c.lower()}" if c.isupper() else c for c in model.__name__).lstrip("_")

    made = getattr(factories, f"make_{words}")()

    assert made.pk
    assert str(made)
    made.validate_constraints()
