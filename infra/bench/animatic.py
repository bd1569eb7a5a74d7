"""The animatic lane, measured: frames a second beside the encoder alone, stills, music, voices, a whole episode.

    .venv/bin/python infra/bench/animatic.py [--quick] [--json FILE] [--no-episode]

Shots are rendered as workers render them: one process each, encode included. `--quick` leaves the episode out.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from gpu_worker.engines import load  # noqa: E402
from gpu_worker.engines.animatic.engine import CRF, PRESET  # noqa: E402
from gpu_worker.media.frames import PictureWriter  # noqa: E402
from infra.bench.main_job import Figure, episode  # noqa: E402
from infra.embedded.studio import usable_cores  # noqa: E402
from projects.briefs import (  # noqa: E402
    CueBrief,
    Expression,
    Hit,
    LineBrief,
    LineCue,
    Look,
    MoodSpan,
    Phoneme,
    Presence,
    Rate,
    ShotBrief,
    Span,
    Voice,
)
from projects.performance import catalogue  # noqa: E402
from projects.planning.acts import Doing, acts_of  # noqa: E402
from render import catalog  # noqa: E402

RATE = Rate(24, 1)
LIN = Look(sex="female", age="young", hair_style="long_wavy", outfit="business_skirt", outfit_color="cream", seed=11)
GU = Look(sex="male", age="adult", height_m=1.82, hair_style="side_part", outfit="suit", outfit_color="navy", seed=12)
PHONEMES = tuple(Phoneme(90 * n, symbol) for n, symbol in enumerate(("n", "i", "l", "a", "i", "w", "a", "n", "l", "e")))
# framing, move, action of the first, action of the second ("" = alone), set, hour, weather
SHOTS = (
    ("medium", "static", "point", "stand", "mansion_hall", "night", "storm"),
    ("close_up", "push_in", "stand", "", "office", "day", "clear"),
    ("two_shot", "static", "slap", "stand", "hospital_corridor", "day", "clear"),
    ("full", "static", "walk_in", "stand", "lobby", "dusk", "clear"),
    ("over_shoulder", "static", "cross_arms", "stand", "restaurant", "night", "clear"),
    ("medium_close_up", "handheld", "wipe_tears", "", "street", "night", "rain"),
    ("wide", "pan_left", "turn_away", "stand", "rooftop", "dusk", "clear"),
    ("medium", "static", "embrace", "stand", "bedroom", "night", "clear"),
)


def shot(number: int, *, width: int, height: int, frames: int) -> ShotBrief:
    """A typical shot: one or two people who act, the first of them speaking."""
    framing, move, first, second, place, hour, weather = SHOTS[number % len(SHOTS)]
    doing = [Doing("lin", first, "gu"), *([Doing("gu", second, "lin")] if second else [])]
    acts = acts_of(doing, frames=frames, rate=RATE)
    people = [("lin", "林晚", LIN, first, "right", "anger", -0.4), ("gu", "沈砚", GU, second, "left", "cold", 0.4)]
    return ShotBrief(
        shot_id=f"sho_{number}",
        slate=f"BENCH_SH{number:04d}",
        stage="animatic",
        frames=frames,
        rate=RATE,
        width=width,
        height=height,
        set_id=place,
        location="",
        interior=catalogue().sets[place].interior,
        time_of_day=hour,  # type: ignore[arg-type]
        weather=weather,  # type: ignore[arg-type]
        framing=framing,
        angle="eye",
        camera_move=move,
        cast=tuple(
            Presence(who, name, look, at, facing, _face(face), action, other, (), acts[who])  # type: ignore[arg-type]
            for (who, name, look, action, facing, face, at), other in zip(people, ("gu", "lin"), strict=True)
            if action
        ),
        cues=(LineCue("lin_1", "lin", "dialogue", 6, min(24, frames - 6), PHONEMES),),
        description="",
        props=(),
        mood="tension",
        seed=number,
    )


def _face(expression: str) -> Expression:
    return catalogue().expression(expression)


# ---------------------------------------------------------------------------------------------------- in each process


def render(work: tuple[str, ShotBrief]) -> tuple[int, str, float, float]:
    """Frames, digest of the picture, the longest pause between two looks at the cancel flag (s), peak memory (MB)."""
    release, brief = work
    looks: list[float] = []
    with tempfile.TemporaryDirectory() as scratch:
        engine = _engine(release)
        done = engine.render(
            brief, inputs={}, scratch=Path(scratch), report=lambda fraction, stage: looks.append(time.monotonic())
        )
        digest = hashlib.sha256(next(f.path for f in done.files if f.name == "picture").read_bytes()).hexdigest()
    pause = max((after - before for before, after in itertools.pairwise(looks[1:])), default=0.0)
    return brief.frames, digest, pause, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_engines: dict[str, Any] = {}


def _engine(release: str) -> Any:
    if release not in _engines:
        _engines[release] = load(release)
        _engines[release].warm()
    return _engines[release]


def encode_only(work: tuple[ShotBrief, str, int]) -> int:
    """Encode frames that were drawn before everybody starts at once; answers how many."""
    brief, preset, times = work
    from gpu_worker.engines.animatic.shot import Shot  # loads skia, which only children need

    drawn = Shot(brief)
    kept = [drawn.draw(frame).copy() for frame in range(0, brief.frames, 2)]
    _ready.wait()
    with (
        tempfile.TemporaryDirectory() as scratch,
        PictureWriter(
            Path(scratch) / "a.mp4", width=brief.width, height=brief.height, rate=RATE, crf=CRF, preset=preset
        ) as writer,
    ):
        for n in range(times):
            writer.write(kept[n % len(kept)])
    return times


_ready: Any = None


def _share(barrier: Any) -> None:
    global _ready  # noqa: PLW0603 - how a pool's children get what cannot be sent as an argument
    _ready = barrier


# -------------------------------------------------------------------------------------------------------------- figures


def figure(name: str, value: float, unit: str, goal: float | None = None, *, least: bool = False) -> Figure:
    met = goal is None or (value >= goal if least else value <= goal)
    return {"figure": name, "value": round(value, 2), "unit": unit, "goal": goal, "met": met, "least": least}


def _timed(call: Callable[[], Any]) -> tuple[float, Any]:
    began = time.monotonic()
    answer = call()
    return time.monotonic() - began, answer


def pictures(cores: int, *, quick: bool) -> Iterator[Figure]:
    """Drawing and encoding beside encoding alone, at both sizes; memory, cancel, sameness."""
    release = catalog.choose("shot", "animatic").name
    frames = 24 if quick else 72
    rounds = 1 if quick else 2
    fork = multiprocessing.get_context("spawn")
    digests: dict[tuple[int, int], list[str]] = {}
    for width, height, goal in ((540, 960, 60.0), (1080, 1920, 24.0)):
        briefs = [shot(n, width=width, height=height, frames=frames) for n in range(len(SHOTS) * rounds)]
        with fork.Pool(cores) as pool:
            pool.map(render, [(release, replace(briefs[0], frames=2, cues=()))] * cores, chunksize=1)  # warm
            wall, done = _timed(lambda: pool.map(render, [(release, brief) for brief in briefs], chunksize=1))  # noqa: B023
        rate = sum(row[0] for row in done) / wall
        digests[width, height] = [row[1] for row in done]
        yield figure(f"{width}x{height}, drawn and encoded, {cores} processes", rate, "fps", goal, least=True)
        for preset in (PRESET, "veryfast"):
            ceiling = encoder(shot(0, width=width, height=height, frames=24), preset, cores, quick=quick)
            yield figure(f"{width}x{height}, encoder alone ({preset})", ceiling, "fps")
            is_ours = preset == "veryfast"
            share = 100 * rate / ceiling
            goal_share = 60.0 if is_ours and width == 1080 else None
            yield figure(f"{width}x{height}, share of that ceiling", share, "%", goal_share, least=True)
        yield figure(f"{width}x{height}, peak memory of a process", max(row[3] for row in done), "MB", 600)
        yield figure(f"{width}x{height}, longest wait for a cancel", 1000 * max(row[2] for row in done), "ms")
    alone = [render((release, shot(n, width=540, height=960, frames=frames)))[1] for n in range(2 if quick else 8)]
    same = alone == digests[540, 960][: len(alone)]
    yield figure("shots that differ from those of one process", 0.0 if same else 1.0, "", 0)


def encoder(brief: ShotBrief, preset: str, cores: int, *, quick: bool) -> float:
    """Frames a second of the encoder alone, one thread in each process."""
    context = multiprocessing.get_context("spawn")
    times = 48 if quick else 240
    barrier = context.Barrier(cores + 1)
    with context.Pool(cores, initializer=_share, initargs=(barrier,)) as pool:
        waiting = pool.map_async(encode_only, [(brief, preset, times)] * cores, chunksize=1)
        barrier.wait(120)
        wall, done = _timed(waiting.get)
    return sum(done) / wall


def stills(*, quick: bool) -> Iterator[Figure]:
    """Boards after warm-up, each of another shot in another place."""
    release = catalog.choose("shot", "board").name
    briefs = [replace(shot(n, width=1080, height=1920, frames=72), stage="board") for n in range(len(SHOTS))]
    render((release, briefs[0]))
    walls = sorted(_timed(lambda brief=brief: render((release, brief)))[0] for brief in briefs[: 3 if quick else 8])  # type: ignore[misc]
    yield figure("board still after warm-up, median", 1000 * walls[len(walls) // 2], "ms", 300)
    yield figure("board still after warm-up, slowest", 1000 * walls[-1], "ms")


def sounds() -> Iterator[Figure]:
    """A cue of 20 s, and spoken lines."""
    cue = CueBrief(
        cue_id="cue_1",
        slate="BENCH_M010_T01",
        frames=480,
        rate=RATE,
        moods=(MoodSpan(0, 300, "tension", 0.7), MoodSpan(300, 180, "revenge", 0.9)),
        cuts=(96, 190, 300, 390),
        hits=(Hit(190, "slap", 1.0), Hit(300, "reveal", 0.7)),
        spoken=(Span(24, 60), Span(210, 70)),
        style="modern",
        effort=1,
        seed=5,
    )
    with tempfile.TemporaryDirectory() as scratch:
        engine = load(catalog.choose("cue", "score").name)
        engine.warm()
        wish: dict[str, Any] = {"inputs": {}, "scratch": Path(scratch), "report": lambda fraction, stage: None}
        engine.render(cue, **wish)
        wall = min(_timed(lambda: engine.render(cue, **wish))[0] for _ in range(3))
        yield figure("cue of 20 s, one candidate", wall, "s", 1.0)
        voice = load(catalog.choose("line", "voice").name)
        voice.warm()
        line = LineBrief(
            line_id="lin_1",
            slate="BENCH_L010_T01",
            member_name="林晚",
            kind="dialogue",
            text="今天出了这个门，你就别再回来。三年了，我等的就是这句话。",
            voice=Voice(),
            expression=_face("cold"),
            seed=3,
        )
        lines = [replace(line, seed=seed) for seed in range(5)]  # what was said already would not be said again
        wall, done = _timed(lambda: [voice.render(one, **wish) for one in lines][-1])
        spoken = done.files[0].facts["milliseconds"] / 1000
        yield figure("voice, whole line, each in a fresh process", 5 * spoken / wall, "x real time")


def whole_episode() -> Iterator[Figure]:
    """A 90 s episode through the whole product: script to finished master."""
    wall, report = episode((ROOT / "projects/samples/wedding_ring.zh.txt").read_text("utf-8") + FURTHER)
    yield figure("episode length", report["seconds"], "s")
    yield figure("episode, script to finished files", wall, "s")
    yield figure("the same for 90 s of film", wall * 90 / report["seconds"], "s", 120)


FURTHER = """
1-3 沈家书房 夜 内
人物：林晚、管家
△林晚推开书房的门，走到保险柜前。
管家（恭敬）：少夫人，老爷子等您很久了。
林晚（惊讶）：他一直都知道？
管家（微笑）：从您嫁进沈家的第一天起，他就知道。
△林晚打开保险柜，里面只有一封信。
林晚（哽咽）：爷爷……
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a slice of under a minute")
    parser.add_argument("--json", type=Path, help="write [{figure, value, unit, goal, met}] here")
    parser.add_argument("--no-episode", action="store_true", help="leave out the whole episode")
    options = parser.parse_args()
    cores = usable_cores()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    figures: list[Figure] = []
    print(f"{platform.machine()}, {cores} cores, Python {platform.python_version()}")
    parts: Sequence[Iterator[Figure]] = [
        pictures(cores, quick=options.quick),
        stills(quick=options.quick),
        sounds(),
        *([] if options.quick or options.no_episode else [whole_episode()]),
    ]
    for part in parts:
        for row in part:
            sign = ">=" if row.pop("least") else "<="
            goal = "" if row["goal"] is None else f"goal {sign} {row['goal']:g}  {'met' if row['met'] else 'MISSED'}"
            print(f"{row['figure']:<56}{row['value']:>10} {row['unit']:<12} {goal}", flush=True)
            figures.append(row)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0 if all(row["met"] for row in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
