"""A reviewed script version made true: rows kept where the script still has them, made, moved, renumbered or omitted.

Nothing is deleted: what the script dropped is omitted with its takes, and comes back with them. Takes are not touched;
whether one is stale follows from what it was made of (`projects.staleness`).
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import events
from accounts.actor import Actor
from projects import breakdown, continuity, errors, retiming, slates
from projects.models import Episode, Line, Presence, Scene, Script, Series, Shot, Take
from projects.models.shots import SHOT_CODE_MOST, SHOT_FRAMES_LEAST
from projects.planning.planned import PlannedLine, ScenePlan, ShotPlan
from projects.reimport import merging, people, rows, said
from projects.reimport.numbering import NumbersExhausted, numbers, woven
from projects.reimport.reviewing import Review, review

LINE_ORDINAL_MOST = 9_999
_TAKE = re.compile(r"_T[0-9]+\Z")


@dataclass(frozen=True)
class EpisodeApplied:
    """What became of one episode: `added`, `changed` or `unchanged`, and how many parts of what kind."""

    episode: Episode
    state: str
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Applied:
    """A script version that stands now, episode by episode, and the series' other episodes by number."""

    script: Script
    episodes: tuple[EpisodeApplied, ...]
    untouched: tuple[int, ...]


@transaction.atomic
def apply(actor: Actor, *, script: Script, expected_diff: str = "") -> Applied:
    """Make the series what this script version says; a second time changes nothing.

    With `expected_diff`, the digest of a review, it is refused when that is not what would change any more.
    """
    with rows.held_at_once():
        return _apply(actor, script, expected_diff)


def _apply(actor: Actor, script: Script, expected_diff: str) -> Applied:
    Series.objects.for_studio(actor.studio).select_for_update().get(pk=script.series_id)
    script = Script.objects.for_studio(actor.studio).select_related("series").get(pk=script.pk)
    found = review(actor.studio, script=script, lock=True)
    if expected_diff and expected_diff != found.digest:
        raise errors.DiffOutdated(
            "What stands was changed since this difference was reviewed.",
            zh="自审阅差异以来，现有内容已有改动。",
            pointer="/expected_diff",
            cure=f"GET /v1/scripts/{script.pk}/diff, review it and apply with its digest.",
        )
    if found.found is None:
        made = {one.number: one.episode for one in found.episodes}
    else:
        made = _Application(actor, found, found.found).run()
        texts = [text for text, _ in found.found.episodes]
        continuity.record(actor, script=script, episodes=texts, people=found.found.people)
        told = {
            "series": script.series_id,
            "episodes": [episode.pk for episode in made.values() if episode],
            "counts": found.diff.counts(),
        }
        Script.objects.for_studio(actor.studio).filter(pk=script.pk).update(applied_at=timezone.now())
        events.append(actor.studio, "script.applied", subject=script.pk, data=told)
        script.refresh_from_db(fields=["applied_at"])
    return Applied(
        script,
        tuple(EpisodeApplied(made[one.number], one.state, one.counts) for one in found.episodes),  # type: ignore[arg-type]
        found.untouched,
    )


