"""Statistics that know rare words: without them a rare word is taken for a frequent one.

PostgreSQL keeps the frequencies of ten words for each unit of the target; Chinese has some ten
thousand pairs of characters in use.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("disputes", "0005_index_lists_by_key")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE disputes_dispute ALTER COLUMN search_grams SET STATISTICS 1000",
            "ALTER TABLE disputes_dispute ALTER COLUMN search_grams SET STATISTICS -1",
        )
    ]
