"""Remember which form logged a visit.

Why: the same form sent twice, or by two taps at once, is one visit, also where it ended a
visit that had been planned.
Cost: a column without a default and an index of it: on a million visits, seconds in which
nobody logs one. Visits logged before have none, and need none.
Undo: drops the column. A form sent again from then on is logged again.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="homevisit",
            name="log_key",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="historicalhomevisit",
            name="log_key",
            field=models.UUIDField(blank=True, db_index=True, editable=False, null=True),
        ),
    ]
