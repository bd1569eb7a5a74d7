"""What a cut must be before anything is decoded: whole, in its places, as long and as fast as it says."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from gpu_worker.engines.base import RenderRefused
from gpu_worker.media import labels, subtitles
from gpu_worker.media.buses import SAMPLE_RATE
from gpu_worker.media.probe import probe
from projects.briefs import CutBrief

MAX_FRAMES = 200_000


def check_brief(brief: CutBrief, inputs: Mapping[str, Path]) -> None:
    """Refuse a cut that cannot be conformed before anything is decoded."""
    profile = brief.profile
    if not brief.entries:
        raise RenderRefused("input.empty_cut", "the cut has no entries")
    if any(entry.frames <= 0 for entry in brief.entries) or brief.frames > MAX_FRAMES:
        raise RenderRefused("input.frames", f"every entry has at least one frame and the cut {MAX_FRAMES} at most")
    if profile.width % 2 or profile.height % 2 or not 64 <= min(profile.width, profile.height) <= 4096:
        raise RenderRefused(
            "input.profile", f"{profile.width}x{profile.height} is no even picture of 64 to 4096 pixels"
        )
    if profile.rate.num <= 0 or profile.rate.den <= 0 or not 1 <= profile.rate.num / profile.rate.den <= 120:
        raise RenderRefused("input.profile", f"{profile.rate.num}/{profile.rate.den} is no frame rate")
    if profile.sample_rate != SAMPLE_RATE:
        raise RenderRefused("input.profile", f"sound is mixed at {SAMPLE_RATE} Hz, not at {profile.sample_rate}")
    _check_sounds(brief, inputs)
    labels.check(brief.label)
    subtitles.check(brief.subtitles, brief.frames)


def _check_sounds(brief: CutBrief, inputs: Mapping[str, Path]) -> None:
    for entry in brief.entries:
        for name in (entry.input_name, *(sound.input_name for sound in entry.sounds)):
            if name not in inputs:
                raise RenderRefused("input.missing", f"{entry.slate} needs {name!r}, which is not among the inputs")
        for sound in entry.sounds:
            if sound.start_frame < 0 or sound.frames <= 0:
                raise RenderRefused("input.sound_times", f"{entry.slate}: {sound.input_name} has no place in the cut")
    for cue in brief.music:
        if cue.input_name not in inputs:
            raise RenderRefused("input.missing", f"{cue.slate} needs {cue.input_name!r}, which is not among the inputs")
        if not 0 <= cue.start_frame < brief.frames or cue.frames <= 0:
            raise RenderRefused("input.sound_times", f"{cue.slate} has no place in the cut")


def check_pictures(brief: CutBrief, inputs: Mapping[str, Path]) -> None:
    """Refuse a cut whose takes are not exactly as long and as fast as the cut says."""
    rate = Fraction(brief.profile.rate.num, brief.profile.rate.den)
    for entry in brief.entries:
        picture = probe(inputs[entry.input_name]).picture
        if picture is None:
            raise RenderRefused("input.no_picture", f"{entry.slate}: {entry.input_name} has no picture")
        if picture.frames != entry.frames:
            found = f"{picture.frames} frames, the cut needs {entry.frames}"
            raise RenderRefused("input.frames_mismatch", f"{entry.slate}: {entry.input_name} has {found}")
        if entry.frames > 1 and (picture.rate != rate or not picture.is_constant):
            kind = "constant" if picture.is_constant else "uneven"
            raise RenderRefused(
                "input.rate_mismatch", f"{entry.slate}: {entry.input_name} runs at {kind} {picture.rate}, not {rate}"
            )
