"""The voice engine: a line brief in, a levelled WAV with phoneme timing out; espeak-ng speaks in its own process."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from gpu_worker.engines import speech
from gpu_worker.engines.base import Rendered, RenderedFile, RenderRefused, Report
from gpu_worker.engines.pauses import breathe
from gpu_worker.media.audio import SILENCE_LUFS, Sound, level, loudness, read_wav, resample, true_peak, write_wav
from projects.briefs import Brief, Expression, LineBrief, LineKind, Voice

MAX_CHARACTERS = 2000
SAID_MOST = 32
"""Lines kept as they came from the synthesiser, for the next take of the same words by the same voice."""
CHILD_SECONDS = 40
EDGE_SECONDS = 0.06
LINE_LUFS = -20.0
CEILING_DBTP = -3.0
CHINESE_PACE = 1.2
"""espeak's Mandarin is a fifth slower than a person at the same rate; 175 then gives 4.5 characters a second."""

PAUSE = "_"
"""The symbol of a closed mouth in `phonemes`: between clauses and at the end."""


@dataclasses.dataclass(frozen=True, slots=True)
class Delivery:
    """How a feeling bends a voice at full energy: factors and offsets, loudness from line start to end in dB."""

    pace: float = 1.0
    pitch: int = 0
    pitch_range: int = 0
    start_db: float = 0.0
    end_db: float = 0.0
    tremble: float = 0.0


_CALM = Delivery()
_HOT = Delivery(pace=1.14, pitch=9, pitch_range=25, start_db=2.0, end_db=1.0)
_COLD = Delivery(pace=0.92, pitch=-7, pitch_range=-22)
_SAD = Delivery(pace=0.84, pitch=-5, pitch_range=-12, start_db=1.0, end_db=-4.0)
_WEEPING = Delivery(pace=0.86, pitch=8, pitch_range=10, start_db=1.0, end_db=-4.0, tremble=0.4)
_AFRAID = Delivery(pace=1.12, pitch=12, pitch_range=12, end_db=-1.0, tremble=0.25)
_STARTLED = Delivery(pace=1.08, pitch=14, pitch_range=28, start_db=2.5)
_BRIGHT = Delivery(pace=1.04, pitch=7, pitch_range=18)
_TIGHT = Delivery(pace=0.9, pitch=-4, pitch_range=-14, start_db=-1.0, end_db=1.5)
_MENACING = Delivery(pace=0.86, pitch=-9, pitch_range=-10, start_db=-0.5, end_db=1.0)
_ELATED = Delivery(pace=1.1, pitch=13, pitch_range=30, start_db=2.0, end_db=1.0)
_FAINT = Delivery(pace=0.8, pitch=-4, pitch_range=-18, start_db=-1.0, end_db=-5.0)
_FRANTIC = Delivery(pace=1.22, pitch=16, pitch_range=24, start_db=2.0, end_db=1.0, tremble=0.2)
_SOFT = Delivery(pace=0.93, pitch=2, pitch_range=-5, end_db=-2.0)
_FIRM = Delivery(pace=0.97, pitch=-3, pitch_range=8, start_db=1.0, end_db=1.0)

DELIVERIES: dict[str, Delivery] = {
    **dict.fromkeys(("neutral", "calm", "thinking", "professional_smile"), _CALM),
    **dict.fromkeys(("anger", "fury", "hatred"), _HOT),
    **dict.fromkeys(("cold", "contempt", "smug", "suspicious", "disgust"), _COLD),
    **dict.fromkeys(("sadness", "grief", "pain", "despair", "tired", "bitter_smile"), _SAD),
    **dict.fromkeys(("crying", "sobbing", "pleading"), _WEEPING),
    **dict.fromkeys(("fear", "terror", "worry", "nervous", "trembling"), _AFRAID),
    **dict.fromkeys(("shock", "surprise", "confused"), _STARTLED),
    **dict.fromkeys(("smile", "laugh"), _BRIGHT),
    **dict.fromkeys(("gentle_smile", "shy", "tender", "embarrassed"), _SOFT),
    "determined": _FIRM,
    # said otherwise than the nearest face would say it
    **dict.fromkeys(("suppressed_anger", "stern", "solemn"), _TIGHT),
    **dict.fromkeys(("threatening", "gloomy", "sinister_smile", "scheming"), _MENACING),
    **dict.fromkeys(("ecstatic", "excited"), _ELATED),
    **dict.fromkeys(("weak", "numb", "drunk"), _FAINT),
    **dict.fromkeys(("hysterical", "panic"), _FRANTIC),
}

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_YEAR = re.compile(r"(?<!\d)\d{4}(?=\s*年)")
_VARIANT = re.compile(r"[A-Za-z0-9]{0,16}")
_SILENT_MARKS = frozenset('《》〈〉「」『』“”‘’"[]{}【】()（）*_#~～^|\\<>`')
_LONG_PAUSES = str.maketrans({"…": "，", "—": "，", "─": "，", "⋯": "，"})


