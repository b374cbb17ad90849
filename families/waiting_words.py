"""Who waits for words in their language, counted for each language before anything is sent."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from families.asking import Asking, Reason
from pastoral import languages
from pastoral.accounts.models import Setting
from pastoral.outbox.models import Template
from pastoral.ui.said import count_said


@dataclass(frozen=True)
class Waits:
    """So many adults who would be asked in a language, had somebody read its words."""

    language: str
    adults: int
    has_drafts: bool

    @property
    def said(self) -> str:
        """Return “Arabic: 4 adults, drafts not approved yet”."""
        why = "drafts not approved yet" if self.has_drafts else "no words yet"
        return (
            f"{languages.said_in_english(self.language)}: {count_said(self.adults, 'adult')}, {why}"
        )


def waiting_for_words(
    *, setting: Setting, askings: Iterable[Asking], template_key: str
) -> list[Waits]:
    """Return each language that somebody waits for, the most of them first, in one query."""
    counted = Counter(a.language for a in askings if a.reason is Reason.LANGUAGE_HAS_NO_WORDS)
    if not counted:
        return []
    drafts = set(
        Template.objects.filter(
            Q(setting=setting) | Q(setting=None), key=template_key, language__in=counted
        ).values_list("language", flat=True)
    )
    return [Waits(language, n, language in drafts) for language, n in counted.most_common()]
