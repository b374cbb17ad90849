"""Let a setting say how long ago a visit may still be logged.

Why: a slip of the year made a visit in 1066, and a family “last seen 95 months ago”.
Cost: one column with a default on two small tables.
Undo: drops the column.
"""

from django.db import migrations, models

HELP = "Days back that a visit may still be logged."


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_trail_is_only_added_to")]
    operations = [
        migrations.AddField(
            model, "visit_log_days", models.PositiveSmallIntegerField(default=90, help_text=HELP)
        )
        for model in ("historicalpolicy", "policy")
    ]
