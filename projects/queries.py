"""What lists and details read, with everything they show in a fixed number of queries."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Prefetch, Q, QuerySet

from accounts.models import Studio
from projects.models import (
    Cue,
    Cut,
    CutEntry,
    CutMusic,
    CutSound,
    Deliverable,
    DeliverableMedia,
    Episode,
    Line,
    Presence,
    Scene,
    Shot,
    Storyboard,
    StoryboardMedia,
    Take,
    TakeMedia,
)

SHOT_PLACE = ExpressionWrapper(F("scene__ordinal") * 10_000 + F("code"), output_field=BigIntegerField())
LINE_PLACE = ExpressionWrapper(
    F("shot__scene__ordinal") * 100_000_000 + F("shot__code") * 10_000 + F("ordinal"), output_field=BigIntegerField()
)
CUE_PLACE = ExpressionWrapper(F("start_frame") * 1, output_field=BigIntegerField())
SCENE_PLACE = ExpressionWrapper(F("ordinal") * 1, output_field=BigIntegerField())
EPISODE_PLACE = ExpressionWrapper(F("number") * 1, output_field=BigIntegerField())

_IN_USE = Q(scenes__omitted_at__isnull=True, scenes__shots__omitted_at__isnull=True)


def episodes(studio: Studio) -> QuerySet[Any]:
    """Episodes with how many shots they have in use."""
    rows = Episode.objects.for_studio(studio).select_related("series")
    return rows.annotate(shot_count=Count("scenes__shots", filter=_IN_USE))


def scenes(studio: Studio) -> QuerySet[Any]:
    """Scenes with what their code is made of."""
    return Scene.objects.for_studio(studio).select_related("episode__series")


def shots(studio: Studio) -> QuerySet[Any]:
    """Shots with people, lines, circled take and what their slate is made of."""
    people = Presence.objects.for_studio(studio).select_related("member").order_by("ordinal", "pk")
    return (
        Shot.objects.for_studio(studio)
        .select_related("scene__episode__series", "circled_take")
        .prefetch_related(
            Prefetch("presences", queryset=people),
            Prefetch("lines", queryset=lines(studio).filter(omitted_at__isnull=True)),
        )
    )


def lines(studio: Studio) -> QuerySet[Any]:
    """Lines with speaker, circled take and what their slate is made of."""
    rows = Line.objects.for_studio(studio)
    return rows.select_related("member", "circled_take__media", "shot__scene__episode__series").order_by("ordinal")


def takes(studio: Studio) -> QuerySet[Any]:
    """Takes with their files, and whether they are circled."""
    files = TakeMedia.objects.for_studio(studio).select_related("media").order_by("role")
    return (
        Take.objects.for_studio(studio)
        .select_related("media", "shot", "line__shot", "cue")
        .prefetch_related(Prefetch("files", queryset=files))
    )


def cuts(studio: Studio) -> QuerySet[Any]:
    """Cuts with their entries, sounds and music."""
    sounds = CutSound.objects.for_studio(studio).select_related("take").order_by("ordinal")
    entries = CutEntry.objects.for_studio(studio).select_related("take").order_by("ordinal")
    entries = entries.prefetch_related(Prefetch("sounds", queryset=sounds))
    music = CutMusic.objects.for_studio(studio).select_related("take").order_by("start_frame")
    return (
        Cut.objects.for_studio(studio)
        .select_related("episode__series")
        .prefetch_related(Prefetch("entries", queryset=entries), Prefetch("music", queryset=music))
    )


def cues(studio: Studio) -> QuerySet[Any]:
    """Cues with what their slate is made of."""
    return Cue.objects.for_studio(studio).select_related("episode__series")


def storyboards(studio: Studio) -> QuerySet[Any]:
    """Storyboards with their files."""
    files = StoryboardMedia.objects.for_studio(studio).select_related("media").order_by("role")
    rows = Storyboard.objects.for_studio(studio).select_related("episode", "scene")
    return rows.prefetch_related(Prefetch("files", queryset=files))


def deliverables(studio: Studio) -> QuerySet[Any]:
    """Deliverables with their files."""
    files = DeliverableMedia.objects.for_studio(studio).select_related("media").order_by("role")
    return (
        Deliverable.objects.for_studio(studio)
        .select_related("cut__episode")
        .prefetch_related(Prefetch("files", queryset=files))
    )
