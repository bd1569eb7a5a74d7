"""The score engine: what is played is what is planned, at its level, on its frame, the same on every run."""

import dataclasses
import hashlib
import itertools
import json
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gpu_worker.engines import ENGINES, RELEASES_BY_LANE, load
from gpu_worker.engines.base import Rendered, RenderRefused
from gpu_worker.engines.score import bowed, drums, mastering, measuring, planning, plucked, sung, theory
from gpu_worker.engines.score.__main__ import main
from gpu_worker.engines.score.bank import Bank
from gpu_worker.engines.score.engine import ScoreEngine, play
from gpu_worker.engines.score.examples import example, twenty_seconds
from gpu_worker.engines.score.notes import Note
from gpu_worker.engines.score.plan import lay_out, read, write
from gpu_worker.engines.score.players import PLAYERS
from gpu_worker.media.audio import loudness, read_wav, true_peak
from projects.briefs import CueBrief, Hit, LineBrief, MoodSpan, Rate, Span
from render import catalog
from tests.gpu_worker.test_voice import line

RATE = 48_000


@pytest.fixture(scope="module")
def engine() -> ScoreEngine:
    made = ScoreEngine()
    made.warm()
    return made


def render(engine: ScoreEngine, brief: CueBrief | LineBrief, folder: Path) -> Rendered:
    folder.mkdir(parents=True, exist_ok=True)
    return engine.render(brief, inputs={}, scratch=folder, report=lambda _fraction, _stage: None)


def short(mood: str = "romance", frames: int = 192, **changes: object) -> CueBrief:
    brief = example(mood, "modern")
    whole = {"frames": frames, "moods": (MoodSpan(0, frames, mood, 0.75),), "hits": (), "cuts": (), "spoken": ()}
    return dataclasses.replace(brief, **(whole | changes))


def plan_of(folder: Path) -> dict:
    return json.loads((folder / "plan.json").read_text("utf-8"))


def test_the_release_is_in_every_table():
    assert ENGINES["score@1"] == "gpu_worker.engines.score.engine:ScoreEngine"
    assert "score@1" in RELEASES_BY_LANE["cpu"]
    release = catalog.choose("cue", catalog.DEFAULT_STAGE["cue"])
    assert (release.name, release.lane, release.meter, release.territories) == ("score@1", "cpu", "score", ("*",))
    assert isinstance(load("score@1"), ScoreEngine)
    brief = twenty_seconds(effort=2)
    assert catalog.measure(brief) == {"frames": 480, "seconds": 20, "effort": 2}
    assert catalog.check(release, brief) == []
    wrong = dataclasses.replace(brief, frames=24 * 700, effort=9)
    assert {excess.measure for excess in catalog.check(release, wrong)} == {"seconds", "effort"}


def test_a_cue_is_stereo_of_exactly_its_length_with_its_plan_and_the_other_candidates(engine, tmp_path):
    rendered = render(engine, dataclasses.replace(twenty_seconds(effort=3), frames=241), tmp_path)
    names = [file.name for file in rendered.files]
    assert names == ["sound", "plan", "candidate_2", "candidate_3", "plan_2", "plan_3"]
    files = {file.name: file for file in rendered.files}
    for name in ("sound", "candidate_2", "candidate_3"):
        with wave.open(str(files[name].path)) as file:
            assert file.getparams()[:4] == (2, 2, RATE, 241 * 2000)
    facts = files["sound"].facts
    assert (facts["samples"], facts["channels"], facts["milliseconds"]) == (482_000, 2, 10_042)
    assert facts["score"] >= files["candidate_2"].facts["score"] >= files["candidate_3"].facts["score"]
    assert len(facts["candidates"]) == 3
    assert sum(facts["weights"].values()) == pytest.approx(1.0)
    assert facts["chosen"]["zh"]
    assert facts["chosen"]["en"]
    assert read(plan_of(tmp_path)).frames == 241
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "candidate_2.wav", "candidate_3.wav", "plan.json", "plan_2.json", "plan_3.json", "sound.wav",
    ]  # fmt: skip
    contents = {hashlib.sha256(files[name].path.read_bytes()).hexdigest() for name in names if "plan" not in name}
    assert len(contents) == 3


