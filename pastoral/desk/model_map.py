"""The model drawn from the models: what docs/model.md shows."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

APPS = (
    "accounts",
    "outbox",
    "families",
    "visits",
    "sessions_app",
    "concerns",
    "figures",
    "termly",
    "privacy",
)
BEGIN, END = "<!-- drawn: begin -->", "<!-- drawn: end -->"
EVERY_ROW = {"id", "created_at", "updated_at", "created_by", "updated_by", "removed_at"}


def drawn() -> str:
    """Return one entity diagram and one table of constraints an app, as Markdown."""
    return "\n".join(line for app in APPS for line in _app(app))


def placed_in(page: str) -> str:
    """Return the page with the drawing between its marks made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{drawn()}\n{END}{after}"


def _models_of(app: str) -> list[type[models.Model]]:
    found = apps.get_app_config(app).get_models()
    ours = [model for model in found if not model.__name__.startswith("Historical")]
    return sorted(ours, key=lambda model: model.__name__)


def _app(app: str) -> Iterator[str]:
    config = apps.get_app_config(app)
    yield f"## {str(config.verbose_name).capitalize()}\n"
    yield "```mermaid\nerDiagram"
    for model in _models_of(app):
        yield f"  {model.__name__} {{"
        for field in model._meta.local_fields:
            if field.name not in EVERY_ROW and not field.is_relation:
                yield f"    {field.get_internal_type().removesuffix('Field')} {field.name}"
        yield "  }"
    for model in _models_of(app):
        yield from _arrows(model)
    yield "```\n"
    yield from _constraints(app)


def _arrows(model: type[models.Model]) -> Iterator[str]:
    for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
        if not field.is_relation or field.name in EVERY_ROW:
            continue
        other = field.related_model.__name__  # type: ignore[union-attr]
        if isinstance(field, models.ManyToManyField):
            yield f'  {model.__name__} }}o--o{{ {other} : "{field.name}"'
        else:
            one = "|o" if field.null else "||"
            many = "||" if isinstance(field, models.OneToOneField) else "o{"
            yield f'  {other} {one}--{many} {model.__name__} : "{field.name}"'


def _constraints(app: str) -> Iterator[str]:
    yield "| what the database itself holds | in words |\n| --- | --- |"
    for model in _models_of(app):
        for constraint in model._meta.constraints:
            if not constraint.name.endswith("_is_known"):
                message = constraint.violation_error_message or ""
                yield f"| `{constraint.name}` | {message} |"
    yield ""
