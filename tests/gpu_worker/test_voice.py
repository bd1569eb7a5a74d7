"""The voice engine, against the real synthesiser."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from gpu_worker.engines import voice
from gpu_worker.engines.base import Rendered, RenderedFile, RenderRefused
from gpu_worker.engines.voice import PAUSE, VoiceEngine, choose_voice, prepare
from gpu_worker.media.audio import loudness, read_wav
from projects.briefs import CutBrief, Expression, LineBrief, Voice
from projects.performance.catalogue import read_json
from tests.gpu_worker.test_conform import brief_of

LINE = "你以为我会原谅你吗？从今天起，我们两清了。"


def line(text: str = LINE, **changes: object) -> LineBrief:
    facts: dict = {
        "line_id": "lin_1",
        "slate": "DEMO_EP01_SC001_L010",
        "member_name": "林晚",
        "kind": "dialogue",
        "text": text,
        "voice": Voice("zh", "f3", pitch=60),
        "expression": Expression("anger", energy=0.6),
        "seed": 7,
    }
    return LineBrief(**(facts | changes))


def speak(folder: Path, brief: LineBrief | CutBrief) -> RenderedFile:
    folder.mkdir(parents=True, exist_ok=True)
    rendered = VoiceEngine().render(brief, inputs={}, scratch=folder, report=lambda fraction, stage: None)
    return rendered.files[0]


def test_a_line_is_a_mono_48k_wav_with_facts_measured_from_its_bytes(tmp_path):
    spoken = speak(tmp_path, line())
    sound, rate = read_wav(spoken.path)
    assert (spoken.name, spoken.content_type, rate, sound.shape[1]) == ("sound", "audio/wav", 48_000, 1)
    assert spoken.facts["samples"] == len(sound)
    assert spoken.facts["milliseconds"] == -(-len(sound) * 1000 // 48_000)
    assert spoken.facts["loudness"] == pytest.approx(loudness(sound, rate), abs=0.01)
    assert spoken.facts["loudness"] == pytest.approx(voice.LINE_LUFS + 5 * 0.3, abs=0.3)
    assert spoken.facts["peak_dbfs"] <= voice.CEILING_DBTP + 0.1
    assert 3000 < spoken.facts["milliseconds"] < 6000
    assert [path.name for path in tmp_path.iterdir()] == ["sound.wav"]


def test_the_same_line_has_the_same_bytes_on_every_run(tmp_path):
    first = speak(tmp_path / "a", line())
    voice._said.clear()
    again = speak(tmp_path / "b", line())
    assert hashlib.sha256(first.path.read_bytes()).digest() == hashlib.sha256(again.path.read_bytes()).digest()
    assert first.facts == again.facts


def test_a_line_starts_and_ends_with_sixty_milliseconds_of_quiet(tmp_path):
    sound = np.abs(read_wav(speak(tmp_path, line()).path)[0][:, 0])
    loud = np.flatnonzero(sound > sound.max() * 0.01)
    assert 0.04 < loud[0] / 48_000 < 0.09
    assert 0.03 < (len(sound) - loud[-1]) / 48_000 < 0.10


def test_phonemes_follow_the_sound(tmp_path):
    spoken = speak(tmp_path, line("妈妈？不。"))
    symbols = [symbol for _, symbol in spoken.facts["phonemes"]]
    starts = [start for start, _ in spoken.facts["phonemes"]]
    assert symbols[0] == "m"
    assert symbols.count("m") == 2
    assert PAUSE in symbols[:-1], "the mouth closes at the question mark"
    assert symbols[-1] == PAUSE
    assert starts == sorted(starts)
    assert starts[-1] == spoken.facts["milliseconds"] - 60
    sound, rate = read_wav(spoken.path)
    pause = symbols.index(PAUSE)
    quiet = sound[(starts[pause] + 60) * rate // 1000 : (starts[pause + 1] - 20) * rate // 1000]
    assert np.abs(quiet).max() < 0.06 * np.abs(sound).max()


def test_pauses_are_as_long_as_the_marks_ask(tmp_path):
    def longest_quiet(mark: str) -> int:
        """Milliseconds inside the line without a sound."""
        sound = np.abs(read_wav(speak(tmp_path, line(f"我走了{mark}你呢", expression=Expression("neutral"))).path)[0])
        loud = np.flatnonzero(sound[:, 0] > 0.02 * sound.max())
        return int(np.diff(loud).max()) // 48

    comma, stop, trail = longest_quiet("，"), longest_quiet("。"), longest_quiet("……")
    assert 100 < comma < 200
    assert 250 < stop < 400
    assert 380 < trail < 600
    spoken = speak(tmp_path, line("我走了……你呢。好", expression=Expression("neutral")))
    times = [at for at, _, _ in spoken.facts["words"]]
    assert times == sorted(times)
    starts = [at for at, _ in spoken.facts["phonemes"]]
    assert starts == sorted(starts)


def test_words_point_into_the_text_as_written(tmp_path):
    text = "“林总”，CEO说OK"
    words = speak(tmp_path, line(text)).facts["words"]
    assert [text[position] for _, position, _ in words if position < 3] == ["林", "总"]
    assert "C" in {text[position] for _, position, _ in words}


def test_feelings_and_kinds_change_how_a_line_sounds(tmp_path):
    def measured(name: str, **changes: object) -> RenderedFile:
        return speak(tmp_path / name, line(**changes))

    fury = measured("fury", expression=Expression("fury", energy=0.9))
    grief = measured("grief", expression=Expression("grief", energy=0.5))
    assert fury.facts["milliseconds"] < 0.9 * grief.facts["milliseconds"]
    assert fury.facts["loudness"] > grief.facts["loudness"]
    plain, thought = measured("dialogue"), measured("os", kind="os")

    def brightness(file: RenderedFile) -> float:
        sound, rate = read_wav(file.path)
        power = np.abs(np.fft.rfft(sound[:, 0])) ** 2
        return float(power[len(power) * 5000 * 2 // rate :].sum() / power.sum())

    assert brightness(thought) < 0.5 * brightness(plain)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("CEO说OK，2024年3月15日！", "zh"),
        ("嗯", "zh"),
        ("３８号…………好——吧", "zh"),
        ("我\x00们<b>[[x]]</b>&amp;", "zh"),
        ("走吧😀👨‍👩‍👧", "zh"),
        ("Hello, this is line one.", "en"),
        ("12345", "zh"),
    ],
)
def test_no_text_breaks_the_voice(tmp_path, text, spoken):
    facts = speak(tmp_path, line(text)).facts
    assert facts["language"] == spoken
    assert facts["milliseconds"] > 250
    assert facts["phonemes"]


def test_five_hundred_characters_are_spoken(tmp_path):
    assert speak(tmp_path, line("我们今天就走，" * 72)).facts["milliseconds"] > 60_000


@pytest.mark.parametrize("text", ["", "……！？", "😀😀", "——", "\u200b \n"])
def test_a_line_without_anything_speakable_is_refused(tmp_path, text):
    with pytest.raises(RenderRefused) as refused:
        speak(tmp_path, line(text))
    assert refused.value.code == "input.unspeakable"


def test_a_line_of_three_thousand_characters_is_refused(tmp_path):
    with pytest.raises(RenderRefused) as refused:
        speak(tmp_path, line("长" * 3000))
    assert refused.value.code == "input.too_long"


def test_a_cut_is_not_for_the_voice_engine(tmp_path):
    with pytest.raises(RenderRefused) as refused:
        speak(tmp_path, brief_of(()))
    assert refused.value.code == "input.kind"


def test_an_unknown_variant_or_expression_is_said_on_the_take(tmp_path):
    odd = line("好。", voice=Voice("zh", "../etc"), expression=Expression("transcendent"))
    rendered = VoiceEngine().render(odd, inputs={}, scratch=tmp_path, report=lambda fraction, stage: None)
    assert len(rendered.warnings) == 2
    assert rendered.files[0].facts["voice"] == "cmn"


def test_a_face_of_the_catalogue_is_spoken_as_the_nearest_known_one_is(tmp_path):
    def render(expression: Expression) -> Rendered:
        return VoiceEngine().render(line(expression=expression), inputs={}, scratch=tmp_path, report=lambda *_: None)

    as_fury, fury = (
        render(Expression("annoyed_beyond_words", energy=0.9, like="fury")),
        render(Expression("fury", energy=0.9)),
    )
    assert as_fury.warnings == ()
    assert as_fury.files[0].facts == fury.files[0].facts
    known = {row["id"] for row in read_json("expressions.json")["expressions"]}
    assert set(voice.DELIVERIES) <= known


def test_voices_keep_their_accent_and_throat():
    assert choose_voice(Voice("en", "en-gb+m3"), "en") == ("en-gb+m3", ())
    assert choose_voice(Voice("en", "f2"), "en") == ("en-us+f2", ())
    assert choose_voice(Voice("en", "en-gb"), "en") == ("en-gb", ())
    assert choose_voice(Voice("zh", "f3"), "en") == ("en-us+f3", ())
    assert choose_voice(Voice("zh", ""), "zh") == ("cmn", ())


def test_years_are_read_digit_by_digit_and_marks_for_the_eye_are_dropped():
    assert prepare("《合同》是2024年签的", "zh").text == "合同是二零二四年签的"


def test_a_synthesiser_that_hangs_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(voice, "CHILD_SECONDS", 0.001)
    monkeypatch.setattr(voice, "_said", {})
    with pytest.raises(TimeoutError):
        speak(tmp_path, line())


def test_the_same_words_in_the_same_voice_are_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[str] = []
    real = voice._speak
    monkeypatch.setattr(voice, "_said", {})
    monkeypatch.setattr(voice, "_speak", lambda wish: (spoken.append(wish["text"]), real(wish))[1])
    script = voice.prepare("你来了。", "zh")
    values = {"rate": 200, "pitch": 50, "pitch_range": 50}
    wavs = [tmp_path / f"{n}.wav" for n in range(3)]
    told = [voice.synthesise(script, voice="cmn", values=values, seed=1, wav=wav) for wav in wavs[:2]]
    other = voice.synthesise(script, voice="cmn", values={**values, "pitch": 60}, seed=1, wav=wavs[2])
    assert len(spoken) == 2
    assert told[0] == told[1]
    assert wavs[0].read_bytes() == wavs[1].read_bytes() != wavs[2].read_bytes()
    assert other["phonemes"]
