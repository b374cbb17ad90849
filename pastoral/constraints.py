"""Constraints that many models share, said once."""

from typing import TypeVar

from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)


def paired(model: str, first: str, second: str) -> models.CheckConstraint:
    """Return a constraint: both fields are set, or neither is (a moment and its person)."""
    return models.CheckConstraint(
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=f"{model}_{first}_and_{second}_together",
        violation_error_message="A moment is always kept with the person it belongs to.",
    )


def in_order(model: str, first: str, last: str) -> models.CheckConstraint:
    """Return a constraint: the last day is not before the first, where there is one."""
    return models.CheckConstraint(
        condition=Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": models.F(first)}),
        name=f"{model}_{last}_not_before_{first}",
        violation_error_message="The last day can’t be before the first.",
    )


def exactly_one(model: str, *fields: str) -> models.CheckConstraint:
    """Return a constraint: one of the fields is set, and only one."""
    condition = Q()
    for chosen in fields:
        condition |= Q(**{f"{field}__isnull": field != chosen for field in fields})
    return models.CheckConstraint(
        condition=condition,
        name=f"{model}_exactly_one_of_{'_'.join(fields)}"[:60],
        violation_error_message="Choose one, and only one.",
    )


def known_words(model: type[M]) -> type[M]:
    """Give a model a constraint for each field with choices: the database knows only them.

    Lists of words reach the database as a CHECK, so a word that no page offers can't be
    written by any other road either.
    """
    found = []
    for field in model._meta.local_fields:
        if isinstance(field, models.CharField) and field.choices:
            words = sorted({"", *(str(value) for value, _label in field.flatchoices)})
            found.append(
                models.CheckConstraint(
                    condition=Q(**{f"{field.name}__in": words}),
                    name=f"{model._meta.model_name}_{field.name}_is_known",
                    violation_error_message="That is not one of the choices.",
                )
            )
    model._meta.constraints = [*model._meta.constraints, *found]
    model._meta.original_attrs["constraints"] = model._meta.constraints
    return model
