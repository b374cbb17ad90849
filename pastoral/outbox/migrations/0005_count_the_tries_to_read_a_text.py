"""Count how often the clock has begun to read a text that came in.

Why: one that no try can read is left to a person after a few, and stands in nobody's way.
Cost: none, on PostgreSQL the column does not rewrite the table.
Undo: drops it; such a text is then tried again and again.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_keep_earlier_references_and_no_hook_keys_in_history")]

    operations = [
        migrations.AddField(
            model_name="inboundmessage",
            name="tries",
            field=models.PositiveSmallIntegerField(
                db_default=0,
                default=0,
                help_text="How often the clock has begun to read it.",
            ),
        ),
    ]
