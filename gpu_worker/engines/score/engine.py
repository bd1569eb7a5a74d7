"""The score engine: a cue brief in; the best of several candidates, its plan, and the others with their scores out.

A candidate is planned, played, levelled and measured; the one with the highest score (see `measuring`) is the cue. The
file is a bed at -23 LUFS that plays less under voices; it is not ducked, the mixer of the cut does that.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gpu_worker.engines.base import Rendered, RenderedFile, RenderRefused, Report
from gpu_worker.engines.score import mastering, measuring, planning, stage
from gpu_worker.engines.score.bank import Bank, Sound
from gpu_worker.engines.score.moods import moods
from gpu_worker.engines.score.parts import write_score
from gpu_worker.engines.score.plan import Plan, PlanMalformed, lay_out, read, with_misses, write
from gpu_worker.engines.score.plucked import RATE
from projects.briefs import Brief, CueBrief

MAX_SECONDS = 600
MAX_EFFORT = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """One try: what was planned, where it lies, what was measured."""

    variant: int
    plan: Plan
    path: Path
    facts: dict[str, Any]
    warnings: tuple[str, ...] = ()

    @property
    def rank(self) -> tuple[float, int]:
        """Sorts the best first; of equals the earlier."""
        return -self.facts["score"], self.variant


class ScoreEngine:
    """Composes and plays a cue. Outputs `sound` and `plan`, and `candidate_n` with `plan_n` for each one not chosen."""

    release = "score@1"

    def __init__(self) -> None:
        self._bank = Bank()

    def warm(self) -> None:
        """Read the moods and tune the rooms."""
        moods()
        for seconds, style in ((2.6, "modern"), (1.9, "period")):
            stage.tune_room(seconds, style)

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        """Compose, play, measure and choose."""
        if not isinstance(brief, CueBrief):
            raise RenderRefused("input.kind", f"{self.release} plays cues, not {type(brief).__name__}")
        check(brief)
        edited = edited_plan(brief)
        tries = [
            self.try_one(brief, edited, variant, scratch, _share(report, variant, brief.effort))
            for variant in range(brief.effort)
        ]
        ranked = sorted(tries, key=lambda one: one.rank)
        report(1.0, "score")
        return Rendered(tuple(_files(ranked, scratch)), tries[0].warnings)

    def try_one(self, brief: CueBrief, edited: Plan | None, variant: int, scratch: Path, tick: stage.Tick) -> Candidate:
        """Plan, play, level, write and measure one candidate."""
        warnings: tuple[str, ...] = ()
        plan = edited
        tick(0.0)
        if plan is None:
            drafted = planning.draft(brief, variant)
            plan, warnings = drafted.plan, drafted.warnings
        playing = planning.variant_seed(brief.seed, variant) % (1 << 31)
        sound = play(plan, playing, self._bank, lambda done: tick(0.6 * done))
        tick(0.7)
        lufs, peak = mastering.master(sound)
        tick(0.85)
        path = scratch / f"try_{variant}.wav"
        mastering.write(path, sound)
        facts = measuring.assess(sound, plan, lay_out(plan), lufs=lufs, peak=peak)
        return Candidate(variant, plan, path, facts | {"candidate": variant + 1, "playing_seed": playing}, warnings)


def samples_of(plan: Plan) -> int:
    """The cue's length in samples, rounded half up."""
    num, den = plan.rate
    return (2 * plan.frames * den * RATE + num) // (2 * num)


def _share(report: Report, variant: int, effort: int) -> stage.Tick:
    """What a candidate's progress is of the whole."""
    return lambda done: report((variant + done) / effort, "score")


def play(plan: Plan, playing_seed: int, bank: Bank, tick: stage.Tick = lambda _done: None) -> Sound:
    """A plan as sound at raw level, exactly as long as the cue."""
    sound = stage.perform(
        write_score(plan, playing_seed),
        samples_of(plan),
        bank=bank,
        seed=playing_seed,
        reverb_seconds=plan.reverb_seconds,
        style=plan.style,
        tick=tick,
    )
    stage.let_down(sound, plan.ending.kind, plan.seconds(plan.frames - plan.ending.start_frame))
    return sound


