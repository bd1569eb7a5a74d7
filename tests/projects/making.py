"""Series, episodes, media and takes made through the product's own verbs."""

from __future__ import annotations

import hashlib
import io
import itertools
from typing import Any

from accounts.actor import Actor
from accounts.models import Studio
from projects import assembly, breakdown, media, reimport, series, storage, storyboards, takes
from projects.briefs import StoryboardBrief
from projects.models import (
    Cue,
    Cut,
    Episode,
    Line,
    Media,
    Scene,
    Script,
    Series,
    Shot,
    Storyboard,
    Take,
)

SCRIPT = """第1集 戒指

1-1 沈家老宅正厅 夜 内
人物：林晚、沈砚
△暴雨砸在雕花窗上。林晚浑身湿透，站在门槛外。
沈砚（冷声）：今天出了这个门，你就别再回来。
林晚OS：三年了，我等的就是这句话。

1-2 医院走廊 日 内
人物：林晚、护士
字幕：三年前
护士：家属签字，晚了就来不及了。
林晚（发抖）：签，还是不签？
"""
_number = itertools.count(1)


def make_series(actor: Actor, **facts: Any) -> Series:
    return series.open_series(actor, **{"title": "戒指", **facts})


def make_script(actor: Actor, text: str = SCRIPT, **facts: Any) -> Script:
    of = facts.pop("series", None) or make_series(actor, **facts)
    return breakdown.read_script(actor, series=of, data=text.encode())


def make_episode(actor: Actor, text: str = SCRIPT, **facts: Any) -> Episode:
    script = reimport.apply(actor, script=make_script(actor, text, **facts)).script
    return Episode.objects.for_studio(actor.studio).select_related("series").get(script=script)


def shots_of(episode: Episode) -> list[Shot]:
    rows = Shot.objects.for_studio(episode.studio).filter(scene__episode=episode)
    return list(rows.select_related("scene__episode__series").order_by("scene__ordinal", "code"))


def lines_of(episode: Episode) -> list[Line]:
    rows = Line.objects.for_studio(episode.studio).filter(shot__scene__episode=episode)
    return list(rows.order_by("shot__scene__ordinal", "shot__code", "ordinal"))


def make_media(studio: Studio, data: bytes = b"", content_type: str = "video/mp4", **facts: Any) -> Media:
    """Confirmed bytes in the store, with facts as if measured."""
    number = next(_number)
    data = data or b"bytes %d" % number
    key = media.key(studio, "tests", f"{number}{media.extension(content_type)}")
    storage.store().write(key, io.BytesIO(data), content_type=content_type)
    return media.confirm(
        studio,
        key=key,
        content_type=content_type,
        length=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        facts=facts,
        origin="test",
    )


def make_picture(shot: Shot, *, frames: int | None = None, circle: str = "first", job: str = "") -> Take:
    """A take of a shot as long as the shot is now."""
    shot.refresh_from_db()
    facts = {"frames": frames or shot.frames, "rate_num": 24, "rate_den": 1, "width": 1080, "height": 1920}
    return takes.print_take(
        shot.studio,
        shot=shot,
        stage="animatic",
        media={"picture": make_media(shot.studio, **facts)},
        facts=facts,
        seed=7,
        slate=takes.next_slate(shot.studio, shot=shot),
        job_id=job,
        circle=circle,  # type: ignore[arg-type]
    )


def make_voice(line: Line, *, milliseconds: int = 1500, circle: str = "first", job: str = "") -> Take:
    """A take of a line."""
    facts = {"milliseconds": milliseconds, "phonemes": [[0, "s"], [120, "a"]]}
    return takes.print_take(
        line.studio,
        line=line,
        stage="voice",
        media={"sound": make_media(line.studio, content_type="audio/wav", **facts)},
        facts=facts,
        seed=7,
        slate=takes.next_slate(line.studio, line=line),
        job_id=job,
        circle=circle,  # type: ignore[arg-type]
    )


def make_takes(episode: Episode) -> None:
    """Every line voiced, then every shot drawn, all circled."""
    for line in lines_of(episode):
        make_voice(line)
    for shot in shots_of(episode):
        make_picture(shot)


def make_cue(actor: Actor, episode: Episode | None = None) -> Cue:
    """The first cue that the assembly of an episode with all its takes spots."""
    if episode is None:
        episode = make_episode(actor)
        make_takes(episode)
    assembly.assemble(actor, episode=episode)
    return Cue.objects.for_studio(actor.studio).filter(episode=episode).order_by("start_frame").first()


def make_music(cue: Cue, *, circle: str = "first", job: str = "") -> Take:
    """A take of a cue, as long as it must be."""
    sound = make_media(cue.studio, content_type="audio/wav", milliseconds=round(cue.frames * 1000 / 24))
    return takes.print_take(
        cue.studio,
        cue=cue,
        stage="score",
        media={"sound": sound},
        facts={},
        seed=1,
        slate="",
        job_id=job,
        circle=circle,
    )


def make_storyboard(subject: Episode | Scene, *, job: str = "") -> Storyboard:
    """A storyboard as if it had been drawn now."""
    briefed = storyboards.storyboard_brief(subject.studio, subject)
    assert isinstance(briefed.brief, StoryboardBrief)
    files = {
        "pdf": make_media(subject.studio, content_type="application/pdf"),
        "page_01": make_media(subject.studio, content_type="image/png", width=2339, height=1654),
    }
    return storyboards.keep(subject.studio, brief=briefed.brief, media=files, job_id=job)


def make_locked_cut(actor: Actor, episode: Episode) -> Cut:
    make_takes(episode)
    return assembly.lock(actor, cut=assembly.assemble(actor, episode=episode))


def master_facts(cut: Cut, **changed: Any) -> dict[str, Any]:
    """What the conform engine measures in a master that is right."""
    label = {
        "stands": True,
        "implicit": {"Label": "1", "ContentProducer": cut.studio_id, "ProduceID": cut.pk},
        "frames_required": 72,
        "frames_found": 72,
        "height_share": 0.054,
    }
    right = {
        "frames": cut.frames,
        "rate_num": 24,
        "rate_den": 1,
        "width": 1080,
        "height": 1920,
        "has_speech": True,
        "loudness_lufs": -16.1,
        "true_peak_dbtp": -1.4,
        "label": label,
    }
    return right | changed


def make_deliverable_media(cut: Cut, **changed: Any) -> dict[str, Media]:
    return {
        "master": make_media(cut.studio, **master_facts(cut, **changed)),
        "subtitles": make_media(cut.studio, content_type="application/x-subrip"),
    }
