"""What a model may propose, and what becomes of it: asked, answered behind the request, decided by a person.

A proposal changes nothing by itself. `ask` freezes the question; `answer_open` is called by the control worker, which
holds no transaction while it waits for the model; `accept` applies the answer through the verbs a person's own edit
takes. Whatever goes wrong ends in the state `none` with its reason, and with what it cost all the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import events
from accounts.actor import Actor
from accounts.errors import Invalid, TooLarge, TooMany
from accounts.tenancy import across_studios, within
from projects import breakdown, errors, proposal_kinds, screenplay, script_model, series, shots, states
from projects.models import Episode, Proposal, Script, Series, Shot
from projects.proposal_kinds import KINDS, LOGLINE, NORMALISE, OUTLINE, TAGS
from projects.script_model import NoAnswer, ScriptModel
from projects.shotlists.episode import standing_of

log = logging.getLogger(__name__)

TEXT_MOST = 60_000
OPEN_MOST = 5
GRACE = dt.timedelta(seconds=60)
_OPEN = (states.PROPOSAL_ASKED, states.PROPOSAL_ASKING)
_UNDECIDED = (*_OPEN, states.PROPOSAL_PROPOSED)


@transaction.atomic
def ask(
    actor: Actor,
    *,
    series: Series,
    kind: str,
    text: str = "",
    episode: Episode | None = None,
    premise: str = "",
    episodes: int = 0,
) -> Proposal:
    """Put a question to the model; the same question while its proposal is undecided is the same proposal."""
    if script_model.configured() is None:
        raise errors.ScriptModelUnconfigured(
            "No model is configured to propose anything.",
            zh="未配置可提供建议的模型。",
            cure="Set SCRIPT_MODEL_URL and SCRIPT_MODEL_KEY where the web and control processes run. "
            "Everything else works without.",
        )
    if kind not in KINDS:
        raise Invalid(f"kind must be one of {', '.join(KINDS)}.", pointer="/kind", code="not_known")
    Series.objects.for_studio(actor.studio).select_for_update().get(pk=series.pk)
    material = _material(actor, series, kind, text=text, episode=episode, premise=premise, episodes=episodes)
    canonical = json.dumps([kind, material], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
    rows = Proposal.objects.for_studio(actor.studio)
    known = rows.filter(series=series, digest=digest, state__in=_UNDECIDED).first()
    if known is not None:
        return known
    if rows.filter(state__in=_OPEN).count() >= OPEN_MOST:
        raise TooMany(
            f"{OPEN_MOST} questions are waiting for the model already.",
            zh=f"已有 {OPEN_MOST} 个问题在等待模型答复。",
            code="too_many_open",
            retry_after=10,
        )
    proposal = Proposal.unscoped.create(studio=actor.studio, series=series, kind=kind, material=material, digest=digest)
    events.append(actor.studio, "proposal.asked", subject=proposal.pk, data={"series": series.pk, "kind": kind})
    return proposal


def answer_open() -> int:
    """Answer what was asked, oldest first, one after the other; how many were answered. Runs behind requests only."""
    model = script_model.configured()
    if model is None:
        return 0
    with across_studios():
        rows = Proposal.unscoped.filter(state__in=_OPEN).order_by("created_at")
        waiting = list(rows.values_list("studio_id", "pk")[:20])
    return sum(_answer(studio_id, pk, model) for studio_id, pk in waiting)


@transaction.atomic
def accept(actor: Actor, *, proposal: Proposal) -> Proposal:
    """Apply what was proposed, as the person's own edit; refused when what it would change has changed since."""
    proposal = _locked(actor, proposal)
    _must_be(proposal, (states.PROPOSAL_PROPOSED,))
    apply = {NORMALISE: _accept_script, TAGS: _accept_tags, LOGLINE: _accept_plans, OUTLINE: _accept_plans}
    result = apply[proposal.kind](actor, proposal)
    return _decide(actor, proposal, states.PROPOSAL_ACCEPTED, result=result)


