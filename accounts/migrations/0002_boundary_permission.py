from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="area",
            options={
                "ordering": ["path"],
                "permissions": [("move_area", "Can change a boundary")],
                "verbose_name": "area",
                "verbose_name_plural": "areas",
            },
        ),
    ]
