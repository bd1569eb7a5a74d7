"""What a renderer is told: frozen, versioned descriptions of a line, a shot, a storyboard, a cue or a cut.

A brief is complete. It names no database row that must be looked up and holds no URL; the bytes it needs are named as
inputs ("take:0010") and travel beside it in `render.contracts.RenderOrder`. Standard library only, because both the
control plane and the worker island read this module.

Lengths are integer frames at a rational rate; sound positions inside a line are integer milliseconds.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

BRIEF_VERSION = 2

LineKind = Literal["dialogue", "os", "vo"]


class BriefMalformed(ValueError):
    """A serialised brief does not have the shape its version promises."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Frames per second as a fraction, 24/1 or 30000/1001."""

    num: int = 24
    den: int = 1

    def seconds(self, frames: int) -> float:
        """Length of `frames` in seconds."""
        return frames * self.den / self.num

    def frames(self, seconds: float) -> int:
        """The number of whole frames that covers `seconds` (rounded up, so that sound is never cut)."""
        return -int(-seconds * self.num // self.den)


@dataclass(frozen=True, slots=True)
class Look:
    """How a cast member appears. Every field has a fallback the engine can draw; `seed` varies what is not said."""

    sex: Literal["female", "male"] = "female"
    age: Literal["child", "teen", "young", "adult", "middle", "old"] = "young"
    height_m: float = 1.66
    build: Literal["slim", "average", "broad"] = "average"
    skin: str = "light"
    hair_style: str = "long_straight"
    hair_color: str = "black"
    outfit: str = "modern_casual"
    outfit_color: str = ""
    accessories: tuple[str, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """How a cast member sounds. Pitch and range are 0..99 (50 = the voice's own), rate is words per minute."""

    language: Literal["zh", "en"] = "zh"
    variant: str = ""
    pitch: int = 50
    pitch_range: int = 50
    rate: int = 175


@dataclass(frozen=True, slots=True)
class Expression:
    """A named expression with its facial action units (FACS number, optional L/R side -> intensity 0..1).

    `effects` are what a comic draws beside muscles (tear, blush, sweat, gloom …) at 0..1; `gaze` is -1..1 to the
    viewer's right and up. It grows for `onset_ms`, stands for `hold_ms` (0 = as long as the shot) and fades for
    `offset_ms`. `like` is the nearest id of the catalogue's first vocabulary, for engines that know no other.
    """

    id: str = "neutral"
    action_units: dict[str, float] = field(default_factory=dict)
    energy: float = 0.3
    like: str = ""
    gaze: tuple[float, ...] = ()
    effects: dict[str, float] = field(default_factory=dict)
    onset_ms: int = 300
    hold_ms: int = 0
    offset_ms: int = 500


@dataclass(frozen=True, slots=True)
class LineBrief:
    """One spoken line for a voice engine."""

    line_id: str
    slate: str
    member_name: str
    kind: LineKind
    text: str
    voice: Voice
    expression: Expression
    seed: int
    sample_rate: int = 48_000
    version: int = BRIEF_VERSION


@dataclass(frozen=True, slots=True)
class PoseKey:
    """A pose reached at `t` (0..1 of the act) by an ease; channels are those of the catalogue's rig."""

    t: float
    ease: str
    pose: dict[str, float]


@dataclass(frozen=True, slots=True)
class Contact:
    """An effector (`hand_r`) that meets a place (`other.cheek_l`, `prop.phone`, `set.door`) from `t` until `until`."""

    t: float
    effector: str
    target: str
    until: float


@dataclass(frozen=True, slots=True)
class Act:
    """One action of the catalogue at its place in the shot, as the catalogue poses it.

    `posture` is how the body is while it acts (standing, sitting, kneeling, lying). `other` is whom
    it is done to, by `member_id`.
    """

    id: str
    start_frame: int
    frames: int
    posture: str = "standing"
    other: str = ""
    keys: tuple[PoseKey, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """A cast member in a shot: where they stand, what they feel and do.

    `place` runs from -1.0 (frame left) to 1.0 (frame right); `facing` is where the body points as seen by the camera.
    `target` names the member looked at or acted upon, by `member_id`, or is empty. `holding` is what is in their hands.
    `acts` are what `action` is made of, and the answers to what others do, in order of their first frames.
    """

    member_id: str
    name: str
    look: Look
    place: float = 0.0
    facing: Literal["left", "right", "camera", "away"] = "camera"
    expression: Expression = field(default_factory=Expression)
    action: str = "stand"
    target: str = ""
    holding: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Phoneme:
    """A sounded phoneme (espeak mnemonic) and when it starts, in milliseconds from the start of the line."""

    start_ms: int
    symbol: str


@dataclass(frozen=True, slots=True)
class LineCue:
    """A voiced line placed in a shot. `member_id` is empty for a narrator; lips move only for kind `dialogue`."""

    line_id: str
    member_id: str
    kind: LineKind
    start_frame: int
    frames: int
    phonemes: tuple[Phoneme, ...] = ()


@dataclass(frozen=True, slots=True)
class Passes:
    """Control passes to render beside the picture, at a video model's own size, rate and number of frames (4n + 1).

    `kinds` are of pose, depth, segmentation, line_art. They span the shot's whole length, resampled in time.
    """

    kinds: tuple[str, ...]
    width: int
    height: int
    rate: Rate
    frames: int


@dataclass(frozen=True, slots=True)
class ShotBrief:
    """One shot for a picture engine. `set_id`, framing, angle, move, action and expression ids are catalogue ids.

    `dressing` is what the story has made of the place: damage, decoration, what the weather left. At stage `board` only
    the shot's most telling frame is asked for.
    """

    shot_id: str
    slate: str
    stage: Literal["board", "animatic", "draft", "final"]
    frames: int
    rate: Rate
    width: int
    height: int
    set_id: str
    location: str
    interior: bool
    time_of_day: Literal["dawn", "day", "dusk", "night"]
    weather: Literal["clear", "rain", "storm", "snow"]
    framing: str
    angle: str
    camera_move: str
    cast: tuple[Presence, ...]
    cues: tuple[LineCue, ...]
    description: str
    props: tuple[str, ...]
    mood: str
    seed: int
    dressing: tuple[str, ...] = ()
    passes: Passes | None = None
    version: int = BRIEF_VERSION


@dataclass(frozen=True, slots=True)
class PanelLine:
    """What is said in a storyboard panel."""

    name: str
    text: str
    kind: LineKind


@dataclass(frozen=True, slots=True)
class BoardPanel:
    """One shot on a storyboard: what is drawn, and what stands beside it in words, in the storyboard's language."""

    shot: ShotBrief
    scene: str
    heading: str
    framing: str
    move: str
    action: str
    lines: tuple[PanelLine, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryboardBrief:
    """The storyboard of a scene or an episode, drawn straight from its shots; no take is needed."""

    subject_id: str
    slate: str
    series_title: str
    episode_number: int
    title: str
    language: Literal["zh", "en"]
    panels: tuple[BoardPanel, ...]
    version: int = BRIEF_VERSION


@dataclass(frozen=True, slots=True)
class MoodSpan:
    """A stretch of a music cue in one mood; `intensity` 0..1 says how much of it."""

    start_frame: int
    frames: int
    mood: str
    intensity: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A moment the music should meet: a blow, a revelation, a door. `strength` 0..1."""

    frame: int
    what: str
    strength: float


@dataclass(frozen=True, slots=True)
class Span:
    """Frames from `start_frame` on."""

    start_frame: int
    frames: int


@dataclass(frozen=True, slots=True)
class CueBrief:
    """A music cue for a score engine. All frames count from the cue's first.

    `cuts` are the frames at which the picture cuts, `spoken` where voices must stay clear. `style` is the world it
    plays in. `effort` is how many candidates are rendered for the best to be chosen. A `plan` that is not empty was
    edited by hand and is played as it stands; the seed varies the playing only.
    """

    cue_id: str
    slate: str
    frames: int
    rate: Rate
    moods: tuple[MoodSpan, ...]
    cuts: tuple[int, ...]
    hits: tuple[Hit, ...]
    spoken: tuple[Span, ...]
    style: Literal["modern", "period"]
    effort: int
    seed: int
    plan: dict[str, Any] = field(default_factory=dict)
    sample_rate: int = 48_000
    version: int = BRIEF_VERSION


@dataclass(frozen=True, slots=True)
class CutSound:
    """A line's sound laid under a cut entry, `start_frame` counted from the entry's first frame."""

    input_name: str
    kind: LineKind
    start_frame: int
    frames: int


@dataclass(frozen=True, slots=True)
class SoundMark:
    """A sound effect of the catalogue's vocabulary (slap, sob …), counted from the entry's first frame.

    `throat` is whose it is where it comes from one (female, male, child), or empty.
    """

    frame: int
    sound: str
    throat: str = ""


@dataclass(frozen=True, slots=True)
class Ambience:
    """What a place sounds like while an entry lasts."""

    set_id: str
    interior: bool
    time_of_day: str
    weather: str


@dataclass(frozen=True, slots=True)
class CutEntry:
    """One circled take in the cut. `input_name` is the picture's name among the order's inputs."""

    slate: str
    input_name: str
    frames: int
    sounds: tuple[CutSound, ...] = ()
    effects: tuple[SoundMark, ...] = ()
    ambience: Ambience | None = None


@dataclass(frozen=True, slots=True)
class CutMusic:
    """A circled cue in the cut, `start_frame` counted from the cut's first frame."""

    slate: str
    input_name: str
    start_frame: int
    frames: int


@dataclass(frozen=True, slots=True)
class Subtitle:
    """One cue on the episode's own timeline, `end_frame` exclusive. Lines are already broken, at most two."""

    start_frame: int
    end_frame: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContentLabel:
    """The AI-content label of GB 45438-2025: the explicit text in the opening and the implicit `AIGC` fields."""

    text: str
    seconds: float
    height_share: float
    content_producer: str
    produce_id: str
    label: str = "1"
    reserved_code_1: str = ""
    content_propagator: str = ""
    propagate_id: str = ""
    reserved_code_2: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryProfile:
    """What a platform accepts. Loudness in LUFS (integrated), peak in dBTP, video quality as an x264 crf."""

    name: str
    width: int
    height: int
    rate: Rate
    loudness_lufs: float = -16.0
    true_peak_dbtp: float = -1.0
    burn_subtitles: bool = True
    crf: int = 20
    audio_kbps: int = 192
    sample_rate: int = 48_000


@dataclass(frozen=True, slots=True)
class CutBrief:
    """A locked cut for the conform engine."""

    cut_id: str
    slate: str
    title: str
    series_title: str
    episode_number: int
    language: Literal["zh", "en"]
    profile: DeliveryProfile
    label: ContentLabel
    entries: tuple[CutEntry, ...]
    subtitles: tuple[Subtitle, ...]
    music: tuple[CutMusic, ...] = ()
    version: int = BRIEF_VERSION

    @property
    def frames(self) -> int:
        """Length of the cut in frames of the profile's rate."""
        return sum(entry.frames for entry in self.entries)


Brief = LineBrief | ShotBrief | StoryboardBrief | CueBrief | CutBrief
BRIEF_BY_KIND: dict[str, type[Brief]] = {
    "line": LineBrief,
    "shot": ShotBrief,
    "storyboard": StoryboardBrief,
    "cue": CueBrief,
    "conform": CutBrief,
}

T = TypeVar("T")


def to_json(value: Any) -> dict[str, Any]:
    """A frozen dataclass as plain JSON values; tuples become lists."""
    return dataclasses.asdict(value)


def from_json(cls: type[T], data: Any, at: str = "") -> T:
    """Build `cls` from plain JSON values, strictly: unknown, missing or mistyped fields raise `BriefMalformed`."""
    if not isinstance(data, dict):
        raise BriefMalformed(f"{at or '/'}: expected an object, got {type(data).__name__}")
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}  # type: ignore[arg-type]
    unknown = set(data) - set(fields)
    if unknown:
        raise BriefMalformed(f"{at}/{min(unknown)}: not a field of {cls.__name__}")
    if "version" in fields and data.get("version") != fields["version"].default:
        raise BriefMalformed(f"{at}/version: this code reads version {fields['version'].default}")
    values = {name: _value(hints[name], data[name], f"{at}/{name}") for name in fields if name in data}
    try:
        return cls(**values)
    except TypeError as missing:
        raise BriefMalformed(f"{at or '/'}: {missing}") from missing


def _value(hint: Any, value: Any, at: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        hint = next(choice for choice in typing.get_args(hint) if choice is not type(None))
        return None if value is None else _value(hint, value, at)
    if origin is not None:
        return _generic(origin, typing.get_args(hint), value, at)
    if dataclasses.is_dataclass(hint):
        return from_json(typing.cast("type", hint), value, at)
    return value if hint is Any else _plain(hint, value, at)


def _generic(origin: Any, args: tuple[Any, ...], value: Any, at: str) -> Any:
    if origin is Literal:
        if value not in args:
            raise BriefMalformed(f"{at}: {value!r} is not one of {args}")
        return value
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_value(args[0], item, f"{at}/{i}") for i, item in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return {str(key): _value(args[1], item, f"{at}/{key}") for key, item in value.items()}
    raise BriefMalformed(f"{at}: expected {'a list' if origin is tuple else 'an object'}")


def _plain(hint: type, value: Any, at: str) -> Any:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise BriefMalformed(f"{at}: expected {hint.__name__}, got {type(value).__name__}")
    return value
