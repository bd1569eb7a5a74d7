"""From a script file to downloaded deliverables, through the public API alone; safe to run again at any point.

Everything is found before it is made: the series by its title, the script by its digest, takes by what is circled and
still true, the deliverable by its cut. What is ordered carries a key derived from what it is for, so a second run
follows the first run's jobs instead of paying again; and after a change of the script only what it made stale is made.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from console.client import Client

_CONTENT_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}
_FILES = (
    ("master", ".mp4"),
    ("subtitles", ".srt"),
    ("contact_sheet", "_contact.png"),
    ("storyboard", "_storyboard.pdf"),
    ("stem_dialogue", "_dialogue.flac"),
    ("stem_music", "_music.flac"),
    ("stem_effects", "_effects.flac"),
)
POLL_SECONDS = 1.0
ROUNDS = 3


class ProductionFailed(Exception):
    """Something could not be finished, with what and why."""


class Watcher(Protocol):
    """Who shows what goes on."""

    def say(self, text: str) -> None: ...

    def stage(self, name: str, *, total: int, done: float, waiting: int = 0, activity: str = "") -> None: ...


@dataclass
class Produced:
    """What one episode came to."""

    episode: dict[str, Any]
    files: dict[str, Path] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Production:
    """One run: the API, where the files go, for which platform, and what a single order may cost at most."""

    client: Client
    out: Path
    profile: str
    max_cost: dict[str, Any] | None
    watcher: Watcher
    patience_seconds: float

    def run(self, *, script: bytes, title: str, language: str, filename: str = "script.txt") -> list[Produced]:
        """Make every episode the script holds, and write its files into `out`."""
        self.out.mkdir(parents=True, exist_ok=True)
        series = series_titled(self.client, title, language)
        found = send_script(self.client, series, script, filename)
        return [self._episode(series, episode) for episode in self._breakdown(series, found)]

    def _breakdown(self, series: dict[str, Any], found: dict[str, Any]) -> list[dict[str, Any]]:
        understood = found["understood"]
        self.watcher.say(
            f"Understood ({found['grade']}): {understood['episodes']} episode(s), {understood['scenes']} scenes, "
            f"{understood['shots']} shots, {understood['lines']} lines, {understood['seconds']:.0f} s"
        )
        for diagnostic in found["diagnostics"]:
            where = f"line {diagnostic['line']}" if diagnostic.get("line") else "script"
            self.watcher.say(f"  {diagnostic['severity']} {diagnostic['code']} at {where}: {diagnostic['message_en']}")
        # without a key of its own: another version may stand since this one was applied, and applying twice is harmless
        for episode in self.client.post(f"scripts/{found['id']}/apply")["episodes"]:
            if episode["state"] != "unchanged":
                self.watcher.say(f"  {episode['code']} {episode['state']}: {counted(episode['counts'])}")
        numbers = set(understood["episode_numbers"])
        return [e for e in self.client.all(f"series/{series['id']}/episodes") if e["number"] in numbers]

    def _episode(self, series: dict[str, Any], episode: dict[str, Any]) -> Produced:
        at = f"episodes/{episode['id']}"
        client = self.client
        with _Follower(client, self.watcher, time.monotonic() + self.patience_seconds, self.max_cost) as follow:
            follow.make("voice", "line", lambda: self._wanted(at, client.all(f"{at}/lines")))
            follow.make("boards", "storyboard", lambda: self._boards_wanted(at, episode))
            follow.make("shots", "shot", lambda: self._wanted(at, self._in_use(at)))
            cut = client.post(f"{at}/cuts")
            follow.make("music", "cue", lambda: self._wanted(at, client.all(f"{at}/cues")))
            cut = client.post(f"{at}/cuts")  # the same cut; music made only now comes under a new one if it is locked
            if cut["state"] != "locked":
                cut = client.post(f"cuts/{cut['id']}/lock")
            follow.make(
                "conform",
                "conform",
                lambda: {} if self._deliverable(at, cut) else {cut["id"]: ""},
                profile=self.profile,
            )
        deliverable = self._deliverable(at, cut)
        if deliverable is None:
            raise ProductionFailed(f"{cut['id']} has no deliverable for {self.profile}")
        return self._files(series, episode, cut, deliverable, self._storyboard(at))

    def _in_use(self, at: str) -> list[dict[str, Any]]:
        """The shots that will be in the cut."""
        scenes = {scene["id"] for scene in self.client.all(f"{at}/scenes") if not scene["omitted_at"]}
        return [s for s in self.client.all(f"{at}/shots") if not s["omitted_at"] and s["scene"] in scenes]

    def _wanted(self, at: str, rows: Iterable[dict[str, Any]]) -> dict[str, str]:
        """What has no circled take, or a stale one, which is given with it."""
        stale = {one["subject"]: one["take"] for one in self.client.get(f"{at}/stale-takes")["data"]}
        return {row["id"]: stale.get(row["id"], "") for row in rows if not row["circled_take"] or row["id"] in stale}

    def _boards_wanted(self, at: str, episode: dict[str, Any]) -> dict[str, str]:
        """The episode, if it has no storyboard or only one that shows something else, which is given with it."""
        board = self._storyboard(at)
        return {} if board and not board["is_stale"] else {episode["id"]: board["id"] if board else ""}

    def _storyboard(self, at: str) -> dict[str, Any] | None:
        """The latest storyboard of the whole episode."""
        boards = [board for board in self.client.all(f"{at}/storyboards") if board["scene"] is None]
        return max(boards, key=lambda board: board["created_at"], default=None)

    def _deliverable(self, at: str, cut: dict[str, Any]) -> dict[str, Any] | None:
        rows = self.client.all(f"{at}/deliverables")
        return next((d for d in rows if d["cut"] == cut["id"] and d["profile"] == self.profile), None)

    def _files(
        self,
        series: dict[str, Any],
        episode: dict[str, Any],
        cut: dict[str, Any],
        deliverable: dict[str, Any],
        storyboard: dict[str, Any] | None,
    ) -> Produced:
        produced = Produced(episode)
        name = f"EP{episode['number']:02d}"
        found = {**deliverable["media"], "storyboard": (storyboard or {}).get("media", {}).get("pdf")}
        for role, suffix in _FILES:
            if found.get(role):
                path = self.out / f"{name}{suffix}"
                self.client.download(found[role], path)
                produced.files[role] = path
        produced.report = {
            "series": {"id": series["id"], "title": series["title"]},
            "episode": {"id": episode["id"], "number": episode["number"], "title": episode["title"]},
            "cut": {"id": cut["id"], "frames": cut["frames"], "rate": cut["rate"], "shots": len(cut["entries"])},
            "deliverable": {
                "id": deliverable["id"],
                "profile": self.profile,
                "sha256": deliverable["media"]["master"]["sha256"],
            },
            **deliverable["report"],
            "cost": self.client.get("costs", episode=episode["id"]),
        }
        path = self.out / ("report.json" if name == "EP01" else f"{name}_report.json")
        path.write_text(json.dumps(produced.report, ensure_ascii=False, indent=2) + "\n")
        produced.files["report"] = path
        return produced


def series_titled(client: Client, title: str, language: str) -> dict[str, Any]:
    """The series of this title, made if there is none."""
    for series in client.all("series"):
        if series["title"] == title:
            return series
    return client.post("series", {"title": title, "language": language}, key=_key("series", title))


def send_script(client: Client, series: dict[str, Any], data: bytes, filename: str) -> dict[str, Any]:
    """The version of the series' script with these bytes, sent as they are if it is new: the other side reads them."""
    digest = hashlib.sha256(data).hexdigest()
    scripts = f"series/{series['id']}/scripts"
    if found := next((script for script in client.all(scripts) if script["sha256"] == digest), None):
        return found
    wish = {
        "filename": filename,
        "bytes": len(data),
        "sha256": digest,
        "content_type": _CONTENT_TYPES.get(Path(filename).suffix.casefold(), "text/plain"),
        "purpose": "script",
    }
    upload = client.post("uploads", wish)
    client.send_parts(upload, data)
    upload = client.post(f"uploads/{upload['id']}/complete")
    return client.post(scripts, {"upload_id": upload["id"]}, key=_key("script", series["id"], digest))


