"""From a script to what can be shot: read, understood, and applied once.

Reading writes one immutable script version with what was understood and every doubt. Applying makes its episodes,
scenes, shots, cast and lines in one transaction; applying again changes nothing. Planning is pure and deterministic, so
what is applied is what was understood.
"""

from __future__ import annotations

import dataclasses
import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import events
from accounts.actor import Actor
from projects import briefs, documents, errors, retiming, screenplay, storage, timing
from projects.models import CastMember, Episode, Line, Media, Presence, Scene, Script, Series, Shot, Upload
from projects.models.shots import SHOT_CODE_MOST, SHOT_FRAMES_LEAST, SHOT_FRAMES_MOST
from projects.planning.people import KnownPeople, find_people
from projects.planning.planned import ScenePlan, ShotPlan
from projects.planning.shot_plan import plan_episode
from projects.screenplay import Diagnostic, EpisodeText, Screenplay
from projects.shots import STEP

LINE_STEP = 10
DIAGNOSTICS_MOST = 500
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
        understood=_summary(series, found),
    )


def understand(series: Series, text: str) -> Understood:
    """Parse and plan; reads nothing and writes nothing."""
    play = screenplay.parse(text)
    people = KnownPeople(find_people(play))
    rate, pace = retiming.rate_of(series), retiming.pace_of(series)
    planned = ((episode, plan_episode(episode, people, rate, pace)) for episode in _by_number(play.episodes))
    kept = tuple((episode, scenes) for episode, scenes in planned if any(scene.shots for scene in scenes))
    return Understood(play, people, kept)


@transaction.atomic
def apply(actor: Actor, *, script: Script) -> Script:
    """Make the script's episodes, scenes, shots, cast and lines, once; a second time is answered like the first."""
    Series.objects.for_studio(actor.studio).select_for_update().get(pk=script.series_id)
    rows = Script.objects.for_studio(actor.studio).select_related("series")
    script = rows.get(pk=script.pk)
    if script.applied_at:
        return script
    series, found = script.series, understand(script.series, script.text)
    _must_be_free(actor, series, [episode.number for episode, _ in found.episodes])
    members = _cast(actor, series, found.people)
    made = [_episode(actor, script, episode, scenes, members) for episode, scenes in found.episodes]
    rows.filter(pk=script.pk).update(applied_at=timezone.now())
    told = {"series": series.pk, "episodes": [episode.pk for episode in made]}
    events.append(actor.studio, "script.applied", subject=script.pk, data=told)
    return rows.get(pk=script.pk)


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


def _summary(series: Series, found: Understood) -> dict[str, Any]:
    shots = list(found.shots())
    frames = sum(_frames(series, shot) for shot in shots)
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
    }


def _must_be_free(actor: Actor, series: Series, numbers: list[int]) -> None:
    rows = Episode.objects.for_studio(actor.studio).filter(series=series, number__in=numbers).order_by("number")
    if taken := list(rows):
        raise errors.EpisodeTaken(
            f"The series already has {', '.join(episode.code for episode in taken)} from another script.",
            zh=f"本剧已有 {'、'.join(episode.code for episode in taken)}，来自另一个剧本版本。",
            cure="Remove these episodes from the script, or apply it to a new series.",
            episodes=[episode.pk for episode in taken],
        )


def _cast(actor: Actor, series: Series, people: KnownPeople) -> dict[str, CastMember]:
    """The members by the names the plan uses; who is in the cast already keeps look and voice."""
    known: dict[str, CastMember] = {}
    for member in CastMember.objects.for_studio(actor.studio).filter(series=series).order_by("created_at", "pk"):
        for name in (member.name, *member.aliases):
            known.setdefault(name, member)
    members: dict[str, CastMember] = {}
    for person in people.people:
        name = person.name[:80]
        member = next((known[n] for n in (name, *person.aliases) if n in known), None)
        if member is None:
            member = CastMember.unscoped.create(
                studio=actor.studio,
                series=series,
                name=name,
                aliases=[alias[:80] for alias in person.aliases],
                is_extra=person.is_extra,
                look=briefs.to_json(person.look),
                voice=briefs.to_json(person.voice),
            )
            known[name] = member
        members[person.name] = member
    return members


