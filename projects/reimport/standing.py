"""What stands: the rows of the episodes a script speaks of, and the story their script told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from accounts.models import Studio
from projects.models import Episode, Line, Presence, Scene, Series, Shot
from projects.reimport.said import Said, compared
from projects.scriptdiff import Node
from projects.scriptdiff.nodes import NUMBER

GONE = "gone"
"""In `planned`: the script has this part no more. Whether it is omitted or was brought back, the row itself says."""

GONE_OMITTED = "omitted"
"""Its value when a person had omitted the part already: should the script have it again, it stays omitted."""

SCENE_FIELDS = {
    NUMBER: "label",
    "location": "location",
    "set_id": "set_id",
    "interior": "interior",
    "time_of_day": "time_of_day",
    "weather": "weather",
}
SHOT_FIELDS = {
    name: name for name in ("framing", "angle", "camera_move", "mood", "description", "props", "cards", "notes")
}
LINE_FIELDS = {name: name for name in ("kind", "text", "parenthetical", "expression")}
EPISODE_FIELDS = {"title": "title"}
"""The row's column for each thing a script says; who speaks and who is seen are rows of their own."""


@dataclass
class Standing:
    """Rows by id, each level in the order of the story; a scene's shots and a shot's lines by their parent's id."""

    episodes: dict[int, Episode] = field(default_factory=dict)
    scenes: dict[str, Scene] = field(default_factory=dict)
    shots: dict[str, Shot] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    scenes_in: dict[str, list[Scene]] = field(default_factory=dict)
    shots_in: dict[str, list[Shot]] = field(default_factory=dict)
    lines_in: dict[str, list[Line]] = field(default_factory=dict)
    cast_of: dict[str, list[Presence]] = field(default_factory=dict)

    def story(self) -> Node:
        """What the script last said of all this. What a person added is `gone` from it: known, but never removed."""
        return Node("story", "old", {}, tuple(self._episode(episode) for episode in self.episodes.values()))

    def _episode(self, episode: Episode) -> Node:
        said = {NUMBER: episode.number, "title": episode.planned.get("title", episode.title)}
        scenes = tuple(self._scene(scene) for scene in self.scenes_in.get(episode.pk, ()))
        return Node("episode", episode.pk, said, scenes)

    def _scene(self, scene: Scene) -> Node:
        said, gone = _said(scene, SCENE_FIELDS)
        return Node("scene", scene.pk, said, tuple(self._shot(shot) for shot in self.shots_in.get(scene.pk, ())), gone)

    def _shot(self, shot: Shot) -> Node:
        said, gone = _said(shot, SHOT_FIELDS)
        said.setdefault("cast", [_seen(presence) for presence in self.cast_of.get(shot.pk, ())])
        for unseen in ("frames", "least_frames"):
            said.pop(unseen, None)
        lines = tuple(self._line(line) for line in self.lines_in.get(shot.pk, ()))
        return Node("shot", shot.pk, compared(said, (line.fields["text"] for line in lines)), lines, gone)

    def _line(self, line: Line) -> Node:
        said, gone = _said(line, LINE_FIELDS)
        said.setdefault("speaker", line.member.name if line.member else "")
        return Node("line", line.pk, said, (), gone)


def read(studio: Studio, series: Series, numbers: Collection[int], *, lock: bool = False) -> Standing:
    """Everything of the numbered episodes, omitted or not, in five queries; `lock` keeps it until the transaction ends.

    Shots are locked before their lines, as whoever circles a take does.
    """
    found = Standing()
    of_series: dict[str, Any] = {"episode__series": series, "episode__number__in": numbers}
    episodes = Episode.objects.for_studio(studio).filter(series=series, number__in=numbers)
    for episode in episodes.order_by("number"):
        episode.series = series
        found.episodes[episode.number] = episode
    by_id = {episode.pk: episode for episode in found.episodes.values()}
    if not by_id:
        return found
    scenes = _locked(Scene.objects.for_studio(studio).filter(**of_series), lock)
    for scene in scenes.order_by("ordinal", "pk"):
        scene.episode = by_id[scene.episode_id]
        found.scenes[scene.pk] = scene
        found.scenes_in.setdefault(scene.episode_id, []).append(scene)
    shots = _locked(Shot.objects.for_studio(studio).filter(**_below("scene", of_series)), lock)
    for shot in shots.order_by("code", "pk"):
        shot.scene = found.scenes[shot.scene_id]
        found.shots[shot.pk] = shot
        found.shots_in.setdefault(shot.scene_id, []).append(shot)
    lines = _locked(Line.objects.for_studio(studio).filter(**_below("shot__scene", of_series)), lock)
    lines = lines.select_related("member", "circled_take__media")
    for line in lines.order_by("ordinal", "pk"):
        line.shot = found.shots[line.shot_id]
        found.lines[line.pk] = line
        found.lines_in.setdefault(line.shot_id, []).append(line)
    # whoever is seen in a shot stands in what the script said of it, unless a person chose them or it is not a script's
    unsaid = [shot.pk for shot in found.shots.values() if not shot.planned or "cast" in shot.pinned]
    people = Presence.objects.for_studio(studio).filter(shot__in=unsaid)
    for presence in people.select_related("member", "target").order_by("ordinal", "pk"):
        found.cast_of.setdefault(presence.shot_id, []).append(presence)
    return found


def _locked(rows: QuerySet[Any], lock: bool) -> QuerySet[Any]:
    return rows.select_for_update(of=("self",)) if lock else rows


def _below(path: str, of_series: dict[str, Any]) -> dict[str, Any]:
    return {f"{path}__{name}": value for name, value in of_series.items()}


def _said(row: Scene | Shot | Line, columns: dict[str, str]) -> tuple[Said, bool]:
    """What the script last said of a row, and whether it says so no more."""
    if row.planned:
        return {name: value for name, value in row.planned.items() if name != GONE}, bool(row.planned.get(GONE))
    return {name: getattr(row, column) for name, column in columns.items()}, not row.source


def _seen(presence: Presence) -> list[Any]:
    target = presence.target.name if presence.target else ""
    return [presence.member.name, presence.place, presence.facing, presence.expression, presence.action, target]
