"""An episode read from the database as a shot list sees it, and written out."""

from __future__ import annotations

from typing import Any, Literal

from accounts.models import Studio
from projects import queries, retiming, slates
from projects.models import CastMember, Episode, Line, Scene, Shot
from projects.shotlists import sheets
from projects.shotlists.columns import COLUMNS
from projects.shotlists.standing import Person, Seen, Spoken, Standing, StandingScene, StandingShot
from projects.shotlists.writing import rows_of

Form = Literal["csv", "xlsx"]
FACTS = ("framing", "angle", "camera_move", "mood", "description", "props", "cards", "notes", "frames")


def export(studio: Studio, *, episode: Episode, form: Form) -> tuple[bytes, str]:
    """The episode's shots in use as a spreadsheet, and a name for the file."""
    standing = standing_of(studio, episode)
    rows = rows_of(standing)
    name = f"{standing.series_code}_{episode.code}_shots.{form}"
    if form == "csv":
        return sheets.write_csv(rows), name
    widths, hidden = [column.width for column in COLUMNS], [len(COLUMNS) - 1]
    return sheets.write_xlsx(rows, title=episode.code, widths=widths, hidden=hidden), name


def standing_of(studio: Studio, episode: Episode) -> Standing:
    """The episode as it is now, in a fixed number of queries."""
    series = episode.series
    people = {
        member.pk: Person(member.pk, member.name, tuple(member.aliases))
        for member in CastMember.objects.for_studio(studio).filter(series=series).order_by("created_at", "pk")
    }
    scenes = _scenes(list(queries.scenes(studio).filter(episode=episode).order_by("ordinal", "pk")))
    rows = queries.shots(studio).filter(scene__in=[scene.id for scene in scenes])
    return Standing(
        series_code=series.code,
        episode_number=episode.number,
        language=series.language,
        rate=retiming.rate_of(series),
        people=tuple(people.values()),
        scenes=tuple(scenes),
        shots=tuple(_shot(shot, people) for shot in rows.order_by("scene__ordinal", "code")),
    )


def _scenes(rows: list[Scene]) -> list[StandingScene]:
    """The scenes by label; an omitted one only where its number was not given again."""
    chosen: dict[str, Scene] = {}
    for scene in rows:
        if scene.label not in chosen or (chosen[scene.label].omitted_at and not scene.omitted_at):
            chosen[scene.label] = scene
    return [
        StandingScene(
            scene.pk, scene.label, scene.location, scene.interior, scene.time_of_day, scene.omitted_at is not None
        )
        for scene in rows
        if chosen[scene.label] is scene
    ]


def _shot(shot: Shot, people: dict[str, Person]) -> StandingShot:
    cast = tuple(
        Seen(
            people[presence.member_id],
            {
                "place": presence.place,
                "facing": presence.facing,
                "expression": presence.expression,
                "action": presence.action,
                "target": presence.target_id,
            },
        )
        for presence in shot.presences.all()
    )
    facts: dict[str, Any] = {name: getattr(shot, name) for name in FACTS}
    return StandingShot(
        id=shot.pk,
        scene=shot.scene.label,
        code=shot.code,
        slate=slates.of_shot(shot),
        facts=facts,
        cast=cast,
        lines=tuple(_line(line, people) for line in shot.lines.all() if line.omitted_at is None),
        omitted=shot.omitted_at is not None,
    )


def _line(line: Line, people: dict[str, Person]) -> Spoken:
    person = people[line.member_id] if line.member_id else None
    return Spoken(person, line.kind, line.text, line.parenthetical, line.pk)
