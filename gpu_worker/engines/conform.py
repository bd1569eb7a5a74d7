"""The conform engine: a locked cut and its takes in; the labelled master, subtitles, contact sheet, poster, report out.

Nothing is delivered on trust: the finished master is opened again and its frames, streams, loudness and both labels are
measured before the attempt counts as rendered.
"""

from __future__ import annotations

import itertools
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from gpu_worker.engines.admission import check_brief, check_pictures
from gpu_worker.engines.base import Rendered, RenderedFile, RenderRefused, Report
from gpu_worker.media import contact_sheet, labels, subtitles
from gpu_worker.media.buses import SAMPLE_RATE
from gpu_worker.media.ducking import CLEAR_DB
from gpu_worker.media.overlay import SUBSTITUTE, Overlay, name_characters, overlay, typeface
from gpu_worker.media.picture import Source, bgra, decode, encode_segment, join, lay
from gpu_worker.media.probe import BT709, Probe, open_movie, probe
from gpu_worker.media.sound_track import (
    LOUDNESS_DELIVERED_WITHIN,
    STEM_BITS,
    SoundTrack,
    Stem,
    make_track,
    measure_track,
)
from projects.briefs import Brief, CutBrief

LABEL_FADE_FRAMES = 6
MAX_SHOTS_AT_ONCE = 8
_MIX_UNTIL, _PICTURE_UNTIL = 0.15, 0.92


@dataclass(frozen=True, slots=True)
class Checked:
    """What the finished master was measured to be."""

    facts: dict[str, Any]
    label: labels.LabelReading
    problems: tuple[str, ...]


class ConformEngine:
    """Assembles circled takes and lines into a master; the same brief and inputs give the same bytes."""

    release = "conform@2"

    def warm(self) -> None:
        """Load the font."""
        typeface()

    def render(self, brief: Brief, *, inputs: Mapping[str, Path], scratch: Path, report: Report) -> Rendered:
        """Mix the sound, compose and encode the picture, verify the result."""
        if not isinstance(brief, CutBrief):
            raise RenderRefused("input.kind", f"{self.release} conforms cuts, not {type(brief).__name__}")
        report(0.0, "mix")
        check_brief(brief, inputs)
        check_pictures(brief, inputs)
        report(0.02, "mix")
        track = make_track(
            brief,
            inputs,
            scratch / "sound-track.mp4",
            tell=lambda share: report(0.02 + (_MIX_UNTIL - 0.02) * share, "mix"),
        )
        report(_MIX_UNTIL, "mix")
        composer = _Composer(brief, inputs, scratch)
        span = _PICTURE_UNTIL - _MIX_UNTIL
        segments = composer.compose(lambda done: report(_MIX_UNTIL + span * done / brief.frames, "picture"))
        master = scratch / f"EP{brief.episode_number:02d}.mp4"
        metadata = {
            labels.METADATA_KEY: labels.metadata(brief.label),
            "title": f"{brief.series_title} EP{brief.episode_number:02d} {brief.title}".strip(),
        }
        join(master, segments, sound=track.path, profile=brief.profile, metadata=metadata)
        for leftover in (track.path, *(segment.path for segment in segments)):
            leftover.unlink()
        report(_PICTURE_UNTIL, "verify")
        checked = verify(master, brief, track)
        if checked.problems:
            raise RenderRefused("conform.verification", "; ".join(checked.problems))
        report(0.97, "verify")
        files = _write_companions(brief, track, checked, master, panels=composer.panels(), poster=composer.poster())
        report(1.0, "verify")
        return Rendered(files, _warnings(brief, track))


class _LabelStrip:
    """The explicit label over the opening: full strength for as long as required, then a short fade."""

    def __init__(self, brief: CutBrief) -> None:
        profile = brief.profile
        self._block = labels.draw(brief.label, profile.width, profile.height)
        self.full = overlay(self._block)
        self._stands = labels.frames_shown(brief.label, profile.rate, brief.frames)

    def at(self, frame: int) -> Overlay | None:
        if frame < self._stands:
            return self.full
        faded = frame - self._stands + 1
        return overlay(self._block, strength=1 - faded / LABEL_FADE_FRAMES) if faded < LABEL_FADE_FRAMES else None


