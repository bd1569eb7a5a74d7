"""What a script version would change, for people to read before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Studio
from projects import breakdown
from projects.models import Episode, Line, Scene, Script, Shot
from projects.reimport import rows, said, standing
from projects.reimport.standing import LINE_FIELDS, SCENE_FIELDS, Standing
from projects.scriptdiff import Diff, Entry, Node, compare
from projects.scriptdiff.nodes import digest


@dataclass(frozen=True)
class Noted:
    """An entry with what stands there: the row it is about, what of it a person has decided, and its circled take."""

    entry: Entry
    row: Scene | Shot | Line | Episode | None
    by_hand: tuple[str, ...]

    @property
    def circled_take(self) -> str:
        """The take in use that this touches, or nothing."""
        return (self.row.circled_take_id or "") if isinstance(self.row, Shot | Line) else ""


@dataclass(frozen=True)
class EpisodeReview:
    """One episode of the script: `added`, `changed` or `unchanged`, and how."""

    number: int
    episode: Episode | None
    state: str
    counts: dict[str, dict[str, int]]
    entries: tuple[Noted, ...]


@dataclass(frozen=True)
class Review:
    """A script version against what stands. `digest` names exactly this difference; `untouched` are other episodes."""

    script: Script
    found: breakdown.Understood | None
    stands: Standing
    plans: said.Plans
    diff: Diff
    episodes: tuple[EpisodeReview, ...]
    untouched: tuple[int, ...]
    digest: str


def review(studio: Studio, *, script: Script, lock: bool = False) -> Review:
    """Compare a script version with what stands. One that was applied last differs in nothing."""
    with rows.held_at_once():
        return _review(studio, script, lock=lock)


def _review(studio: Studio, script: Script, *, lock: bool) -> Review:
    numbers = [int(number) for number in script.understood.get("episode_numbers", ())]
    series = script.series
    of_series = Episode.objects.for_studio(studio).filter(series=series)
    untouched = tuple(of_series.exclude(number__in=numbers).order_by("number").values_list("number", flat=True))
    applied = {episode.number: episode for episode in of_series.filter(script=script, number__in=numbers)}
    if set(applied) == set(numbers):
        same = tuple(EpisodeReview(number, applied[number], "unchanged", {}, ()) for number in numbers)
        nothing = Diff((), {})
        return Review(script, None, Standing(), {}, nothing, same, untouched, _digest(script, ()))
    found = breakdown.understand(series, script.text)
    names = {person.name for person in found.people.people}
    stands = standing.read(studio, series, numbers, lock=lock)
    new, plans = said.story(found.episodes, names)
    diff = compare(stands.story(), new)
    episodes = tuple(_by_episode(new.children, stands, diff.entries))
    noted = [one for episode in episodes for one in episode.entries]
    return Review(script, found, stands, plans, diff, episodes, untouched, _digest(script, noted))


def _by_episode(made: Sequence[Node], stands: Standing, entries: Iterable[Entry]) -> Iterable[EpisodeReview]:
    sorted_by: dict[int, list[Noted]] = {int(node.ref): [] for node in made}
    for entry in entries:
        row = _row(stands, entry)
        number = int(entry.new.split(".")[0]) if entry.new else _number(row)
        sorted_by[number].append(Noted(entry, row, _by_hand(entry, row)))
    for number, noted in sorted_by.items():
        episode = stands.episodes.get(number)
        state = "added" if episode is None else "changed" if noted else "unchanged"
        yield EpisodeReview(number, episode, state, Diff((), {}).counts(one.entry for one in noted), tuple(noted))


def _row(stands: Standing, entry: Entry) -> Any:
    match entry.level:
        case "scene":
            return stands.scenes.get(entry.old)
        case "shot":
            return stands.shots.get(entry.old)
        case "line":
            return stands.lines.get(entry.old)
    return next((episode for episode in stands.episodes.values() if episode.pk == entry.old), None)


def _number(row: Any) -> int:
    """The episode a row stands in."""
    if isinstance(row, Line):
        row = row.shot
    if isinstance(row, Shot):
        row = row.scene
    return int(row.episode.number if isinstance(row, Scene) else row.number)


def _by_hand(entry: Entry, row: Any) -> tuple[str, ...]:
    """The fields the script changes but a person has set, which therefore stay."""
    if entry.kind != "changed" or row is None:
        return ()
    names = [change.name for change in entry.changes]
    if isinstance(row, Shot):
        return tuple(name for name in names if name in row.pinned)
    columns = LINE_FIELDS if isinstance(row, Line) else SCENE_FIELDS if isinstance(row, Scene) else {"title": "title"}
    before = {change.name: change.before for change in entry.changes}
    return tuple(name for name in names if name in columns and getattr(row, columns[name]) != before[name])


def _digest(script: Script, noted: Iterable[Noted]) -> str:
    told = (
        [e.kind, e.level, e.old, e.new, e.parent, e.place, [[c.name, c.after] for c in e.changes], one.by_hand]
        for one in noted
        for e in (one.entry,)
    )
    return digest([script.pk, list(told)])
