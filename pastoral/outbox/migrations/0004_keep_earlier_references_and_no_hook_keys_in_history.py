"""Know the references of earlier tries, and keep no key of a carrier’s address in the history.

Why: a receipt of an earlier try that comes again must not send a text once more; and the key
in the address of a carrier’s callbacks stood readable in the history of the carrier’s row.
Cost: a column with a default and one that goes; neither rewrites a table.
Undo: goes back; the history’s keys do not come back, and nothing asks for them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0003_carriers_approvals_and_what_came_in"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="historicalcarrier",
            name="hook_key",
        ),
        migrations.AddField(
            model_name="message",
            name="earlier_refs",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="The references of the tries before this one, a space after each.",
            ),
        ),
    ]