@transaction.atomic
def dismiss(actor: Actor, *, proposal: Proposal) -> Proposal:
    """Put a proposal aside for good; one not answered yet will not be asked."""
    proposal = _locked(actor, proposal)
    _must_be(proposal, (states.PROPOSAL_PROPOSED, states.PROPOSAL_ASKED))
    return _decide(actor, proposal, states.PROPOSAL_DISMISSED)


# -- what is asked -------------------------------------------------------------------------------------------------


def _material(
    actor: Actor, series: Series, kind: str, *, text: str, episode: Episode | None, premise: str, episodes: int
) -> dict[str, Any]:
    """What the model is shown, and under names with `_` what only we need to know when the answer comes."""
    if kind == NORMALISE:
        return {"text": _normalisable(text)}
    if kind == TAGS:
        if episode is None:
            raise Invalid("Say which episode's shots.", zh="请指明哪一集。", pointer="/episode_id", code="required")
        return _shots_material(actor, episode)
    if kind == LOGLINE:
        script = _script_text(actor, series, episode)
        return {"script": script, "_standing": {"logline": series.logline, "beats": series.beats}}
    if not premise.strip() or not episodes:
        pointer = "/premise" if not premise.strip() else "/episodes"
        raise Invalid(
            "Send a premise and how many episodes.", zh="请提供故事前提与集数。", pointer=pointer, code="required"
        )
    return {"premise": premise, "episodes": episodes, "_standing": {"outline": series.outline}}


def _normalisable(text: str) -> str:
    if not text.strip():
        raise Invalid("Send the script's text.", zh="请提供剧本文本。", pointer="/text", code="required")
    _must_fit(text, "/text")
    if screenplay.parse(text).grade == "standard":
        raise Invalid(
            "This script reads well as it is.",
            zh="此剧本已可直接解析。",
            pointer="/text",
            code="script_reads_already",
            cure="POST it to /v1/series/{id}/scripts.",
        )
    return text


def _shots_material(actor: Actor, episode: Episode) -> dict[str, Any]:
    standing = standing_of(actor.studio, episode)
    in_use = {scene.label for scene in standing.scenes if not scene.omitted}
    listed = [shot for shot in standing.shots if not shot.omitted and shot.scene in in_use]
    if not listed or len(listed) > proposal_kinds.SHOTS_MOST:
        raise Invalid(
            f"The episode has {len(listed)} shots; 1 to {proposal_kinds.SHOTS_MOST} can be asked about.",
            zh=f"本集有 {len(listed)} 个镜头，可询问 1–{proposal_kinds.SHOTS_MOST} 个。",
            pointer="/episode_id",
            code="out_of_range",
        )
    rows = {row.pk: row for row in Shot.objects.for_studio(actor.studio).filter(pk__in=[shot.id for shot in listed])}
    material = {
        "shots": [
            {
                "slate": shot.slate,
                **{name: shot.facts[name] for name in proposal_kinds.SHOT_TERMS},
                "description": shot.facts["description"],
                "cast": [
                    {"name": seen.person.name, **{name: seen.facts[name] for name in proposal_kinds.FACE_TERMS}}
                    for seen in shot.cast
                ],
                "lines": [f"{line.person.name if line.person else ''}: {line.text}" for line in shot.lines],
            }
            for shot in listed
        ],
        "_pinned": {shot.slate: rows[shot.id].pinned for shot in listed},
        "_basis": {shot.slate: [shot.id, rows[shot.id].version] for shot in listed},
    }
    _must_fit(json.dumps(material["shots"], ensure_ascii=False), "/episode_id")
    return material


