"""From what the picture does to what the music does: a cue brief becomes a plan. Pure, standard library.

Each step leaves a decision with its reason. `variant` 0 is the textbook answer; higher ones take another key, tempo,
progression, tune or density, so that candidates differ in what is composed and not only in how it is played.
"""

from __future__ import annotations

import dataclasses
import random
from dataclasses import dataclass

from gpu_worker.engines.score import endings, form, grid, harmony, orchestration, reasons
from gpu_worker.engines.score.moods import FALLBACK, mood, moods
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
    composer = _Composer(brief, variant)
    unplayed = sorted({span.mood for span in brief.moods if span.mood not in moods()})
    warnings = tuple(f"the score does not know the mood {name!r}; played as {FALLBACK}" for name in unplayed)
    return Draft(composer.plan(), warnings)


class _Composer:
    """Decides one thing after another and remembers why."""

    def __init__(self, brief: CueBrief, variant: int) -> None:
        self._brief = form.tidied(brief)
        self._variant = variant
        self._seed = variant_seed(brief.seed, variant)
        self._why: list[Decision] = []

    def plan(self) -> Plan:
        """The whole plan: grid first, then what fills it."""
        brief = self._brief
        stretches = form.stretches(brief)
        self._why.append(reasons.form(stretches, brief))
        sections: list[Section] = []
        for number, stretch in enumerate(stretches):
            sections.append(self._section(number, stretch, sections[-1] if sections else None))
        plan = Plan(
            style=brief.style,
            frames=brief.frames,
            rate=(brief.rate.num, brief.rate.den),
            seed=self._seed,
            sections=tuple(sections),
            hits=(),
            cuts=brief.cuts,
            spoken=form.merged_spans(brief),
            ending=Ending("fade", 0, "I"),
            reverb_seconds=2.6 if brief.style == "modern" else 1.9,
        )
        laid = [bar for bar in lay_out(plan) if bar.index >= 0]
        hits, ending = form.planned_hits(brief, plan), endings.choose(plan, laid, brief)
        plan = dataclasses.replace(plan, hits=hits, ending=ending)
        plan = with_misses(dataclasses.replace(plan, sections=self._filled(plan, laid)))
        self._why.extend(reasons.hits(plan))
        if plan.spoken:
            self._why.append(reasons.speech(plan))
        self._why.append(reasons.ending(plan))
        return dataclasses.replace(plan, decisions=tuple(self._why))

    def _section(self, number: int, stretch: form.Stretch, previous: Section | None) -> Section:
        """A section with its grid; harmony, energy and players come once every bar's place is known."""
        feeling = mood(stretch.mood)
        setting = feeling.settings[self._brief.style]
        slow, best, fast = feeling.bpm
        centre = (best, (slow + best) / 2, (best + fast) / 2)[self._variant % 3]
        anchors = form.anchors(self._brief, stretch)
        seconds = self._brief.rate.seconds(stretch.frames)
        found = grid.fit(seconds, anchors, bpm=(slow, centre, fast), beats=feeling.beats, opens=number == 0)
        section = Section(
            mood=feeling.id,
            start_frame=stretch.start_frame,
            frames=stretch.frames,
            intensity=round(stretch.intensity, 3),
            key=harmony.choose_key(setting, previous, self._variant),
            mode=setting.mode,
            bpm=found.bpm,
            beats_per_bar=feeling.beats,
            offset_beats=found.offset_beats,
            motif=setting.motifs[(self._variant + self._seed % 2 * (self._variant > 0)) % len(setting.motifs)],
            orchestra=orchestration.arrange(setting.orchestra, self._variant),
            bars=tuple(Bar("I", 0.5, (), beats, push) for beats, push in found.bars),
        )
        self._why.append(reasons.key(number, feeling, section, previous))
        self._why.append(reasons.tempo(number, section, best, found, anchors))
        return section

    def _filled(self, plan: Plan, laid: list[LaidBar]) -> tuple[Section, ...]:
        """The sections with their chords, energies and players."""
        climax = form.climax(plan, laid, self._brief)
        energies = form.energies(plan, laid, self._brief, climax)
        self._why.append(reasons.energy(plan, laid, energies, climax, self._brief))
        filled: list[Section] = []
        for number, section in enumerate(plan.sections):
            own = [at for at, bar in enumerate(laid) if bar.section == number]
            following = plan.sections[number + 1] if number + 1 < len(plan.sections) else None
            # a sliver of a bar at the very end is nowhere to come home to
            closes = next(
                (index for index in range(len(own) - 1, 0, -1) if laid[own[index]].beats >= 1.5), len(own) - 1
            )
            if plan.ending.kind != "fade":
                over = plan.seconds(plan.ending.start_frame) - 0.05
                closes = next((index for index, at in enumerate(own) if laid[at].starts >= over), len(own))
            chords, link = harmony.progression(
                section, following, plan.style, self._variant, bars=len(own), closes=closes
            )
            players = orchestration.choose(
                section, [energies[at] for at in own], [laid[at] for at in own], plan, opens=number == 0
            )
            bars = tuple(
                dataclasses.replace(laid[at].bar, chord=chord, energy=energies[at], roles=roles)
                for at, chord, roles in zip(own, chords, players, strict=True)
            )
            section_filled = dataclasses.replace(section, bars=bars, leads_on=link)
            filled.append(section_filled)
            self._why.append(reasons.harmony(number, section_filled))
            self._why.append(reasons.orchestration(number, section_filled))
            if following:
                self._why.append(reasons.transition(number, section_filled, following))
        return tuple(filled)
