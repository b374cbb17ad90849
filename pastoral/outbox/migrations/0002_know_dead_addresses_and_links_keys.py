"""Keep whether an address is dead, and which key made a link.

Why: a mail server that was away for hours is no reason to give up an address (rule 31), and a
link stays the same when there is a new first key (rule 21).
Cost: none, on PostgreSQL neither column rewrites the table.
Undo: drops them; failures of the last two days are then heeded whatever their cause.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="link_digest",
            field=models.UUIDField(
                help_text="Says which key made its link, so all reminders carry the same.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="is_dead_address",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The carrier says there is no such number or box.",
            ),
        ),
    ]
