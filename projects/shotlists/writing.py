"""An episode as the rows of a shot list. Pure."""

from __future__ import annotations

from projects.shotlists.checks import CHECK, check_of
from projects.shotlists.columns import COLUMNS
from projects.shotlists.standing import Standing, StandingScene, StandingShot
from projects.shotlists.wording import (
    SIDES,
    cast_text,
    dialogue_text,
    each_text,
    parenthetical_text,
    seconds_text,
    term_words,
)

MARKS = {
    "zh": {"music": "BGM", "card": "字幕", "transition": "转场", "flashback": "闪回"},
    "en": {"music": "Music", "card": "Card", "transition": "Transition", "flashback": "Flashback"},
}


def rows_of(standing: Standing) -> list[list[str]]:
    """The header and one row for each shot in use, in the series' language."""
    language = standing.language
    rows = [[column.header(language) for column in COLUMNS]]
    for scene in standing.scenes:
        for shot in standing.shots:
            if shot.scene == scene.label and not shot.omitted and not scene.omitted:
                cells = cells_of(standing, scene, shot, language)
                rows.append([check_of(cells) if column.id == CHECK else cells[column.id] for column in COLUMNS])
    return rows


def cells_of(standing: Standing, scene: StandingScene, shot: StandingShot, language: str) -> dict[str, str]:
    """What a shot's row says, by column id."""
    facts = shot.facts
    return {
        "slate": shot.slate,
        "scene": scene.label,
        **scene_cells(scene, language),
        "framing": term_words("framings", facts["framing"], language),
        "angle": term_words("angles", facts["angle"], language),
        "camera_move": term_words("camera_moves", facts["camera_move"], language),
        "mood": term_words("moods", facts["mood"], language),
        "cast": cast_text(shot.cast, language),
        "expression": each_text(shot.cast, "expression", "expressions", language),
        "action": each_text(shot.cast, "action", "actions", language),
        "description": facts["description"],
        "dialogue": dialogue_text(shot.lines, language),
        "parenthetical": parenthetical_text(shot.lines, language),
        "frames": str(facts["frames"]),
        "seconds": seconds_text(facts["frames"], standing.rate),
        "props": _between(language).join(term_words("props", prop, language) for prop in facts["props"]),
        "sound": _sound(shot, language),
        "notes": _notes(shot, language),
    }


def scene_cells(scene: StandingScene, language: str) -> dict[str, str]:
    """What each row of a scene says of it."""
    return {
        "location": scene.location,
        "time": term_words("times_of_day", scene.time_of_day, language),
        "side": SIDES["zh" if language == "zh" else "en"][scene.interior],
    }


def _sound(shot: StandingShot, language: str) -> str:
    mark, notes = MARKS[language]["music"], shot.facts["notes"]
    music = [f"{mark}{_colon(language)}{cue}" for cue in notes.get("music") or []]
    return "\n".join([*(notes.get("sounds") or []), *music])


def _notes(shot: StandingShot, language: str) -> str:
    marks, notes, colon = MARKS[language], shot.facts["notes"], _colon(language)
    said = [f"{marks['card']}{colon}{card}" for card in shot.facts["cards"]]
    if notes.get("transition"):
        said.append(f"{marks['transition']}{colon}{notes['transition']}")
    if notes.get("flashback"):
        said.append(marks["flashback"])
    return "\n".join([*said, *(notes.get("remarks") or [])])


def _between(language: str) -> str:
    return "、" if language == "zh" else ", "


def _colon(language: str) -> str:
    return "：" if language == "zh" else ": "
