"""From a script to what can be shot: read and understood.

Reading writes one immutable script version with what was understood and every doubt. Planning is pure and
deterministic, so what `projects.reimport` applies later is what was understood.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.actor import Actor
from projects import documents, errors, retiming, screenplay, storage, timing
from projects.models import Media, Script, Series, Upload
from projects.models.shots import SHOT_FRAMES_LEAST, SHOT_FRAMES_MOST
from projects.planning.coverage import coverage
from projects.planning.people import KnownPeople, find_people
from projects.planning.planned import ScenePlan, ShotPlan
from projects.planning.shot_plan import plan_episode
from projects.screenplay import Diagnostic, EpisodeText, Screenplay

DIAGNOSTICS_MOST = 500
UNCOVERED_MOST = 100
_TOO_LARGE = ("script_too_large", "document_too_large")
_CURES = {
    "encoding_unknown": "Save the script as UTF-8.",
    "script_empty": "Send the script's text.",
    "script_too_large": "Split the script by episodes; at most 2 MB of text are read at once.",
    "script_binary": "Export the script as plain text (.txt).",
}
PLANNED_AT = 24
"""Frames a second in which a plan says what a picture needs, whatever the series' own rate."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A script read and planned: the people, and each episode with its scenes."""

    play: Screenplay
    people: KnownPeople
    episodes: tuple[tuple[EpisodeText, tuple[ScenePlan, ...]], ...]

    def shots(self) -> Iterable[ShotPlan]:
        """Every planned shot in order."""
        return (shot for _, scenes in self.episodes for scene in scenes for shot in scene.shots)


def read_upload(actor: Actor, *, series: Series, upload: Upload) -> Script:
    """A script version from a completed upload."""
    media = upload.media
    if media is None or upload.purpose != Upload.Purpose.SCRIPT:
        raise errors.ScriptInvalid(
            f"{upload.pk} is not a completed upload of a script.",
            zh="该上传未完成，或不是剧本。",
            pointer="/upload_id",
            code="upload_not_usable",
            cure=f'Upload with purpose "script", then POST /v1/uploads/{upload.pk}/complete.',
        )
    if media.bytes > documents.DOCUMENT_BYTES:
        raise _unreadable(documents.DocumentUnreadable("document_too_large"), "/upload_id")
    with storage.store().open(media.key) as source:
        data = source.read(documents.DOCUMENT_BYTES + 1)
    return read_script(actor, series=series, data=data, source=media)


@transaction.atomic
def read_script(actor: Actor, *, series: Series, data: bytes, source: Media | None = None) -> Script:
    """A new script version of the series; the same bytes again are the same version.

    Refuses what cannot be read as text or holds nothing that can be shot; everything else is kept with its diagnostics,
    whose lines count in the text that was taken out of the file and is kept.
    """
    pointer = "/upload_id" if source else "/text"
    sha256 = hashlib.sha256(data).hexdigest()
    rows = Script.objects.for_studio(actor.studio).filter(series=series)
    if known := rows.filter(sha256=sha256).first():
        return known
    document = _read_document(data, source.filename if source else "", pointer)
    Series.objects.for_studio(actor.studio).select_for_update().get(pk=series.pk)
    if known := rows.filter(sha256=sha256).first():
        return known
    found = understand(series, document.text)
    diagnostics = _diagnostics(series, found.play, document.warnings)
    if found.play.grade == "unparseable" or not any(True for _ in found.shots()):
        listed = [_pointed(row, pointer) for row in diagnostics if row["severity"] != "info"] or [
            {"pointer": pointer, "code": "E_NO_SCENE", "detail": "nothing in the script can be shot"}
        ]
        repair = next((row["repair"] for row in diagnostics if row["repair"]), "")
        raise errors.ScriptInvalid(
            "No scene was found that could be broken down.",
            zh="没有找到可以拆解的场次。",
            code="script_unparseable",
            cure=f"Write scene headers such as: {repair or '1-1 地点 夜 内'}",
            problems=listed[:DIAGNOSTICS_MOST],
        )
    return Script.unscoped.create(
        studio=actor.studio,
        series=series,
        number=(rows.aggregate(Max("number"))["number__max"] or 0) + 1,
        text=document.text,
        encoding=document.encoding,
        source=source,
        sha256=sha256,
        grade=found.play.grade,
        diagnostics=diagnostics,
        understood=summary(series, found),
    )


def understand(series: Series, text: str) -> Understood:
    """Parse and plan; reads nothing and writes nothing."""
    play = screenplay.parse(text)
    people = KnownPeople(find_people(play))
    rate, pace = retiming.rate_of(series), retiming.pace_of(series)
    planned = ((episode, plan_episode(episode, people, rate, pace)) for episode in _by_number(play.episodes))
    kept = tuple((episode, scenes) for episode, scenes in planned if any(scene.shots for scene in scenes))
    return Understood(play, people, kept)


