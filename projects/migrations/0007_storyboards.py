"""Storyboards and their files."""

import accounts.ids
import django.db.models.deletion
import django.db.models.manager
import functools
from django.db import migrations, models

from accounts.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('projects', '0006_cues'),
    ]

    operations = [
        migrations.CreateModel(
            name='Storyboard',
            fields=[
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('id', models.CharField(default=functools.partial(accounts.ids.new_id, *('sbd',), **{}), editable=False, max_length=30, primary_key=True, serialize=False)),
                ('slate', models.CharField(max_length=80)),
                ('panels', models.PositiveIntegerField()),
                ('pages', models.PositiveIntegerField()),
                ('made_of', models.JSONField()),
                ('warnings', models.JSONField(blank=True, default=list)),
                ('job_id', models.CharField(blank=True, max_length=30)),
                ('episode', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='storyboards', to='projects.episode')),
                ('scene', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='storyboards', to='projects.scene')),
                ('studio', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.studio')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='StoryboardMedia',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('role', models.CharField(max_length=40)),
                ('media', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.media')),
                ('storyboard', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='projects.storyboard')),
                ('studio', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.studio')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name='storyboard',
            index=models.Index(fields=['episode', 'created_at', 'id'], name='storyboard_page'),
        ),
        migrations.AddConstraint(
            model_name='storyboard',
            constraint=models.UniqueConstraint(condition=models.Q(('job_id', ''), _negated=True), fields=('job_id',), name='storyboard_once_a_job'),
        ),
        migrations.AddConstraint(
            model_name='storyboard',
            constraint=models.CheckConstraint(condition=models.Q(('pages__gte', 1), ('panels__gte', 1)), name='storyboard_shows_something'),
        ),
        migrations.AddConstraint(
            model_name='storyboardmedia',
            constraint=models.UniqueConstraint(fields=('storyboard', 'role'), name='storyboard_media_role_unique'),
        ),
        EnableRowSecurity("projects_storyboard"),
        EnableRowSecurity("projects_storyboardmedia"),
    ]
