"""The score's planner: theory, tempo, form, harmony and the plan as a document. No sound is made here."""

import dataclasses
import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gpu_worker.engines.score import grid, melody, planning, theory
from gpu_worker.engines.score.examples import example, twenty_seconds
from gpu_worker.engines.score.moods import moods
from gpu_worker.engines.score.notes import read_bars
from gpu_worker.engines.score.parts import write_score
from gpu_worker.engines.score.plan import PlanMalformed, beats_of, lay_out, miss_ms, read, write
from gpu_worker.engines.score.players import PLAYERS
from projects.briefs import CueBrief, Hit, MoodSpan, Rate, Span

MOODS = tuple(moods())


def longer(mood: str, style: str, frames: int = 1200, **changes: object) -> CueBrief:
    brief = example(mood, style)
    return dataclasses.replace(brief, frames=frames, moods=(MoodSpan(0, frames, mood, 0.75),), **changes)


@st.composite
def briefs(draw: st.DrawFn) -> CueBrief:
    """Any cue a control plane could ask for, and some that it would not."""
    rate = draw(st.sampled_from([Rate(24, 1), Rate(25, 1), Rate(30000, 1001), Rate(60, 1)]))
    frames = draw(st.one_of(st.integers(1, 60), st.integers(60, 1500)))
    spans = st.builds(
        MoodSpan,
        st.integers(-20, frames + 10),
        st.integers(0, frames + 10),
        st.sampled_from([*MOODS, "melancholy"]),
        st.floats(0, 1),
    )
    hits = st.builds(Hit, st.integers(-5, frames + 5), st.sampled_from(["slap", "门", "", "reveal"]), st.floats(0, 1))
    return CueBrief(
        cue_id="cue_1",
        slate="S_MUS001",
        frames=frames,
        rate=rate,
        moods=tuple(draw(st.lists(spans, max_size=5))),
        cuts=tuple(draw(st.lists(st.integers(-5, frames + 5), max_size=8))),
        hits=tuple(draw(st.lists(hits, max_size=5))),
        spoken=tuple(draw(st.lists(st.builds(Span, st.integers(-9, frames), st.integers(0, 90)), max_size=4))),
        style=draw(st.sampled_from(["modern", "period"])),
        effort=1,
        seed=draw(st.integers(0, 2**40)),
    )


@settings(max_examples=60, deadline=None)
@given(briefs(), st.integers(0, 7))
def test_any_cue_has_a_plan_that_reads_back_and_whose_notes_lie_inside_it(brief, variant):
    plan = planning.draft(brief, variant).plan
    assert read(json.loads(json.dumps(write(plan)))) == plan
    assert sum(section.frames for section in plan.sections) == plan.frames == brief.frames
    laid = lay_out(plan)
    total = plan.seconds(plan.frames)
    assert laid[0].starts == 0
    for one, following in itertools.pairwise(laid):
        assert one.starts < one.ends <= total + 1e-6
        assert following.starts == pytest.approx(one.ends, abs=0.021)
    for note in write_score(plan, 5).notes:
        assert 0 <= note.at < total
        assert note.seconds > 0
        assert 0 < note.velocity <= 1
        assert PLAYERS[note.player].low <= note.pitch <= PLAYERS[note.player].high


def test_a_plan_is_the_same_on_every_run_and_other_for_another_variant():
    brief = twenty_seconds()
    assert planning.draft(brief, 2) == planning.draft(brief, 2)
    plans = [planning.draft(brief, variant).plan for variant in range(4)]
    assert len({(plan.sections[0].key, plan.sections[0].bpm, plan.sections[0].bars[2].chord) for plan in plans}) > 2


@pytest.mark.parametrize("style", ["modern", "period"])
@pytest.mark.parametrize("mood", MOODS)
def test_a_strong_hit_falls_on_a_beat_in_every_mood(mood, style):
    plan = planning.draft(example(mood, style)).plan
    beats = beats_of(lay_out(plan))
    for hit in plan.hits:
        assert abs(hit.miss_ms) < 40, hit
        assert hit.miss_ms == miss_ms(beats, plan.seconds(hit.frame))