def _read_document(data: bytes, filename: str, pointer: str) -> documents.DocumentText:
    try:
        document = documents.read_document(data, filename)
    except screenplay.ScriptUnreadable as unreadable:
        raise _unreadable(unreadable, pointer) from unreadable
    if "\0" in document.text:
        raise _unreadable(screenplay.ScriptUnreadable("script_binary"), pointer)
    return document


def _unreadable(reason: screenplay.ScriptUnreadable, pointer: str) -> Exception:
    kind = errors.ScriptTooLarge if reason.code in _TOO_LARGE else errors.ScriptInvalid
    cure = reason.cure_en if isinstance(reason, documents.DocumentUnreadable) else _CURES[reason.code]
    return kind(reason.message_en, zh=reason.message_zh, code=reason.code, pointer=pointer, cure=cure)


def _diagnostics(series: Series, play: Screenplay, warnings: Iterable[Diagnostic] = ()) -> list[dict[str, Any]]:
    told = [*warnings, *play.diagnostics]
    found = [dataclasses.asdict(diagnostic) for diagnostic in told[:DIAGNOSTICS_MOST]]
    if play.language != series.language:
        found.insert(
            0,
            {
                "code": "W_LANGUAGE_DIFFERS",
                "severity": "warning",
                "line": 1,
                "message_zh": f"剧本语言（{play.language}）与剧集语言（{series.language}）不同；配音按剧集语言。",
                "message_en": f"The script reads as {play.language}, the series speaks {series.language}.",
                "repair": "",
            },
        )
    return found


def _pointed(row: dict[str, Any], pointer: str) -> dict[str, Any]:
    return {"pointer": pointer, "code": row["code"], "detail": row["message_en"], "line": row["line"]}


def _by_number(episodes: Iterable[EpisodeText]) -> list[EpisodeText]:
    """Episodes once each: what a repeated header opened belongs to the first of that number."""
    merged: dict[int, EpisodeText] = {}
    for episode in episodes:
        first = merged.get(episode.number)
        merged[episode.number] = dataclasses.replace(first, scenes=first.scenes + episode.scenes) if first else episode
    return list(merged.values())


def summary(series: Series, found: Understood) -> dict[str, Any]:
    """What was understood, in numbers and names."""
    shots = list(found.shots())
    frames = sum(frames_of(series, shot) for shot in shots)
    names = [person.name for person in found.people.people]
    return {
        "episodes": len(found.episodes),
        "episode_numbers": [episode.number for episode, _ in found.episodes],
        "scenes": sum(len(scenes) for _, scenes in found.episodes),
        "shots": len(shots),
        "cast": len(names),
        "cast_names": names,
        "lines": sum(len(shot.lines) for shot in shots),
        "frames": frames,
        "seconds": round(retiming.rate_of(series).seconds(frames), 2),
        "coverage": [_coverage(episode, scenes) for episode, scenes in found.episodes],
        "pacing": [_pacing(series, episode, scenes) for episode, scenes in found.episodes],
    }


def _coverage(episode: EpisodeText, scenes: Sequence[ScenePlan]) -> dict[str, Any]:
    told = coverage(episode, scenes)
    return {
        "episode": episode.number,
        "elements": told.elements,
        "covered": told.covered,
        "share": round(told.share, 4),
        "is_explained": told.is_explained,
        "uncovered": [dataclasses.asdict(one) for one in told.uncovered[:UNCOVERED_MOST]],
    }


def _pacing(series: Series, episode: EpisodeText, scenes: Sequence[ScenePlan]) -> dict[str, Any]:
    rate = retiming.rate_of(series)
    shots = [dataclasses.replace(s, frames=frames_of(series, s)) for scene in scenes for s in scene.shots]
    return {
        "episode": episode.number,
        "seconds": round(rate.seconds(sum(shot.frames for shot in shots)), 2),
        "notes": [dataclasses.asdict(note) for note in timing.lint_pacing(shots, rate)],
    }


def frames_of(series: Series, plan: ShotPlan) -> int:
    """The planned length, and time to read a card before the first line."""
    frames, spoken = plan.frames, [line.seconds for line in plan.lines if line.seconds]
    if plan.cards and spoken:
        pace = retiming.pace_with(series, plan.cards)
        frames = max(frames, timing.shot_frames(spoken, 0, retiming.rate_of(series), pace))
    return min(max(frames, SHOT_FRAMES_LEAST), SHOT_FRAMES_MOST)
