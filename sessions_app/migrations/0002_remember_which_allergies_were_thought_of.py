"""Remember which allergies somebody thought of.

Why: an answer holds for the allergies it was given for. A child who comes later, or whose
allergy becomes worse, is thought of anew (rule 37).
Cost: a column with a constant default: no table is rewritten. Whoever answered before is
asked once more for afternoons still to come.
Undo: drops the column. An answer then holds for whoever comes later, too.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="allergens_answered_for",
            field=models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="Digests of the allergies thought of.",
            ),
        )
        for model in ("afternoon", "historicalafternoon")
    ]
