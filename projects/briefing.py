"""What a renderer must be told, gathered in one read: the number of queries does not grow with lines or people."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch

from accounts.models import Studio
from projects import briefs, continuity, control_passes, cueing, errors, profiles, retiming, slates, states, subtitling
from projects.models import Cue, Cut, CutEntry, CutMusic, CutSound, Line, Media, Presence, Series, Shot, Take
from projects.performance import catalogue
from projects.planning.acts import Doing, acts_of
from projects.planning.people import narrator_voice
from projects.story.dressing import dressed, dressing_of, held_by
from projects.story.unfolding import State

SEED_BITS = 0x7FFFFFFF
BOARD_MS = 1000
"""What a still counts as, whatever the length of its shot."""
NARRATOR = {"zh": "旁白", "en": "Narrator"}


@dataclass(frozen=True, slots=True)
class InputRef:
    """Bytes a brief names, and where they are."""

    name: str
    media: Media


@dataclass(frozen=True, slots=True)
class Briefed:
    """A brief with its inputs, the slate of the take to come, the billable length, and whose work it is."""

    brief: briefs.Brief
    inputs: tuple[InputRef, ...]
    slate: str
    milliseconds: int
    labels: dict[str, str]


def line_brief(studio: Studio, line: Line, *, slate: str = "") -> Briefed:
    """A line for the voice engine. Without a given slate it bears the next free one, which is not reserved."""
    rows = Line.objects.for_studio(studio).select_related("shot__scene__episode__series", "member")
    line = rows.get(pk=line.pk)
    _must_be_in_use(line.shot, line)
    brief = told_of_line(line, slate=slate)
    labels = _labels(line.shot.scene.episode.series, line.shot.scene.episode_id)
    labels |= {"shot": line.shot_id, "line": line.pk}
    return Briefed(brief, (), brief.slate, billable(line), labels)


def told_of_line(line: Line, *, slate: str = "") -> briefs.LineBrief:
    """What an engine is told of a line that was read with its member and with what its slate is made of; no query."""
    series = line.shot.scene.episode.series
    slate = slate or slates.of_take(slates.of_line(line), line.slates_given + 1)
    return briefs.LineBrief(
        line_id=line.pk,
        slate=slate,
        member_name=line.member.name if line.member else NARRATOR[series.language],
        kind=line.kind,
        text=line.text,
        voice=_voice(line, series),
        expression=_expression(line.expression),
        seed=_seed(f"{line.member_id and line.member.name}:{line.text}", slate),
    )


def shot_brief(
    studio: Studio, shot: Shot, *, stage: str, slate: str = "", passes: Mapping[str, Any] | None = None
) -> Briefed:
    """A shot for a picture engine. Lines without a circled take keep the place their estimate needs, lips closed.

    `passes` is what was asked for as control passes (see `projects.control_passes`). A board counts as one second.
    """
    shot = shot_rows(studio).get(pk=shot.pk)
    _must_be_in_use(shot)
    continuity.attach(studio, [shot])
    brief = told_of_shot(shot, stage=stage, slate=slate)
    if passes:
        brief = replace(brief, passes=control_passes.fitted(passes, frames=brief.frames, rate=brief.rate))
    labels = _labels(shot.scene.episode.series, shot.scene.episode_id) | {"shot": shot.pk}
    return Briefed(brief, (), brief.slate, BOARD_MS if stage == "board" else billable(shot), labels)


def told_of_shot(shot: Shot, *, stage: str, slate: str = "") -> briefs.ShotBrief:
    """What an engine is told of a shot that was read by `shot_rows`; no query once `continuity.attach` has read on."""
    scene, series = shot.scene, shot.scene.episode.series
    story = continuity.state_of(shot)
    rate = retiming.rate_of(series)
    slate = slate or slates.of_take(slates.of_shot(shot), shot.slates_given + 1)
    acts = acts_in(shot, rate)
    return briefs.ShotBrief(
        shot_id=shot.pk,
        slate=slate,
        stage=stage,  # type: ignore[arg-type]
        frames=shot.frames,
        rate=rate,
        width=series.width,
        height=series.height,
        set_id=catalogue().drawn("sets", scene.set_id),
        location=scene.location,
        interior=scene.interior,
        time_of_day=scene.time_of_day,
        weather=scene.weather,
        framing=catalogue().drawn("framings", shot.framing),
        angle=catalogue().drawn("angles", shot.angle),
        camera_move=catalogue().drawn("camera_moves", shot.camera_move),
        cast=tuple(_presence(presence, story.state, acts) for presence in shot.presences.all()),
        cues=_cues(shot, rate),
        description=shot.description,
        props=tuple(shot.props),
        mood=shot.mood,
        seed=_seed(str(shot.seed), slate),
        dressing=dressing_of(story.state, story.location),
    )


def cue_brief(studio: Studio, cue: Cue, *, slate: str = "") -> Briefed:
    """A music cue for the score engine."""
    rows = Cue.objects.for_studio(studio).select_related("episode__series")
    cue = rows.get(pk=cue.pk)
    if cue.omitted_at:
        raise errors.ShotOmitted(
            f"{slates.of_cue(cue)} is not wanted by the latest assembly.",
            zh="最近一次合成已不需要这段配乐。",
            code="cue_omitted",
            cure="Assemble the episode again.",
        )
    brief = told_of_cue(cue, slate=slate)
    labels = _labels(cue.episode.series, cue.episode_id) | {"cue": cue.pk}
    return Briefed(brief, (), brief.slate, billable(cue), labels)


def told_of_cue(cue: Cue, *, slate: str = "") -> briefs.CueBrief:
    """What an engine is told of a cue that was read with its series; no query."""
    slate = slate or slates.of_take(slates.of_cue(cue), cue.slates_given + 1)
    return briefs.from_json(
        briefs.CueBrief,
        {
            **cue.spotted,
            "cue_id": cue.pk,
            "slate": slate,
            "frames": cue.frames,
            "rate": briefs.to_json(retiming.rate_of(cue.episode.series)),
            "effort": cue.effort,
            "seed": _seed(cue.scene_id, slate),
            "plan": cue.plan,
            "version": briefs.BRIEF_VERSION,
        },
    )


def acts_in(shot: Shot, rate: briefs.Rate) -> dict[str, tuple[briefs.Act, ...]]:
    """What everyone does in a shot that was read with its presences, by member id."""
    doing = [Doing(one.member_id, one.action, one.target_id or "") for one in shot.presences.all()]
    return acts_of(doing, frames=shot.frames, rate=rate)


def billable(subject: Shot | Line | Cue) -> int:
    """How many milliseconds of a shot, line or cue are priced, read with its series."""
    if isinstance(subject, Line):
        return _ceiling(subject.estimated_ms)
    rate = retiming.rate_of(subject.episode.series if isinstance(subject, Cue) else subject.scene.episode.series)
    return -(-subject.frames * rate.den * 1000 // rate.num)


def cut_brief(studio: Studio, cut: Cut, *, profile: str) -> Briefed:
    """A locked cut for the conform engine, with every picture and every sound it is made of as inputs."""
    cut = _cut_rows(studio).get(pk=cut.pk)
    series = cut.episode.series
    if cut.state != states.CUT_LOCKED:
        raise errors.CutUnlocked(
            "Only a locked cut is conformed.", zh="请先锁定剪辑。", cure=f"POST /v1/cuts/{cut.pk}/lock"
        )
    rate = retiming.rate_of(series)
    target, label = profiles.profile(profile).at(rate), profiles.profile(profile).label
    inputs: list[InputRef] = []
    entries, spoken, start = [], [], 0
    for entry in cut.entries.all():
        sounds = []
        inputs.append(InputRef(f"take:{entry.ordinal:04d}", entry.take.media))
        for sound in entry.sounds.all():
            name = f"line:{entry.ordinal:04d}:{sound.ordinal:02d}"
            inputs.append(InputRef(name, sound.take.media))
            sounds.append(briefs.CutSound(name, sound.kind, sound.start_frame, sound.frames))
            begin = start + sound.start_frame
            spoken.append(subtitling.Spoken(sound.text, begin, min(begin + sound.frames, cut.frames)))
        spoken.extend(_cards(entry, start, rate))
        picture = inputs[-1 - len(sounds)].name
        effects = tuple(briefs.from_json(briefs.SoundMark, mark) for mark in entry.effects)
        ambience = briefs.from_json(briefs.Ambience, entry.ambience) if entry.ambience else None
        entries.append(briefs.CutEntry(entry.take.slate, picture, entry.frames, tuple(sounds), effects, ambience))
        start += entry.frames
    music = []
    for number, laid in enumerate(cut.music.all(), start=1):
        name = f"music:{number:02d}"
        inputs.append(InputRef(name, laid.take.media))
        music.append(briefs.CutMusic(laid.take.slate, name, laid.start_frame, laid.frames))
    slate = slates.of_cut(cut)
    brief = briefs.CutBrief(
        cut_id=cut.pk,
        slate=slate,
        title=cut.episode.title,
        series_title=series.title,
        episode_number=cut.episode.number,
        language=series.language,
        profile=target,
        label=briefs.ContentLabel(
            text=label.text(series.language),
            seconds=label.seconds,
            height_share=label.height_share,
            content_producer=studio.pk,
            produce_id=cut.pk,
        ),
        entries=tuple(entries),
        subtitles=subtitling.subtitles(spoken, language=series.language, rate=rate, frames=cut.frames),
        music=tuple(music),
    )
    milliseconds = -(-cut.frames * rate.den * 1000 // rate.num)
    return Briefed(brief, tuple(inputs), slate, milliseconds, _labels(series, cut.episode_id) | {"cut": cut.pk})


def cue_places(shot: Shot, rate: briefs.Rate) -> list[tuple[Line, int, int]]:
    """Each line of a shot that was read with its lines and their circled takes: line, start frame, frames."""
    lines = list(shot.lines.all())
    pace = retiming.pace_with(shot.scene.episode.series, shot.cards)
    places = cueing.places(
        retiming.voiced(lines),
        rate,
        shot.frames,
        lead_seconds=pace.lead_seconds,
        gap_seconds=pace.gap_seconds,
        tail_seconds=pace.tail_seconds,
    )
    return [(line, start, frames) for line, (start, frames) in zip(lines, places, strict=True)]


def lines_with_takes(studio: Studio) -> Prefetch[Any]:
    """A shot's lines in use in order, each with its circled take's media."""
    rows = Line.objects.for_studio(studio).filter(omitted_at__isnull=True)
    return Prefetch("lines", queryset=rows.select_related("member", "circled_take__media").order_by("ordinal"))


def shot_rows(studio: Studio) -> Any:
    """Shots with everything an engine is told of them, in a fixed number of queries."""
    people = Presence.objects.for_studio(studio).select_related("member").order_by("ordinal", "pk")
    rows = Shot.objects.for_studio(studio).select_related("scene__episode__series")
    return rows.prefetch_related(Prefetch("presences", queryset=people), lines_with_takes(studio))


def _cut_rows(studio: Studio) -> Any:
    sounds = CutSound.objects.for_studio(studio).select_related("take__media").order_by("ordinal")
    entries = CutEntry.objects.for_studio(studio).select_related("take__media").order_by("ordinal")
    entries = entries.prefetch_related(Prefetch("sounds", queryset=sounds))
    music = CutMusic.objects.for_studio(studio).select_related("take__media").order_by("start_frame")
    rows = Cut.objects.for_studio(studio).select_related("episode__series")
    return rows.prefetch_related(Prefetch("entries", queryset=entries), Prefetch("music", queryset=music))


def _ceiling(estimated_ms: int) -> int:
    """What a line may come to at most: half as long again as estimated, and the next whole second after that."""
    return (estimated_ms * 3 // 2 // 1000 + 1) * 1000


def _cards(entry: CutEntry, start: int, rate: briefs.Rate) -> list[subtitling.Spoken]:
    """What is shown and not said (三年后), from the entry's first frame until somebody speaks."""
    free = min((sound.start_frame for sound in entry.sounds.all()), default=entry.frames)
    if not entry.cards or free < rate.frames(subtitling.SECONDS_LEAST):
        return []
    return [subtitling.Spoken(" ".join(entry.cards), start, start + free)]


