"""What a sheet would change in an episode, worked out cell by cell before anything is changed. Pure.

A cell that says what the export says, in either language, changes nothing, nor does one untouched since its export. A
blank cell says nothing; `无`, `none` or `-` empties an optional one. Every wrong cell is reported; a plan with problems
is never applied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from projects.performance import catalogue, match_set
from projects.performance.folding import fold
from projects.shotlists.cells import Changes, ShotCells
from projects.shotlists.checks import CHECK, touched
from projects.shotlists.cleaning import clean
from projects.shotlists.columns import Grid, Layout
from projects.shotlists.errors import CellProblem
from projects.shotlists.numbering import Mark, read_mark, read_scene, settle_codes
from projects.shotlists.standing import Person, Standing, StandingScene, StandingShot
from projects.shotlists.wording import find_term, names_in, side_of, suggestions
from projects.shotlists.writing import cells_of, scene_cells

NEW_PERSON = "new:"
CODE_MOST = 9999
LANGUAGES = ("zh", "en")


@dataclass(slots=True)
class RowPlan:
    """One row that changes or adds a shot. `row` counts from 1 as a spreadsheet shows it."""

    row: int
    scene: str
    code: int
    shot: StandingShot | None
    changes: Changes


@dataclass(slots=True)
class SceneWish:
    """What the rows of a scene say of it; `scene` is None for one to be added."""

    label: str
    scene: StandingScene | None
    changes: dict[str, Any] = field(default_factory=dict)
    said: dict[str, tuple[Any, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """Everything a sheet would do, and every cell that is wrong."""

    rows: list[RowPlan] = field(default_factory=list)
    scenes: dict[str, SceneWish] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    unchanged: int = 0
    untouched: list[str] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)


def plan(standing: Standing, grid: Grid, layout: Layout, *, add_cast: bool = False) -> Plan:
    """Read the rows below the header against what stands."""
    return _Planner(standing, grid, layout, add_cast=add_cast).run()


class _Planner:
    def __init__(self, standing: Standing, grid: Grid, layout: Layout, *, add_cast: bool) -> None:
        self.standing, self.grid, self.layout, self.add_cast = standing, grid, layout, add_cast
        self.plan = Plan()
        self.shots = {(shot.scene, shot.code): shot for shot in standing.shots}

    def run(self) -> Plan:
        numbers = [n for n in range(self.layout.header_row + 1, len(self.grid)) if any(self._row(n).values())]
        if self.add_cast:
            self._meet(numbers)
        marked: list[tuple[int, str, Mark]] = []
        scene = ""
        for number in numbers:
            mark = self._mark(number, marked, scene)
            found = self._scene(number, mark, scene) if mark else ""
            if mark and found:
                scene = found
                marked.append((number, scene, mark))
        codes = settle_codes([(scene, mark) for _, scene, mark in marked])
        seen: dict[tuple[str, int], int] = {}
        for (number, scene, _), code in zip(marked, codes, strict=True):
            self._place(number, scene, code, seen)
        used = {wish.label for wish in self.plan.scenes.values()}
        self.plan.untouched = [
            shot.slate
            for shot in self.standing.shots
            if not shot.omitted and self._in_use(shot.scene) and (shot.scene, shot.code) not in seen
        ]
        self._wish_sets(used)
        return self.plan

    # -- which shot ------------------------------------------------------------------------------------------------

    def _mark(self, number: int, marked: list[tuple[int, str, Mark]], scene: str) -> Mark | None:
        text = self._row(number).get("slate", "")
        if "slate" not in self.layout.places:
            here = self._scene(number, Mark(), scene, quiet=True)
            return Mark(number=1 + sum(1 for _, other, _ in marked if other == here))
        if not text:
            self._wrong(
                number,
                "slate",
                "shot_number_missing",
                "this row has no shot number",
                "此行没有镜号",
            )
            return None
        mark = read_mark(text)
        if mark is None:
            self._wrong(
                number,
                "slate",
                "shot_number_unreadable",
                f'"{text}" is no shot number; write 0010, SH0010, a slate, or count 1, 2, 3',
                f"“{text}”不是镜号；可写 0010、SH0010、完整镜号，或 1、2、3",
            )
            return None
        if (mark.series and mark.series != self.standing.series_code) or (
            mark.episode is not None and mark.episode != self.standing.episode_number
        ):
            self._wrong(
                number,
                "slate",
                "other_episode",
                f'"{text}" belongs to another episode or series',
                f"“{text}”属于其他集或其他剧",
            )
            return None
        return mark

    def _scene(self, number: int, mark: Mark, before: str, *, quiet: bool = False) -> str:
        """The label of the row's scene: in its slate, in its cell, as above, or by its location; empty when unknown."""
        cells = self._row(number)
        text, location = cells.get("scene", ""), cells.get("location", "")
        if text:
            read = read_scene(text)
            if read is None or (read[0] is not None and read[0] != self.standing.episode_number):
                if not quiet:
                    self._wrong(
                        number,
                        "scene",
                        "unknown_scene",
                        f'"{text}" is no scene of this episode',
                        f"“{text}”不是本集场次",
                    )
                return ""
            if mark.scene and mark.scene != read[1]:
                if not quiet:
                    self._wrong(
                        number,
                        "scene",
                        "scene_contradicts_slate",
                        f'scene "{text}", but the shot number says {mark.scene}',
                        f"场次“{text}”与镜号中的场次 {mark.scene} 不一致",
                    )
                return ""
            return read[1]
        if mark.scene:
            return mark.scene
        if "scene" in self.layout.places and before:
            return before
        if location and "scene" not in self.layout.places:
            fitting = [s.label for s in self.standing.scenes if fold(s.location) == fold(location) and not s.omitted]
            if len(fitting) == 1:
                return fitting[0]
        in_use = [scene.label for scene in self.standing.scenes if not scene.omitted]
        if len(in_use) == 1:
            return in_use[0]
        if not quiet:
            column = "scene" if "scene" in self.layout.places else "slate"
            self._wrong(number, column, "scene_missing", "it is not said which scene this is", "未写明属于哪一场")
        return ""

    def _place(self, number: int, label: str, code: int, seen: dict[tuple[str, int], int]) -> None:
        shot, scene = self.shots.get((label, code)), self.standing.scene(label)
        if not 1 <= code <= CODE_MOST:
            self._wrong(
                number,
                "slate",
                "shot_number_out_of_range",
                f"{code} is not 1 to {CODE_MOST}",
                f"镜号须为 1–{CODE_MOST}",
            )
        elif (label, code) in seen:
            self._wrong(
                number,
                "slate",
                "shot_twice",
                f"row {seen[label, code]} is the same shot",
                f"与第 {seen[label, code]} 行是同一镜头",
            )
        elif (scene and scene.omitted) or (shot and shot.omitted):
            what = f"scene {label}" if scene and scene.omitted else f"SH{code:04d}"
            self._wrong(
                number,
                "slate",
                "shot_omitted",
                f"{what} is omitted; restore it first, or remove the row",
                f"{what} 已删略；请先恢复，或去掉此行",
            )
        else:
            seen[label, code] = number + 1
            self._read(number, label, code, shot)
            return
        seen.setdefault((label, code), number + 1)

    def _in_use(self, label: str) -> bool:
        scene = self.standing.scene(label)
        return scene is not None and not scene.omitted

    # -- what it says ----------------------------------------------------------------------------------------------

    def _read(self, number: int, label: str, code: int, shot: StandingShot | None) -> None:
        cells, scene = self._row(number), self.standing.scene(label)
        cells = touched(cells) if shot else cells
        wish = self._wish(label, scene)
        self._read_scene(number, cells, wish)
        written = [cells_of(self.standing, scene, shot, lang) for lang in LANGUAGES] if shot and scene else []
        said = {
            column: text
            for column, text in cells.items()
            if text and column != CHECK and not any(_same(text, known[column]) for known in written)
        }
        reader = ShotCells(self.standing, shot, said, cells)
        changes = reader.read()
        for column, problem in reader.problems:
            self.plan.problems.append(replace(problem, cell=self.layout.cell(column, number)))
        if shot is None or changes.any():
            self.plan.rows.append(RowPlan(number + 1, label, code, shot, changes))
        else:
            self.plan.unchanged += 1

    def _wish(self, label: str, scene: StandingScene | None) -> SceneWish:
        if label not in self.plan.scenes:
            self.plan.scenes[label] = SceneWish(label, scene)
        return self.plan.scenes[label]

    def _read_scene(self, number: int, cells: Mapping[str, str], wish: SceneWish) -> None:
        written = [scene_cells(wish.scene, language) for language in LANGUAGES] if wish.scene else []
        for column, name in (("location", "location"), ("time", "time_of_day"), ("side", "interior")):
            text = cells.get(column, "")
            if not text:
                continue
            stands = any(_same(text, known[column]) for known in written)
            value = getattr(wish.scene, name) if stands else self._scene_value(number, column, text)
            if value is None:
                continue
            said, row = wish.said.setdefault(name, (value, number + 1))
            if said != value:
                self._wrong(
                    number,
                    column,
                    "scene_contradicts_itself",
                    f'"{text}", but row {row} of the same scene says otherwise',
                    f"“{text}”与同场第 {row} 行不一致",
                )
            elif not stands:
                wish.changes[name] = value

    def _scene_value(self, number: int, column: str, text: str) -> Any:
        if column == "location":
            if len(text) <= 200:
                return text
            self._wrong(number, column, "too_long", "longer than 200 characters", "超过 200 字")
            return None
        value: Any = find_term("times_of_day", text) or None if column == "time" else side_of(text)
        if value is None:
            what, zh = ("time", "时间") if column == "time" else ("Int/Ext", "内外景")
            near = suggestions("times_of_day", text, self.standing.language) if column == "time" else ("内", "外")
            self._wrong(
                number, column, f"unknown_{column}", f'unknown {what} "{text}"', f"未知的{zh}“{text}”", near=near
            )
        return value

    def _wish_sets(self, used: set[str]) -> None:
        """A scene that moves is built anew: the set follows from the new location."""
        for label in used:
            wish = self.plan.scenes[label]
            if wish.scene is None or "location" in wish.changes:
                interior = wish.changes.get("interior", wish.scene.interior if wish.scene else None)
                location = wish.changes.get("location", "")
                wish.changes["set_id"] = match_set(location, interior)
                if interior is None:
                    wish.changes["interior"] = catalogue().sets[wish.changes["set_id"]].interior

    # -- the sheet -------------------------------------------------------------------------------------------------

    def _meet(self, numbers: list[int]) -> None:
        """Let everybody a cast cell names be known, so that rows can speak of them."""
        names: list[str] = []
        for number in numbers:
            for name in names_in(self._row(number).get("cast", "")):
                if (
                    self.standing.person(name) is None
                    and name not in names
                    and 0 < len(name) <= 80
                    and not _is_none(name)
                ):
                    names.append(name)
        newcomers = tuple(Person(NEW_PERSON + name, name) for name in names)
        self.standing = replace(self.standing, people=(*self.standing.people, *newcomers))
        self.plan.people = names

    def _row(self, number: int) -> dict[str, str]:
        row = self.grid[number]
        return {column: row[place] if place < len(row) else "" for column, place in self.layout.places.items()}

    def _wrong(self, number: int, column: str, code: str, en: str, zh: str, *, near: tuple[str, ...] = ()) -> None:
        self.plan.problems.append(CellProblem(self.layout.cell(column, number), code, en, zh, near))


def _is_none(text: str) -> bool:
    return fold(text) in ("无", "none", "-", "n/a", "空镜")


def _same(text: str, known: str) -> bool:
    return text == known or text == clean(known)
