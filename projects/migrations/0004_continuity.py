"""What changes from scene to scene, as facts."""

import functools

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

import accounts.ids
from accounts.tenancy import EnableRowSecurity


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('projects', '0003_shotlists'),
    ]

    operations = [
        migrations.CreateModel(
            name='StateChange',
            fields=[
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('id', models.CharField(default=functools.partial(accounts.ids.new_id, *('chg',), **{}), editable=False, max_length=30, primary_key=True, serialize=False)),
                ('subject', models.CharField(choices=[('member', 'Member'), ('location', 'Location'), ('story', 'Story')], max_length=8)),
                ('attribute', models.CharField(max_length=12)),
                ('op', models.CharField(default='set', max_length=6)),
                ('values', models.JSONField(blank=True, default=list)),
                ('cause', models.CharField(choices=[('script', 'Script'), ('hand', 'Hand')], max_length=6)),
                ('rule', models.CharField(blank=True, max_length=60)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('confidence', models.FloatField(default=1.0)),
                ('place', models.PositiveIntegerField(default=0)),
                ('past', models.BooleanField(default=False)),
                ('source', models.JSONField(blank=True, default=dict)),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='state_changes', to='projects.castmember')),
                ('scene', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='state_changes', to='projects.scene')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='projects.series')),
                ('studio', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.studio')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'unscoped',
                'default_manager_name': 'unscoped',
                'indexes': [models.Index(fields=['series', 'member'], name='state_change_of_series')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('attribute__in', ['outfit', 'hair', 'accessory', 'injury', 'prop']), ('member__isnull', False), ('subject', 'member')), models.Q(('attribute__in', ['damage', 'dressing', 'left_over']), ('member__isnull', True), ('subject', 'location')), models.Q(('attribute', 'time'), ('member__isnull', True), ('subject', 'story')), _connector='OR'), name='state_change_of_its_subject'), models.CheckConstraint(condition=models.Q(('op__in', ['set', 'add', 'remove', 'take'])), name='state_change_op_known'), models.CheckConstraint(condition=models.Q(('cause', 'script'), models.Q(('cause', 'hand'), ('op', 'set'), ('past', False), ('place', 0)), _connector='OR'), name='state_change_cause_known'), models.CheckConstraint(condition=models.Q(('confidence__gte', 0.0), ('confidence__lte', 1.0)), name='state_change_confidence_share'), models.UniqueConstraint(condition=models.Q(('cause', 'hand'), ('member__isnull', False)), fields=('scene', 'member', 'attribute'), name='state_change_one_hand_a_member'), models.UniqueConstraint(condition=models.Q(('cause', 'hand'), ('member__isnull', True)), fields=('scene', 'attribute'), name='state_change_one_hand_a_place')],
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        EnableRowSecurity("projects_statechange"),
    ]