def _must_be_in_use(shot: Shot, line: Line | None = None) -> None:
    if line is not None and line.omitted_at:
        raise errors.ShotOmitted(
            f"{slates.of_line(line)} is not in the script any more.",
            zh="剧本中已没有这句台词。",
            code="line_omitted",
            cure="Apply a script that has it.",
        )
    if shot.omitted_at or shot.scene.omitted_at:
        raise errors.ShotOmitted(
            f"{slates.of_shot(shot)} is omitted.", zh="该镜头已停用。", cure=f"POST /v1/shots/{shot.pk}/restore"
        )


def _presence(presence: Presence, state: State, acts: Mapping[str, tuple[briefs.Act, ...]]) -> briefs.Presence:
    """The presence as the story has it: in today's clothes, with today's wounds, holding what was last picked up."""
    member = presence.member
    return briefs.Presence(
        member_id=member.pk,
        name=member.name,
        look=dressed(_read(briefs.Look, member.look, member.pk, "look"), state, member.pk),
        place=presence.place,
        facing=presence.facing,
        expression=_expression(presence.expression),
        action=presence.action,
        target=presence.target_id or "",
        holding=held_by(state, member.pk),
        acts=acts.get(member.pk, ()),
    )


def _cues(shot: Shot, rate: briefs.Rate) -> tuple[briefs.LineCue, ...]:
    return tuple(
        briefs.LineCue(
            line_id=line.pk,
            member_id=line.member_id or "",
            kind=line.kind,
            start_frame=start,
            frames=frames,
            phonemes=_phonemes(retiming.voice_of(line)),
        )
        for line, start, frames in cue_places(shot, rate)
    )