def _script_text(actor: Actor, series: Series, episode: Episode | None) -> str:
    rows = Script.objects.for_studio(actor.studio).filter(series=series)
    script = rows.filter(pk=episode.script_id).first() if episode else rows.order_by("-number").first()
    if script is None:
        raise Invalid("There is no script to read.", zh="还没有剧本。", pointer="/kind", code="script_missing")
    text = script.text
    if episode is not None:
        parts = [part for part in screenplay.parse(text).episodes if part.number == episode.number]
        text = "\n".join(text[part.source.start : part.source.end] for part in parts) or text
    _must_fit(text, "/episode_id")
    return text


def _must_fit(text: str, pointer: str) -> None:
    if len(text) > TEXT_MOST:
        raise TooLarge(
            f"{len(text)} characters; a model is asked about {TEXT_MOST} at most.",
            zh=f"共 {len(text)} 字，最多 {TEXT_MOST} 字。",
            pointer=pointer,
            cure="Ask about one episode at a time.",
        )


# -- how it is answered --------------------------------------------------------------------------------------------


def _answer(studio_id: str, pk: str, model: ScriptModel) -> bool:
    """Claim one question, ask the model without holding a transaction, write down what came of it."""
    with within(studio_id):
        proposal = _claim(studio_id, pk, model)
    if proposal is None:
        return False
    kind = KINDS[proposal.kind]
    try:
        answer = model.ask(
            instruction=proposal_kinds.instruction_of(kind),
            material=kind.prompt(proposal.material),
            schema=kind.schema,
            check=lambda content: kind.check(proposal.material, content),
        )
        read, spent = kind.read(proposal.material, answer.content), answer.spent
        found = {"content": read.content, "diff": read.diff, "dropped": read.dropped}
        failed = ("nothing_to_change", "The model proposed nothing that differs.", "模型没有提出任何改动。")
        outcome = {**found, "state": states.PROPOSAL_PROPOSED} if read.diff else _failure(*failed) | found
    except NoAnswer as none:
        outcome, spent = _failure(none.code, none.en, none.zh), none.spent
    except Exception:
        log.exception("reading the answer to %s failed", pk)
        outcome = _failure("internal", "The answer could not be read.", "读取模型回答时出错。")
        spent = script_model.Spent()
    with within(studio_id):
        _write_down(proposal, model, outcome, spent)
    return True


def _claim(studio_id: str, pk: str, model: ScriptModel) -> Proposal | None:
    """The proposal, if it is ours to ask; one whose asker fell silent is given up, because asking may have cost."""
    now = timezone.now()
    rows = Proposal.unscoped.filter(studio_id=studio_id, pk=pk)
    until = now + dt.timedelta(seconds=2 * model.seconds) + GRACE
    if rows.filter(state=states.PROPOSAL_ASKED).update(
        state=states.PROPOSAL_ASKING, claimed_until=until, model=model.name
    ):
        return rows.select_related("series", "studio").get()
    given_up = _failure("interrupted", "The question was interrupted; ask again.", "询问被中断，请重试。")
    if rows.filter(state=states.PROPOSAL_ASKING, claimed_until__lt=now).update(**given_up, answered_at=now):
        _tell(rows.select_related("studio").get())
    return None


def _failure(code: str, en: str, zh: str) -> dict[str, Any]:
    return {"state": states.PROPOSAL_NONE, "reason": code, "reason_en": en[:800], "reason_zh": zh[:800]}


def _write_down(proposal: Proposal, model: ScriptModel, outcome: dict[str, Any], spent: script_model.Spent) -> None:
    cost = script_model.cost_micros(spent, model.prices)
    moved = Proposal.unscoped.filter(pk=proposal.pk, state=states.PROPOSAL_ASKING).update(
        **outcome,
        calls=spent.calls,
        tokens_in=spent.tokens_in,
        tokens_out=spent.tokens_out,
        cost_micros=cost,
        currency=model.prices.currency if model.prices and cost is not None else "",
        answered_at=timezone.now(),
    )
    if moved:
        _tell(Proposal.unscoped.select_related("studio").get(pk=proposal.pk))


