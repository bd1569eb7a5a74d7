"""Rows as the JSON that projects' routes answer. Ids, never addresses: URLs are signed on read and only for media."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from projects import media as media_verbs
from projects import slates, uploads
from projects.models import (
    CastMember,
    Cue,
    Cut,
    Deliverable,
    Episode,
    Line,
    Media,
    Scene,
    Script,
    Series,
    Shot,
    Take,
    Upload,
)
from projects.planning.reasons import Reason

_REASON_FIELDS = frozenset(field.name for field in fields(Reason))


def series_json(series: Series) -> dict[str, Any]:
    """A series."""
    return {
        "id": series.pk,
        "title": series.title,
        "code": series.code,
        "language": series.language,
        "rate": {"num": series.rate_num, "den": series.rate_den},
        "width": series.width,
        "height": series.height,
        "speech_rate": series.speech_rate,
        "logline": series.logline,
        "beats": series.beats,
        "outline": series.outline,
        "created_at": series.created_at,
        "version": series.version,
    }


def script_json(script: Script) -> dict[str, Any]:
    """A script version with what was understood; its text only in `script_with_text`."""
    return {
        "id": script.pk,
        "series": script.series_id,
        "number": script.number,
        "sha256": script.sha256,
        "encoding": script.encoding,
        "source": script.source_id,
        "grade": script.grade,
        "understood": script.understood,
        "diagnostics": script.diagnostics,
        "applied_at": script.applied_at,
        "created_at": script.created_at,
    }


def script_with_text(script: Script) -> dict[str, Any]:
    """A script version in full."""
    return script_json(script) | {"text": script.text}


def episode_json(episode: Episode) -> dict[str, Any]:
    """An episode."""
    return {
        "id": episode.pk,
        "series": episode.series_id,
        "script": episode.script_id,
        "number": episode.number,
        "code": episode.code,
        "title": episode.title,
        "shots": getattr(episode, "shot_count", None),
        "created_at": episode.created_at,
        "version": episode.version,
    }


def scene_json(scene: Scene) -> dict[str, Any]:
    """A scene."""
    return {
        "id": scene.pk,
        "episode": scene.episode_id,
        "label": scene.label,
        "code": scene.code,
        "ordinal": scene.ordinal,
        "location": scene.location,
        "set_id": scene.set_id,
        "interior": scene.interior,
        "time_of_day": scene.time_of_day,
        "weather": scene.weather,
        "source": scene.source,
        "omitted_at": scene.omitted_at,
        "created_at": scene.created_at,
        "version": scene.version,
    }


def reason_json(reason: dict[str, Any]) -> dict[str, Any]:
    """A decision as it is served; one that was stored with less than today's facts has the rest empty."""
    return asdict(Reason(**{name: reason[name] for name in _REASON_FIELDS & reason.keys()}))


def shot_json(shot: Shot) -> dict[str, Any]:
    """A shot with who is in it and what is said."""
    return {
        "id": shot.pk,
        "scene": shot.scene_id,
        "episode": shot.scene.episode_id,
        "code": f"{shot.code:04d}",
        "slate": slates.of_shot(shot),
        "framing": shot.framing,
        "angle": shot.angle,
        "camera_move": shot.camera_move,
        "mood": shot.mood,
        "description": shot.description,
        "props": shot.props,
        "cards": shot.cards,
        "notes": shot.notes,
        "frames": shot.frames,
        "pinned": shot.pinned,
        "seed": shot.seed,
        "cast": [
            {
                "member": presence.member_id,
                "name": presence.member.name,
                "place": presence.place,
                "facing": presence.facing,
                "expression": presence.expression,
                "action": presence.action,
                "target": presence.target_id,
            }
            for presence in shot.presences.all()
        ],
        "lines": [{"id": line.pk, "label": line.label, "text": line.text} for line in shot.lines.all()],
        "source": shot.source,
        "reasons": [reason_json(reason) for reason in shot.reasons],
        "circled_take": shot.circled_take_id,
        "omitted_at": shot.omitted_at,
        "created_at": shot.created_at,
        "version": shot.version,
    }


def line_json(line: Line) -> dict[str, Any]:
    """A spoken line."""
    take = line.circled_take
    return {
        "id": line.pk,
        "shot": line.shot_id,
        "label": line.label,
        "slate": slates.of_line(line),
        "member": line.member_id,
        "name": line.member.name if line.member else None,
        "kind": line.kind,
        "text": line.text,
        "parenthetical": line.parenthetical,
        "expression": line.expression,
        "estimated_ms": line.estimated_ms,
        "milliseconds": take.media.milliseconds if take else None,
        "source": line.source,
        "circled_take": line.circled_take_id,
        "omitted_at": line.omitted_at,
        "created_at": line.created_at,
        "version": line.version,
    }


def member_json(member: CastMember) -> dict[str, Any]:
    """A cast member."""
    return {
        "id": member.pk,
        "series": member.series_id,
        "name": member.name,
        "aliases": member.aliases,
        "is_extra": member.is_extra,
        "look": member.look,
        "voice": member.voice,
        "created_at": member.created_at,
        "version": member.version,
    }


