"""Remember which answers staff decided.

Why: to whom staff said "not this time", a page must not say "you said not this week", nor
"come in" once it has begun (rule 17). The door of such an answer is "decided by staff".
Cost: two CHECKs are made anew; each reads its table once and rewrites nothing on PostgreSQL.
Undo: turn what was decided into "by phone" first; the old CHECKs do not know the word.
"""

from django.db import migrations, models

DOORS = [
    ("link", "Their page"),
    ("sms", "Text"),
    ("phone", "Phone"),
    ("in_person", "In person"),
    ("paper", "On paper"),
    ("decided", "Decided by staff"),
]
KNOWN = ["", "decided", "in_person", "link", "paper", "phone", "sms"]


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0003_remember_who_walked_in")]

    operations = [
        migrations.AlterField("answer", "via", models.CharField(choices=DOORS, max_length=10)),
        migrations.AlterField(
            "invitation",
            "answered_via",
            models.CharField(blank=True, choices=DOORS, max_length=10),
        ),
        *(
            operation
            for model, field in (("answer", "via"), ("invitation", "answered_via"))
            for operation in (
                migrations.RemoveConstraint(model, f"{model}_{field}_is_known"),
                migrations.AddConstraint(
                    model,
                    models.CheckConstraint(
                        condition=models.Q((f"{field}__in", KNOWN)),
                        name=f"{model}_{field}_is_known",
                        violation_error_message="That is not one of the choices.",
                    ),
                ),
            )
        ),
    ]