def test_a_cue_has_the_same_bytes_in_a_fresh_process_and_after_other_cues(engine, tmp_path):
    brief = short("revenge", 120, style="period", hits=(Hit(60, "slap", 0.9),))
    render(engine, short("comedy", 72), tmp_path / "other")
    here = render(engine, brief, tmp_path / "here").files
    program = (
        "import json,sys\nfrom pathlib import Path\nfrom projects.briefs import CueBrief, from_json\n"
        "from gpu_worker.engines.score.engine import ScoreEngine\n"
        "brief = from_json(CueBrief, json.load(sys.stdin))\nout = Path(sys.argv[1])\nout.mkdir()\n"
        "ScoreEngine().render(brief, inputs={}, scratch=out, report=lambda f, s: None)\n"
    )
    asked = json.dumps(dataclasses.asdict(brief))
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "there")], input=asked, text=True, check=True)
    for file in here:
        assert file.path.read_bytes() == (tmp_path / "there" / file.path.name).read_bytes(), file.name


@pytest.mark.parametrize(("mood", "style"), [("revenge", "modern"), ("sadness", "period"), ("comedy", "modern")])
def test_a_cue_lies_at_its_level_without_clicks_offset_or_clipping(engine, tmp_path, mood, style):
    brief = short(mood, 216, style=style, hits=(Hit(130, "door", 0.8),))
    facts = render(engine, brief, tmp_path).files[0].facts
    sound, rate = read_wav(tmp_path / "sound.wav")
    assert loudness(sound, rate) == pytest.approx(mastering.BED_LUFS, abs=0.6)
    assert facts["loudness"] == pytest.approx(loudness(sound, rate), abs=0.05)
    assert true_peak(sound) <= mastering.CEILING_DBTP
    assert facts["true_peak_dbtp"] == pytest.approx(true_peak(sound), abs=0.05)
    assert np.abs(sound.mean(axis=0)).max() < 1e-3
    assert facts["clipped_samples"] == 0
    assert np.abs(sound[0]).max() < 1e-3
    assert np.abs(sound[-1]).max() == 0
    assert facts["longest_gap_seconds"] < 1.5
    left, right = sound.T
    assert 0.0 < float(np.corrcoef(left, right)[0, 1]) < 0.995


def test_every_hit_is_heard_on_its_frame(engine, tmp_path):
    hits = (Hit(61, "slap", 0.9), Hit(133, "door", 0.6), Hit(190, "reveal", 1.0))
    for mood, style in (("tension", "modern"), ("romance", "period")):
        brief = short(mood, 264, hits=hits, style=style)
        facts = render(engine, brief, tmp_path / mood).files[0].facts
        assert [hit["frame"] for hit in facts["hits"]] == [61, 133, 190]
        for hit in facts["hits"]:
            assert abs(hit["heard_ms"]) <= 40, (mood, hit)
            assert abs(hit["miss_ms"]) <= 40, (mood, hit)


def test_the_middle_of_the_spectrum_makes_room_for_voices(engine, tmp_path):
    for mood in ("romance", "revenge"):
        render(engine, short(mood, 216, spoken=(Span(96, 72),)), tmp_path / "spoken")
        render(engine, short(mood, 216), tmp_path / "free")
        levels = []
        for name in ("spoken", "free"):
            frames = measuring.frames_of(mastering.read(tmp_path / name / "sound.wav"))
            levels.append(float(measuring.db(frames.voice[400:700].mean())))
        assert levels[0] < levels[1] - 4, mood