def media_json(media: Media) -> dict[str, Any]:
    """What is known of confirmed bytes, without an address."""
    rate = {"num": media.rate_num, "den": media.rate_den} if media.rate_num else None
    return {
        "id": media.pk,
        "filename": media.filename,
        "content_type": media.content_type,
        "bytes": media.bytes,
        "sha256": media.sha256,
        "frames": media.frames,
        "rate": rate,
        "width": media.width,
        "height": media.height,
        "milliseconds": media.milliseconds,
        "created_at": media.created_at,
    }


def media_with_url(media: Media) -> dict[str, Any]:
    """The same with its measured facts and a fresh signed address."""
    signed = {"url": media_verbs.url(media), "url_seconds": media_verbs.URL_SECONDS}
    return media_json(media) | {"facts": media.facts, "origin": media.origin} | signed


def files_json(files: Iterable[Any]) -> dict[str, Any]:
    """The files of a take or deliverable by role."""
    return {file.role: media_json(file.media) for file in files}


def take_json(take: Take) -> dict[str, Any]:
    """A take with its files."""
    subject = take.shot or take.line or take.cue
    return {
        "id": take.pk,
        "shot": take.shot_id,
        "line": take.line_id,
        "cue": take.cue_id,
        "number": take.number,
        "slate": take.slate,
        "stage": take.stage,
        "seed": take.seed,
        "job": take.job_id or None,
        "warnings": take.warnings,
        "is_circled": subject is not None and subject.circled_take_id == take.pk,
        "media": files_json(take.files.all()),
        "created_at": take.created_at,
    }


def upload_json(upload: Upload, parts: list[uploads.Part] | None = None) -> dict[str, Any]:
    """An upload with the requests that send what is still missing."""
    return {
        "id": upload.pk,
        "filename": upload.filename,
        "content_type": upload.content_type,
        "bytes": upload.bytes,
        "sha256": upload.sha256,
        "purpose": upload.purpose,
        "state": upload.state,
        "part_size": upload.part_bytes,
        "part_count": upload.parts,
        "parts": [part_json(part) for part in parts or []],
        "media": upload.media_id,
        "expires_at": upload.expires_at,
        "created_at": upload.created_at,
    }


def part_json(part: uploads.Part) -> dict[str, Any]:
    """One part to send."""
    request = part.request
    return {
        "n": part.number,
        "bytes": part.bytes,
        "method": request.method,
        "url": request.url,
        "headers": request.headers,
    }


def cue_json(cue: Cue) -> dict[str, Any]:
    """A music cue: where it plays, what it must do, and the plan if somebody edited one."""
    series = cue.episode.series
    return {
        "id": cue.pk,
        "episode": cue.episode_id,
        "scene": cue.scene_id,
        "label": cue.label,
        "slate": slates.of_cue(cue),
        "start_frame": cue.start_frame,
        "frames": cue.frames,
        "rate": {"num": series.rate_num, "den": series.rate_den},
        **cue.spotted,
        "plan": cue.plan,
        "effort": cue.effort,
        "circled_take": cue.circled_take_id,
        "omitted_at": cue.omitted_at,
        "created_at": cue.created_at,
        "version": cue.version,
    }


def cut_json(cut: Cut) -> dict[str, Any]:
    """A cut with its entries."""
    series = cut.episode.series
    return {
        "id": cut.pk,
        "episode": cut.episode_id,
        "number": cut.number,
        "slate": slates.of_cut(cut),
        "state": cut.state,
        "frames": cut.frames,
        "rate": {"num": series.rate_num, "den": series.rate_den},
        "entries": [
            {
                "ordinal": entry.ordinal,
                "shot": entry.shot_id,
                "take": entry.take_id,
                "slate": entry.take.slate,
                "frames": entry.frames,
                "sounds": [
                    {
                        "line": sound.line_id,
                        "take": sound.take_id,
                        "slate": sound.take.slate,
                        "kind": sound.kind,
                        "text": sound.text,
                        "start_frame": sound.start_frame,
                        "frames": sound.frames,
                    }
                    for sound in entry.sounds.all()
                ],
                "effects": entry.effects,
            }
            for entry in cut.entries.all()
        ],
        "music": [
            {
                "cue": laid.cue_id,
                "take": laid.take_id,
                "slate": laid.take.slate,
                "start_frame": laid.start_frame,
                "frames": laid.frames,
            }
            for laid in cut.music.all()
        ],
        "locked_at": cut.locked_at,
        "created_at": cut.created_at,
        "version": cut.version,
    }


def deliverable_json(deliverable: Deliverable) -> dict[str, Any]:
    """A deliverable with its files by role and the report read back from the master."""
    return {
        "id": deliverable.pk,
        "cut": deliverable.cut_id,
        "episode": deliverable.cut.episode_id,
        "profile": deliverable.profile,
        "state": deliverable.state,
        "report": deliverable.report,
        "media": files_json(deliverable.files.all()),
        "job": deliverable.job_id or None,
        "verified_at": deliverable.verified_at,
        "created_at": deliverable.created_at,
    }
