"""From what the picture does to what the music does: a cue brief becomes a plan. Pure, standard library.

Each step leaves a decision with its reason. `variant` 0 is the textbook answer; higher ones take another key, tempo,
progression, tune or density, so that candidates differ in what is composed and not only in how it is played.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from dataclasses import dataclass

from gpu_worker.engines.score import endings, form, grid, harmony, orchestration, reasons
from gpu_worker.engines.score.moods import FALLBACK, Mood, Setting, mood, moods
from gpu_worker.engines.score.plan import Bar, Decision, Ending, LaidBar, Plan, Section, lay_out, with_misses
from projects.briefs import CueBrief


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan and what a person should hear about it."""

    plan: Plan
    warnings: tuple[str, ...]


def variant_seed(seed: int, variant: int) -> int:
    """The seed of a candidate, the same in every process."""
    return random.Random(f"cue {seed} {variant}").getrandbits(48)


def draft(brief: CueBrief, variant: int = 0) -> Draft:
    """Plan a cue."""
    seed = variant_seed(brief.seed, variant)
    choice = random.Random(seed)
    stretches, warnings = form.stretches(brief)
    decisions: list[Decision] = [reasons.form(stretches, brief)]
    sections: list[Section] = []
    for number, stretch in enumerate(stretches):
        feeling = mood(stretch.mood)
        setting = feeling.settings[brief.style]
        previous = sections[-1] if sections else None
        section, why = _section(brief, stretch, number, feeling, setting, previous, variant, choice)
        sections.append(section)
        decisions.extend(why)
    unplayed = sorted({span.mood for span in brief.moods if span.mood not in moods()})
    warnings = [*warnings, *(f"the score does not know the mood {name!r}; played as {FALLBACK}" for name in unplayed)]
    plan = Plan(
        style=brief.style,
        frames=brief.frames,
        rate=(brief.rate.num, brief.rate.den),
        seed=seed,
        sections=tuple(sections),
        hits=(),
        cuts=tuple(sorted({cut for cut in brief.cuts if 0 <= cut <= brief.frames})),
        spoken=form.merged_spans(brief),
        ending=Ending("fade", 0, "I"),
        reverb_seconds=2.6 if brief.style == "modern" else 1.9,
    )
    plan = _complete(plan, brief, decisions, variant)
    return Draft(plan, tuple(warnings))


def _section(
    brief: CueBrief,
    stretch: form.Stretch,
    number: int,
    feeling: Mood,
    setting: Setting,
    previous: Section | None,
    variant: int,
    choice: random.Random,
) -> tuple[Section, list[Decision]]:
    """A section with its grid; harmony, energy and players are filled in once every bar's place is known."""
    key = harmony.choose_key(setting, previous, variant)
    slow, best, fast = feeling.bpm
    centre = (best, (slow + best) / 2, (best + fast) / 2)[variant % 3]
    anchors = form.anchors(brief, stretch)
    seconds = brief.rate.seconds(stretch.frames)
    found = grid.fit(seconds, anchors, bpm=(slow, centre, fast), beats=feeling.beats, opens=number == 0)
    section = Section(
        mood=feeling.id,
        start_frame=stretch.start_frame,
        frames=stretch.frames,
        intensity=round(stretch.intensity, 3),
        key=key,
        mode=setting.mode,
        bpm=found.bpm,
        beats_per_bar=feeling.beats,
        offset_beats=found.offset_beats,
        motif=setting.motifs[(variant + choice.randrange(2) * (variant > 0)) % len(setting.motifs)],
        orchestra=setting.orchestra,
        bars=tuple(Bar("I", 0.5, (), beats, push) for beats, push in found.bars),
    )
    return section, [
        reasons.key(number, feeling, section, previous),
        reasons.tempo(number, section, best, found, anchors),
    ]


def _complete(plan: Plan, brief: CueBrief, decisions: list[Decision], variant: int) -> Plan:
    laid = [bar for bar in lay_out(plan) if bar.index >= 0]
    climax = form.climax(plan, laid, brief)
    energies = form.energies(plan, laid, brief, climax)
    decisions.append(reasons.energy(plan, laid, energies, climax, brief))
    sections: list[Section] = []
    for number, section in enumerate(plan.sections):
        own = [at for at, bar in enumerate(laid) if bar.section == number]
        following = plan.sections[number + 1] if number + 1 < len(plan.sections) else None
        chords, link = harmony.progression(section, len(own), following, plan.style, variant)
        players = orchestration.choose(
            section, [energies[at] for at in own], [laid[at] for at in own], plan, variant, opens=number == 0
        )
        bars = tuple(
            Bar(chord, energies[at], roles, laid[at].bar.beats, laid[at].bar.push)
            for at, chord, roles in zip(own, chords, players, strict=True)
        )
        section = dataclasses.replace(section, bars=bars, leads_on=link, orchestra=orchestration.arrange(section, variant))
        sections.append(section)
        decisions.append(reasons.harmony(number, section))
        decisions.append(reasons.orchestration(number, section))
        if following:
            decisions.append(reasons.transition(number, section, following))
    plan = _replaced(plan, tuple(sections), laid, brief, decisions)
    return plan


def _replaced(
    plan: Plan, sections: tuple[Section, ...], laid: Sequence[LaidBar], brief: CueBrief, decisions: list[Decision]
) -> Plan:
    hits = form.planned_hits(brief, plan)
    ending = endings.choose(plan, sections, laid, brief)
    plan = with_misses(dataclasses.replace(plan, sections=sections, hits=hits, ending=ending))
    decisions.extend(reasons.hits(plan))
    if plan.spoken:
        decisions.append(reasons.speech(plan))
    decisions.append(reasons.ending(plan))
    return dataclasses.replace(plan, decisions=tuple(decisions))