class _Composer:
    """Composes and encodes the shots of a cut, several at once; sheet panels and the poster's frame fall out of it."""

    def __init__(self, brief: CutBrief, inputs: Mapping[str, Path], scratch: Path) -> None:
        self._brief = brief
        self._inputs = inputs
        self._scratch = scratch
        self._label = _LabelStrip(brief)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._poster = contact_sheet.PosterChoice()
        self._panels: dict[int, contact_sheet.Panel] = {}
        self._panel_size = contact_sheet.panel_size(len(brief.entries), brief.profile.width, brief.profile.height)
        self.frames_done = 0

    def compose(self, tell: Callable[[int], None]) -> list[Source]:
        """One encoded segment per entry; `tell` hears the number of finished frames, in the calling thread."""
        starts = list(itertools.accumulate((entry.frames for entry in self._brief.entries), initial=0))
        with ThreadPoolExecutor(min(MAX_SHOTS_AT_ONCE, os.cpu_count() or 1), "conform") as pool:
            work = [pool.submit(self._encode, i, starts[i]) for i in range(len(self._brief.entries))]
            try:
                waiting = set(work)
                while waiting:
                    finished, waiting = wait(waiting, timeout=0.3, return_when=FIRST_EXCEPTION)
                    for done in finished:
                        done.result()
                    tell(self.frames_done)
            finally:
                self._stop.set()
                pool.shutdown(wait=True, cancel_futures=True)
        return [done.result() for done in work]

    def panels(self) -> list[contact_sheet.Panel]:
        """The contact sheet's panels in order of the cut."""
        return [self._panels[index] for index in sorted(self._panels)]

    def poster(self) -> bytes:
        """The chosen frame as labelled JPEG."""
        return self._poster.encode(self._label.full)

    def _encode(self, index: int, start: int) -> Source:
        segment = Source(self._scratch / f"segment-{index:04d}.mp4", self._brief.entries[index].frames)
        encode_segment(segment.path, self._frames(index, start), self._brief.profile)
        return segment

    def _frames(self, index: int, start: int) -> Iterator[Any]:
        brief, entry, profile = self._brief, self._brief.entries[index], self._brief.profile
        burner = subtitles.Burner(brief.subtitles if profile.burn_subtitles else (), profile.width, profile.height)
        source = Source(self._inputs[entry.input_name], entry.frames)
        for within, frame in enumerate(decode(source, profile.width, profile.height)):
            if self._stop.is_set():
                return
            number = start + within
            laid = lay(frame, [strip for strip in (burner.at(number), self._label.at(number)) if strip is not None])
            if within == entry.frames // 2:
                pixels = bgra(laid, *self._panel_size)
                with self._lock:
                    self._panels[index] = contact_sheet.Panel(pixels, entry.slate, start, entry.frames)
                    self._poster.offer(
                        frame, order=index, is_spoken=any(sound.kind == "dialogue" for sound in entry.sounds)
                    )
            with self._lock:
                self.frames_done += 1
            yield laid