def check(brief: CueBrief) -> None:
    """Refuse what cannot be a cue."""
    if brief.sample_rate != RATE:
        raise RenderRefused("input.sample_rate", f"cues are made at {RATE} Hz, not {brief.sample_rate}")
    if brief.frames < 1 or brief.rate.num < 1 or brief.rate.den < 1:
        raise RenderRefused("input.empty", "a cue has at least one frame at a rate above nought")
    seconds = brief.rate.seconds(brief.frames)
    if seconds > MAX_SECONDS:
        raise RenderRefused("input.too_long", f"a cue may last {MAX_SECONDS} s, this one lasts {seconds:.1f}")
    if not 1 <= brief.effort <= MAX_EFFORT:
        raise RenderRefused("input.effort", f"between 1 and {MAX_EFFORT} candidates can be made, not {brief.effort}")


def edited_plan(brief: CueBrief) -> Plan | None:
    """The plan edited by hand, checked against the schema and against the cue it is for; None where there is none."""
    if not brief.plan:
        return None
    try:
        plan = read(brief.plan)
    except PlanMalformed as malformed:
        raise RenderRefused("plan.invalid", f"{malformed.pointer}: {malformed.problem}") from malformed
    if plan.frames != brief.frames:
        wrong = f"/frames: the plan is for {plan.frames} frames, the cue has {brief.frames}"
        raise RenderRefused("plan.invalid", wrong)
    num, den = brief.rate.num, brief.rate.den
    if plan.rate[0] * den != plan.rate[1] * num:
        wrong = f"/rate: the plan counts {plan.rate[0]}/{plan.rate[1]} frames a second, the cue {num}/{den}"
        raise RenderRefused("plan.invalid", wrong)
    return with_misses(plan)


def _files(ranked: list[Candidate], scratch: Path) -> list[RenderedFile]:
    standings = [{"candidate": one.facts["candidate"], "score": one.facts["score"]} for one in ranked]
    files: list[RenderedFile] = []
    for place, one in enumerate(ranked, 1):
        name = "sound" if place == 1 else f"candidate_{place}"
        path = one.path.rename(scratch / f"{name}.wav")
        facts = _sound_facts(one)
        if place == 1:
            facts |= {"chosen": _why(ranked), "candidates": standings, "weights": measuring.WEIGHTS}
        files.append(RenderedFile(name, path, "audio/wav", facts))
    for place, one in enumerate(ranked, 1):
        name = "plan" if place == 1 else f"plan_{place}"
        path = scratch / f"{name}.json"
        path.write_text(json.dumps(write(one.plan), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        facts = {
            "candidate": one.facts["candidate"],
            "score": one.facts["score"],
            "bars": sum(len(section.bars) for section in one.plan.sections),
            "keys": [f"{section.key} {section.mode}" for section in one.plan.sections],
            "bpm": [section.bpm for section in one.plan.sections],
        }
        files.append(RenderedFile(name, path, "application/json", facts))
    files.sort(key=lambda file: (file.name != "sound", file.name != "plan", file.name))
    return files


def _sound_facts(one: Candidate) -> dict[str, Any]:
    samples = samples_of(one.plan)
    return {
        "milliseconds": -(-samples * 1000 // RATE),
        "samples": samples,
        "sample_rate": RATE,
        "channels": 2,
        "frames": one.plan.frames,
        "loudness": one.facts["loudness_lufs"],
        **one.facts,
    }


def _why(ranked: list[Candidate]) -> dict[str, str]:
    """Why the first is the first, in both languages."""
    best = ranked[0].facts
    names_zh = {
        "sync": "对点",
        "masking": "让对白",
        "harmony": "和声",
        "variety": "变化",
        "dynamics": "起伏",
        "technique": "技术",
    }
    if len(ranked) == 1:
        return {
            "zh": f"只做了一版，得分 {best['score']:.2f}。",
            "en": f"The only candidate, scored {best['score']:.2f}.",
        }
    other = ranked[1].facts
    gains = {name: mark - other["marks"].get(name, mark) for name, mark in best["marks"].items()}
    name = max(gains, key=lambda key: (gains[key] * measuring.WEIGHTS[key], key))
    return {
        "zh": f"{len(ranked)} 版中得分最高（{best['score']:.2f}，次高 {other['score']:.2f}），胜在{names_zh[name]}。",
        "en": f"Best of {len(ranked)} ({best['score']:.2f} against {other['score']:.2f}), ahead above all in {name}.",
    }
