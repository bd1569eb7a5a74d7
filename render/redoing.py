"""What has gone stale and what it would cost to make it again: projects knows what, billing how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Studio
from billing.money import Money
from billing.pricing import Wish, terms_today
from projects import staleness
from projects.models import Episode, Series
from projects.staleness import StaleTake
from render import catalog


@dataclass(frozen=True, slots=True)
class Redo:
    """A stale take, the stage its successor would be made at, and what that costs today."""

    stale: StaleTake
    stage: str
    cost: Money

    @property
    def item(self) -> dict[str, str]:
        """The item that orders its successor."""
        return {"kind": self.stale.kind, "id": self.stale.subject.pk, "stage": self.stage}


def redos(studio: Studio, *, series: Series | None = None, episode: Episode | None = None) -> list[Redo]:
    """Every stale circled take of a series or an episode, lines first, because pictures follow their sound.

    Each at today's price; nothing is promised or held. A quote of the items promises.
    """
    stale = staleness.stale_takes(studio, series=series, episode=episode)
    stages = [_stage(one) for one in stale]
    wishes = [
        Wish(one.take.pk, catalog.choose(one.kind, stage).meter, one.milliseconds)
        for one, stage in zip(stale, stages, strict=True)
    ]
    terms = terms_today(wishes, currency=studio.currency, at=timezone.now())
    return [
        Redo(one, stage, Money(granted.amount_minor, studio.currency))
        for one, stage, granted in zip(stale, stages, terms, strict=True)
    ]


def _stage(stale: StaleTake) -> str:
    """The stage of the take itself; where nothing makes that any more, the usual one."""
    possible = catalog.stages(stale.kind)
    return stale.take.stage if stale.take.stage in possible else catalog.DEFAULT_STAGE[stale.kind]


def redos_json(studio: Studio, found: list[Redo]) -> dict[str, Any]:
    """The list with its reasons, each one's cost and all of it together."""
    return {
        "data": [
            {
                "take": one.stale.take.pk,
                "slate": one.stale.take.slate,
                "kind": one.stale.kind,
                "subject": one.stale.subject.pk,
                "reasons": [
                    {"part": reason.part, "message_zh": reason.zh, "message_en": reason.en}
                    for reason in one.stale.reasons
                ],
                "milliseconds": one.stale.milliseconds,
                "cost": {"minor": one.cost.minor, "currency": one.cost.currency},
                "item": one.item,
            }
            for one in found
        ],
        "cost": {"minor": sum(one.cost.minor for one in found), "currency": studio.currency},
    }
