"""What texts cost: each is paid for by the part."""

from dataclasses import dataclass
from decimal import Decimal

from pastoral.accounts.models import Setting
from pastoral.outbox.models import Carrier

PENCE = 100


@dataclass(frozen=True)
class Cost:
    """So many texts of so many parts together, at a price a part."""

    texts: int
    parts: int
    pence_a_part: Decimal

    @property
    def said(self) -> str:
        """Return “about £0.91”."""
        return f"about £{self.parts * self.pence_a_part / PENCE:.2f}"

    @property
    def pence_said(self) -> str:
        """Return “4.8p”, as one text's price is said."""
        pence = self.parts * self.pence_a_part
        return f"{pence.normalize():f}p"


def pence_a_part(setting: Setting) -> Decimal:
    """Return what a part of a text costs this setting; the usual price where it has not said."""
    found = Carrier.objects.filter(setting=setting).values_list("pence_a_part", flat=True).first()
    usual: Decimal = Carrier._meta.get_field("pence_a_part").default
    return usual if found is None else found