class _Application:
    """One run over a review. Everything is decided in memory and then written, a table at a time."""

    def __init__(self, actor: Actor, reviewed: Review, found: breakdown.Understood) -> None:
        self.studio, self.script, self.series = actor.studio, reviewed.script, reviewed.script.series
        self.found, self.stands, self.plans, self.diff = found, reviewed.stands, reviewed.plans, reviewed.diff
        self.members = people.cast(actor, self.series, found.people)
        known = (*self.stands.episodes.values(), *self.stands.scenes.values())
        everything = (*known, *self.stands.shots.values(), *self.stands.lines.values())
        self.before = {row.pk: merging.values(row) for row in everything}
        self.scenes: dict[str, list[Scene]] = {}
        self.shots: dict[str, list[Shot]] = {}
        self.lines: dict[str, list[Line]] = {}
        self.planned: dict[str, ShotPlan] = {}
        self.recast: dict[str, list[Presence]] = {}

    def run(self) -> dict[int, Episode | None]:
        """The episodes by number, written."""
        made = {text.number: self._episode(text, scenes) for text, scenes in self.found.episodes}
        self._drop()
        for episode in made.values():
            self._order_scenes(episode)
        for scene in [*self.stands.scenes.values(), *self._new(self.scenes)]:
            self._order_shots(scene)
        for shot in [*self.stands.shots.values(), *self._new(self.shots)]:
            self._order_lines(shot)
            self._lengthen(shot)
        if self.before:
            self._keep_slates_unique()
        self._write(list(made.values()))
        return dict(made)

    # -- what becomes of each part ---------------------------------------------------------------------------------

    def _row(self, ref: str, known: dict[str, Any]) -> Any:
        return known.get(self.diff.pairs.get(ref, ""))

    def _episode(self, text: Any, scenes: tuple[ScenePlan, ...]) -> Episode:
        fresh = {"title": said.of_episode(text)["title"]}
        episode = self.stands.episodes.get(text.number)
        if episode is None:
            episode = Episode(studio=self.studio, series=self.series, number=text.number, **fresh, planned=fresh)
        else:
            merging.merge(episode, fresh)
        episode.script = self.script
        self.scenes[episode.pk] = [
            self._scene(f"{text.number}.{at}", episode, plan) for at, plan in enumerate(scenes, start=1)
        ]
        return episode

    def _scene(self, ref: str, episode: Episode, plan: ScenePlan) -> Scene:
        scene = self._row(ref, self.stands.scenes) or Scene(studio=self.studio, label=plan.label, ordinal=0)
        scene.episode = episode
        merging.merge(scene, said.of_scene(plan))
        scene.source = said.source(plan)
        self.shots[scene.pk] = [self._shot(f"{ref}.{at}", scene, one) for at, one in enumerate(plan.shots, start=1)]
        return scene

    def _shot(self, ref: str, scene: Scene, plan: ShotPlan) -> Shot:
        known: Shot | None = self._row(ref, self.stands.shots)
        shot = known or Shot(studio=self.studio, code=0, frames=0)
        fresh = said.of_shot(plan)
        seen = shot.planned.get("cast")
        shot.scene = scene
        cast = self._presences(shot, plan)
        if known is None or ("cast" not in shot.pinned and fresh["cast"] != seen):
            self.recast[shot.pk] = cast
        frames = {"frames": breakdown.frames_of(self.series, plan), "least_frames": self._least(plan)}
        if shot.planned.get("frames") != frames["frames"] or shot.planned.get("least_frames") != frames["least_frames"]:
            shot.least_frames = min(frames["least_frames"], frames["frames"])
        merging.merge(shot, fresh)
        shot.planned = {**fresh, **frames}
        shot.source = said.source(plan)
        shot.reasons = said.reasons(plan)
        self.planned[shot.pk] = plan
        lines = said.spoken(plan)
        self.lines[shot.pk] = [self._line(f"{ref}.{at}", shot, line) for at, line in enumerate(lines, start=1)]
        return shot

    def _line(self, ref: str, shot: Shot, plan: PlannedLine) -> Line:
        fresh = said.of_line(plan, self.members)
        line: Line = self._row(ref, self.stands.lines) or Line(studio=self.studio, ordinal=0)
        words = line.text
        merging.merge(line, fresh)
        line.shot = shot
        line.member = self.members.get(fresh["speaker"])
        if line.text != words:
            by_hand = line.text != plan.text
            milliseconds = retiming.estimate(line.text, self.series) if by_hand else round(1000 * plan.seconds)
            line.estimated_ms = max(retiming.LINE_LEAST_MS, milliseconds)
        line.source = said.source(plan)
        return line

    def _drop(self) -> None:
        """Omit what the script has no more. What was inside a dropped scene or shot stays as it is inside it."""
        known: dict[str, Any] = {**self.stands.scenes, **self.stands.shots, **self.stands.lines}
        for entry in self.diff.entries:
            if entry.kind == "removed" and not entry.inside:
                merging.drop(known[entry.old])

    # -- order and numbers -----------------------------------------------------------------------------------------

    def _new(self, made: dict[str, list[Any]]) -> list[Any]:
        return [row for below in made.values() for row in below if row.pk not in self.before]

    def _order_scenes(self, episode: Episode) -> None:
        wanted = self.scenes[episode.pk]
        stood = [scene for scene in self.stands.scenes_in.get(episode.pk, ()) if scene.episode_id == episode.pk]
        order = woven(wanted, stood)
        taken = {scene.label for scene in wanted if scene.omitted_at is None}
        for ordinal, scene in enumerate(order, start=1):
            scene.ordinal = ordinal
            if scene.omitted_at is None and scene not in wanted:
                scene.label = slates.free_label(scene.label, taken)
                taken.add(scene.label)

    def _order_shots(self, scene: Scene) -> None:
        stood = self.stands.shots_in.get(scene.pk, [])
        stayed = [shot for shot in stood if shot.scene_id == scene.pk]
        order = woven(self.shots.get(scene.pk, []), stayed)
        here = {shot.pk for shot in stayed}
        current = [shot.code if shot.pk in here else None for shot in order]
        try:
            codes = numbers(current, {shot.code for shot in stood}, SHOT_CODE_MOST)
        except NumbersExhausted as exhausted:
            raise errors.ScriptInvalid(
                f"Scene {scene.label} would have more than {SHOT_CODE_MOST} shots.",
                zh=f"第 {scene.label} 场的镜头过多。",
                code="scene_too_long",
                cure="Split the scene.",
            ) from exhausted
        for shot, code in zip(order, codes, strict=True):
            shot.code = code
            if shot.pk not in self.before:
                seed = f"{self.script.sha256}/{scene.episode.number}/{scene.label}/{code}"
                shot.seed = zlib.crc32(seed.encode())

    def _order_lines(self, shot: Shot) -> None:
        stood = self.stands.lines_in.get(shot.pk, [])
        stayed = [line for line in stood if line.shot_id == shot.pk]
        order = woven(self.lines.get(shot.pk, []), stayed)
        here = {line.pk for line in stayed}
        current = [line.ordinal if line.pk in here else None for line in order]
        for line, ordinal in zip(
            order, numbers(current, {line.ordinal for line in stood}, LINE_ORDINAL_MOST), strict=True
        ):
            line.ordinal = ordinal
        self.lines[shot.pk] = order

    # -- what follows from it --------------------------------------------------------------------------------------

    def _least(self, plan: ShotPlan) -> int:
        least = retiming.rate_of(self.series).frames(plan.least_frames / breakdown.PLANNED_AT)
        return max(least, SHOT_FRAMES_LEAST)

    def _lengthen(self, shot: Shot) -> None:
        """Give a shot another length only if the script gave it another, or other lines to hold."""
        if "frames" in shot.pinned:
            return
        lines = merging.in_use(self.lines[shot.pk])
        before = self.before.get(shot.pk)
        if before is not None and shot.planned.get("frames") == before["planned"].get("frames"):
            heard = [line.pk for line in merging.in_use(self.stands.lines_in.get(shot.pk, []))]
            said_as_before = all(line.pk in self.before and line.text == self.before[line.pk]["text"] for line in lines)
            if said_as_before and [line.pk for line in lines] == heard:
                return
        as_planned = shot.pk in self.planned and all(
            line.text == line.planned.get("text") and retiming.voice_of(line) is None for line in lines
        )
        shot.frames = shot.planned["frames"] if as_planned else retiming.needed_frames(shot, lines, self.series)

    def _presences(self, shot: Shot, plan: ShotPlan) -> list[Presence]:
        placed: dict[str, Presence] = {}
        for name, place, facing, expression, action, target in said.of_shot(plan)["cast"]:
            member = self.members[name]
            placed.setdefault(
                member.pk,
                Presence(
                    studio=self.studio,
                    shot=shot,
                    ordinal=len(placed),
                    member=member,
                    place=place,
                    facing=facing,
                    expression=expression,
                    action=action,
                    target=self.members.get(target),
                ),
            )
        return list(placed.values())

    def _keep_slates_unique(self) -> None:
        """Where a shot or line got a place another one's takes are named after, it counts on behind them."""
        given: dict[str, int] = {}
        of_series = Take.objects.for_studio(self.studio).filter(slate__startswith=f"{self.series.code}_")
        for slate in of_series.values_list("slate", flat=True):
            if found := _TAKE.search(slate):
                name = slate[: found.start()]
                given[name] = max(given.get(name, 0), int(found[0][2:]))
        if not given:
            return
        for row in [*self.stands.shots.values(), *self._new(self.shots)]:
            row.slates_given = max(row.slates_given, given.get(slates.of_shot(row), 0))
        for row in [*self.stands.lines.values(), *self._new(self.lines)]:
            row.slates_given = max(row.slates_given, given.get(slates.of_line(row), 0))

    # -- writing ---------------------------------------------------------------------------------------------------

    def _write(self, episodes: list[Episode]) -> None:
        """Parents before children, old rows before new ones, so that no number is held twice on the way."""
        self._save(Episode, episodes)
        scenes = [*self.stands.scenes.values(), *self._new(self.scenes)]
        self._free_labels(scenes)
        self._save(Scene, scenes)
        self._save(Shot, [*self.stands.shots.values(), *self._new(self.shots)])
        self._save(Line, [*self.stands.lines.values(), *self._new(self.lines)])
        self._absent_speakers()
        again = [pk for pk in self.recast if pk in self.before]
        Presence.objects.for_studio(self.studio).filter(shot__in=again).delete()
        rows.insert([presence for cast in self.recast.values() for presence in cast])

    def _save(self, model: type[Any], held: list[Any]) -> None:
        changes = {row.pk: merging.what_changed(row, self.before[row.pk]) for row in held if row.pk in self.before}
        written = merging.WRITTEN[model]
        told = [row for row in held if not changes.get(row.pk, merging.UNSEEN) <= merging.UNSEEN]
        rows.update(self.studio, told, written)
        # where a part stands in the text changes for all that follow an edit: a few columns of very many rows
        for name in merging.UNSEEN.intersection(written):
            only = [row for row in held if name in changes.get(row.pk, ()) and changes[row.pk] <= merging.UNSEEN]
            rows.update(self.studio, only, [name])
        rows.insert([row for row in held if row.pk not in self.before])

    def _free_labels(self, scenes: list[Scene]) -> None:
        """Scenes may exchange numbers: who gets another one, or comes or goes, first steps aside."""
        aside: list[Scene] = []
        for scene in scenes:
            before = self.before.get(scene.pk)
            now = (scene.label, scene.episode_id, scene.omitted_at)
            if before and now != (before["label"], before["episode"], before["omitted_at"]):
                aside.append(Scene(pk=scene.pk, studio=self.studio, label=f"{len(aside) % 10_000}ZZZZZZ"))
        rows.update(self.studio, aside, ["label"])

    def _absent_speakers(self) -> None:
        """Whoever speaks in a shot is in it, even where a person chose the cast."""
        for shot in self.stands.shots.values():
            if "cast" not in shot.pinned or shot.pk not in self.planned:
                continue
            seen = self.stands.cast_of.get(shot.pk, [])
            present = {presence.member_id for presence in seen}
            speaking = {
                line.member_id for line in merging.in_use(self.lines[shot.pk]) if line.kind == Line.Kind.DIALOGUE
            }
            missing = [
                one for one in self._presences(shot, self.planned[shot.pk]) if one.member_id in speaking - present
            ]
            for at, presence in enumerate(missing):
                presence.ordinal = len(seen) + at
            rows.insert(missing)
