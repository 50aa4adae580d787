"""The sequence of case numbers: gaps are allowed, repeats are not."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disputes", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE disputes_number START 1", "DROP SEQUENCE disputes_number"
        )
    ]