def test_an_edited_plan_is_played_as_it_stands(engine, tmp_path):
    render(engine, short("romance", 240), tmp_path / "first")
    plan = plan_of(tmp_path / "first")
    section = plan["sections"][0]
    section.update(key="D", mode="major", bpm=60.0, offset_beats=0.0)
    section["bars"] = [
        {"chord": chord, "energy": 0.6, "roles": ["keys", "strings", "bass"]} for chord in ("I", "bVI", "iv")
    ]
    plan["ending"] = {"kind": "fade", "start_frame": 228, "chord": "I"}
    brief = short("romance", 240, plan=plan)
    render(engine, brief, tmp_path / "second")
    played = plan_of(tmp_path / "second")
    assert read(played) == read(plan)
    sound = mastering.read(tmp_path / "second" / "sound.wav")
    for bar, chord in enumerate(("I", "bVI")):
        found = measuring.chroma(sound, bar * 4 + 0.3, bar * 4 + 3.9)
        tones = theory.chord(chord, "D").tones
        assert set(np.argsort(found)[-3:]) == set(tones), chord
        assert found[list(tones)].sum() > 0.6
    edges = onsets(sound)
    for second in (4.0, 8.0):
        assert np.abs(edges - second).min() < 0.04


def onsets(sound) -> np.ndarray:
    """Seconds of the twelve strongest rises."""
    flux = measuring.frames_of(sound).flux
    peaks = [at for at in range(2, len(flux) - 2) if flux[at] == flux[at - 2 : at + 3].max()]
    return np.asarray(sorted(peaks, key=lambda at: -flux[at])[:12]) * measuring.HOP / RATE


def test_hand_written_silence_is_an_empty_cue_and_no_error(engine, tmp_path):
    plan = write(planning.draft(short("neutral", 96)).plan)
    for section in plan["sections"]:
        for bar in section["bars"]:
            bar["roles"] = []
    plan["ending"] = {"kind": "fade", "start_frame": 90, "chord": "I"}
    facts = render(engine, short("neutral", 96, plan=json.loads(json.dumps(plan))), tmp_path).files[0].facts
    assert facts["loudness"] < -70
    assert not np.abs(mastering.read(tmp_path / "sound.wav")).max()


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        ({"plan": {"schema": "score_plan"}}, "plan.invalid", "/"),
        ({"effort": 0}, "input.effort", "candidates"),
        ({"effort": 9}, "input.effort", "candidates"),
        ({"frames": 24 * 601}, "input.too_long", "600"),
        ({"frames": 0}, "input.empty", "frame"),
        ({"sample_rate": 44_100}, "input.sample_rate", "44100"),
    ],
)
def test_what_cannot_be_made_is_refused_with_a_reason(engine, tmp_path, change, code, said):
    with pytest.raises(RenderRefused) as refused:
        render(engine, dataclasses.replace(short(), **change), tmp_path)
    assert refused.value.code == code
    assert said in refused.value.message


def test_a_plan_for_another_length_or_rate_is_refused(engine, tmp_path):
    plan = write(planning.draft(short("neutral", 96)).plan)
    for brief, pointer in ((short("neutral", 97), "/frames"), (short("neutral", 96, rate=Rate(25, 1)), "/rate")):
        with pytest.raises(RenderRefused, match=pointer):
            render(engine, dataclasses.replace(brief, plan=plan), tmp_path)


def test_a_line_is_no_cue(engine, tmp_path):
    with pytest.raises(RenderRefused) as refused:
        render(engine, line(), tmp_path)
    assert refused.value.code == "input.kind"


def test_an_unknown_mood_is_played_as_neutral_and_said_so(engine, tmp_path):
    rendered = render(engine, short("melancholy", 96), tmp_path)
    assert plan_of(tmp_path)["sections"][0]["mood"] == "neutral"
    assert rendered.warnings == ("the score does not know the mood 'melancholy'; played as neutral",)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frames=st.integers(1, 80), seed=st.integers(0, 9999), mood=st.sampled_from(["tension", "romance", "mystery"]))