_said: dict[str, tuple[str, bytes]] = {}


@dataclasses.dataclass(frozen=True, slots=True)
class Script:
    """What is handed to the synthesiser, and for each of its characters where it stands in the line's text."""

    text: str
    positions: tuple[int, ...]
    language: str


def prepare(text: str, language: str) -> Script:
    """Clean a line for speaking: marks that only the eye needs are dropped, emoji too, years are read digit by digit.

    A line in the other language of the two is spoken in that language by the same throat.
    """
    if len(text) > MAX_CHARACTERS:
        raise RenderRefused("input.too_long", f"a line may have {MAX_CHARACTERS} characters, this one has {len(text)}")
    has_han = bool(_HAN.search(text))
    spoken = "zh" if has_han or (language == "zh" and not re.search(r"[A-Za-z]", text)) else "en"
    years = {i for match in _YEAR.finditer(text) for i in range(*match.span())} if spoken == "zh" else set()
    out: list[str] = []
    positions: list[int] = []
    for i, source in enumerate(text):
        for character in _plain(source):
            if character in _SILENT_MARKS or unicodedata.category(character) in (
                "So",
                "Sk",
                "Cf",
                "Cc",
                "Co",
                "Cn",
                "Cs",
            ):
                kept = " "
            elif i in years:
                kept = "零一二三四五六七八九"[int(character)]
            else:
                kept = character
            if kept in " ，," and (not out or out[-1] == kept):
                continue
            if kept == " " and spoken == "zh" and _HAN.match(out[-1]):
                continue
            out.append(kept)
            positions.append(i)
    if not any(unicodedata.category(character)[0] in "LN" for character in out):
        raise RenderRefused("input.unspeakable", f"nothing in {text[:40]!r} can be spoken")
    return Script("".join(out), tuple(positions), spoken)


def _plain(source: str) -> str:
    """Full-width letters and digits as plain ones; punctuation keeps its width, by which espeak tells clauses apart."""
    folded = unicodedata.normalize("NFKC", source)
    return (folded if folded.isalnum() else source).translate(_LONG_PAUSES)


@lru_cache(maxsize=1)
def _variants() -> frozenset[str]:
    folder = Path(speech.espeakng_loader.get_data_path()) / "voices" / "!v"
    return frozenset(path.name for path in folder.iterdir())


def choose_voice(voice: Voice, spoken: str) -> tuple[str, tuple[str, ...]]:
    """The espeak voice name for a cast voice (`f3` or `en-gb+f3` as variant), with warnings for what was not found."""
    accent, plus, variant = voice.variant.rpartition("+")
    base = "cmn" if spoken == "zh" else "en-gb" if accent == "en-gb" else "en-us"
    if not plus and variant in ("cmn", "en-us", "en-gb"):
        base, variant = (variant if (variant == "cmn") == (spoken == "zh") else base), ""
    if not variant:
        return base, ()
    if not _VARIANT.fullmatch(variant) or variant not in _variants():
        return base, (f"the voice variant {variant[:20]!r} does not exist; the plain {base} voice speaks",)
    return f"{base}+{variant}", ()


def _bend(voice: Voice, expression: Expression, spoken: str) -> tuple[dict[str, int], Delivery]:
    energy = min(1.0, max(0.0, expression.energy))
    delivery = DELIVERIES.get(expression.id) or DELIVERIES.get(expression.like, _CALM)
    depth = 0.4 + 0.6 * energy
    pace = voice.rate * (CHINESE_PACE if spoken == "zh" else 1.0) * (1 + (delivery.pace - 1) * depth)
    pace *= 1 + 0.06 * (energy - 0.3)
    pitch = voice.pitch + delivery.pitch * depth + 4 * (energy - 0.3)
    pitch_range = voice.pitch_range + delivery.pitch_range * depth + 15 * (energy - 0.3)
    values = {
        "rate": min(450, max(80, round(pace))),
        "pitch": min(99, max(0, round(pitch))),
        "pitch_range": min(99, max(0, round(pitch_range))),
    }
    return values, dataclasses.replace(
        delivery,
        start_db=delivery.start_db * depth,
        end_db=delivery.end_db * depth,
        tremble=delivery.tremble * depth,
    )


