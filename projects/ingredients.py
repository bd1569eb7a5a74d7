"""What a take is made of, as one digest for each part of its brief. Pure.

A take remembers the digests of the brief it was ordered under. Where the brief of today has other ones, the take shows
or says something that no longer stands, and the part's name is the reason. What is in no brief reaches no engine and
cannot make a take stale: whoever wants it to, puts it into the brief and, if it deserves a name, into a table below.

Fields that hold their default are left out of a digest, so that a brief which learns a new field keeps old takes fresh.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from projects.briefs import Brief, CueBrief, LineBrief, ShotBrief

WORDS, EXPRESSION = "words", "expression"
"""The parts of a line that its row alone decides; a line whose take has others is to be said again."""


def of_brief(brief: Brief) -> dict[str, str]:
    """The digest of each part of a brief, by the part's name; a cut has none, because it is made of takes."""
    if isinstance(brief, LineBrief):
        return {name: digest(part(brief)) for name, part in OF_LINE.items()}
    if isinstance(brief, ShotBrief):
        return {name: digest(part(brief)) for name, part in OF_SHOT.items()}
    if isinstance(brief, CueBrief):
        return {name: digest(part(brief)) for name, part in OF_CUE.items()}
    return {}


def of_spoken(text: str, expression: str) -> dict[str, str]:
    """The parts of a line that its row alone decides, without its brief; `expression` is the catalogue's id."""
    return {WORDS: digest(said(text)), EXPRESSION: digest(expression)}


def changed(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the parts that are not what they were; a part that was never noted cannot have changed."""
    return tuple(name for name in now if name in then and then[name] != now[name])


def said(text: str) -> str:
    """Words as they sound: how wide their characters are and where a line breaks is not heard."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def digest(value: Any) -> str:
    """A short digest of plain values and frozen dataclasses."""
    plain = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(held) for f in dataclasses.fields(value) if (held := getattr(value, f.name)) != _rest(f)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)  # a brief that came back from JSON may say 1.0 where the catalogue says 1
    return value


def _rest(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _people(brief: ShotBrief) -> Any:
    return [(p.member_id, p.place, p.facing, p.expression.id, p.action, p.target) for p in brief.cast]


def _sound(brief: ShotBrief) -> Any:
    return [(cue.member_id, cue.kind, cue.start_frame, cue.frames, cue.phonemes) for cue in brief.cues]


OF_LINE: dict[str, Callable[[LineBrief], Any]] = {
    WORDS: lambda brief: said(brief.text),
    EXPRESSION: lambda brief: brief.expression.id,
    "voice": lambda brief: (brief.voice, brief.kind),
}
OF_SHOT: dict[str, Callable[[ShotBrief], Any]] = {
    "length": lambda brief: (brief.frames, brief.rate.num, brief.rate.den, brief.width, brief.height),
    "place": lambda brief: (brief.set_id, brief.location, brief.interior, brief.time_of_day, brief.weather),
    "camera": lambda brief: (brief.framing, brief.angle, brief.camera_move),
    "people": _people,
    "looks": lambda brief: {p.member_id: _plain(p.look) for p in brief.cast},
    "hands": lambda brief: {p.member_id: p.holding for p in brief.cast},
    "dressing": lambda brief: brief.dressing,
    "action": lambda brief: (brief.description, brief.props, brief.mood),
    "sound": _sound,
}
OF_CUE: dict[str, Callable[[CueBrief], Any]] = {
    "length": lambda brief: (brief.frames, brief.rate.num, brief.rate.den),
    "moods": lambda brief: (brief.moods, brief.style),
    "hits": lambda brief: (brief.cuts, brief.hits),
    "spoken": lambda brief: brief.spoken,
    "plan": lambda brief: brief.plan,
}
PARTS: dict[str, tuple[str, str]] = {
    WORDS: ("台词已改", "the words have changed"),
    EXPRESSION: ("表情或语气已改", "the expression has changed"),
    "voice": ("声音设定已改", "the voice has changed"),
    "length": ("镜头长度已改", "the length has changed"),
    "place": ("场景、时间或天气已改", "the place, hour or weather has changed"),
    "camera": ("景别、角度或运镜已改", "the framing, angle or move has changed"),
    "people": ("出镜人物或其动作已改", "who is in the picture, or what they do, has changed"),
    "looks": ("人物造型已改", "how somebody looks has changed"),
    "hands": ("手中道具已改", "what somebody holds has changed"),
    "dressing": ("场景的损坏、陈设或天气痕迹已改", "what has become of the place has changed"),
    "action": ("画面内容已改", "what is seen has changed"),
    "moods": ("情绪已改", "the moods have changed"),
    "hits": ("剪辑点或音乐重音已改", "the cuts or the hits have changed"),
    "spoken": ("台词位置已改", "where people speak has changed"),
    "plan": ("配乐方案已改", "the plan has been edited"),
    "sound": ("配音已改", "the voices under it have changed"),
}
"""What a person reads about each part, in Chinese and English."""