def verify(master: Path, brief: CutBrief, track: SoundTrack) -> Checked:
    """Open the finished file and hold it against the cut, the profile and the label."""
    profile = brief.profile
    rate = Fraction(profile.rate.num, profile.rate.den)
    found = probe(master)
    problems = _stream_problems(found, brief)
    if problems:
        reading = labels.LabelReading(None, (), 1, 0, 0.0, 0.0, 0.0, 0.0)
        return Checked({}, reading, problems)
    picture, sound_stream = found.picture, found.audio
    assert picture is not None and sound_stream is not None  # noqa: S101, PT018 - settled by _stream_problems
    samples, final, peak = measure_track(master)
    wanted = []
    if track.is_levelled and abs(final - profile.loudness_lufs) > LOUDNESS_DELIVERED_WITHIN:
        wanted.append(f"loudness is {final:.2f} LUFS, {profile.loudness_lufs:.1f} were asked for")
    if peak > profile.true_peak_dbtp:
        wanted.append(f"true peak is {peak:.2f} dBTP, above {profile.true_peak_dbtp:.1f}")
    if abs(samples - track.samples) > profile.sample_rate // 20:
        wanted.append(f"the sound lasts {samples} samples, the picture {track.samples}")
    if not _every_key_frame_decodes(master, profile.width, profile.height):
        wanted.append("a key frame cannot be decoded")
    reading = labels.read_back(master, brief.label)
    wanted.extend(reading.problems)
    facts = {
        "frames": picture.frames,
        "rate": f"{picture.rate.numerator}/{picture.rate.denominator}",
        "rate_num": picture.rate.numerator,
        "rate_den": picture.rate.denominator,
        "is_constant_rate": picture.is_constant,
        "milliseconds": round(1000 * picture.frames / rate),
        "width": picture.width,
        "height": picture.height,
        "codec": picture.codec,
        "profile": picture.profile,
        "pixel_format": picture.pixel_format,
        "colour": "bt709" if set(picture.colour) == {BT709} else str(picture.colour),
        "audio_codec": sound_stream.codec,
        "sample_rate": sound_stream.sample_rate,
        "channels": sound_stream.channels,
        "has_speech": track.has_speech,
        "is_levelled": track.is_levelled,
        "loudness_lufs": round(final, 2),
        "true_peak_dbtp": round(peak, 2),
        "bytes": found.bytes,
    }
    return Checked(facts, reading, tuple(wanted))


def _stream_problems(found: Probe, brief: CutBrief) -> tuple[str, ...]:
    profile, picture, sound = brief.profile, found.picture, found.audio
    if picture is None or sound is None:
        return ("the master lacks a picture or a sound stream",)
    rate = Fraction(profile.rate.num, profile.rate.den)
    claims: tuple[tuple[str, Any, Any], ...] = (
        ("frames", picture.frames, brief.frames),
        ("size", (picture.width, picture.height), (profile.width, profile.height)),
        ("picture codec", picture.codec, "h264"),
        ("pixel format", picture.pixel_format, "yuv420p"),
        ("colour", picture.colour, (BT709,) * 3),
        ("sound codec", sound.codec, "aac"),
        ("sample rate", sound.sample_rate, profile.sample_rate),
        ("channels", sound.channels, 2),
    )
    if brief.frames > 1:
        claims = (*claims, ("rate", picture.rate, rate), ("constant rate", picture.is_constant, True))
    return tuple(f"{name} is {is_}, not {must}" for name, is_, must in claims if is_ != must)


def _every_key_frame_decodes(master: Path, width: int, height: int) -> bool:
    with open_movie(master) as container:
        stream = container.streams.video[0]
        stream.codec_context.skip_frame = "NONKEY"
        sizes = {(frame.width, frame.height) for frame in container.decode(stream)}
    return sizes == {(width, height)}


def _warnings(brief: CutBrief, track: SoundTrack) -> tuple[str, ...]:
    found = []
    if not track.is_levelled:
        why = "only room tone is heard" if track.mixed_lufs < -50 else "it has neither line nor music"
        found.append(f"the cut's loudness was not normalised: {why}")
    found.extend(track.warnings)
    if brief.profile.burn_subtitles and (missing := subtitles.undrawable(brief.subtitles)):
        found.append(f"subtitles: the font has no glyph for {name_characters(missing)}; {SUBSTITUTE} is shown instead")
    if track.clipped_sounds:
        found.append(f"{track.clipped_sounds} sounds were longer than their place in the cut and were faded out")
    if brief.frames < brief.profile.rate.frames(labels.MIN_SECONDS):
        found.append("the cut is shorter than the two seconds for which the content label must be seen")
    return tuple(found)


