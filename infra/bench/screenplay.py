"""How well scripts are read, measured: the labelled set, a large series, mutated scripts.

    .venv/bin/python infra/bench/screenplay.py [--quick] [--json FILE] [--seconds N] [--folder FOLDER]

Each script of the set (`tests/projects/screenplay_set`) has labels written by hand, from what a reader understands.
`--quick` reads 2,000 mutated scripts instead of 100,000; the mutation run ends after `--seconds` in any case and says
how many it read. Exits with 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from projects.performance.folding import fold  # noqa: E402
from projects.performance.matching import match_expression  # noqa: E402
from projects.screenplay import Element, Screenplay, parse, read_text  # noqa: E402
from projects.screenplay.rows import fold_name  # noqa: E402

SET = ROOT / "tests" / "projects" / "screenplay_set"
GOALS = {"scenes": 0.99, "speakers": 0.99, "spoken": 1.0, "tags": 0.9, "seconds": 2.0, "megabytes": 200.0}
MUTATIONS, MUTATIONS_QUICK = 100_000, 2_000


@dataclass
class Tally:
    """Counts of one script or of all scripts that hold one trap; `confused` says what was taken for what."""

    scripts: int = 0
    scenes: Counter[str] = field(default_factory=Counter)
    speakers: Counter[str] = field(default_factory=Counter)
    characters: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    confused: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add another script's counts."""
        self.scripts += other.scripts
        for name in ("scenes", "speakers", "characters", "tags", "confused"):
            getattr(self, name).update(getattr(other, name))

    def rates(self) -> dict[str, float]:
        """F1 of headers and speakers, share of spoken characters kept, share of right expressions."""
        said = self.characters["said"] or 1
        return {
            "scenes": _f1(self.scenes),
            "speakers": _f1(self.speakers),
            "spoken": self.characters["kept"] / said,
            "invented": self.characters["invented"] / said,
            "tags": self.tags["right"] / self.tags["all"] if self.tags["all"] else 1.0,
        }


def _f1(counts: Counter[str]) -> float:
    wrong = counts["missed"] + counts["invented"]
    return 2 * counts["right"] / (2 * counts["right"] + wrong) if counts["right"] or wrong else 1.0


