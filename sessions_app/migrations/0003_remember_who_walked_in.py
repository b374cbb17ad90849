"""Remember on each mark whether its family walked in.

Why: who walked in and is then marked late, or as having left early, still came (rule 36).
Cost: on PostgreSQL the column rewrites nothing; the small index of walk-ins is built anew.
Undo: drops it; walk-ins marked late or as having left early fall out of the figures again.
"""

from django.db import migrations, models
from django.db.models import Q

WALKED_IN = {
    "db_default": False,
    "default": False,
    "help_text": "Came though nobody expected their family: stays so when marked anew.",
}


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0002_remember_which_allergies_were_thought_of")]

    operations = [
        migrations.AddField("attendance", "walked_in", models.BooleanField(**WALKED_IN)),
        migrations.AddField("historicalattendance", "walked_in", models.BooleanField(**WALKED_IN)),
        migrations.RemoveIndex("attendance", "attendance_walk_ins"),
        migrations.AddIndex(
            "attendance",
            models.Index(
                condition=Q(walked_in=True) | Q(mark="walk_in"),
                fields=["setting", "half_term"],
                include=("afternoon", "household", "mark"),
                name="attendance_walk_ins",
            ),
        ),
    ]
