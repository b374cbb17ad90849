"""Let PostgreSQL refuse every change to the trail.

Why: the trail is evidence; a mistake or a thief with the application's password must not be
able to rewrite it. SQLite, the embedded default, keeps the same rule in the model alone.
Cost: a trigger that fires only on UPDATE and DELETE, which never happen.
Undo: drops the trigger.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION trail_is_only_added_to() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'The trail is only ever added to.'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER trail_is_only_added_to BEFORE UPDATE OR DELETE ON accounts_trailentry
FOR EACH ROW EXECUTE FUNCTION trail_is_only_added_to();
"""
BACKWARD = """
DROP TRIGGER trail_is_only_added_to ON accounts_trailentry;
DROP FUNCTION trail_is_only_added_to();
"""


def run(sql):
    def on_postgresql(_apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
