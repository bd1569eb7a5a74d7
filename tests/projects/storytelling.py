"""Scripts as states: read, planned and unfolded without a database, people by name and scenes by number."""

from __future__ import annotations

from dataclasses import replace

from projects import screenplay
from projects.planning.people import KnownPeople, find_people
from projects.story.reading import location_key, read_changes
from projects.story.unfolding import Change, SceneFacts, Timeline, unfold, values_of


def changes_of(text: str) -> list[tuple[SceneFacts, tuple[Change, ...]]]:
    """Each scene with what it states."""
    play = screenplay.parse(text)
    people = KnownPeople(find_people(play))
    told = []
    for found in read_changes(text, play.episodes, people):
        scene_id = f"{found.episode}-{found.scene.number.rpartition('-')[2]}"
        facts = SceneFacts(
            scene_id,
            found.episode,
            location_key(found.scene.location),
            found.scene.time_of_day or "day",
            found.scene.interior is not False,
        )
        told.append((facts, tuple(replace(change, scene=scene_id) for change in found.changes)))
    return told


def timeline_of(text: str, *by_hand: Change) -> Timeline:
    """The states of every scene of a script, and what a hand changed."""
    told = changes_of(text)
    return unfold([facts for facts, _ in told], [*(change for _, rows in told for change in rows), *by_hand])


def told_of(text: str) -> list[tuple[str, str, str, tuple[str, ...], str]]:
    """Everything a script states, in order: of whom, which attribute, how, which values, by which words."""
    return [(c.subject, c.attribute, c.op, c.values, c.words) for _, rows in changes_of(text) for c in rows]


def shown(timeline: Timeline, scene: str, subject: str, attribute: str) -> tuple[str, ...]:
    """What holds when a scene ends."""
    return values_of(timeline.of(scene).leave, subject, attribute)


def scene_zh(body: str, *, header: str = "1-1 沈家老宅正厅 夜 内", people: str = "林晚、沈砚、白薇") -> str:
    """A scene with a header and its people."""
    return f"{header}\n人物：{people}\n{body.strip()}\n\n"


def script_zh(*bodies: str, headers: tuple[str, ...] = ()) -> str:
    """An episode of scenes in one place and one night, unless headers say otherwise."""
    named = [headers[i] if i < len(headers) else f"1-{i + 1} 沈家老宅正厅 夜 内" for i in range(len(bodies))]
    return "第1集\n\n" + "".join(scene_zh(body, header=header) for body, header in zip(bodies, named, strict=True))
