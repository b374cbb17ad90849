"""Say of every word written so far whether it was released or is still to be read.

Why: words are now read, released or kept back; before, a date alone said that they were released.
Cost: one reading of the pulses, and an UPDATE of those with words.
Undo: nothing to undo: the date of release stands as it did.
"""

from django.db import migrations


def say_what_became(apps, schema_editor):
    Pulse = apps.get_model("sessions_app", "Pulse")
    written = []
    for pulse in Pulse.objects.only("comment", "comment_released_on").iterator():
        if pulse.comment:
            pulse.comment_state = "released" if pulse.comment_released_on else "to_read"
            written.append(pulse)
    Pulse.objects.filter(comment_released_on__isnull=False).update(comment_state="released")
    Pulse.objects.bulk_update(written, ["comment_state"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0007_words_quotes_and_changes")]
    operations = [migrations.RunPython(say_what_became, migrations.RunPython.noop)]
