"""Deliverables: a conformed cut counts as delivered only when the finished file, read back, shows what it must show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard

from django.db import transaction
from django.utils import timezone

from accounts import events
from accounts.models import Studio
from projects import errors, profiles, states
from projects.models import Cut, Deliverable, DeliverableMedia, Media

LOUDNESS_WITHIN_LU = 0.3
MASTER = "master"


@transaction.atomic
def deliver(
    studio: Studio, *, cut: Cut, profile_name: str, media: Mapping[str, Media], report: dict[str, Any], job_id: str
) -> Deliverable:
    """Register a verified master with its companions; the same job delivers once.

    `report` and the facts of the master's media are what was measured in the finished file (frames, size, rate,
    loudness_lufs, true_peak_dbtp, label); a file that does not show label, length and loudness is refused with every
    reason. An earlier deliverable of the same cut and profile is superseded.
    """
    if job_id and (known := Deliverable.objects.for_studio(studio).filter(job_id=job_id).first()):
        return known
    if cut.state != states.CUT_LOCKED:
        raise errors.CutUnlocked("Only a locked cut is delivered.", zh="只有已锁定的剪辑可以交付。")
    profile = profiles.profile(profile_name)
    master = media.get(MASTER)
    measured = {**report.get("streams", {}), **report, **(master.facts if master else {})}
    if reasons := _reasons(cut, profile, master, measured):
        raise errors.DeliverableUnverified(
            f"{cut.pk} is not deliverable: {'; '.join(reasons)}.",
            zh="成片回读校验未通过，不能交付。",
            cure="Conform the cut again.",
            reasons=reasons,
        )
    current = Deliverable.objects.for_studio(studio).filter(cut=cut, profile=profile_name)
    current.filter(state__in=states.before(states.DELIVERABLE_MOVES, states.SUPERSEDED)).update(state=states.SUPERSEDED)
    made = Deliverable.unscoped.create(
        studio=studio,
        cut=cut,
        profile=profile_name,
        report=_summary(cut, profile, measured),
        verified_at=timezone.now(),
        job_id=job_id,
    )
    DeliverableMedia.unscoped.bulk_create(
        DeliverableMedia(studio=studio, deliverable=made, role=role, media=one) for role, one in media.items()
    )
    told = {"cut": cut.pk, "episode": cut.episode_id, "profile": profile_name, "job": job_id}
    events.append(studio, "deliverable.delivered", subject=made.pk, data=told)
    return made


def _reasons(cut: Cut, profile: profiles.Profile, master: Media | None, measured: dict[str, Any]) -> list[str]:
    """Everything that speaks against delivery; a value that was not measured speaks against it too."""
    if master is None:
        return ["there is no master"]
    target, reasons = profile.target, []
    if measured.get("frames") != cut.frames:
        reasons.append(f"{measured.get('frames')} frames, the cut has {cut.frames}")
    size = (measured.get("width"), measured.get("height"))
    if size != (target.width, target.height):
        reasons.append(f"the picture is {size[0]}x{size[1]}, not {target.width}x{target.height}")
    loudness, peak = measured.get("loudness_lufs"), measured.get("true_peak_dbtp")
    is_level = _is_number(loudness) and abs(loudness - target.loudness_lufs) <= LOUDNESS_WITHIN_LU
    if measured.get("is_levelled", measured.get("has_speech", True)) and not is_level:
        reasons.append(f"loudness is {loudness} LUFS, not {target.loudness_lufs}")
    if not _is_number(peak) or peak > target.true_peak_dbtp:
        reasons.append(f"true peak is {peak} dBTP, above {target.true_peak_dbtp}")
    return reasons + _label_reasons(cut, profile, measured.get("label"))


def _label_reasons(cut: Cut, profile: profiles.Profile, label: Any) -> list[str]:
    if not isinstance(label, dict):
        return ["the label was not read back"]
    reasons = [] if label.get("stands") is True else ["the label does not stand"]
    implicit = label.get("implicit")
    if not isinstance(implicit, dict) or implicit.get("Label") != "1" or implicit.get("ProduceID") != cut.pk:
        reasons.append("the AIGC metadata is not this cut's")
    required, found = label.get("frames_required"), label.get("frames_found")
    if not isinstance(required, int) or not isinstance(found, int) or found < max(1, required):
        reasons.append(f"the explicit label stands for {found} of {required} frames")
    share = label.get("height_share")
    if not _is_number(share) or share < profiles.LABEL_HEIGHT_LEAST:
        reasons.append(f"the explicit label is {share} of the shortest side high")
    return reasons


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _summary(cut: Cut, profile: profiles.Profile, measured: dict[str, Any]) -> dict[str, Any]:
    series = cut.episode.series
    kept = ("width", "height", "codec", "pixel_format", "colour", "is_constant_rate", "bytes")
    heard = ("audio_codec", "sample_rate", "channels")
    return {
        "frames": measured["frames"],
        "rate": {"num": series.rate_num, "den": series.rate_den},
        "seconds": round(measured["frames"] * series.rate_den / series.rate_num, 3),
        "streams": {
            "picture": {name: measured[name] for name in kept if name in measured},
            "sound": {name: measured[name] for name in heard if name in measured},
        },
        "loudness": {
            "lufs": measured.get("loudness_lufs"),
            "target_lufs": profile.target.loudness_lufs,
            "true_peak_dbtp": measured.get("true_peak_dbtp"),
            "true_peak_limit_dbtp": profile.target.true_peak_dbtp,
            "has_speech": measured.get("has_speech", True),
            "stems": measured.get("stems", {}),
        },
        "speech": measured.get("speech"),
        "warnings": measured.get("warnings", []),
        "label": measured["label"],
        "is_verified": True,
    }