def synthesise(script: Script, *, voice: str, values: dict[str, int], seed: int, wav: Path) -> dict[str, Any]:
    """Speak in a fresh process; the answer is what `gpu_worker.engines.speech` promises.

    What was said lately in the same words, voice and seed is known by its hash and not said again.
    """
    wish = {"text": script.text, "voice": voice, "seed": seed, **values}
    name = hashlib.sha256(json.dumps(wish, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
    if name not in _said:
        answer = _speak({**wish, "wav": str(wav)})
        _said[name] = (json.dumps(answer), wav.read_bytes())
        while len(_said) > SAID_MOST:
            del _said[next(iter(_said))]
    answered, sound = _said[name]
    wav.write_bytes(sound)
    told: dict[str, Any] = json.loads(answered)
    return told


def _speak(wish: dict[str, Any]) -> Any:
    try:
        done = subprocess.run(
            [sys.executable, "-P", speech.__file__],
            input=json.dumps(wish),
            capture_output=True,
            text=True,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise TimeoutError(f"the synthesiser said nothing for {CHILD_SECONDS} s") from slow
    if done.returncode != 0:
        raise RuntimeError(f"the synthesiser ended with {done.returncode}: {done.stderr[-500:]}")
    return json.loads(done.stdout)


def _sounding_span(sound: Sound, rate: int) -> tuple[int, int]:
    """First and last sample above -50 dB of the loudest, at 5 ms resolution."""
    step = rate // 200
    envelope = np.abs(np.pad(sound[:, 0], (0, -len(sound) % step))).reshape(-1, step).max(axis=1)
    loud = np.flatnonzero(envelope > envelope.max(initial=0.0) * 10 ** (-50 / 20))
    return int(loud[0]) * step, min(len(sound), (int(loud[-1]) + 1) * step)


def _room_curve(kind: LineKind, frequencies: np.ndarray) -> np.ndarray:
    """Gain over frequency: on-screen speech plainly, a thought close and soft, a narrator warm."""
    high_pass = (frequencies / 75) ** 4 / (1 + (frequencies / 75) ** 4)
    if kind == "os":
        return high_pass * (1 + 0.35 / (1 + (frequencies / 260) ** 2)) / np.sqrt(1 + (frequencies / 3600) ** 4)
    if kind == "vo":
        return high_pass * (1 + 0.2 / (1 + (frequencies / 220) ** 2)) / np.sqrt(1 + (frequencies / 7000) ** 4)
    return high_pass * (1 - 0.3 / (1 + (7000 / np.maximum(frequencies, 1)) ** 4))


def shape(sound: Sound, rate: int, *, kind: LineKind, delivery: Delivery) -> Sound:
    """Give a dry voice its place and its feeling: tone, a short reflection for people in a room, dynamics, tremble."""
    tail = rate // 20
    size = 1 << (len(sound) + tail - 1).bit_length()
    spectrum = np.fft.rfft(sound[:, 0], size) * _room_curve(kind, np.fft.rfftfreq(size, 1 / rate))
    voiced = np.fft.irfft(spectrum, size)[: len(sound)]
    if kind == "dialogue":
        for milliseconds, gain in ((11, 0.10), (17, 0.07), (29, 0.05)):
            delay = rate * milliseconds // 1000
            voiced[delay:] += gain * voiced[:-delay].copy() if delay < len(voiced) else 0.0
    along = np.linspace(0.0, 1.0, len(voiced))
    voiced = voiced * 10 ** ((delivery.start_db + (delivery.end_db - delivery.start_db) * along) / 20)
    if delivery.tremble:
        time = np.arange(len(voiced)) / rate
        voiced = voiced * (1 - delivery.tremble * (0.5 + 0.5 * np.sin(2 * np.pi * 6.1 * time + 0.7 * np.sin(5 * time))))
    return voiced[:, None]


def _trim(sound: Sound, rate: int) -> tuple[Sound, int]:
    """Cut to speech with a fixed head and tail; also answers by how many samples the speech moved (may be negative)."""
    first, last = _sounding_span(sound, rate)
    edge = round(EDGE_SECONDS * rate)
    padded = np.pad(sound, ((edge, edge), (0, 0)))[first : last + 2 * edge]
    ramp = np.linspace(0.0, 1.0, edge)[:, None] ** 2
    padded[:edge] *= ramp
    padded[-edge:] *= ramp[::-1]
    return padded, edge - first


def _phonemes(events: list[list[Any]], shift_ms: int, last_ms: int) -> list[list[Any]]:
    """Sounded phonemes and closed-mouth pauses on the trimmed line, without syllable breaks and language switches."""
    timed: list[list[Any]] = []
    for at, raw in events:
        symbol = PAUSE if raw.strip("|;").strip("_:") == "" and raw.startswith("_") and raw != "_|" else raw
        if symbol in ("", ";", "_|", "|") or symbol.startswith("("):
            continue
        start = max(0, at + shift_ms)
        if start >= last_ms or (timed and timed[-1][1] == symbol == PAUSE):
            continue
        timed.append([start, symbol])
    while timed and timed[0][1] == PAUSE:
        timed.pop(0)
    while timed and timed[-1][1] == PAUSE:
        timed.pop()
    return [*timed, [last_ms, PAUSE]] if timed else timed


class VoiceEngine:
    """Speaks one line. Output `sound`: mono 16-bit WAV at the brief's rate, the same bytes for the same brief."""

    release = "espeak@1"

    def warm(self) -> None:
        """Read which voice variants exist."""
        _variants()

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        """Speak, resample, trim, colour and level one line."""
        if not isinstance(brief, LineBrief):
            raise RenderRefused("input.kind", f"{self.release} speaks lines, not {type(brief).__name__}")
        if not 8000 <= brief.sample_rate <= 96_000:
            raise RenderRefused("input.sample_rate", f"{brief.sample_rate} Hz is outside 8 to 96 kHz")
        report(0.0, "voice")
        script = prepare(brief.text, brief.voice.language)
        voice, warnings = choose_voice(brief.voice, script.language)
        if not {brief.expression.id, brief.expression.like} & set(DELIVERIES):
            warnings = (*warnings, f"the voice does not know the expression {brief.expression.id!r}; spoken neutrally")
        values, delivery = _bend(brief.voice, brief.expression, script.language)
        raw = scratch / "espeak.wav"
        spoken = synthesise(script, voice=voice, values=values, seed=brief.seed, wav=raw)
        report(0.5, "voice")
        dry, source_rate = read_wav(raw)
        raw.unlink()
        if not len(dry) or float(np.abs(dry).max()) < 0.002:
            raise RenderRefused("input.unspeakable", f"the {voice} voice has no sound for {brief.text[:40]!r}")
        pace = min(1.5, max(0.6, brief.voice.rate / 175)) * delivery.pace
        places = script.positions
        dry, spoken = breathe(dry, source_rate, spoken, text=brief.text, positions=places, pace=pace)
        rate = brief.sample_rate
        sound, shift = _trim(resample(dry, source_rate, rate), rate)
        sound = shape(sound, rate, kind=brief.kind, delivery=delivery)
        target = (
            LINE_LUFS + 5.0 * (min(1.0, max(0.0, brief.expression.energy)) - 0.3) - (1.0 if brief.kind == "os" else 0.0)
        )
        sound = level(sound, rate, target_lufs=target, ceiling_dbtp=CEILING_DBTP).sound
        path = scratch / "sound.wav"
        write_wav(path, sound, rate)
        report(1.0, "voice")
        facts = _facts(path, spoken, script, voice, shift * 1000 // rate)
        return Rendered((RenderedFile("sound", path, "audio/wav", facts),), warnings)


def _facts(path: Path, spoken: dict[str, Any], script: Script, voice: str, shift_ms: int) -> dict[str, Any]:
    """Measured from the file as written; times in milliseconds of the finished line."""
    sound, rate = read_wav(path)
    milliseconds = -(-len(sound) * 1000 // rate)
    speech_ends = max(0, milliseconds - round(EDGE_SECONDS * 1000))
    measured = loudness(sound, rate)
    words = [
        [max(0, at + shift_ms), script.positions[position], length]
        for at, position, length in spoken["words"]
        if 0 <= position < len(script.positions) and at + shift_ms < speech_ends and length > 0
    ]
    return {
        "milliseconds": milliseconds,
        "samples": len(sound),
        "sample_rate": rate,
        "channels": sound.shape[1],
        "peak_dbfs": round(20 * float(np.log10(max(float(np.abs(sound).max()), 1e-6))), 2),
        "true_peak_dbtp": round(true_peak(sound), 2),
        "loudness": round(measured, 2) if measured > SILENCE_LUFS else None,
        "language": script.language,
        "voice": voice,
        "phonemes": _phonemes(spoken["phonemes"], shift_ms, speech_ends),
        "words": words,
    }
