"""What requests must look like, and what answers look like (these only for the API's description)."""

from __future__ import annotations

from rest_framework import serializers

from projects import control_passes
from render import preparation, states
from render.models import STAGES, Order

KINDS = tuple(preparation.SUBJECTS)


class RateInput(serializers.Serializer):
    num = serializers.IntegerField(min_value=1, max_value=1_000_000)
    den = serializers.IntegerField(min_value=1, max_value=1_000_000)


class PassesInput(serializers.Serializer):
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=control_passes.KINDS), allow_empty=False)
    width = serializers.IntegerField(help_text="A multiple of 16, as the video model takes it.")
    height = serializers.IntegerField(help_text="A multiple of 16.")
    rate = RateInput(help_text="Frames per second of the video model; the shot is sampled anew at it, 4n + 1 frames.")


class ItemInput(serializers.Serializer):
    kind = serializers.ChoiceField(choices=KINDS, help_text="A storyboard is of an episode or of a scene.")
    id = serializers.CharField(max_length=40)
    stage = serializers.ChoiceField(choices=STAGES, required=False)
    profile = serializers.CharField(max_length=60, required=False)
    passes = PassesInput(required=False, help_text="Control passes beside the picture of a shot at stage animatic.")


class MoneyShape(serializers.Serializer):
    minor = serializers.IntegerField(min_value=0, max_value=10**15)
    currency = serializers.RegexField(r"^[A-Z]{3}$")


class QuoteInput(serializers.Serializer):
    items = ItemInput(many=True, allow_empty=False, max_length=preparation.MOST_ITEMS)


class OrderInput(QuoteInput):
    quote_id = serializers.CharField(max_length=40, required=False)
    max_cost = MoneyShape(required=False)
    circle = serializers.ChoiceField(choices=Order.Circle.choices, default="first")
    external_id = serializers.CharField(max_length=200, required=False, allow_blank=True)
    priority = serializers.IntegerField(min_value=-100, max_value=100, default=0)
    deadline_at = serializers.DateTimeField(required=False)


class QuotedItem(serializers.Serializer):
    key = serializers.CharField()
    meter = serializers.CharField()
    milliseconds = serializers.IntegerField()
    amount = MoneyShape()


class QuoteShape(serializers.Serializer):
    id = serializers.CharField()
    amount = MoneyShape()
    expires_at = serializers.DateTimeField()
    items = QuotedItem(many=True)
    created_at = serializers.DateTimeField()


class WaitShape(serializers.Serializer):
    reason = serializers.CharField()
    position = serializers.IntegerField(allow_null=True)


class FailureShape(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()
    stage = serializers.CharField()
    retryable = serializers.BooleanField()


class JobShape(serializers.Serializer):
    id = serializers.CharField()
    order = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    subject = serializers.CharField()
    stage = serializers.ChoiceField(choices=STAGES)
    profile = serializers.CharField(allow_null=True)
    slate = serializers.CharField()
    release = serializers.CharField()
    lane = serializers.CharField()
    state = serializers.ChoiceField(choices=states.STATES)
    is_terminal = serializers.BooleanField()
    progress = serializers.FloatField()
    activity = serializers.CharField()
    attempt = serializers.IntegerField()
    wait = WaitShape(allow_null=True)
    failure = FailureShape(allow_null=True)
    result = serializers.CharField(allow_null=True)
    seed = serializers.IntegerField()
    priority = serializers.IntegerField()
    amount = MoneyShape()
    external_id = serializers.CharField()
    cancel_requested_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class AttemptShape(serializers.Serializer):
    id = serializers.CharField()
    number = serializers.IntegerField()
    release = serializers.CharField()
    worker_id = serializers.CharField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)
    failure = FailureShape(allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField())
    wall_seconds = serializers.FloatField()
    cpu_seconds = serializers.FloatField()
    leased_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class MoveShape(serializers.Serializer):
    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a word of Python's, so it cannot be declared."""
        return {
            "from": serializers.CharField(allow_null=True),
            "to": serializers.CharField(),
            "attempt": serializers.IntegerField(),
            "reason": serializers.CharField(),
            "at": serializers.DateTimeField(),
        }


class JobDetailShape(JobShape):
    attempts = AttemptShape(many=True)
    history = MoveShape(many=True)


class JobPage(serializers.Serializer):
    data = JobShape(many=True)
    has_more = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True)


class OrderShape(serializers.Serializer):
    id = serializers.CharField()
    state = serializers.CharField()
    amount = MoneyShape()
    circle = serializers.CharField()
    external_id = serializers.CharField()
    quote_id = serializers.CharField(allow_null=True)
    ordered_by = serializers.CharField()
    jobs_total = serializers.IntegerField()
    jobs_ended = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class OrderDetailShape(OrderShape):
    jobs = JobShape(many=True)


class OrderPage(serializers.Serializer):
    data = OrderShape(many=True)
    has_more = serializers.BooleanField()
    next_cursor = serializers.CharField(allow_null=True)