def _phonemes(take: Take | None) -> tuple[briefs.Phoneme, ...]:
    measured = take.media.facts.get("phonemes", []) if take else []
    return tuple(briefs.Phoneme(int(start), str(symbol)) for start, symbol in measured)


def _voice(line: Line, series: Series) -> briefs.Voice:
    if line.member is None:
        return narrator_voice(series.language)
    return _read(briefs.Voice, line.member.voice, line.member.pk, "voice")


def _read(cls: Any, values: Any, member_id: str, name: str) -> Any:
    try:
        return briefs.from_json(cls, values)
    except briefs.BriefMalformed as malformed:
        raise errors.BriefIncomplete(
            f"{member_id}: {name}{malformed}",
            zh="角色的外形或声音设定不完整。",
            pointer=f"/{name}",
            cure=f"PATCH /v1/cast/{member_id}",
        ) from malformed


def _expression(expression_id: str) -> briefs.Expression:
    known = catalogue().expressions.get(expression_id)
    return known.as_expression() if known else briefs.Expression(id=expression_id)


def _seed(what: str, slate: str) -> int:
    """A seed that is the same for the same content and take number, and another for every retake."""
    return zlib.crc32(f"{what}/{slate.rpartition('_T')[2]}".encode()) & SEED_BITS


def _labels(series: Series, episode_id: str) -> dict[str, str]:
    return {"series": series.pk, "episode": episode_id}