def _tell(proposal: Proposal) -> None:
    how = "proposal.made" if proposal.state == states.PROPOSAL_PROPOSED else "proposal.failed"
    told = {"series": proposal.series_id, "kind": proposal.kind, "reason": proposal.reason}
    events.append(proposal.studio, how, subject=proposal.pk, data=told)


# -- how it is decided ---------------------------------------------------------------------------------------------


def _accept_script(actor: Actor, proposal: Proposal) -> dict[str, Any]:
    """A new script version, read and shown like any other; applying it remains the person's own act."""
    script = breakdown.read_script(actor, series=proposal.series, data=proposal.content["text"].encode())
    return {"script": script.pk}


def _accept_tags(actor: Actor, proposal: Proposal) -> dict[str, Any]:
    basis, wanted = proposal.material["_basis"], proposal.content["shots"]
    ids = [basis[change["slate"]][0] for change in wanted]
    rows = Shot.objects.for_studio(actor.studio).filter(pk__in=ids).prefetch_related("presences__member")
    found = {shot.pk: shot for shot in rows}
    versions = {slate: found[pk].version == version for slate, (pk, version) in basis.items() if pk in found}
    if changed := [change["slate"] for change in wanted if not versions.get(change["slate"])]:
        raise _stale(changed)
    for change in wanted:
        slate = change["slate"]
        shot = found[basis[slate][0]]
        edits = dict(change["fields"])
        if change["cast"]:
            edits["cast"] = [
                {
                    "member": seen.member_id,
                    "place": seen.place,
                    "facing": seen.facing,
                    "expression": seen.expression,
                    "action": seen.action,
                    "target": seen.target_id,
                    **change["cast"].get(seen.member.name, {}),
                }
                for seen in sorted(shot.presences.all(), key=lambda seen: seen.ordinal)
            ]
        shots.edit(actor, shot=shot, version=shot.version, **edits)
    return {"shots": ids}


def _accept_plans(actor: Actor, proposal: Proposal) -> dict[str, Any]:
    row = Series.objects.for_studio(actor.studio).select_for_update().get(pk=proposal.series_id)
    standing = proposal.material["_standing"]
    if changed := [name for name, value in standing.items() if getattr(row, name) != value]:
        raise _stale(changed)
    series.amend(actor, series=row, version=row.version, **{name: proposal.content[name] for name in standing})
    return {"series": row.pk}


def _stale(changed: list[str]) -> errors.ProposalStale:
    return errors.ProposalStale(
        f"Changed since it was proposed: {', '.join(changed[:10])}.",
        zh="建议提出后，相关内容已被修改。",
        cure="Dismiss it and ask again.",
        changed=changed[:100],
    )


def _locked(actor: Actor, proposal: Proposal) -> Proposal:
    rows = Proposal.objects.for_studio(actor.studio).select_related("series")
    return rows.select_for_update(of=("self",)).get(pk=proposal.pk)


def _must_be(proposal: Proposal, allowed: tuple[str, ...]) -> None:
    if proposal.state not in allowed:
        raise errors.ProposalClosed(
            f"The proposal is {proposal.state}.", zh="该建议已处理，或尚未得到答复。", state=proposal.state
        )


def _decide(actor: Actor, proposal: Proposal, state: str, *, result: dict[str, Any] | None = None) -> Proposal:
    rows = Proposal.objects.for_studio(actor.studio).filter(pk=proposal.pk)
    origins = states.before(states.PROPOSAL_MOVES, state)
    if not rows.filter(state__in=origins).update(state=state, decided_at=timezone.now(), result=result or {}):
        raise errors.ProposalClosed(f"The proposal is {proposal.state}.", zh="该建议已处理。")
    told = {"series": proposal.series_id, "kind": proposal.kind}
    events.append(actor.studio, f"proposal.{state}", subject=proposal.pk, data=told)
    return rows.get()