def _pairs(expected: Sequence[object], got: Sequence[object]) -> dict[int, int]:
    """Which entry of `expected` is which of `got`, in order."""
    blocks = SequenceMatcher(None, expected, got, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _bare(text: str) -> str:
    return "".join(text.split())


def score(play: Screenplay, labels: dict[str, Any]) -> Tally:
    """One script's counts: what the reader made of it against its labels."""
    tally = Tally(1)
    _score_scenes(play, labels, tally)
    dialogues = [e for ep in play.episodes for s in ep.scenes for e in s.elements if e.kind == "dialogue"]
    expected = labels["dialogue"]
    pairs = _pairs(
        [(fold_name(row["speaker"]), _bare(row["text"])[:4]) for row in expected],
        [(fold_name(e.speaker), _bare(e.text)[:4]) for e in dialogues],
    )
    tally.speakers.update(right=len(pairs), missed=len(expected) - len(pairs), invented=len(dialogues) - len(pairs))
    _score_text("".join(_bare(row["text"]) for row in expected), "".join(_bare(e.text) for e in dialogues), tally)
    made = {number: what for what, number in _lines_of(play)}
    for at, row in enumerate(expected):
        if at not in pairs:
            tally.confused[f"speech>{made.get(row['line'], 'nothing')}"] += 1
        if "expression" in row:
            tally.tags["all"] += 1
            tags = row["expression"] if isinstance(row["expression"], list) else [row["expression"]]
            found = _expression(dialogues[pairs[at]]) if at in pairs else "missed"
            tally.tags["right"] += (found or "-") in [tag or "-" for tag in tags]
            if (found or "-") not in [tag or "-" for tag in tags]:
                tally.confused[f"{tags[0] or 'none'}>{found or 'none'}"] += 1
    spoken_lines = {row["line"] for row in expected}
    for at, element in enumerate(dialogues):
        if at not in pairs.values() and not spoken_lines & set(range(element.source.line, element.source.line + 3)):
            tally.confused["other>speech"] += 1
    return tally


def _expression(element: Element) -> str:
    """The expression that the words in brackets name, as the breakdown reads it."""
    return next((found.id for part in element.parentheticals if (found := match_expression(part))), "")


def _score_scenes(play: Screenplay, labels: dict[str, Any], tally: Tally) -> None:
    headers = {line.source.line for line in play.structure if line.kind == "scene"}
    episode_of = {}
    number = labels["episodes"][0]["number"] if labels["episodes"] else None
    for row in labels["scenes"]:
        before = [episode["number"] for episode in labels["episodes"] if episode["line"] <= row["line"]]
        episode_of[row["line"]] = before[-1] if before else number
    expected = [
        (row["number"], _place(row["location"]), row["time_of_day"], row["interior"], episode_of[row["line"]])
        for row in labels["scenes"]
    ]
    got = [
        (s.number, _place(s.location), s.time_of_day, s.interior, ep.number if labels["episodes"] else None)
        for ep in play.episodes
        for s in ep.scenes
        if s.source.line in headers or s.location
    ]
    pairs = _pairs(expected, got)
    tally.scenes.update(right=len(pairs), missed=len(expected) - len(pairs), invented=len(got) - len(pairs))
    lines = {row["line"] for row in labels["scenes"]}
    for row, at in zip(labels["scenes"], range(len(expected)), strict=True):
        if at not in pairs:
            near = [header for header in got if header[0] == row["number"]]
            tally.confused["header misread" if near else "header missed"] += 1
    tally.confused["header invented"] += sum(1 for line in headers if line not in lines and not _is_near(line, lines))
    tally.confused += Counter()


def _is_near(line: int, lines: set[int]) -> bool:
    return bool(lines & {line - 1, line + 1})


def _place(location: str) -> str:
    return "".join(c for c in fold(location) if c.isalnum())


def _score_text(said: str, got: str, tally: Tally) -> None:
    kept = len(said)
    if said != got:
        kept = sum(block.size for block in SequenceMatcher(None, said, got, autojunk=False).get_matching_blocks())
    tally.characters.update(said=len(said), kept=kept, invented=len(got) - kept)


def _lines_of(play: Screenplay) -> Iterator[tuple[str, int]]:
    for line in play.structure:
        yield line.kind, line.source.line
    for episode in play.episodes:
        for scene in episode.scenes:
            for element in scene.elements:
                yield element.kind, element.source.line


def find_uncovered(text: str, play: Screenplay) -> list[int]:
    """Numbers of the non-blank lines that are in no element, no structural line and no diagnostic."""
    ranges = [e.source for ep in play.episodes for s in ep.scenes for e in s.elements]
    ranges += [line.source for line in play.structure]
    told = {diagnostic.line for diagnostic in play.diagnostics}
    covered = bytearray(len(text))
    for source in ranges:
        covered[source.start : source.end] = b"\x01" * (source.end - source.start)
    missing, at = [], 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if fold(line).strip() and number not in told and not any(covered[at : at + len(line)]):
            missing.append(number)
        at += len(line)
    return missing


# -- the labelled set --------------------------------------------------------------------------------------------------


def read_set(folder: Path = SET) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, text and labels of every script of the set."""
    for path in sorted(folder.glob("*.json")):
        labels = json.loads(path.read_text(encoding="utf-8"))
        yield path.stem, read_text(path.with_suffix(".txt").read_bytes()).text, labels


def measure_set(folder: Path = SET) -> dict[str, Any]:
    """Rates over the whole set, by script and by trap."""
    whole = Tally()
    by_trap: dict[str, Tally] = {}
    by_script: dict[str, Tally] = {}
    for name, text, labels in read_set(folder):
        play = parse(text)
        tally = score(play, labels)
        if play.language != labels["language"]:
            tally.confused[f"{labels['language']}>{play.language}"] += 1
        for number in find_uncovered(text, play):
            tally.confused[f"line {number} in nothing"] += 1
        whole.add(tally)
        by_script[name] = tally
        for trap in labels["tags"]:
            by_trap.setdefault(trap, Tally()).add(tally)
    return {"all": whole, "by_trap": by_trap, "by_script": by_script}


# -- size and mutations ------------------------------------------------------------------------------------------------


def write_series(folder: Path = SET) -> str:
    """One megabyte of script in a hundred episodes, made of the set's own numbered Chinese scenes."""
    bodies = [
        text for _, text, labels in read_set(folder) if labels["language"] == "zh" and len(labels["dialogue"]) > 3
    ]
    chance = random.Random(100)
    episodes = []
    for number in range(1, 101):
        scenes: list[str] = []
        while sum(map(len, scenes)) < 3_750:
            lines = chance.choice(bodies).splitlines()
            played = [line for line in lines if _is_played(line)]
            scenes.append(f"{number}-{len(scenes) + 1} 旧码头 夜 外\n" + "\n".join(played))
        episodes.append(f"第{number}集\n" + "\n\n".join(scenes))
    return "\n\n".join(episodes)


def _is_played(line: str) -> bool:
    """Whether a line of the set can stand in any scene: action or speech, no header of its own."""
    folded = fold(line).strip()
    label = folded.split(":", 1)[0]
    if (
        label.startswith(("场", "地点", "时间", "内外", "第", "镜"))
        or folded.startswith(("|", "["))
        or folded[:2].isdigit()
    ):
        return False
    return ":" in folded[:30] or folded.startswith("△")


def measure_size(folder: Path = SET) -> dict[str, float]:
    """Processor seconds, seconds by the clock and peak megabytes of a process that reads a hundred episodes."""
    text = write_series(folder)
    program = (
        "import resource, sys, time; sys.path.insert(0, sys.argv[1]); from projects.screenplay import parse;"
        "text = sys.stdin.buffer.read().decode(); began, busy = time.perf_counter(), time.process_time();"
        "play = parse(text); print(time.process_time() - busy, time.perf_counter() - began,"
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, len(play.episodes))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(ROOT)], input=text.encode(), capture_output=True, check=True
    )
    seconds, clock, peak, episodes = done.stdout.split()
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    size = len(text.encode())
    return {
        "bytes": size,
        "episodes": int(episodes),
        "seconds": float(seconds),
        "clock": float(clock),
        "megabytes": int(peak) / scale,
    }


