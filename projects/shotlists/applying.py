"""A sheet applied to an episode by the same verbs as a person's edits: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts import events
from accounts.actor import Actor
from projects import briefs, casting, lines, retiming, scenes, screenplay, shots, storage, timing
from projects.models import CastMember, Episode, Line, Scene, Series, Shot, Upload
from projects.planning.people import find_people
from projects.shotlists import planning, sheets
from projects.shotlists.columns import BY_ID, find_layout, letters
from projects.shotlists.episode import standing_of
from projects.shotlists.errors import CellProblem, ShotListInvalid, ShotListTooLarge
from projects.shotlists.planning import NEW_PERSON, Plan, RowPlan, SceneWish
from projects.shotlists.standing import Seen, Spoken, Standing

PROBLEMS_MOST = 200
FRAMES_DEFAULT = 48


@dataclass(frozen=True, slots=True)
class Wish:
    """How a sheet is to be read: `columns` names columns by header or letter, `sheet` a sheet of a workbook."""

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    dry_run: bool = False
    add_cast: bool = False


def read_upload(upload: Upload, *, sheet: str = "") -> sheets.Sheet:
    """The table in a completed upload of a shot list."""
    media = upload.media
    if media is None or upload.purpose != Upload.Purpose.SHOT_LIST:
        raise ShotListInvalid(
            f"{upload.pk} is not a completed upload of a shot list.",
            zh="该上传未完成，或不是分镜表。",
            pointer="/upload_id",
            code="upload_not_usable",
            cure=f'Upload with purpose "shot_list", then POST /v1/uploads/{upload.pk}/complete.',
        )
    if media.bytes > sheets.BYTES_MOST:
        raise ShotListTooLarge(
            f"At most {sheets.BYTES_MOST} bytes are read.", zh="分镜表过大。", cure="Send one episode at a time."
        )
    with storage.store().open(media.key) as source:
        data = source.read(sheets.BYTES_MOST + 1)
    return sheets.read_xlsx(data, sheet=sheet) if data[:4] == b"PK\x03\x04" else sheets.read_csv(data)


@transaction.atomic
def apply(actor: Actor, *, episode: Episode, sheet: sheets.Sheet, wish: Wish) -> dict[str, Any]:
    """Do what the sheet says, or with `dry_run` only say it. Shots the sheet does not name are left alone.

    Raises `ShotListInvalid` with every wrong cell, and then nothing is changed.
    """
    Series.objects.for_studio(actor.studio).select_for_update().get(pk=episode.series_id)
    if unknown := sorted(set(wish.columns) - set(BY_ID)):
        raise ShotListInvalid(
            f"There is no column {unknown[0]!r} in a shot list.",
            zh=f"分镜表没有 {unknown[0]!r} 这一列。",
            pointer=f"/columns/{unknown[0]}",
            code="column_unknown",
            cure=f"One of {', '.join(BY_ID)}",
        )
    standing = standing_of(actor.studio, episode)
    layout, problems = find_layout(sheet.rows, wish.columns)
    if layout is None:
        raise _refusal(problems)
    plan = planning.plan(standing, sheet.rows, layout, add_cast=wish.add_cast)
    if plan.problems:
        raise _refusal(plan.problems)
    inserted = {} if wish.dry_run else _Edits(actor, episode, standing, plan).make()
    return {
        "dry_run": wish.dry_run,
        "form": sheet.form,
        "encoding": sheet.encoding or None,
        "delimiter": sheet.delimiter or None,
        "sheet": sheet.name or None,
        "columns": {column: letters(place) for column, place in layout.places.items()},
        "ignored_columns": list(layout.ignored),
        "scenes_added": [wished.label for wished in plan.scenes.values() if wished.scene is None],
        "scenes_changed": [
            {"scene": wished.scene.id, "label": wished.label, "fields": sorted(wished.changes)}
            for wished in plan.scenes.values()
            if wished.scene is not None and wished.changes
        ],
        "cast_added": plan.people,
        "updated": [_told(row, row.shot.id) for row in plan.rows if row.shot is not None],
        "inserted": [_told(row, inserted.get(row.row)) for row in plan.rows if row.shot is None],
        "unchanged": plan.unchanged,
        "untouched": plan.untouched,
    }


def _told(row: RowPlan, shot_id: str | None) -> dict[str, Any]:
    code = f"{row.code:04d}"
    return {"row": row.row, "scene": row.scene, "code": code, "shot": shot_id, "fields": row.changes.names()}


def _refusal(problems: list[CellProblem]) -> ShotListInvalid:
    more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
    first = problems[0]
    return ShotListInvalid(
        f"{first.cell}: {first.en}{more}. Nothing was changed.",
        zh=f"{first.cell}：{first.zh}" + (f"，另有 {len(problems) - 1} 处" if more else "") + "。未作任何更改。",
        cure="Correct the named cells and send the sheet again; dry_run=true tries it without changing anything.",
        problems=[problem.as_json() for problem in problems[:PROBLEMS_MOST]],
        problem_count=len(problems),
    )


class _Edits:
    """The plan made true. Numbers and places were checked by the plan, values are checked again by the verbs."""

    def __init__(self, actor: Actor, episode: Episode, standing: Standing, plan: Plan) -> None:
        self.actor, self.episode, self.standing, self.plan = actor, episode, standing, plan
        self.members: dict[str, str] = {}
        self.scenes: dict[str, Scene] = {}

    def make(self) -> dict[int, str]:
        """Change and add everything; the ids of added shots by row."""
        self._add_people()
        for wish in self.plan.scenes.values():
            self.scenes[wish.label] = self._scene(wish)
        inserted = {}
        for row in self.plan.rows:
            if row.shot is None:
                inserted[row.row] = self._insert(row).pk
            else:
                self._edit(row)
        if self.plan.rows or self.plan.people or any(wish.changes for wish in self.plan.scenes.values()):
            updated = len(self.plan.rows) - len(inserted)
            told = {"updated": updated, "inserted": len(inserted), "unchanged": self.plan.unchanged}
            events.append(self.actor.studio, "shot_list.applied", subject=self.episode.pk, data=told)
        return inserted

    def _add_people(self) -> None:
        """New roles look and sound as a script that declares them would make them."""
        if not self.plan.people:
            return
        declared = "\n".join(f"人物：{name}" for name in self.plan.people)
        play = screenplay.parse(f"第1集\n1-1 房间 日 内\n{declared}\n")
        drawn = {name: person for person in find_people(play) for name in (person.name, *person.aliases)}
        for name in self.plan.people:
            person = drawn.get(name)
            facts: dict[str, Any] = {}
            if person is not None:
                look, voice = briefs.to_json(person.look), briefs.to_json(person.voice)
                facts = {"look": look, "voice": voice | {"language": self.standing.language}}
                facts["is_extra"] = person.is_extra
            member = casting.add_member(self.actor, series=self.episode.series, name=name, **facts)
            self.members[NEW_PERSON + name] = member.pk

    def _scene(self, wish: SceneWish) -> Scene:
        rows = Scene.objects.for_studio(self.actor.studio).filter(episode=self.episode)
        if wish.scene is None:
            return scenes.add(self.actor, episode=self.episode, label=wish.label, **wish.changes)
        scene = rows.get(pk=wish.scene.id)
        return scenes.edit(self.actor, scene=scene, version=scene.version, **wish.changes) if wish.changes else scene

    def _insert(self, row: RowPlan) -> Shot:
        changes = row.changes
        fields = dict(changes.fields)
        stated = fields.pop("frames", None)
        seconds = [self._estimate(spoken) / 1000 for spoken, _ in changes.added]
        series = self.episode.series
        pace = retiming.pace_with(series, fields.get("cards", []))
        rate = retiming.rate_of(series)
        frames = timing.shot_frames(seconds, 0, rate, pace) if seconds else rate.frames(FRAMES_DEFAULT / 24)
        shot = shots.insert(
            self.actor,
            scene=self.scenes[row.scene],
            after=None,
            code=row.code,
            frames=stated or min(frames, 7200),
            cast=self._cast(changes.cast or []),
            **fields,
        )
        self._add_lines(shot, row)
        return shot if stated else shots.edit(self.actor, shot=shot, version=self._version(shot), frames=None)

    def _edit(self, row: RowPlan) -> None:
        changes = row.changes
        shot = Shot.objects.for_studio(self.actor.studio).get(pk=row.shot.id if row.shot else "")
        if changes.cast is not None:
            shots.edit(self.actor, shot=shot, version=shot.version, cast=self._cast(changes.cast))
        for line_id, reworded in changes.reworded:
            line = Line.objects.for_studio(self.actor.studio).get(pk=line_id)
            lines.edit(self.actor, line=line, version=line.version, **reworded)
        self._add_lines(shot, row)
        if changes.fields:
            shots.edit(self.actor, shot=shot, version=self._version(shot), **changes.fields)

    def _add_lines(self, shot: Shot, row: RowPlan) -> None:
        faces = {seen.person.id: seen.facts["expression"] for seen in row.changes.cast or (row.shot or _NOBODY).cast}
        for spoken, felt in row.changes.added:
            person = spoken.person
            lines.add(
                self.actor,
                shot=shot,
                member=self._member(person.id) if person else None,
                kind=spoken.kind,
                text=spoken.text,
                parenthetical=spoken.parenthetical,
                expression=felt or (faces.get(person.id, "neutral") if person else "neutral"),
            )

    def _estimate(self, spoken: Spoken) -> int:
        return retiming.estimate(spoken.text, self.episode.series)

    def _cast(self, cast: list[Seen]) -> list[dict[str, Any]]:
        return [{"member": self._id(seen.person.id), **seen.facts} for seen in cast]

    def _id(self, person_id: str) -> str:
        return self.members.get(person_id, person_id)

    def _member(self, person_id: str) -> CastMember:
        return CastMember.objects.for_studio(self.actor.studio).get(pk=self._id(person_id))

    def _version(self, shot: Shot) -> int:
        return Shot.objects.for_studio(self.actor.studio).values_list("version", flat=True).get(pk=shot.pk)


class _NOBODY:
    cast: tuple[Seen, ...] = ()