def test_the_tiniest_cue_is_as_long_as_asked(engine, tmp_path, frames, seed, mood):
    brief = short(mood, frames, seed=seed, rate=Rate(30000, 1001), hits=(Hit(frames // 2, "slap", 1.0),))
    facts = render(engine, brief, tmp_path).files[0].facts
    expected = (2 * frames * 1001 * RATE + 30000) // 60000
    assert mastering.read(tmp_path / "sound.wav").shape == (2, expected)
    assert facts["true_peak_dbtp"] <= mastering.CEILING_DBTP


def test_moods_and_styles_sound_different(engine):
    """Brightness, density of onsets and tones of the scale tell ten moods and two styles apart."""
    found = {}
    for mood, style in itertools.product(("suspense", "romance", "revenge", "comedy"), ("modern", "period")):
        plan = planning.draft(short(mood, 168, style=style)).plan
        sound = play(plan, 1, engine._bank)
        mastering.master(sound)
        frames = measuring.frames_of(sound)
        centroid = float(np.average(frames.centroid, weights=frames.power + 1e-12))
        found[mood, style] = (centroid, float(frames.flux.mean()), *measuring.chroma(sound, 0, 6).tolist())
    table = np.asarray(list(found.values()))
    scaled = (table - table.mean(axis=0)) / (table.std(axis=0) + 1e-9)
    apart = np.abs(scaled[:, None] - scaled[None]).mean(axis=2)
    assert apart[np.triu_indices(len(table), 1)].min() > 0.25
    assert found["suspense", "modern"][0] < found["comedy", "modern"][0]
    assert found["romance", "modern"][0] < found["romance", "period"][0]


@pytest.mark.parametrize("player", [name for name, spec in PLAYERS.items() if spec.family == "string"])
def test_a_string_is_in_tune_dies_away_and_brightens_with_force(player):
    pitch = min(max(60, PLAYERS[player].low), PLAYERS[player].high)
    hard, soft = plucked.play(player, pitch, 0.9), plucked.play(player, pitch, 0.2)
    part = hard[2400 : 2400 + 16_384]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 1 << 18))
    f = np.fft.rfftfreq(1 << 18, 1 / RATE)
    f0 = plucked.hertz(pitch)
    near = (f > f0 * 0.96) & (f < f0 * 1.04)
    assert 1200 * np.log2(f[near][spectrum[near].argmax()] / f0) == pytest.approx(0, abs=9)
    assert np.abs(hard[-480:]).max() < 0.02 * np.abs(hard).max()
    assert abs(float(hard.mean())) < 2e-3 * float(np.abs(hard).max())
    assert brightness(hard) > brightness(soft)


def brightness(sound: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(sound[:16_384])) ** 2
    return float((spectrum * np.arange(len(spectrum))).sum() / spectrum.sum())


@pytest.mark.parametrize("player", sorted(bowed.SECTIONS))
def test_a_section_loops_without_a_seam_and_is_in_tune(player):
    pitch = min(max(60, PLAYERS[player].low), PLAYERS[player].high)
    dark, bright = bowed.loops(player, pitch)
    for loop in (dark, bright):
        steps = np.abs(np.diff(loop, axis=1))
        seam = np.abs(loop[:, 0] - loop[:, -1])
        assert (seam <= steps.max(axis=1)).all()
        assert np.abs(loop.mean(axis=1)).max() < 1e-3 * np.abs(loop).max()
    assert brightness(bright[0]) > brightness(dark[0])
    spectrum = np.abs(np.fft.rfft(dark[0]))
    f = np.fft.rfftfreq(dark.shape[1], 1 / RATE)
    near = (f > plucked.hertz(pitch) * 0.94) & (f < plucked.hertz(pitch) * 1.06)
    centre = float(np.average(f[near], weights=spectrum[near] ** 2))
    assert 1200 * np.log2(centre / plucked.hertz(pitch)) == pytest.approx(0, abs=20)


@pytest.mark.parametrize("player", sorted(sung.VOICES))
def test_a_solo_voice_sings_its_notes_with_vibrato_and_no_click(player):
    pitch = (PLAYERS[player].low + PLAYERS[player].high) // 2
    notes = [
        Note(player, "lead", 0.1, 0.9, pitch, 0.7),
        Note(player, "lead", 1.0, 1.2, pitch + 2, 0.7, glides_from=pitch),
    ]
    tone, begins = sung.sing(player, notes, 3)
    assert begins == pytest.approx(0.08)
    assert np.isfinite(tone).all()
    assert np.abs(tone[:48]).max() < 0.02 * np.abs(tone).max()
    assert np.abs(tone[-48:]).max() < 0.02 * np.abs(tone).max()
    part = tone[int(1.3 * RATE) : int(1.3 * RATE) + 32_768]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    f = np.fft.rfftfreq(len(part), 1 / RATE)
    near = (f > plucked.hertz(pitch + 2) * 0.96) & (f < plucked.hertz(pitch + 2) * 1.04)
    assert 1200 * np.log2(f[near][spectrum[near].argmax()] / plucked.hertz(pitch + 2)) == pytest.approx(0, abs=35)


def test_drums_and_effects_end_in_silence_and_have_no_offset():
    for name in ("taiko", "heartbeat", "clock", "shaker", "woodblock", "snare"):
        sound = drums.drum(name, 0.8, 1)
        assert np.abs(sound[-4:]).max() < 0.02 * np.abs(sound).max(), name
        assert abs(float(sound.mean())) < 1e-4
    for name in ("boom", "cymbal", "gong", "riser", "whoosh"):
        sound = drums.effect(name, 1.0)
        assert sound.shape == (2, RATE)
        assert np.abs(sound).max() == pytest.approx(1.0)
        assert np.abs(sound[:, -4:]).max() < 0.02, name
    riser = drums.effect("riser", 1.0)
    assert (riser[:, 36_000:46_000] ** 2).mean() > 8 * (riser[:, :12_000] ** 2).mean()


def test_the_bank_forgets_what_it_must_and_answers_the_same(engine):
    small, large = Bank(2 << 20), Bank()
    plan = planning.draft(short("revenge", 96)).plan
    assert np.array_equal(play(plan, 4, small), play(plan, 4, large))


def test_loudness_follows_the_planned_energy(engine, tmp_path):
    brief = short("revenge", 336, moods=(MoodSpan(0, 168, "suspense", 0.3), MoodSpan(168, 168, "revenge", 1.0)))
    facts = render(engine, brief, tmp_path).files[0].facts
    assert facts["follows_energy"] > 0.6
    sound = mastering.read(tmp_path / "sound.wav")
    assert (sound[:, 7 * RATE : 12 * RATE] ** 2).mean() > 2 * (sound[:, : 6 * RATE] ** 2).mean()


def test_the_key_of_a_cue_can_be_heard(engine):
    """Of the twelve keys the planned one's scale holds the most energy, or one a fifth away."""
    for mood, style in (("romance", "modern"), ("warmth", "modern"), ("triumph", "modern")):
        plan = planning.draft(short(mood, 264, style=style)).plan
        sound = play(plan, 1, engine._bank)
        found = measuring.chroma(sound, 0, lay_out(plan)[-1].starts)
        section = plan.sections[0]
        weight = {key: found[list(theory.scale(key, section.mode))].sum() for key in theory.KEYS}
        best = max(weight, key=weight.__getitem__)
        assert theory.key_distance(best, section.key) <= 1, (mood, best, section.key)


def test_the_command_makes_a_cue_its_plan_and_its_picture(tmp_path, capsys):
    brief = tmp_path / "cue.json"
    brief.write_text(json.dumps(dataclasses.asdict(short("warmth", 72, hits=(Hit(30, "door", 0.5),)))), "utf-8")
    assert main([str(brief), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "cue.png").read_bytes().startswith(b"\x89PNG")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"cue.png", "plan.json", "sound.wav"}
    assert '"score"' in capsys.readouterr().out
    brief.write_text("{}", "utf-8")
    with pytest.raises(SystemExit):
        main([str(brief), "--out", str(tmp_path / "out")])