def guess_language(script: bytes) -> str:
    """Chinese if any encoding we read shows Han characters, else English."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = script.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "zh" if len(re.findall(r"[\u4e00-\u9fff]", text)) * 5 > len(text) else "en"
    return "zh"


def counted(counts: dict[str, dict[str, int]]) -> str:
    """How many of what: `2 lines changed, 1 scene added`."""
    told = [(n, level, kind) for level, kinds in counts.items() for kind, n in kinds.items()]
    return ", ".join(f"{n} {level}{'s' if n > 1 else ''} {kind}" for n, level, kind in told)


class _Follower:
    """Orders what is missing and waits for it: jobs are polled for truth, the stream makes the bars move."""

    def __init__(self, client: Client, watcher: Watcher, deadline: float, max_cost: dict[str, Any] | None) -> None:
        self.client, self.watcher, self.deadline, self.max_cost = client, watcher, deadline, max_cost
        self._fractions: dict[str, tuple[float, str]] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> _Follower:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(timeout=5)

    def make(self, stage: str, kind: str, missing: Callable[[], dict[str, str]], *, profile: str = "") -> None:
        """Order until nothing is missing; give up after a few rounds with the jobs' own reasons.

        What is missing comes with the stale take it replaces, which names the order together with it. Orders that an
        earlier run has seen fail are met again by their names, and do not count.
        """
        failures: list[dict[str, Any]] = []
        rounds = 0
        while rounds < ROUNDS and (subjects := missing()):
            wish: dict[str, Any] = {"items": [_item(kind, subject, profile) for subject in subjects]}
            if self.max_cost:
                wish["max_cost"] = self.max_cost
            again = [job["id"] for job in failures]
            order = self.client.post("orders", wish, key=_key("order", kind, profile, *_named(subjects), *again))
            was_over = all(job["is_terminal"] for job in self.client.all("jobs", order=order["id"]))
            jobs = self._wait(stage, order)
            failures = [job for job in jobs if job["state"] != "succeeded"]
            rounds += not (was_over and failures)
        if missing():
            reasons = "\n".join(
                f"  {j['slate']}: {j['state']} {(j['failure'] or {}).get('message', '')}" for j in failures
            )
            raise ProductionFailed(f"{stage}: not finished after {ROUNDS} orders\n{reasons}")

    def _wait(self, stage: str, order: dict[str, Any]) -> list[dict[str, Any]]:
        while True:
            jobs = list(self.client.all("jobs", order=order["id"]))
            done = sum(1.0 if job["is_terminal"] else self._fraction(job) for job in jobs)
            waiting = [job for job in jobs if job["state"] in ("held", "queued")]
            reason = (waiting[0]["wait"] or {}).get("reason", "") if waiting else ""
            self.watcher.stage(stage, total=len(jobs), done=done, waiting=len(waiting), activity=reason)
            if all(job["is_terminal"] for job in jobs):
                return jobs
            if time.monotonic() > self.deadline:
                raise ProductionFailed(
                    f"{stage}: out of patience; {order['id']} goes on without us, run again to follow"
                )
            time.sleep(POLL_SECONDS)

    def _fraction(self, job: dict[str, Any]) -> float:
        return max(self._fractions.get(job["id"], (0.0, ""))[0], job["progress"])

    def _listen(self) -> None:
        after = 0
        while not self._stopped.is_set():
            for message in self.client.stream(after, self._stopped.is_set):
                if message["type"] == "job.progress":
                    self._fractions[message["job"]] = (message["fraction"], message.get("stage", ""))
                after = max(after, message.get("sequence") or 0)
            self._stopped.wait(1)


def _named(subjects: dict[str, str]) -> list[str]:
    return [f"{subject} for {stale}" if stale else subject for subject, stale in subjects.items()]


def _item(kind: str, subject: str, profile: str) -> dict[str, Any]:
    item = {"kind": kind, "id": subject}
    if kind == "shot":
        item["stage"] = "animatic"
    if profile:
        item["profile"] = profile
    return item


def _key(*parts: str) -> str:
    return "produce-" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]
