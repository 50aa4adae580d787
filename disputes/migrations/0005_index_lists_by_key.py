"""Lists find their keys in an index alone; what lies with a post or a person has its own."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('communities', '0001_initial'),
        ('disputes', '0004_index_figures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='dispute',
            name='dispute_due',
        ),
        migrations.RemoveIndex(
            model_name='dispute',
            name='dispute_referred_queue',
        ),
        migrations.RemoveIndex(
            model_name='dispute',
            name='dispute_open_by_date',
        ),
        migrations.RemoveIndex(
            model_name='dispute',
            name='dispute_newest',
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(fields=['state', 'next_due_on', 'id'], include=('area_path', 'referred_path'), name='dispute_due'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(django.contrib.postgres.indexes.OpClass('referred_path', 'text_pattern_ops'), models.F('state'), models.F('next_due_on'), models.F('id'), condition=models.Q(('referred_path__gt', '')), name='dispute_referred_queue'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('state__in', ['agreed', 'in_mediation', 'in_progress', 'referred', 'registered', 'replied', 'suspended'])), fields=['next_due_on', 'id'], include=('area_path', 'referred_path'), name='dispute_open_by_date'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(fields=['-registered_at', '-id'], include=('area_path', 'referred_path', 'state'), name='dispute_newest'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('state__in', ['agreed', 'in_mediation', 'in_progress', 'referred', 'registered', 'replied', 'suspended'])), fields=['responsible_post', 'next_due_on', 'id'], name='dispute_open_of_post'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=models.Index(condition=models.Q(('state__in', ['agreed', 'in_mediation', 'in_progress', 'referred', 'registered', 'replied', 'suspended'])), fields=['handler', 'next_due_on', 'id'], name='dispute_open_of_handler'),
        ),
    ]