def test_bars_are_bent_by_a_few_per_cent_and_no_more():
    anchors = [grid.Anchor(3.1, 1.0), grid.Anchor(7.77, 0.9), grid.Anchor(12.4, 0.8, on_bar=True)]
    found = grid.fit(20.0, anchors, bpm=(80, 90, 100), beats=4, opens=True)
    assert 80 <= found.bpm <= 100
    assert all(abs(push - 1) <= grid.EASE for _, push in found.bars)
    assert found.cost < 40


def test_moods_that_follow_one_another_are_joined_by_a_chord_both_understand():
    brief = dataclasses.replace(
        longer("tension", "modern"), moods=(MoodSpan(0, 500, "sadness", 0.6), MoodSpan(500, 700, "triumph", 0.9))
    )
    plan = planning.draft(brief).plan
    first, second = plan.sections
    assert (first.mood, second.mood, second.start_frame) == ("sadness", "triumph", 500)
    assert first.leads_on in ("pivot", "modulate")
    last = theory.chord(first.bars[-1].chord, first.key)
    if first.leads_on == "modulate":
        assert last.root == (theory.tonic(second.key) + 7) % 12
    else:
        assert set(last.tones) <= set(theory.scale(second.key, second.mode))
    assert [d.step for d in plan.decisions].count("transition") == 1


def test_a_mood_of_two_seconds_is_no_section_of_its_own():
    spans = (MoodSpan(0, 300, "romance", 0.5), MoodSpan(300, 40, "comedy", 0.5), MoodSpan(340, 860, "romance", 0.7))
    plan = planning.draft(dataclasses.replace(longer("romance", "modern"), moods=spans)).plan
    assert [section.mood for section in plan.sections] == ["romance"]


def test_the_strongest_hit_is_where_the_energy_peaks():
    plan = planning.draft(longer("revenge", "modern", hits=(Hit(300, "door", 0.4), Hit(800, "slap", 1.0)))).plan
    laid = lay_out(plan)
    peak = max(laid, key=lambda bar: bar.bar.energy)
    assert peak.starts <= plan.seconds(800) <= peak.ends


def test_every_decision_says_why_in_both_languages():
    plan = planning.draft(twenty_seconds()).plan
    steps = {decision.step for decision in plan.decisions}
    assert steps == {
        "form", "key", "tempo", "energy", "harmony", "orchestration", "transition", "hits", "speech", "ending",
    }  # fmt: skip
    assert all(len(decision.zh) > 5 and len(decision.en) > 10 for decision in plan.decisions)


@pytest.mark.parametrize("style", ["modern", "period"])
@pytest.mark.parametrize("mood", MOODS)
def test_voices_keep_the_rules(mood, style):
    plan = planning.draft(longer(mood, style, spoken=())).plan
    bars = read_bars(plan, lay_out(plan))
    chords = [harmony for bar in bars for harmony in bar.harmonies]
    moves = list(itertools.pairwise(chords))
    parallel = sum(
        theory.parallels([*zip(a.voicing, b.voicing, strict=True), (a.bass, b.bass)])
        for a, b in moves
        if len(a.voicing) == len(b.voicing)
    )
    assert parallel <= len(moves) * 0.08
    for harmony in chords:
        assert {pitch % 12 for pitch in harmony.voicing} <= set(harmony.chord.tones)
        assert harmony.bass % 12 == harmony.chord.bass
        assert harmony.voicing == tuple(sorted(harmony.voicing))
    if plan.ending.kind != "fade":
        assert chords[-1].chord.root == theory.tonic(plan.sections[-1].key)