def _episode(
    actor: Actor, script: Script, text: EpisodeText, scenes: tuple[ScenePlan, ...], members: dict[str, CastMember]
) -> Episode:
    studio, series = actor.studio, script.series
    episode = Episode.unscoped.create(
        studio=studio, series=series, script=script, number=text.number, title=text.title[:200]
    )
    rows = Scene.unscoped.bulk_create(
        Scene(
            studio=studio,
            episode=episode,
            label=plan.label,
            ordinal=ordinal,
            location=plan.location[:200],
            set_id=plan.set_id,
            interior=plan.interior,
            time_of_day=plan.time_of_day,
            weather=plan.weather,
            source=dataclasses.asdict(plan.source),
        )
        for ordinal, plan in enumerate(scenes, start=1)
    )
    pairs = [
        (_shot(script, scene, index * STEP, plan), plan)
        for scene, scene_plan in zip(rows, scenes, strict=True)
        for index, plan in enumerate(scene_plan.shots, start=1)
    ]
    Shot.unscoped.bulk_create(shot for shot, _ in pairs)
    Presence.unscoped.bulk_create(row for shot, plan in pairs for row in _presences(shot, plan, members))
    Line.unscoped.bulk_create(row for shot, plan in pairs for row in _lines(shot, plan, members))
    return episode


def _shot(script: Script, scene: Scene, code: int, plan: ShotPlan) -> Shot:
    if code > SHOT_CODE_MOST:
        raise errors.ScriptInvalid(
            f"Scene {scene.label} would have more than {SHOT_CODE_MOST // STEP} shots.",
            zh=f"第 {scene.label} 场的镜头过多。",
            code="scene_too_long",
            cure="Split the scene.",
        )
    frames = _frames(script.series, plan)
    least = retiming.rate_of(script.series).frames(plan.least_frames / PLANNED_AT)
    return Shot(
        studio=scene.studio,
        scene=scene,
        code=code,
        framing=plan.framing,
        angle=plan.angle,
        camera_move=plan.camera_move,
        mood=plan.mood,
        description=plan.description,
        props=list(plan.props),
        cards=[*plan.cards, *(line.text for line in plan.lines if not line.seconds)],
        notes={
            "sounds": list(plan.sounds),
            "music": list(plan.music),
            "transition": plan.transition,
            "flashback": plan.flashback,
            "is_turn": plan.is_turn,
        },
        frames=frames,
        least_frames=min(max(least, SHOT_FRAMES_LEAST), frames),
        seed=zlib.crc32(f"{script.sha256}/{scene.episode.number}/{scene.label}/{code}".encode()),
        source=dataclasses.asdict(plan.source),
        reasons=[dataclasses.asdict(reason) for reason in plan.reasons],
    )


def _frames(series: Series, plan: ShotPlan) -> int:
    """The planned length, and time to read a card before the first line."""
    frames, spoken = plan.frames, [line.seconds for line in plan.lines if line.seconds]
    if plan.cards and spoken:
        pace = retiming.pace_with(series, plan.cards)
        frames = max(frames, timing.shot_frames(spoken, 0, retiming.rate_of(series), pace))
    return min(max(frames, SHOT_FRAMES_LEAST), SHOT_FRAMES_MOST)


def _presences(shot: Shot, plan: ShotPlan, members: dict[str, CastMember]) -> list[Presence]:
    placed: dict[str, Presence] = {}
    for planned in plan.cast:
        member, target = members[planned.name], members.get(planned.target)
        placed.setdefault(
            member.pk,
            Presence(
                studio=shot.studio,
                shot=shot,
                ordinal=len(placed),
                member=member,
                place=min(1.0, max(-1.0, planned.place)),
                facing=planned.facing,
                expression=planned.expression,
                action=planned.action,
                target=target,
            ),
        )
    return list(placed.values())


def _lines(shot: Shot, plan: ShotPlan, members: dict[str, CastMember]) -> list[Line]:
    """The shot's lines; one without a word to say (……) is shown as a card instead, because no voice can speak it."""
    spoken = [line for line in plan.lines if line.seconds]
    return [
        Line(
            studio=shot.studio,
            shot=shot,
            ordinal=index * LINE_STEP,
            member=members.get(line.speaker),
            kind=line.kind if line.speaker in members else Line.Kind.VO,
            text=line.text,
            parenthetical=line.parenthetical[:200],
            expression=line.expression,
            estimated_ms=max(retiming.LINE_LEAST_MS, round(1000 * line.seconds)),
            source=dataclasses.asdict(line.source),
        )
        for index, line in enumerate(spoken, start=1)
    ]
