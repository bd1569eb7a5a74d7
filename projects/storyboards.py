"""Storyboards: what an episode or a scene is to look like, drawn from its shots before anything moves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from accounts import events
from accounts.models import Studio
from projects import briefing, briefs, continuity, errors, ingredients, slates
from projects.models import Episode, Line, Media, Scene, Shot, Storyboard, StoryboardMedia
from projects.performance import catalogue

SIDES = {"zh": {True: "内", False: "外"}, "en": {True: "INT.", False: "EXT."}}
CARD = {"zh": "字幕：", "en": "Card: "}
COLON = {"zh": "：", "en": ": "}
UNREMARKABLE = {"angles": "eye", "weathers": "clear", "actions": "stand", "expressions": "neutral"}
"""Ids that a panel need not name, because they are what one expects."""

Subject = Episode | Scene


def storyboard_brief(studio: Studio, subject: Subject) -> briefing.Briefed:
    """The storyboard of an episode or a scene: every shot in use, in order. Priced by the panel."""
    episode, scene = _read(studio, subject)
    panels = tuple(panels_of(_shots(studio, episode, scene)))
    if not panels:
        raise errors.BriefIncomplete(
            f"{scene or episode} has no shots to draw.",
            zh="没有可画的镜头。",
            code="storyboard_empty",
            cure="Apply a script, or insert a shot.",
        )
    series = episode.series
    slate = slates.of_storyboard(episode, scene)
    brief = briefs.StoryboardBrief(
        subject_id=subject.pk,
        slate=slate,
        series_title=series.title,
        episode_number=episode.number,
        title=episode.title,
        language=series.language,
        panels=panels,
    )
    labels = {"series": series.pk, "episode": episode.pk, "storyboard": subject.pk}
    return briefing.Briefed(brief, (), slate, len(panels) * briefing.BOARD_MS, labels)


def panels_of(shots: Sequence[Shot]) -> Iterable[briefs.BoardPanel]:
    """A panel for each shot, as an engine and a reader are told of it, once `continuity.attach` has read on."""
    for shot in shots:
        scene, language = shot.scene, shot.scene.episode.series.language
        slate = slates.of_shot(shot)
        # the seed of its first take: the panel is the picture that take will have
        told = briefing.told_of_shot(shot, stage="board", slate=slates.of_take(slate, 1))
        yield briefs.BoardPanel(
            shot=replace(told, slate=slate),
            scene=scene.code,
            heading=_heading(scene, language),
            framing=_joined(language, _word("framings", shot.framing, language), _word("angles", shot.angle, language)),
            move=_word("camera_moves", shot.camera_move, language),
            action=_action(shot, language),
            lines=tuple(briefs.PanelLine(_speaker(line, language), line.text, line.kind) for line in shot.lines.all()),
        )


@transaction.atomic
def keep(
    studio: Studio,
    *,
    brief: briefs.StoryboardBrief,
    media: Mapping[str, Media],
    warnings: Iterable[str] = (),
    job_id: str,
) -> Storyboard:
    """Register what a job drew. The same job makes one storyboard however often it is told."""
    if job_id and (drawn := Storyboard.objects.for_studio(studio).filter(job_id=job_id).first()):
        return drawn
    scene = Scene.objects.for_studio(studio).filter(pk=brief.subject_id).first()
    episode_id = scene.episode_id if scene else brief.subject_id
    episode = Episode.objects.for_studio(studio).filter(pk=episode_id).first()
    if episode is None:
        raise errors.BriefIncomplete(
            f"{brief.subject_id} is gone.", zh=f"{brief.subject_id} 已不存在。", code="subject_gone"
        )
    drawn = Storyboard.unscoped.create(
        studio=studio,
        episode=episode,
        scene=scene,
        slate=brief.slate,
        panels=len(brief.panels),
        pages=max(1, sum(role.startswith("page_") for role in media)),
        made_of=made_of(brief.panels),
        warnings=list(warnings),
        job_id=job_id,
    )
    StoryboardMedia.unscoped.bulk_create(
        StoryboardMedia(studio=studio, storyboard=drawn, role=role, media=one) for role, one in media.items()
    )
    told = {"episode": episode.pk, "scene": scene and scene.pk, "panels": drawn.panels, "job": job_id}
    events.append(studio, "storyboard.drawn", subject=drawn.pk, data=told)
    return drawn


def made_of(panels: Iterable[briefs.BoardPanel]) -> list[dict[str, str]]:
    """Each panel's shot, scene and the digest of all that was told of it, in order."""
    return [{"shot": panel.shot.shot_id, "scene": panel.scene, "digest": ingredients.digest(panel)} for panel in panels]