@pytest.mark.parametrize("style", ["modern", "period"])
@pytest.mark.parametrize("mood", [mood for mood in MOODS if mood not in ("tension", "suspense")])
def test_a_tune_sings_in_its_range_stays_in_its_scale_and_resolves_its_leaps(mood, style):
    plan = planning.draft(longer(mood, style, spoken=())).plan
    bars = [bar for bar in read_bars(plan, lay_out(plan)) if bar.laid.index >= 0]
    player = next(part.player for part in plan.sections[0].orchestra if part.role == "lead") if _sings(plan) else ""
    if not player:
        pytest.skip("this mood has no tune")
    tones = melody.compose(bars, player, plan.seed)
    pitches = [tone.pitch for tone in tones]
    assert len(pitches) > 8
    assert PLAYERS[player].low <= min(pitches) < max(pitches) <= PLAYERS[player].high
    steps = [after - before for before, after in itertools.pairwise(pitches)]
    assert max(map(abs, steps)) <= 12
    assert sum(abs(step) <= 4 for step in steps) > 0.6 * len(steps)
    assert sum(step == 0 for step in steps) < 0.4 * len(steps)
    for leap, answer in itertools.pairwise(steps):
        assert abs(leap) <= 5 or (leap * answer < 0 and abs(answer) <= 4)
    strong = [tone for tone in tones if tone.is_strong]
    fitting = 0
    for tone in strong:
        bar = next(bar for bar in reversed(bars) if bar.laid.starts <= tone.at + 1e-6)
        fitting += tone.pitch % 12 in bar.harmony_at(tone.at).chord.tones
    assert fitting >= 0.9 * len(strong)


def _sings(plan):
    return any(part.role == "lead" for part in plan.sections[0].orchestra)


def test_nobody_plays_a_tune_under_a_voice():
    brief = longer("romance", "period", spoken=(Span(200, 300), Span(700, 120)))
    plan = planning.draft(brief).plan
    for note in write_score(plan, 3).notes:
        if note.role in ("lead", "counter"):
            for first, frames in plan.spoken:
                starts, ends = plan.seconds(first), plan.seconds(first + frames)
                assert note.at >= ends or note.at + note.seconds <= starts + 1e-6


def test_the_period_style_is_pentatonic_and_played_on_its_own_instruments():
    for mood in MOODS:
        section = planning.draft(example(mood, "period")).plan.sections[0]
        assert len(theory.MODES[section.mode]) == 5
        players = {part.player for part in section.orchestra}
        assert players & {"guzheng", "pipa", "erhu", "dizi", "xiao", "yangqin"}
        assert not players & {"piano", "synth_pulse", "synth_bass", "celesta"}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda plan: plan.update(version=9), "/version"),
        (lambda plan: plan.pop("seed"), "/seed"),
        (lambda plan: plan.update(colour="red"), "/colour"),
        (lambda plan: plan["sections"][0].update(bpm=900), "/sections/0/bpm"),
        (lambda plan: plan["sections"][0].update(bpm="fast"), "/sections/0/bpm"),
        (lambda plan: plan["sections"][0].update(bpm=float("nan")), "/sections/0/bpm"),
        (lambda plan: plan["sections"][0].update(key="H"), "/sections/0/key"),
        (lambda plan: plan["sections"][1].update(start_frame=1), "/sections/1/start_frame"),
        (lambda plan: plan["sections"][0]["bars"][1].update(chord="Cmaj13"), "/sections/0/bars/1/chord"),
        (lambda plan: plan["sections"][0]["bars"][1].update(chord="i iv V"), "/sections/0/bars/1/chord"),
        (lambda plan: plan["sections"][0]["bars"][0]["roles"].append("choirboy"), "/sections/0/bars/0/roles/"),
        (lambda plan: plan["sections"][0]["orchestra"][0].update(player="kazoo"), "/sections/0/orchestra/0/player"),
        (lambda plan: plan["sections"][0]["orchestra"][0].update(player="taiko"), "/sections/0/orchestra/0/player"),
        (lambda plan: plan["sections"][0]["orchestra"][0].update(pattern="epic"), "/sections/0/orchestra/0/pattern"),
        (lambda plan: plan["sections"][0]["bars"].clear(), "/sections/0/bars"),
        (lambda plan: plan["hits"][0].update(frame=10_000), "/hits/0/frame"),
        (lambda plan: plan["hits"][0].update(sound="kaboom"), "/hits/0/sound"),
        (lambda plan: plan["spoken"].append([1]), "/spoken/"),
        (lambda plan: plan["ending"].update(chord="?"), "/ending/chord"),
        (lambda plan: plan.update(rate=[24]), "/rate"),
        (lambda plan: plan.update(rate=[24, 0]), "/rate/1"),
        (lambda plan: plan.update(sections=[]), "/sections"),
        (lambda plan: plan.update(sections={}), "/sections"),
    ],
)
def test_a_plan_that_cannot_be_played_is_refused_with_a_pointer_to_its_fault(change, pointer):
    plan = json.loads(json.dumps(write(planning.draft(twenty_seconds()).plan)))
    change(plan)
    with pytest.raises(PlanMalformed) as refused:
        read(plan)
    assert refused.value.pointer.startswith(pointer)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3) | st.floats(),
        lambda c: st.lists(c) | st.dictionaries(st.text(max_size=4), c),
    )
)
@settings(max_examples=60, deadline=None)
def test_no_json_value_breaks_the_reader(value):
    with pytest.raises(PlanMalformed):
        read(value)


