"""A shot while the director's rules still work on it, and the step from there to what is proposed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from projects.briefs import Rate
from projects.performance.catalogue import catalogue
from projects.performance.folding import fold
from projects.performance.matching import match_moods
from projects.planning.beats import Beat
from projects.planning.planned import PlannedLine, PlannedPresence, ShotPlan
from projects.planning.reasons import Alternative, Reason, complete
from projects.screenplay.model import SourceRange
from projects.timing import Pace, shot_frames

PEAK_ENERGY = 0.7
"""From this energy of a face on, an episode is at an emotional peak."""

_REVEALS = (
    "密码", "真相", "其实", "亲生", "怀孕", "凶手", "遗嘱", "真实身份", "董事长", "监控", "录音", "鉴定", "是我",
    "才是", "早就", "从来不是", "没有死", "还活着", "股份", "secret", "pregnant", "owner", "alive", "forged",
    "the truth", "lied", "recording", "signed it all", "never died", "killed",
)  # fmt: skip


@dataclass
class Draft:
    """A shot while rules still work on it."""

    beat: Beat
    framing: str
    source: SourceRange
    angle: str = "eye"
    move: str = "static"
    description: str = ""
    cast: list[PlannedPresence] = field(default_factory=list)
    lines: list[PlannedLine] = field(default_factory=list)
    least_frames: int = 0
    is_turn: bool = False
    is_reaction: bool = False
    listener: str = ""
    reasons: list[Reason] = field(default_factory=list)
    passed_over: list[Alternative] = field(default_factory=list)

    def frame(self, framing: str, reason: Reason) -> None:
        """Choose a framing; what an earlier rule chose becomes an alternative that this one outranked."""
        before = next((r for r in reversed(self.reasons) if r.decides == "framing"), None)
        if before and before.value != framing:
            self.passed_over.append(Alternative(before.value, before.rule, f"outranked: {reason.rule}"))
        self.framing = framing
        self.reasons.append(replace(reason, decides="framing", value=framing))

    def consider(self, value: str, rule: str, why: str) -> None:
        """Remember a framing that a rule offered and that was not taken."""
        self.passed_over.append(Alternative(value, rule, why))

    @property
    def subject(self) -> str:
        """Whom the shot is about."""
        return self.cast[0].name if self.cast else ""


def reveals(text: str) -> bool:
    """Whether the words turn the story."""
    return bool(reveal_word(text))


def reveal_word(text: str) -> str:
    """The word that turns the story, or an empty string."""
    folded = f" {fold(text)} "
    for word in _REVEALS:
        if word.isascii():
            at = folded.find(word)
            if at > 0 and not folded[at - 1].isalpha() and not folded[at + len(word)].isalpha():
                return word
        elif word in folded:
            return word
    return ""


def _mood_of(shot: Draft) -> str:
    """A shot's own mood: called for by its words, else by a strong face; empty when the scene's mood holds."""
    words = match_moods(shot.beat.text)
    if words:
        return words[0].id
    face = shot.cast[0].expression if shot.cast and not shot.is_reaction else "neutral"
    if catalogue().expressions[face].energy < 0.6:
        return ""
    return next((term.id for term in catalogue().moods.values() if face in term.expressions), "")


def finish(shot: Draft, mood: str, rate: Rate, pace: Pace) -> ShotPlan:
    """The shot as it is proposed, with its length."""
    beat = shot.beat
    chosen = _mood_of(shot) or mood
    reasons = list(shot.reasons)
    if beat.flashback:
        chosen = chosen if chosen in ("sadness", "romance") else "warmth"
        reasons.append(Reason("a flashback is soft"))
    first = not shot.is_reaction
    if shot.is_turn:
        reasons.append(Reason("something turns here", reveal_word(beat.text)))
    felt = {p.expression: catalogue().expressions[p.expression].energy for p in shot.cast}
    strongest = max(felt, key=lambda expression: felt[expression], default="")
    peak = bool(strongest) and felt[strongest] >= PEAK_ENERGY
    if peak:
        reasons.append(Reason("a feeling peaks here", strongest))
    frames = shot_frames([line.seconds for line in shot.lines], shot.least_frames, rate, pace)
    return ShotPlan(
        framing=shot.framing,
        angle=shot.angle,
        camera_move=shot.move,
        mood=chosen,
        description=shot.description,
        cast=tuple(shot.cast),
        lines=tuple(shot.lines),
        props=tuple(beat.props) if first else (),
        cards=tuple(beat.cards) if first else (),
        sounds=tuple(beat.sounds) if first else (),
        music=tuple(beat.music) if first else (),
        transition=beat.transition if first else "",
        flashback=beat.flashback,
        is_turn=shot.is_turn,
        is_peak=peak,
        frames=frames,
        least_frames=rate.frames(shot.least_frames / 24),
        source=shot.source,
        reasons=tuple(_explain(shot, reasons)),
    )


def _explain(shot: Draft, reasons: Sequence[Reason]) -> Iterator[Reason]:
    """Every reason complete; the framing's last word carries the alternatives."""
    last = max((at for at, reason in enumerate(reasons) if reason.decides == "framing"), default=-1)
    offered = {other.value: other for other in shot.passed_over if other.value != shot.framing}
    for at, reason in enumerate(reasons):
        known = complete(reason, shot.source)
        yield replace(known, alternatives=tuple(offered.values())) if at == last else known
