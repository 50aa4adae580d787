from django.db import migrations
from django.db.models import Exists, OuterRef

BATCH = 2000


def open_periods(apps, schema_editor):
    """Give every compound that has none the open period of the kind it is recorded with."""
    Community = apps.get_model("communities", "Community")
    KindPeriod = apps.get_model("communities", "KindPeriod")
    periods = KindPeriod.objects.filter(community=OuterRef("pk"))
    rows = Community.objects.filter(~Exists(periods)).order_by("pk").values_list("pk", "kind")
    while True:
        found = list(rows[:BATCH])
        if not found:
            return
        KindPeriod.objects.bulk_create(
            KindPeriod(community_id=pk, kind=kind) for pk, kind in found
        )


class Migration(migrations.Migration):

    dependencies = [("communities", "0003_kind_periods")]

    # Going back drops the table itself, in the migration before.
    operations = [migrations.RunPython(open_periods, migrations.RunPython.noop)]
