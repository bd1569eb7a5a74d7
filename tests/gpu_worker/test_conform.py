"""The conform engine on real, small pictures and lines; every claim is read from the finished files."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from gpu_worker.engines import conform
from gpu_worker.engines.base import Rendered, RenderRefused
from gpu_worker.engines.conform import ConformEngine, verify
from gpu_worker.glstub import skia
from gpu_worker.media import audio, labels
from gpu_worker.media.frames import PictureWriter
from gpu_worker.media.picture import Source, decode, encode_segment, join, planes
from gpu_worker.media.probe import open_movie, probe
from gpu_worker.media.sound_track import decode_audio, make_track
from projects.briefs import (
    Ambience,
    ContentLabel,
    CutBrief,
    CutEntry,
    CutMusic,
    CutSound,
    DeliveryProfile,
    Expression,
    LineBrief,
    Rate,
    SoundMark,
    Subtitle,
    Voice,
)

WIDTH, HEIGHT = 270, 480
LABEL = ContentLabel("内容由AI生成", 2.0, 0.05, "001191440300MA5F", "dlv_1", reserved_code_1="签名")
PROFILE = DeliveryProfile("test", WIDTH, HEIGHT, Rate(24, 1))


def make_picture(
    path: Path, frames: int, *, rate: Rate = PROFILE.rate, size: tuple[int, int] = (WIDTH, HEIGHT)
) -> Path:
    """A moving picture in middle tones, so that white letters and dark outlines stand out."""
    width, height = size
    rows, columns = np.mgrid[0:height, 0:width]
    pixels = np.full((height, width, 4), 255, np.uint8)
    with PictureWriter(path, width=width, height=height, rate=rate) as writer:
        for frame in range(frames):
            wave = 110 + 40 * np.sin((rows + columns + 6 * frame) / 40)
            pixels[..., 0], pixels[..., 1], pixels[..., 2] = wave + 20, wave, wave - 20
            writer.write(pixels)
    return path


def make_sound(path: Path, seconds: float) -> Path:
    """A burst that swells and falls like a word, from silence to silence."""
    time = np.arange(round(seconds * 48_000)) / 48_000
    swell = np.sin(np.pi * time / seconds) ** 2 * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time))
    audio.write_wav(path, (0.2 * swell * np.sin(2 * np.pi * 330 * time))[:, None], 48_000)
    return path


def brief_of(entries: tuple[CutEntry, ...], **changes: object) -> CutBrief:
    facts: dict = {
        "cut_id": "cut_1",
        "slate": "DEMO_EP01",
        "title": "归来",
        "series_title": "替身",
        "episode_number": 1,
        "language": "zh",
        "profile": PROFILE,
        "label": LABEL,
        "entries": entries,
        "subtitles": (),
    }
    return CutBrief(**(facts | changes))


ENTRIES = (
    CutEntry("DEMO_EP01_SC001_SH0010_T01", "take:0010", 37, (CutSound("line:1", "dialogue", 5, 24),)),
    CutEntry("DEMO_EP01_SC001_SH0020_T02", "take:0020", 20),
    CutEntry("DEMO_EP01_SC001_SH0030_T01", "take:0030", 24, (CutSound("line:2", "os", 0, 20),)),
)
PLAIN = CutEntry("S", "take:0020", 20)
CUES = (Subtitle(5, 29, ("你以为我会原谅你吗？",)), Subtitle(57, 77, ("从今天起，", "我们两清了。")))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("inputs")
    return {
        "take:0010": make_picture(folder / "0010.mp4", 37),
        "take:0020": make_picture(folder / "0020.mp4", 20),
        "take:0030": make_picture(folder / "0030.mp4", 24, size=(136, 256)),
        "line:1": make_sound(folder / "1.wav", 1.0),
        "line:2": make_sound(folder / "2.wav", 1.4),
    }


def render(brief: CutBrief | LineBrief, inputs: Mapping[str, Path], folder: Path) -> Rendered:
    folder.mkdir(parents=True, exist_ok=True)
    heard: list[float] = []
    rendered = ConformEngine().render(
        brief, inputs=inputs, scratch=folder, report=lambda fraction, stage: heard.append(fraction)
    )
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0.0, 1.0)
    return rendered


@pytest.fixture(scope="module")
def delivered(inputs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return render(brief_of(ENTRIES, subtitles=CUES), inputs, tmp_path_factory.mktemp("master"))


def paths(rendered: Rendered) -> dict[str, Path]:
    return {file.name: file.path for file in rendered.files}


def lumas(path: Path) -> list[np.ndarray]:
    with open_movie(path) as container:
        return [planes(frame)[0].copy() for frame in container.decode(container.streams.video[0])]


def test_a_master_has_exactly_the_frames_of_the_cut(delivered):
    found = probe(paths(delivered)["master"])
    assert found.picture is not None
    assert found.audio is not None
    assert (found.picture.frames, found.picture.rate, found.picture.is_constant) == (81, 24, True)
    assert (found.picture.width, found.picture.height) == (WIDTH, HEIGHT)
    assert (found.picture.codec, found.picture.profile, found.picture.pixel_format) == ("h264", "High", "yuv420p")
    assert found.picture.colour == (1, 1, 1)
    assert (found.audio.codec, found.audio.sample_rate, found.audio.channels) == ("aac", 48_000, 2)
    assert found.seconds == pytest.approx(81 / 24, abs=0.03)
    assert len(lumas(paths(delivered)["master"])) == 81
    assert paths(delivered)["master"].read_bytes().index(b"moov") < 1000, "playable before it is whole"


def test_facts_are_what_the_file_measures(delivered):
    facts = next(file for file in delivered.files if file.name == "master").facts
    heard, rate = decode_audio(paths(delivered)["master"])
    assert facts["loudness_lufs"] == pytest.approx(audio.loudness(heard, rate), abs=0.01)
    assert facts["loudness_lufs"] == pytest.approx(-16.0, abs=0.3)
    assert facts["true_peak_dbtp"] <= -1.0
    assert (facts["frames"], facts["rate_num"], facts["rate_den"], facts["milliseconds"]) == (81, 24, 1, 3375)
    assert facts["rate"] == "24/1"
    assert facts["label"]["stands"] is True
    assert facts["bytes"] == paths(delivered)["master"].stat().st_size


def test_both_labels_are_read_back(delivered):
    reading = labels.read_back(paths(delivered)["master"], LABEL)
    assert reading.problems == ()
    assert (reading.frames_required, reading.frames_found, reading.seconds_found) == (48, 48, 2.0)
    assert reading.height_share >= 0.05
    assert reading.lowest_correlation > 0.95
    assert reading.implicit == {
        "Label": "1",
        "ContentProducer": "001191440300MA5F",
        "ProduceID": "dlv_1",
        "ReservedCode1": "签名",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    other = dataclasses.replace(LABEL, produce_id="dlv_2")
    assert labels.read_back(paths(delivered)["master"], other).problems == ("the AIGC metadata differs in ProduceID",)


def test_subtitles_burn_only_while_they_are_spoken(delivered):
    frames = lumas(paths(delivered)["master"])
    lower = [int((frame[int(0.7 * HEIGHT) : int(0.88 * HEIGHT)] > 215).sum()) for frame in frames]
    for number, bright in enumerate(lower):
        shown = any(cue.start_frame <= number < cue.end_frame for cue in CUES)
        assert (bright > 300) == shown, f"frame {number} has {bright} bright pixels"
    assert all((frame[int(0.88 * HEIGHT) :] < 215).all() for frame in frames)


def test_lines_sound_at_their_frames(delivered):
    heard, rate = decode_audio(paths(delivered)["master"])
    level = np.abs(heard).max(axis=1)

    def loudest(first: float, last: float) -> float:
        return float(level[round(first / 24 * rate) : round(last / 24 * rate)].max())

    assert loudest(0, 4.8) < 0.01
    assert loudest(15, 20) > 0.1
    assert loudest(31, 56) < 0.01
    assert loudest(58, 77) > 0.1
    assert loudest(77.6, 80) < 0.01, "a sound longer than its place ends with it"
    assert delivered.warnings == ("1 sounds were longer than their place in the cut and were faded out",)


def test_the_same_cut_gives_the_same_bytes(inputs, delivered, tmp_path):
    again = render(brief_of(ENTRIES, subtitles=CUES), inputs, tmp_path)

    def digests(rendered: Rendered) -> dict[str, str]:
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in paths(rendered).items()}

    assert digests(again) == digests(delivered)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "EP01.mp4",
        "EP01.srt",
        "EP01_contact_sheet.png",
        "EP01_poster.jpg",
        "report.json",
        "stem_dialogue.flac",
        "stem_effects.flac",
        "stem_music.flac",
    ]


def test_companions_show_and_tell_every_shot(delivered):
    found = paths(delivered)
    assert found["subtitles"].read_text(encoding="utf-8").startswith("1\n00:00:00,208 --> 00:00:01,208\n你以为")
    sheet = skia.Image.open(str(found["contact_sheet"]))
    assert sheet.width() > 3 * 324
    facts = next(file for file in delivered.files if file.name == "contact_sheet").facts
    assert facts == {"width": sheet.width(), "height": sheet.height(), "panels": 3}
    poster = skia.Image.open(str(found["poster"]))
    assert (poster.width(), poster.height()) == (WIDTH, HEIGHT)
    report = json.loads(found["report"].read_text(encoding="utf-8"))
    assert report["frames"] == {"cut": 81, "master": 81}
    assert [(entry["slate"][-10:], entry["start_frame"], entry["end_frame"]) for entry in report["entries"]] == [
        ("SH0010_T01", 0, 37),
        ("SH0020_T02", 37, 57),
        ("SH0030_T01", 57, 81),
    ]
    assert report["loudness"]["before_lufs"] < 0
    assert report["label"]["stands"] is True
    assert report["subtitles"] == {"cues": 2, "burned": True}


def test_a_picture_of_another_shape_is_centred_on_black(delivered):
    last = lumas(paths(delivered)["master"])[60]
    assert last[:, :3].max() <= 24, "136x256 is narrower than 9:16"
    assert last[HEIGHT // 2, 20:250].min() > 40


def test_a_cut_without_any_sound_is_delivered_and_says_so(inputs, tmp_path):
    rendered = render(brief_of((CutEntry("S", "take:0020", 20),)), inputs, tmp_path)
    facts = rendered.files[0].facts
    assert facts["has_speech"] is False
    assert facts["loudness_lufs"] < -50
    assert len(rendered.warnings) == 2
    assert "only room tone is heard" in rendered.warnings[0]
    assert "shorter than the two seconds" in rendered.warnings[1]
    assert facts["label"]["frames_found"] == 20


def test_a_textless_master_at_a_broadcast_rate_keeps_its_frames(inputs, tmp_path):
    rate = Rate(30_000, 1001)
    taken = {**inputs, "take:ntsc": make_picture(tmp_path / "ntsc.mp4", 31, rate=rate)}
    profile = dataclasses.replace(PROFILE, rate=rate, burn_subtitles=False, loudness_lufs=-23.0)
    entry = CutEntry("S", "take:ntsc", 31, (CutSound("line:1", "vo", 1, 30),))
    rendered = render(brief_of((entry,), profile=profile, subtitles=CUES[:1]), taken, tmp_path / "out")
    facts = rendered.files[0].facts
    assert (facts["frames"], facts["rate_num"], facts["rate_den"]) == (31, 30_000, 1001)
    assert facts["loudness_lufs"] == pytest.approx(-23.0, abs=0.3)
    assert all((frame[int(0.7 * HEIGHT) :] < 215).all() for frame in lumas(paths(rendered)["master"]))
    assert paths(rendered)["subtitles"].read_text(encoding="utf-8").count("-->") == 1


def test_a_glyph_that_is_missing_is_named_and_does_not_stop_the_cut(inputs, tmp_path):
    entry = dataclasses.replace(PLAIN, sounds=(CutSound("line:1", "dialogue", 0, 20),))
    rendered = render(brief_of((entry,), subtitles=(Subtitle(0, 20, ("好😀",)),)), inputs, tmp_path)
    assert "subtitles: the font has no glyph for 😀 (U+1F600); 〓 is shown instead" in rendered.warnings
    assert "好😀" in paths(rendered)["subtitles"].read_text(encoding="utf-8"), "the file keeps what was written"


def test_stems_and_music_and_effects_are_delivered_and_reported(inputs, tmp_path):
    place = Ambience("office", True, "day", "clear")
    entries = tuple(
        dataclasses.replace(entry, ambience=place, effects=(SoundMark(3, "slap"), SoundMark(4, "kazoo")))
        for entry in ENTRIES
    )
    brief = brief_of(entries, music=(CutMusic("MUS_01", "line:2", 0, 40),))
    rendered = render(brief, inputs, tmp_path)
    files = {file.name: file for file in rendered.files}
    for name in ("stem_dialogue", "stem_music", "stem_effects"):
        facts = files[name].facts
        assert files[name].content_type == "audio/flac"
        assert (facts["samples"], facts["sample_rate"], facts["channels"], facts["bits"]) == (162_000, 48_000, 2, 24)
        assert facts["milliseconds"] == 3375
        assert -40 < facts["loudness_lufs"] < -10
    assert "there is no sound 'kazoo'; 3 marks stay silent" in rendered.warnings
    report = json.loads(files["report"].path.read_text(encoding="utf-8"))
    assert report["loudness"]["stems"]["stem_effects"]["lufs"] == files["stem_effects"].facts["loudness_lufs"]
    assert report["speech"]["lines"] == 2
    assert report["speech"]["least_clear_db"] >= 9
    assert report["warnings"] == list(rendered.warnings) == files["report"].facts["warnings"]
    assert files["master"].facts["loudness_lufs"] == pytest.approx(-16.0, abs=0.3)
    assert files["master"].facts["true_peak_dbtp"] <= -1.0


def test_a_real_voice_goes_through(inputs, tmp_path):
    from gpu_worker.engines.voice import VoiceEngine

    line = LineBrief("lin_1", "S", "林晚", "dialogue", "林晚，等一下！", Voice("zh", "m3"), Expression("fear"), 3)
    (tmp_path / "voice").mkdir()
    voiced = VoiceEngine().render(line, inputs={}, scratch=tmp_path / "voice", report=lambda *_: None).files[0]
    frames = Rate().frames(voiced.facts["milliseconds"] / 1000)
    taken = {"p": make_picture(tmp_path / "p.mp4", frames + 8), "l": voiced.path}
    entry = CutEntry("S", "p", frames + 8, (CutSound("l", "dialogue", 4, frames),))
    rendered = render(brief_of((entry,)), taken, tmp_path / "out")
    assert rendered.files[0].facts["loudness_lufs"] == pytest.approx(-16.0, abs=0.3)
    assert not any("faded out" in warning for warning in rendered.warnings)


def damaged(inputs: Mapping[str, Path], folder: Path, bytes_: bytes) -> dict[str, Path]:
    path = folder / "damaged.mp4"
    path.write_bytes(bytes_)
    return {**inputs, "take:0020": path}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"entries": ()}, "input.empty_cut"),
        ({"entries": (dataclasses.replace(PLAIN, frames=0),)}, "input.frames"),
        ({"entries": (dataclasses.replace(PLAIN, frames=21),)}, "input.frames_mismatch"),
        ({"entries": (dataclasses.replace(PLAIN, frames=19),)}, "input.frames_mismatch"),
        ({"entries": (dataclasses.replace(PLAIN, frames=10_000_000),)}, "input.frames"),
        ({"entries": (dataclasses.replace(PLAIN, input_name="take:9999"),)}, "input.missing"),
        ({"entries": (dataclasses.replace(PLAIN, input_name="line:1"),)}, "input.unreadable"),
        ({"entries": (dataclasses.replace(PLAIN, sounds=(CutSound("line:9", "os", 0, 9),)),)}, "input.missing"),
        ({"entries": (dataclasses.replace(PLAIN, sounds=(CutSound("take:0020", "os", 0, 9),)),)}, "input.unreadable"),
        ({"entries": (dataclasses.replace(PLAIN, sounds=(CutSound("line:1", "os", -1, 9),)),)}, "input.sound_times"),
        ({"profile": dataclasses.replace(PROFILE, rate=Rate(25, 1))}, "input.rate_mismatch"),
        ({"profile": dataclasses.replace(PROFILE, rate=Rate(24, 0))}, "input.profile"),
        ({"profile": dataclasses.replace(PROFILE, width=271)}, "input.profile"),
        ({"subtitles": (Subtitle(0, 21, ("好",)),)}, "input.subtitle_times"),
        ({"profile": dataclasses.replace(PROFILE, sample_rate=44_100)}, "input.profile"),
        ({"music": (CutMusic("M01", "cue:1", 0, 20),)}, "input.missing"),
        ({"music": (CutMusic("M01", "line:1", 20, 20),)}, "input.sound_times"),
        ({"label": dataclasses.replace(LABEL, text="AI生成😀")}, "input.missing_glyph"),
        ({"label": dataclasses.replace(LABEL, text="由电脑制作")}, "input.label"),
        ({"label": dataclasses.replace(LABEL, text="AI生成" * 20)}, "input.label"),
        ({"label": dataclasses.replace(LABEL, label="9")}, "input.label"),
    ],
)
def test_a_cut_that_cannot_be_conformed_is_refused_with_its_reason(inputs, tmp_path, changes, code):
    with pytest.raises(RenderRefused) as refused:
        ConformEngine().render(
            brief_of(**({"entries": (PLAIN,)} | changes)), inputs=inputs, scratch=tmp_path, report=lambda *_: None
        )
    assert refused.value.code == code


@pytest.mark.parametrize("share", [0.0, 0.02, 0.5, 0.9])
def test_a_truncated_take_is_refused(inputs, tmp_path, share):
    whole = inputs["take:0020"].read_bytes()
    taken = damaged(inputs, tmp_path, whole[: int(len(whole) * share)])
    with pytest.raises(RenderRefused) as refused:
        ConformEngine().render(brief_of((PLAIN,)), inputs=taken, scratch=tmp_path, report=lambda *_: None)
    assert refused.value.code in ("input.unreadable", "input.no_picture", "input.frames_mismatch")


def test_a_text_file_or_playlist_named_mp4_is_refused(inputs, tmp_path):
    for text in (b"not a film", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n"):
        with pytest.raises(RenderRefused) as refused:
            ConformEngine().render(
                brief_of((PLAIN,)), inputs=damaged(inputs, tmp_path, text), scratch=tmp_path, report=lambda *_: None
            )
        assert refused.value.code == "input.unreadable"


def test_a_line_is_not_for_the_conform_engine(tmp_path):
    line = LineBrief("lin_1", "S", "林晚", "dialogue", "好", Voice(), Expression(), 3)
    with pytest.raises(RenderRefused) as refused:
        ConformEngine().render(line, inputs={}, scratch=tmp_path, report=lambda *_: None)
    assert refused.value.code == "input.kind"


def test_an_unlabelled_or_wrong_master_does_not_pass(inputs, tmp_path):
    brief = brief_of((PLAIN, PLAIN, PLAIN))
    track = make_track(brief, inputs, tmp_path / "sound.mp4")
    sources = [Source(inputs["take:0020"], 20)] * 3

    def write(name: str, metadata: dict[str, str], sources: list[Source]) -> Path:
        path = tmp_path / name
        segments = []
        for number, source in enumerate(sources):
            segments.append(Source(tmp_path / f"{number}.mp4", source.frames))
            encode_segment(segments[-1].path, decode(source, WIDTH, HEIGHT), PROFILE)
        join(path, segments, sound=track.path, profile=PROFILE, metadata=metadata)
        return path

    bare = verify(write("bare.mp4", {}, sources), brief, track)
    assert bare.problems == ("the AIGC metadata is missing", "the explicit label stands for 0 of 48 frames")
    tagged = verify(write("tagged.mp4", {"AIGC": labels.metadata(LABEL)}, sources), brief, track)
    assert tagged.problems == ("the explicit label stands for 0 of 48 frames",)
    short = verify(write("short.mp4", {}, sources[:2]), brief, track)
    assert short.problems == ("frames is 40, not 60",)


def test_a_master_that_fails_its_own_verification_is_not_delivered(inputs, tmp_path, monkeypatch):
    monkeypatch.setattr(conform.labels, "metadata", lambda label: "{}")
    with pytest.raises(RenderRefused) as refused:
        ConformEngine().render(brief_of((PLAIN,)), inputs=inputs, scratch=tmp_path, report=lambda *_: None)
    assert refused.value.code == "conform.verification"
    assert "AIGC" in refused.value.message
