"""Numbers for alerts, and for what is told at a door.

Why: how soon an alert that did not go is tried again, by how long one may stay longer, how
long good news is told and how far ahead a teacher is shown are a setting's own to choose.
Cost: columns with defaults on one row a setting.
Undo: drops them; the usual numbers hold again.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_numbers_for_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalpolicy",
            name="alert_retry_minutes",
            field=models.PositiveSmallIntegerField(
                default=2, help_text="Minutes before an alert that did not go is tried again."
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="good_news_days",
            field=models.PositiveSmallIntegerField(
                default=14, help_text="Days that good news of a child is told at the door."
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="mainstream_ahead_days",
            field=models.PositiveSmallIntegerField(
                default=28, help_text="Days ahead that a child’s teacher elsewhere is shown."
            ),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="stay_longer_minutes",
            field=models.JSONField(
                blank=True, default=list, help_text="Minutes to choose from for staying longer."
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="alert_retry_minutes",
            field=models.PositiveSmallIntegerField(
                default=2, help_text="Minutes before an alert that did not go is tried again."
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="good_news_days",
            field=models.PositiveSmallIntegerField(
                default=14, help_text="Days that good news of a child is told at the door."
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="mainstream_ahead_days",
            field=models.PositiveSmallIntegerField(
                default=28, help_text="Days ahead that a child’s teacher elsewhere is shown."
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="stay_longer_minutes",
            field=models.JSONField(
                blank=True, default=list, help_text="Minutes to choose from for staying longer."
            ),
        ),
    ]
