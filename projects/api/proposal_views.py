"""Routes of proposals: asked for, read, accepted or dismissed."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.documents import PAGE_PARAMETERS, page_of
from accounts.api.edge import StudioView, checked, page
from accounts.api.idempotent import idempotent
from projects import proposals, queries
from projects.api import inputs
from projects.api.series_views import SeriesView
from projects.models import Proposal
from projects.proposal_kinds import EPISODES_MOST, KINDS


class ProposalInput(s.Serializer):
    kind = s.CharField(max_length=20, help_text=f"{', '.join(KINDS)}.")
    text = s.CharField(
        required=False, trim_whitespace=False, help_text="normalise_script: the script that does not read."
    )
    episode_id = s.CharField(
        required=False, max_length=40, help_text="tags: whose shots; logline: which part of the script."
    )
    premise = inputs.PlainText(required=False, max_length=4000, help_text="outline: what the series is about.")
    episodes = s.IntegerField(required=False, min_value=1, max_value=EPISODES_MOST, help_text="outline: how many.")


class ProposalReasonDocument(s.Serializer):
    code = s.CharField()
    en = s.CharField()
    zh = s.CharField()


class ProposalAmountDocument(s.Serializer):
    minor = s.IntegerField(help_text="Rounded half up.")
    micros = s.IntegerField(help_text="Exactly, in millionths of a minor unit.")
    currency = s.CharField()


class ProposalCostDocument(s.Serializer):
    calls = s.IntegerField(help_text="Requests sent to the model, repairs and waits included.")
    tokens_in = s.IntegerField(allow_null=True)
    tokens_out = s.IntegerField(allow_null=True)
    amount = ProposalAmountDocument(allow_null=True, help_text="Null when tokens or prices are not known.")


class ProposalDocument(s.Serializer):
    id = s.CharField()
    series = s.CharField()
    kind = s.CharField()
    state = s.CharField(help_text="asked, asking, proposed, accepted, dismissed or none.")
    digest = s.CharField(help_text="SHA-256 of what was asked.")
    content = s.DictField(help_text="What accepting applies.")
    diff = s.ListField(child=s.DictField(), help_text="What it would change against what stands.")
    dropped = s.ListField(child=s.CharField(), help_text="What of the answer was left out, and why.")
    reason = ProposalReasonDocument(allow_null=True, help_text="Why there is no proposal.")
    model = s.CharField()
    cost = ProposalCostDocument()
    result = s.DictField(help_text="What accepting it made or changed.")
    answered_at = s.DateTimeField(allow_null=True)
    decided_at = s.DateTimeField(allow_null=True)
    created_at = s.DateTimeField()


ProposalPage = page_of(ProposalDocument, "ProposalPage")


def proposal_json(proposal: Proposal) -> dict[str, Any]:
    """A proposal; what was asked is named by its digest."""
    micros = proposal.cost_micros
    amount = None
    if micros is not None:
        amount = {"minor": (micros + 500_000) // 1_000_000, "micros": micros, "currency": proposal.currency}
    reason = {"code": proposal.reason, "en": proposal.reason_en, "zh": proposal.reason_zh}
    return {
        "id": proposal.pk,
        "series": proposal.series_id,
        "kind": proposal.kind,
        "state": proposal.state,
        "digest": proposal.digest,
        "content": proposal.content,
        "diff": proposal.diff,
        "dropped": proposal.dropped,
        "reason": reason if proposal.reason else None,
        "model": proposal.model,
        "cost": {
            "calls": proposal.calls,
            "tokens_in": proposal.tokens_in,
            "tokens_out": proposal.tokens_out,
            "amount": amount,
        },
        "result": proposal.result,
        "answered_at": proposal.answered_at,
        "decided_at": proposal.decided_at,
        "created_at": proposal.created_at,
    }


class ProposalsRoute(SeriesView):
    scopes = {"GET": "projects:read", "POST": "projects:write"}

    @extend_schema(operation_id="proposals_list", parameters=PAGE_PARAMETERS, responses=ProposalPage)
    def get(self, request: Request, series_id: str) -> Response:
        rows = Proposal.objects.for_studio(self.studio).filter(series=self.series(series_id)).defer("material")
        return page(request, rows, proposal_json)

    @extend_schema(operation_id="proposal_ask", request=ProposalInput, responses={202: ProposalDocument})
    @idempotent(required=True)
    def post(self, request: Request, series_id: str) -> Response:
        """Ask the configured model; it answers behind this request and changes nothing. Poll, or wait for its event."""
        found, facts = self.series(series_id), checked(ProposalInput, request.data)
        if episode_id := facts.pop("episode_id", ""):
            rows = queries.episodes(self.studio).filter(series=found)
            facts["episode"] = self.find(rows, episode_id, "epi")
        return Response(proposal_json(proposals.ask(request.auth, series=found, **facts)), status=202)


class ProposalView(StudioView):
    """A route of one proposal."""

    def proposal(self, pk: str) -> Proposal:
        return self.find(Proposal.objects.for_studio(self.studio), pk, "prp")


class ProposalRoute(ProposalView):
    scopes = {"GET": "projects:read"}

    @extend_schema(operation_id="proposal_read", responses=ProposalDocument)
    def get(self, request: Request, proposal_id: str) -> Response:
        return Response(proposal_json(self.proposal(proposal_id)))


class ProposalAcceptRoute(ProposalView):
    scopes = {"POST": "projects:write"}

    @extend_schema(operation_id="proposal_accept", request=inputs.NoInput, responses=ProposalDocument)
    @idempotent(required=False)
    def post(self, request: Request, proposal_id: str) -> Response:
        """Apply it as your own edit. A normalised script becomes a new script version, which you then apply."""
        return Response(proposal_json(proposals.accept(request.auth, proposal=self.proposal(proposal_id))))


class ProposalDismissRoute(ProposalView):
    scopes = {"POST": "projects:write"}

    @extend_schema(operation_id="proposal_dismiss", request=inputs.NoInput, responses=ProposalDocument)
    def post(self, request: Request, proposal_id: str) -> Response:
        return Response(proposal_json(proposals.dismiss(request.auth, proposal=self.proposal(proposal_id))))