_INSERTS = '：:（）()【】[]「」“”"△▲\n\r\v\t\u2028\u3000  1-一、，。集场景内外日夜OSVO#*>|=→-—·~\x00😡\ud83d'


def mutate(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """The text with a few characters or lines removed, doubled, moved, replaced or grafted from another script."""
    for _ in range(chance.randint(1, 6)):
        lines = text.split("\n")
        where, at = chance.randrange(len(lines)), chance.randrange(len(text) + 1)
        match chance.randrange(8):
            case 0:
                del lines[where]
                text = "\n".join(lines)
            case 1:
                lines.insert(where, lines[chance.randrange(len(lines))])
                text = "\n".join(lines)
            case 2:
                text = text[:at] + chance.choice(_INSERTS) * chance.randint(1, 3) + text[at:]
            case 3:
                text = text[:at] + text[at + chance.randint(1, 6) :]
            case 4:
                other = chance.randrange(len(lines))
                lines[where], lines[other] = lines[other], lines[where]
                text = "\n".join(lines)
            case 5:
                text = text[:at] + text[at:].swapcase()
            case 6:
                other_text = chance.choice(others)
                start = chance.randrange(len(other_text))
                text = text[:at] + other_text[start : start + chance.randint(1, 90)] + text[at:]
            case _:
                lines[where] = lines[where][chance.randrange(len(lines[where]) + 1) :]
                text = "\n".join(lines)
        text = text or "a"
    return text


def measure_mutations(count: int, seconds: float, folder: Path = SET, seed: int = 7) -> dict[str, Any]:
    """Crashes and lost lines over mutated scripts, as many as the time allows."""
    chance = random.Random(seed)
    texts = [text for _, text, _ in read_set(folder)]
    began, crashes, lost = time.monotonic(), [], []
    done = 0
    while done < count and time.monotonic() - began < seconds:
        text = mutate(chance.choice(texts), chance, texts)
        done += 1
        try:
            play = parse(text)
        except Exception as crash:  # noqa: BLE001 - the point is that none comes
            crashes.append({"error": repr(crash), "text": text})
            continue
        if find_uncovered(text, play):
            lost.append(text)
    spent = time.monotonic() - began
    return {"read": done, "seconds": spent, "per_second": done / spent, "crashes": crashes, "lost_lines": lost}


# -- the table ---------------------------------------------------------------------------------------------------------


def print_table(found: dict[str, Any]) -> None:
    """The rates as a table: by script, by trap, all together."""
    heading = f"{'':34} scripts  scenes  speaker  spoken%  +extra%   tags  confused"
    for title, rows in (("script", found["by_script"]), ("trap", found["by_trap"]), ("", {"all": found["all"]})):
        print(f"\n{title:34}{heading[34:]}")
        for name, tally in rows.items():
            rates = tally.rates()
            confused = "  ".join(f"{what} {count}" for what, count in tally.confused.most_common(9))
            numbers = f"{tally.scripts:7} {rates['scenes']:7.3f} {rates['speakers']:8.3f} {100 * rates['spoken']:8.2f}"
            extra = f"{100 * rates['invented']:8.2f} {rates['tags']:6.2f}"
            print(f"{name:34} {numbers} {extra}  {confused if title else ''}")


def missed_goals(found: dict[str, Any]) -> list[str]:
    """The goals that were not reached, in words."""
    rates = {**found["all"].rates(), **found["size"]}
    missed = [
        f"{name} {rates[name]:.4f} < {GOALS[name]}"
        for name in ("scenes", "speakers", "spoken", "tags")
        if rates[name] < GOALS[name]
    ]
    missed += [
        f"{name} {rates[name]:.2f} > {GOALS[name]}" for name in ("seconds", "megabytes") if rates[name] > GOALS[name]
    ]
    if rates["invented"]:
        missed.append(f"{100 * rates['invented']:.2f} % spoken characters that nobody says")
    mutations = found["mutations"]
    if mutations["crashes"] or mutations["lost_lines"]:
        missed.append(f"{len(mutations['crashes'])} crashes, {len(mutations['lost_lines'])} scripts with lost lines")
    return missed


def main() -> int:
    """Measure, print, and say which goals were missed."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--json", type=Path)
    options.add_argument("--seconds", type=float, default=900.0)
    options.add_argument("--folder", type=Path, default=SET)
    options.add_argument("--set-only", action="store_true", help="only the labelled set")
    chosen = options.parse_args()
    found = measure_set(chosen.folder)
    print_table(found)
    if chosen.set_only:
        return 0
    found["size"] = measure_size(chosen.folder)
    found["mutations"] = measure_mutations(
        MUTATIONS_QUICK if chosen.quick else MUTATIONS, chosen.seconds, chosen.folder
    )
    size, mutations = found["size"], found["mutations"]
    took = f"{size['seconds']:.2f} processor seconds ({size['clock']:.2f} by the clock), {size['megabytes']:.0f} MB"
    print(f"\n{size['bytes']:,} bytes, {size['episodes']} episodes: {took}")
    print(
        f"{mutations['read']:,} mutated scripts: {len(mutations['crashes'])} crashes, "
        f"{len(mutations['lost_lines'])} with lost lines, {mutations['per_second']:.0f} a second"
    )
    missed = missed_goals(found)
    print("\n".join(f"MISSED {goal}" for goal in missed) or "every goal reached")
    if chosen.json:
        chosen.json.write_text(
            json.dumps(
                {
                    "set": found["all"].rates(),
                    "by_trap": {
                        name: {**tally.rates(), "confused": dict(tally.confused)}
                        for name, tally in found["by_trap"].items()
                    },
                    "size": size,
                    "mutations": mutations,
                    "peak_rss_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
                    "missed": missed,
                },
                ensure_ascii=False,
                indent=2,
            )
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
