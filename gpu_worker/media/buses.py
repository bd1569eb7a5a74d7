"""The three buses of a cut: dialogue, music and effects, each laid at its frames; effects hold ambience and foley.

Buses are float32 at 48 kHz, dialogue in one channel unless a line has two. Levels hang on the dialogue: music and
effects are set against how loud the voices of this cut were measured to be, so that quiet recordings stay in balance.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gpu_worker.media import audio
from gpu_worker.media.audio import SILENCE_LUFS, Sound
from gpu_worker.media.ducking import CLEAR_DB, Clearance, Duck, Spoken, clearance
from gpu_worker.media.foley import VARIANTS, ambience, is_known, play
from gpu_worker.media.metering import Meter
from projects.briefs import CutBrief, CutMusic, Rate

SAMPLE_RATE = 48_000
ANCHOR_LUFS = -17.0
"""Where a line of the voice engine stands when it is heard from both sides; foley and ambience are levelled for it."""
MUSIC_UNDER_LU = 3.0
"""How far a cue is below the voices where nobody speaks."""
MUSIC_GAIN_MOST_DB = 18.0
FADE_SECONDS, MUSIC_FADE_SECONDS, HELD_FADE_SECONDS = 0.008, 0.25, 0.15
TWICE_DB = 3.0103
_PIECE = 1 << 18

Bus = NDArray[np.float32]


@dataclass(slots=True)
class Buses:
    """What will be heard, ducked and in balance, before the master's level. `lines` are as they stand in the cut.

    `beat` is called by whoever reads the buses from end to end, piece by piece.
    """

    dialogue: Bus
    music: Bus | None
    effects: Bus
    lines: list[tuple[Spoken, Clearance]] = field(default_factory=list)
    has_speech: bool = False
    has_marks: bool = False
    clipped_sounds: int = 0
    warnings: list[str] = field(default_factory=list)
    beat: Callable[[], object] = int

    @property
    def samples(self) -> int:
        """Length of the cut."""
        return len(self.effects)

    def read(self, start: int, stop: int) -> Sound:
        """The sum of the buses, on both sides."""
        out = self.effects[start:stop] + self.dialogue[start:stop]
        if self.music is not None:
            out += self.music[start:stop]
        return out


def sample_at(frame: int, rate: Rate, sample_rate: int) -> int:
    """The audio sample at which a frame starts, to the nearest sample."""
    return (2 * frame * rate.den * sample_rate + rate.num) // (2 * rate.num)


def make_buses(brief: CutBrief, inputs: Mapping[str, Path], *, beat: Callable[[], object] = int) -> Buses:
    """Lay everything the cut asks for, then make room for the voices; `beat` is called while it works."""
    samples = sample_at(brief.frames, brief.profile.rate, SAMPLE_RATE)
    dialogue, spoken, clipped = _lay_lines(brief, inputs, samples)
    buses = Buses(dialogue, None, np.zeros((samples, 2), np.float32), clipped_sounds=clipped)
    voices = measure(dialogue)
    buses.has_speech = voices > SILENCE_LUFS
    balance = voices - ANCHOR_LUFS if buses.has_speech else 0.0
    if brief.music:
        buses.music = np.zeros((samples, 2), np.float32)
        for cue in brief.music:
            beat()
            _lay_music(buses.music, brief, inputs[cue.input_name], cue, ANCHOR_LUFS + balance - MUSIC_UNDER_LU)
    _lay_marks(buses, brief, beat)
    _lay_places(buses, brief, beat)
    buses.effects *= np.float32(10 ** (balance / 20))
    _duck(buses, spoken)
    return buses


def measure(bus: Bus) -> float:
    """Loudness of a bus as heard from both sides: one channel there is twice the power."""
    meter = Meter(SAMPLE_RATE, with_peak=False)
    for start in range(0, len(bus), _PIECE):
        meter.feed(bus[start : start + _PIECE])
    lufs = meter.lufs()
    return lufs + TWICE_DB if bus.shape[1] == 1 and lufs > SILENCE_LUFS else lufs


def both_sides(sound: Sound) -> Sound:
    """A sound in two channels."""
    return sound if sound.shape[1] == 2 else np.repeat(sound, 2, axis=1)


def _lay_lines(brief: CutBrief, inputs: Mapping[str, Path], samples: int) -> tuple[Bus, list[Spoken], int]:
    """All lines at their places, where they sound, and how many were longer than the frames they were given."""
    rate = brief.profile.rate
    bed: Bus = np.zeros((samples, 1), np.float32)
    spoken: list[Spoken] = []
    start, clipped = 0, 0
    for entry in brief.entries:
        for laid in entry.sounds:
            sound, source_rate = audio.read_wav(inputs[laid.input_name])
            sound = audio.resample(sound, source_rate, SAMPLE_RATE)
            if sound.shape[1] != bed.shape[1]:
                sound, bed = both_sides(sound), both_sides(bed)
            first = sample_at(start + laid.start_frame, rate, SAMPLE_RATE)
            last = sample_at(start + laid.start_frame + laid.frames, rate, SAMPLE_RATE)
            clipped += len(sound) > min(last, len(bed)) - first
            audio.add_at(bed, sound, first, last - first, fade=round(FADE_SECONDS * SAMPLE_RATE))
            stop = min(last, first + len(sound), samples)
            if stop > first:
                spoken.append(Spoken(laid.kind, first, stop))
        start += entry.frames
    return bed, spoken, clipped


def _lay_music(bed: Bus, brief: CutBrief, path: Path, cue: CutMusic, lufs: float) -> None:
    """One cue at its frame: levelled, faded at its ends, over into a cue that follows at once, else ringing out."""
    rate = brief.profile.rate
    fade = round(MUSIC_FADE_SECONDS * SAMPLE_RATE)
    start = sample_at(cue.start_frame, rate, SAMPLE_RATE)
    ends = sample_at(cue.start_frame + cue.frames, rate, SAMPLE_RATE)
    after = [sample_at(other.start_frame, rate, SAMPLE_RATE) for other in brief.music if other is not cue]
    before = [sample_at(o.start_frame + o.frames, rate, SAMPLE_RATE) for o in brief.music if o is not cue]
    follows = any(abs(end - start) <= fade for end in before)
    next_starts = min((at for at in after if at > start), default=None)
    length = _wav_samples(path)
    stop = min(start + length, len(bed))
    if next_starts is not None:
        # the tail may ring into a pause, never into the next cue
        stop = min(stop, max(next_starts, ends) + fade if abs(next_starts - ends) <= fade else next_starts)
    fade_in = fade if follows else round(FADE_SECONDS * SAMPLE_RATE)
    meter = Meter(SAMPLE_RATE, with_peak=False)
    for piece in _pieces(path):
        meter.feed(piece)
    measured = meter.lufs()
    if measured <= SILENCE_LUFS or stop <= start:
        return
    level = np.float32(10 ** (min(MUSIC_GAIN_MOST_DB, lufs - measured) / 20))
    at = start
    for piece in _pieces(path):
        part = piece[: max(0, stop - at)]
        if not len(part):
            break
        part = part * level
        if at < start + fade_in or at + len(part) > stop - fade:
            where = np.arange(at, at + len(part))
            ramp = np.clip(np.minimum((where - start) / fade_in, (stop - where) / fade), 0, 1)
            part *= np.sin(ramp * np.pi / 2).astype(np.float32)[:, None]
        bed[at : at + len(part)] += part
        at += len(part)


def _wav_samples(path: Path) -> int:
    count, source = audio.wav_length(path)
    return count if source == SAMPLE_RATE else round(count * SAMPLE_RATE / source)


def _pieces(path: Path) -> Iterator[Sound]:
    if audio.wav_length(path)[1] == SAMPLE_RATE:
        yield from audio.wav_pieces(path, _PIECE)
    else:
        sound, source = audio.read_wav(path)
        yield both_sides(audio.resample(sound, source, SAMPLE_RATE)).astype(np.float32)


def _lay_marks(buses: Buses, brief: CutBrief, beat: Callable[[], object]) -> None:
    """Foley at its frames. What holds lasts while its shot does; all else rings out over the cut."""
    rate, start = brief.profile.rate, 0
    unknown: dict[str, int] = {}
    astray = 0
    for entry in brief.entries:
        ends = sample_at(start + entry.frames, rate, SAMPLE_RATE)
        heard: dict[str, int] = {}
        beat()
        for mark in sorted(entry.effects, key=lambda mark: (mark.frame, mark.sound)):
            if not 0 <= mark.frame < entry.frames:
                astray += 1
                continue
            if not is_known(mark.sound):
                unknown[mark.sound] = unknown.get(mark.sound, 0) + 1
                continue
            turn = heard[mark.sound] = heard.get(mark.sound, -1) + 1
            first_of_shot = zlib.crc32(entry.slate.encode()) % VARIANTS
            name = f"{mark.sound}.{mark.throat}" if mark.throat else mark.sound
            played = play(name, (first_of_shot + turn) % VARIANTS, ambience.ground_of(entry.ambience))
            at = sample_at(start + mark.frame, rate, SAMPLE_RATE) - played.hit
            wave = played.wave
            if played.holds:
                wave = wave[: max(0, ends - at)].copy()
                tail = min(len(wave), round(HELD_FADE_SECONDS * SAMPLE_RATE))
                wave[len(wave) - tail :] *= np.linspace(1, 0, tail, dtype=np.float32)
            if len(wave):
                pan = ((zlib.crc32(f"{entry.slate}|{mark.frame}".encode()) % 41) - 20) / 100
                placed = ambience.in_room(wave, ambience.room_of(entry.ambience), pan=pan)
                skipped = max(0, -at)
                audio.add_at(buses.effects, placed[skipped:], at + skipped, len(placed), fade=1)
                buses.has_marks = True
        start += entry.frames
    if astray:
        buses.warnings.append(f"{astray} sound marks lie outside their shots and stay silent")
    for sound, times in sorted(unknown.items()):
        buses.warnings.append(f"there is no sound {sound[:40]!r}; {times} marks stay silent")


def _lay_places(buses: Buses, brief: CutBrief, beat: Callable[[], object]) -> None:
    """The sound of every place, without a break while the picture stays in it."""
    rate = brief.profile.rate
    stays: list[ambience.Stay] = []
    starts: list[int] = []
    frame = 0
    for entry in brief.entries:
        begins = sample_at(frame, rate, SAMPLE_RATE)
        frame += entry.frames
        ends = sample_at(frame, rate, SAMPLE_RATE)
        starts.append(begins)
        if stays and stays[-1].ambience == entry.ambience:
            stays[-1] = ambience.Stay(entry.ambience, stays[-1].start, ends)
        else:
            stays.append(ambience.Stay(entry.ambience, begins, ends))
    unknown = {e.ambience.set_id for e in brief.entries if e.ambience and not ambience.is_known(e.ambience.set_id)}
    if unknown:
        buses.warnings.append(f"no ambience for {', '.join(sorted(unknown))}; a general one is heard")
    marked = any(mark.sound == "thunder" for entry in brief.entries for mark in entry.effects)
    ambience.lay(buses.effects, stays, () if marked else ambience.thunder_times(stays, starts), beat=beat)


def _duck(buses: Buses, spoken: list[Spoken]) -> None:
    """Turn music and effects down under every line as far as that line needs."""
    for line in spoken:
        span = slice(line.start, line.stop)
        voice = both_sides(buses.dialogue[span])
        music = buses.music[span] if buses.music is not None else None
        buses.lines.append((line, clearance(line.kind, voice, music, buses.effects[span], SAMPLE_RATE)))
    spans = [(line.start, line.stop, found.music_db, found.effects_db) for line, found in buses.lines]
    if buses.music is not None:
        Duck(buses.samples, SAMPLE_RATE, [(a, b, db) for a, b, db, _ in spans]).apply(buses.music)
    Duck(buses.samples, SAMPLE_RATE, [(a, b, db) for a, b, _, db in spans]).apply(buses.effects)
    masked = sum(found.clear_db < CLEAR_DB for _, found in buses.lines)
    if masked:
        buses.warnings.append(f"{masked} lines stand less than {CLEAR_DB:.0f} dB above music and effects")
