"""Draw the model anew in docs/model.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from pastoral.desk import model_map


class Command(BaseCommand):
    """Write the diagrams of docs/model.md from the models as they are."""

    help = __doc__

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Replace what stands between the page's marks."""
        page = settings.BASE_DIR / "docs" / "model.md"
        page.write_text(model_map.placed_in(page.read_text()))