@pytest.mark.parametrize(
    ("numeral", "key", "tones", "bass"),
    [
        ("I", "C", (0, 4, 7), 0),
        ("i", "A", (9, 0, 4), 9),
        ("bVI", "A", (5, 9, 0), 5),
        ("V7", "C", (7, 11, 2, 5), 7),
        ("ii°", "C", (2, 5, 8), 2),
        ("I/3", "F", (5, 9, 0), 9),
        ("Vsus4", "C", (7, 0, 2), 7),
        ("I5", "D", (2, 9), 2),
        ("IVmaj7", "C", (5, 9, 0, 4), 5),
        ("#iv°", "C", (6, 9, 0), 6),
    ],
)
def test_a_numeral_means_its_chord(numeral, key, tones, bass):
    chord = theory.chord(numeral, key)
    assert (chord.tones, chord.bass) == (tones, bass)


def test_a_slower_tempo_written_into_a_plan_moves_every_bar():
    plan = planning.draft(longer("neutral", "modern", hits=(), cuts=())).plan
    slower = dataclasses.replace(plan.sections[0], bpm=60.0, offset_beats=0.0)
    laid = lay_out(dataclasses.replace(plan, sections=(slower,)))
    starts = [bar.starts for bar in laid]
    expected = list(itertools.accumulate((bar.bar.beats * 1.0 / bar.bar.push for bar in laid[:-1]), initial=0.0))
    assert starts == pytest.approx(expected)


def test_every_blow_of_the_spotting_session_has_its_own_sound_in_a_hard_mood():
    heard = {}
    for what in ("slap", "gunshot", "glass_break", "door_slam", "door_break", "stab", "sword_ring", "scream", "reveal"):
        plan = planning.draft(longer("tension", "modern", hits=(Hit(400, what, 0.9),))).plan
        heard[what] = plan.hits[0].sound
    assert heard == {
        "slap": "stab", "gunshot": "boom", "glass_break": "sting", "door_slam": "boom", "door_break": "boom",
        "stab": "sting", "sword_ring": "sting", "scream": "sting", "reveal": "swell",
    }  # fmt: skip


def test_a_gentle_mood_meets_a_light_blow_gently():
    plan = planning.draft(longer("warmth", "modern", hits=(Hit(400, "door_slam", 0.4), Hit(800, "slap", 1.0)))).plan
    assert [hit.sound for hit in plan.hits] == ["pluck", "stab"]
    assert [hit.prepare for hit in plan.hits] == ["none", "breath"]