def _write_companions(
    brief: CutBrief,
    track: SoundTrack,
    checked: Checked,
    master: Path,
    *,
    panels: list[contact_sheet.Panel],
    poster: bytes,
) -> tuple[RenderedFile, ...]:
    srt_path = master.with_suffix(".srt")
    srt_path.write_text(subtitles.srt(brief.subtitles, brief.profile.rate), encoding="utf-8", newline="\n")
    sheet_path = master.with_name(f"{master.stem}_contact_sheet.png")
    sheet = contact_sheet.draw_sheet(brief, panels)
    sheet_path.write_bytes(sheet)
    sheet_facts = {
        "width": int.from_bytes(sheet[16:20], "big"),  # where every PNG keeps its size
        "height": int.from_bytes(sheet[20:24], "big"),
        "panels": len(panels),
    }
    poster_path = master.with_name(f"{master.stem}_poster.jpg")
    poster_path.write_bytes(poster)
    report_path = master.with_name("report.json")
    report = describe(brief, track, checked)
    report_path.write_text(json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8")
    told = {"stems": report["loudness"]["stems"], "speech": report["speech"], "warnings": report["warnings"]}
    size = {"width": brief.profile.width, "height": brief.profile.height}
    return (
        RenderedFile("master", master, "video/mp4", {**checked.facts, "label": _label_facts(checked.label)}),
        RenderedFile("subtitles", srt_path, "application/x-subrip", {"cues": len(brief.subtitles)}),
        RenderedFile("contact_sheet", sheet_path, "image/png", sheet_facts),
        RenderedFile("poster", poster_path, "image/jpeg", size),
        *(RenderedFile(stem.name, stem.path, "audio/flac", _stem_facts(stem)) for stem in track.stems),
        RenderedFile("report", report_path, "application/json", told),
    )


def _stem_facts(stem: Stem) -> dict[str, Any]:
    return {
        "milliseconds": -(-stem.samples * 1000 // SAMPLE_RATE),
        "samples": stem.samples,
        "sample_rate": SAMPLE_RATE,
        "channels": 2,
        "bits": STEM_BITS,
        "loudness_lufs": stem.loudness_lufs,
        "true_peak_dbtp": stem.true_peak_dbtp,
    }


def _label_facts(reading: labels.LabelReading) -> dict[str, Any]:
    return {**asdict(reading), "stands": reading.stands}


def _describe_speech(track: SoundTrack) -> dict[str, Any] | None:
    """How clearly the lines stand above music and effects between 300 and 3400 Hz, in dB."""
    if not track.speech_clear_db:
        return None
    ordered = sorted(track.speech_clear_db)
    return {
        "lines": len(ordered),
        "wanted_clear_db": CLEAR_DB,
        "least_clear_db": round(ordered[0], 1),
        "median_clear_db": round(ordered[len(ordered) // 2], 1),
    }


def describe(brief: CutBrief, track: SoundTrack, checked: Checked) -> dict[str, Any]:
    """The report beside a master: what was asked for and what was measured."""
    entries, start = [], 0
    for entry in brief.entries:
        entries.append(
            {
                "slate": entry.slate,
                "start_frame": start,
                "end_frame": start + entry.frames,
                "timecode": contact_sheet.timecode(start, brief.profile.rate),
                "sounds": len(entry.sounds),
                "effects": len(entry.effects),
            }
        )
        start += entry.frames
    return {
        "cut_id": brief.cut_id,
        "slate": brief.slate,
        "series": brief.series_title,
        "episode": brief.episode_number,
        "title": brief.title,
        "profile": brief.profile.name,
        "streams": checked.facts,
        "frames": {"cut": brief.frames, "master": checked.facts["frames"]},
        "duration_seconds": round(brief.profile.rate.seconds(brief.frames), 3),
        "loudness": {
            "target_lufs": brief.profile.loudness_lufs,
            "before_lufs": round(track.mixed_lufs, 2) if track.is_levelled else None,
            "after_lufs": checked.facts["loudness_lufs"],
            "gain_db": round(track.gain_db, 2),
            "true_peak_dbtp": checked.facts["true_peak_dbtp"],
            "true_peak_limit_dbtp": brief.profile.true_peak_dbtp,
            "is_normalised": track.is_levelled,
            "stems": {
                stem.name: {"lufs": stem.loudness_lufs, "true_peak_dbtp": stem.true_peak_dbtp} for stem in track.stems
            },
        },
        "speech": _describe_speech(track),
        "label": _label_facts(checked.label),
        "subtitles": {"cues": len(brief.subtitles), "burned": brief.profile.burn_subtitles},
        "music": [{"slate": cue.slate, "start_frame": cue.start_frame, "frames": cue.frames} for cue in brief.music],
        "warnings": list(_warnings(brief, track)),
        "entries": entries,
    }
