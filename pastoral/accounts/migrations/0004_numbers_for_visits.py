"""Numbers for visits that are planned and made safely.

Why: when visits start, when a family gets a word before one, how far ahead a calendar shows,
which words are better said otherwise, are a setting's own to choose.
Cost: columns with defaults on one row a setting.
Undo: drops them; the usual numbers hold again.
"""

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_a_visit_is_logged_while_it_is_remembered"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalpolicy",
            name="calendar_feed_days",
            field=models.PositiveSmallIntegerField(
                default=60, help_text="Days ahead that a mentor’s own calendar shows."
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="supervision_notes",
            field=models.PositiveSmallIntegerField(
                default=2,
                help_text="Notes a month that a mentor and their supervisor read together.",
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="visit_link_days_after",
            field=models.PositiveSmallIntegerField(
                default=14, help_text="Days a family’s page about a visit opens after it."
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="visit_starts",
            field=models.JSONField(
                blank=True, default=list, help_text="Times of day a visit may start, in order."
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="visit_word_at",
            field=models.TimeField(default=datetime.time(16, 0)),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="visit_word_days_before",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="Days before a visit that the family gets a word."
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="watch_words",
            field=models.JSONField(
                blank=True,
                help_text="Words to say otherwise; empty for those that ship.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="calendar_feed_days",
            field=models.PositiveSmallIntegerField(
                default=60, help_text="Days ahead that a mentor’s own calendar shows."
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="supervision_notes",
            field=models.PositiveSmallIntegerField(
                default=2,
                help_text="Notes a month that a mentor and their supervisor read together.",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="visit_link_days_after",
            field=models.PositiveSmallIntegerField(
                default=14, help_text="Days a family’s page about a visit opens after it."
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="visit_starts",
            field=models.JSONField(
                blank=True, default=list, help_text="Times of day a visit may start, in order."
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="visit_word_at",
            field=models.TimeField(default=datetime.time(16, 0)),
        ),
        migrations.AddField(
            model_name="policy",
            name="visit_word_days_before",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="Days before a visit that the family gets a word."
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="watch_words",
            field=models.JSONField(
                blank=True,
                help_text="Words to say otherwise; empty for those that ship.",
                null=True,
            ),
        ),
    ]
