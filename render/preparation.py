"""From the items of a wish to what can be priced and queued: each subject found, its engine chosen, its limits checked.

Every problem of every item is collected with its pointer, so that a batch is refused once, with all its reasons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from accounts import errors as kinds
from accounts import ids
from accounts.models import Studio
from billing.pricing import Wish
from projects import briefing, storyboards, takes
from projects.models import Cue, Cut, Episode, Line, Scene, Shot
from render import catalog
from render.catalog import Release
from render.errors import CapabilityExceeded, OrderInvalid

SUBJECTS: Mapping[str, Mapping[str, Any]] = {
    "line": {"lin": Line},
    "shot": {"sho": Shot},
    "cue": {"cue": Cue},
    "storyboard": {"epi": Episode, "scn": Scene},
    "conform": {"cut": Cut},
}
"""What each kind of work is of, by the prefix of its id."""
WITHOUT_TAKES = ("storyboard", "conform")
MOST_ITEMS = 2_000
DEFAULT_PROFILE = "douyin_1080x1920"


@dataclass(frozen=True, slots=True)
class Prepared:
    """One item ready to be priced: what exactly, by which engine, how long."""

    kind: str
    subject_id: str
    stage: str
    profile: str
    release: Release
    briefed: briefing.Briefed
    passes: Mapping[str, Any] | None = None

    def wish(self, key: str) -> Wish:
        """What billing is asked for."""
        return Wish(key, self.release.meter, self.briefed.milliseconds, self.briefed.labels)

    @property
    def key(self) -> str:
        """A name for the item inside one quote."""
        return ":".join(filter(None, (self.kind, self.subject_id, self.stage, self.profile)))


def with_slate(studio: Studio, item: Prepared) -> Prepared:
    """The item under a slate given out for it alone. Takes the row of its shot or line until the transaction ends."""
    if item.kind in WITHOUT_TAKES:
        return item
    subject = _find(studio, item.kind, item.subject_id)
    slate = takes.next_slate(studio, **{item.kind: subject})
    if slate == item.briefed.slate:
        return item
    return replace(item, briefed=_brief(studio, item.kind, subject, stage=item.stage, passes=item.passes, slate=slate))


def _find(studio: Studio, kind: str, subject_id: str) -> Any:
    """What the work is of, or None."""
    model = next((one for prefix, one in SUBJECTS[kind].items() if ids.is_id(subject_id, prefix)), None)
    return model and model.objects.for_studio(studio).filter(pk=subject_id).first()


def _brief(
    studio: Studio,
    kind: str,
    subject: Any,
    *,
    stage: str,
    profile: str = "",
    passes: Mapping[str, Any] | None = None,
    slate: str = "",
) -> briefing.Briefed:
    match kind:
        case "line":
            return briefing.line_brief(studio, subject, slate=slate)
        case "cue":
            return briefing.cue_brief(studio, subject, slate=slate)
        case "shot":
            return briefing.shot_brief(studio, subject, stage=stage, slate=slate, passes=passes)
        case "storyboard":
            return storyboards.storyboard_brief(studio, subject)
    return briefing.cut_brief(studio, subject, profile=profile)


class _Problem(Exception):
    def __init__(self, pointer: str, code: str, detail: str, zh: str = "") -> None:
        super().__init__(detail)
        self.row = {"pointer": pointer, "code": code, "detail": detail}
        if zh:
            self.row["localized"] = zh


def prepare(studio: Studio, items: Sequence[Mapping[str, Any]]) -> list[Prepared]:
    """Every item, or a refusal that lists what is wrong with each; nothing is written."""
    if not items or len(items) > MOST_ITEMS:
        raise OrderInvalid(f"1 to {MOST_ITEMS} items at once.", zh=f"一次 1 至 {MOST_ITEMS} 项。", pointer="/items")
    prepared: list[Prepared] = []
    problems: list[dict[str, Any]] = []
    for number, item in enumerate(items):
        try:
            found = _prepare_one(studio, item)
            if any(found.key == other.key for other in prepared):
                problems.append(_row(number, "/id", "duplicate", "the same item appears twice"))
            prepared.append(found)
        except _Problem as problem:
            problems.append({**problem.row, "pointer": f"/items/{number}{problem.row['pointer']}"})
        except kinds.Refusal as refusal:
            listed = getattr(refusal, "problems", None) or []
            problems.extend({**row, "pointer": f"/items/{number}{row.get('pointer', '')}"} for row in listed)
            if not listed:
                problems.append(_row(number, refusal.pointer, refusal.code, refusal.message, refusal.zh))
    if problems:
        raise _refusal(problems, len(items))
    _check_limits(prepared)
    return prepared


def _prepare_one(studio: Studio, item: Mapping[str, Any]) -> Prepared:
    kind, subject_id = item["kind"], item["id"]
    stage = item.get("stage") or catalog.DEFAULT_STAGE[kind]
    try:
        release = catalog.choose(kind, stage)
    except catalog.ReleaseUnknown:
        possible = ", ".join(catalog.stages(kind))
        raise _Problem("/stage", "stage_unavailable", f"a {kind} can be made at: {possible}") from None
    profile = item.get("profile", "")
    if profile and kind != "conform":
        raise _Problem("/profile", "profile_unexpected", f"a {kind} has no delivery profile")
    passes = item.get("passes")
    if passes and (kind, stage) != ("shot", "animatic"):
        raise _Problem("/passes", "passes_unexpected", "control passes come with a shot at stage animatic")
    subject = _find(studio, kind, subject_id)
    if subject is None:
        raise _Problem("/id", "not_found", f"no {kind} {subject_id} in this studio", f"本工作室没有 {subject_id}。")
    if kind == "conform":
        profile = profile or DEFAULT_PROFILE
    briefed = _brief(studio, kind, subject, stage=stage, profile=profile, passes=passes)
    return Prepared(kind, subject_id, stage, profile, release, briefed, passes)


def _check_limits(prepared: Sequence[Prepared]) -> None:
    problems = [
        _row(number, f"/{excess.measure}", "capability_exceeded", f"{item.briefed.slate}: {excess.message}")
        for number, item in enumerate(prepared)
        for excess in catalog.check(item.release, item.briefed.brief)
    ]
    if problems:
        raise CapabilityExceeded(
            f"{len(problems)} thing(s) lie outside the engine's limits; the first: {problems[0]['detail']}.",
            zh="超出所选引擎的能力范围。",
            problems=problems,
            cure="Split or shorten what the pointers name.",
        )


def _refusal(problems: list[dict[str, Any]], items: int) -> OrderInvalid:
    affected = len({row["pointer"].split("/")[2] for row in problems})
    return OrderInvalid(
        f"{affected} of {items} item(s) cannot be made; the first: {problems[0]['detail']}.",
        zh=f"{items} 项中有 {affected} 项无法制作。",
        problems=problems,
    )


def _row(number: int, pointer: str, code: str, detail: str, zh: str = "") -> dict[str, Any]:
    row = {"pointer": f"/items/{number}{pointer}", "code": code, "detail": detail}
    return row | ({"localized": zh} if zh else {})