def now_of(studio: Studio, episode: Episode) -> list[dict[str, str]]:
    """What a storyboard of the whole episode would be made of if it were drawn now; a fixed number of queries."""
    episode, _ = _read(studio, episode)
    try:
        return made_of(panels_of(_shots(studio, episode, None)))
    except errors.BriefIncomplete:
        return []


def changes(board: Storyboard, now: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    """The shots of a storyboard that no longer look so, that are new, and that are gone; `now` is of its episode.

    Shots that only changed places count as changed when their order did.
    """
    then = {row["shot"]: row["digest"] for row in board.made_of}
    scenes = {row["scene"] for row in board.made_of}
    standing = {row["shot"]: row["digest"] for row in now if board.scene_id is None or row["scene"] in scenes}
    kept = [shot for shot in then if shot in standing]
    reordered = kept != [shot for shot in standing if shot in then]
    return {
        "changed": [shot for shot in kept if reordered or then[shot] != standing[shot]],
        "added": [shot for shot in standing if shot not in then],
        "removed": [shot for shot in then if shot not in standing],
    }


def _read(studio: Studio, subject: Subject) -> tuple[Episode, Scene | None]:
    """The episode with its series, and the scene where it is one's."""
    if isinstance(subject, Scene):
        scene = Scene.objects.for_studio(studio).select_related("episode__series").get(pk=subject.pk)
        return scene.episode, scene
    return Episode.objects.for_studio(studio).select_related("series").get(pk=subject.pk), None


def _shots(studio: Studio, episode: Episode, scene: Scene | None) -> list[Shot]:
    rows = briefing.shot_rows(studio).filter(
        scene__episode=episode, omitted_at__isnull=True, scene__omitted_at__isnull=True
    )
    if scene is not None:
        rows = rows.filter(scene=scene)
    shots = list(rows.order_by("scene__ordinal", "code"))
    continuity.attach(studio, shots)
    return shots


def _heading(scene: Scene, language: str) -> str:
    """`3 顾家大厅 夜 内`, `3 INT. HALL - NIGHT`; the weather where it is worth a word."""
    side = SIDES[language][scene.interior]
    hour, weather = _word("times_of_day", scene.time_of_day, language), _word("weathers", scene.weather, language)
    if language == "zh":
        return " ".join(filter(None, (scene.label, scene.location, hour, side, weather)))
    place = f"{side} {scene.location}".strip().upper()
    return f"{scene.label}  {place} - {hour.upper()}" + (f", {weather.upper()}" if weather else "")


def _action(shot: Shot, language: str) -> str:
    """What is seen, in the script's words; where it has none, what everybody does and feels. Cards are added.

    Many a description is the line that is said; the panel gives it once, as dialogue.
    """
    seen = shot.description.strip()
    for line in shot.lines.all():
        name = re.escape(line.member.name) if line.member else r"[^：:\n]*"
        spoken = re.escape(line.text.strip())
        seen = re.sub(
            rf"(?:{name}\s*(?:[（(][^）)\n]*[）)]|OS|VO|\s)*[：:]\s*)?{spoken}", "", seen, flags=re.IGNORECASE
        )
    said = [seen.strip()] if re.search(r"\w", seen) else []
    if not said:
        said = [doing for one in shot.presences.all() if (doing := _doing(one, language))]
    return "\n".join([*said, *(CARD[language] + str(card) for card in shot.cards)])


def _doing(presence: Any, language: str) -> str:
    words = _joined(
        language,
        _word("actions", presence.action, language),
        _word("expressions", presence.expression, language),
    )
    return f"{presence.member.name}{COLON[language]}{words}" if words else ""


def _speaker(line: Line, language: str) -> str:
    """Who says it, and how: `沈砚（冷声）`."""
    name = line.member.name if line.member else briefing.NARRATOR[language]
    if not line.parenthetical:
        return name
    return f"{name}（{line.parenthetical}）" if language == "zh" else f"{name} ({line.parenthetical})"


def _joined(language: str, *words: str) -> str:
    return (" · " if language == "zh" else ", ").join(filter(None, words))


def _word(family: str, term_id: str, language: str) -> str:
    """The catalogue's name for an id, nothing for what goes without saying."""
    if UNREMARKABLE.get(family) == term_id:
        return ""
    term = getattr(catalogue(), family).get(term_id)
    return term_id if term is None else str(term.zh if language == "zh" else term.en)
