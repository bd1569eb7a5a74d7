"""What a model proposed, what it was asked, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from accounts import ids
from accounts.tenancy import StudioOwned
from projects import proposal_kinds, states


class Proposal(StudioOwned):
    """One question to the model and its answer. It changes nothing until somebody accepts it.

    `material` is what was asked, frozen; `digest` its SHA-256. `content` is what accepting applies, `diff` what it
    would change, `dropped` what of the answer was left out. Costs are millionths of a minor unit, null when not known.
    """

    id = models.CharField(primary_key=True, max_length=ids.LENGTH, default=ids.maker("prp"), editable=False)
    series = models.ForeignKey("projects.Series", on_delete=models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, default=states.PROPOSAL_ASKED)
    material: Any = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    content: Any = models.JSONField(default=dict, blank=True)
    diff: Any = models.JSONField(default=list, blank=True)
    dropped: Any = models.JSONField(default=list, blank=True)
    result: Any = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    reason_en = models.CharField(max_length=800, blank=True)
    reason_zh = models.CharField(max_length=800, blank=True)
    model = models.CharField(max_length=120, blank=True)
    calls = models.PositiveIntegerField(default=0)
    tokens_in = models.PositiveIntegerField(null=True, blank=True)
    tokens_out = models.PositiveIntegerField(null=True, blank=True)
    cost_micros = models.PositiveBigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(StudioOwned.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(proposal_kinds.KINDS)), name="proposal_kind_known"),
            models.CheckConstraint(condition=Q(state__in=list(states.PROPOSAL_STATES)), name="proposal_state_known"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="proposal_digest_hex"),
            models.CheckConstraint(
                condition=~Q(state=states.PROPOSAL_NONE) | ~Q(reason=""), name="proposal_none_has_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[states.PROPOSAL_ASKED, states.PROPOSAL_ASKING]),
                name="proposal_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
