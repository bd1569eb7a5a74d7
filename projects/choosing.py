"""Ids a person chose from the performance catalogue, refused with what there is to choose from."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from accounts.errors import Invalid, NotFound
from projects import profiles
from projects.performance import catalogue
from projects.performance.catalogue import FAMILIES
from projects.performance.lexicon import Ambiguous
from projects.performance.poses import pose_references, rig
from projects.performance.searching import LONGEST_QUERY, search

FAMILY_OF = {
    "framing": "framings",
    "angle": "angles",
    "camera_move": "camera_moves",
    "mood": "moods",
    "expression": "expressions",
    "action": "actions",
    "set_id": "sets",
    "time_of_day": "times_of_day",
    "weather": "weathers",
}


def must_exist(values: Mapping[str, Any], *, at: str = "") -> None:
    """Refuse an id that the catalogue does not have; other fields are left alone."""
    for name, family in FAMILY_OF.items():
        terms = getattr(catalogue(), family)
        if name in values and values[name] not in terms:
            raise Invalid(
                f"{values[name]!r} is not in the catalogue of {family}.",
                zh=f"表演目录中没有 {values[name]!r}。",
                pointer=f"{at}/{name}",
                code="not_in_catalogue",
                cure=f"GET /v1/performance; one of {', '.join(sorted(terms))[:300]}",
            )


@functools.cache
def published() -> tuple[dict[str, Any], str]:
    """The catalogue and the delivery profiles as the API shows them, and an entity tag of the content."""
    known = catalogue()
    body = {
        "version": known.version,
        "families": {name: [dataclasses.asdict(term) for term in getattr(known, name).values()] for name in FAMILIES},
        "ambiguous": {family: [_rule_json(rule) for rule in rules] for family, rules in known.ambiguous.items()},
        "rig": _rig_json(),
        "profiles": [_profile_json(profile) for profile in profiles.profiles().values()],
    }
    plain = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return json.loads(plain), _tag(plain)


def browse(*, kind: str = "", family: str = "", query: str = "") -> tuple[dict[str, Any], str]:
    """What a person browses: everything, one kind, one family of faces or actions, or what a query finds."""
    _must_be_browsable(kind, family, query)
    body, tag = published()
    if not (kind or family or query):
        return body, tag
    kinds = [kind] if kind else [name for name, rows in body["families"].items() if not family or "family" in rows[0]]
    if query:
        found = search(query, kinds=kinds)
        results = [
            {"kind": hit.kind, "how": hit.how, "words": hit.words, "term": dataclasses.asdict(hit.term)}
            for hit in found
            if not family or getattr(hit.term, "family", "") == family
        ]
        answer: dict[str, Any] = {"version": body["version"], "query": query, "results": results}
    else:
        rows = {name: [row for row in body["families"][name] if family in ("", row.get("family"))] for name in kinds}
        ambiguous = {name: rules for name, rules in body["ambiguous"].items() if name in kinds}
        answer = {"version": body["version"], "families": rows, "ambiguous": ambiguous}
    return answer, _tag(tag, kind, family, query)


def action_page(action_id: str) -> tuple[dict[str, Any], str]:
    """One action with its keyed pose reference, and an entity tag."""
    term = catalogue().actions.get(action_id)
    if term is None:
        raise NotFound(f"No action {action_id} in the catalogue.", zh=f"表演目录中没有动作 {action_id}。")
    reference = pose_references()[action_id]
    body = dataclasses.asdict(term) | {"rate": rig().rate} | dataclasses.asdict(reference)
    del body["action"]
    return body, _tag(published()[1], action_id)


def _must_be_browsable(kind: str, family: str, query: str) -> None:
    if kind and kind not in FAMILIES:
        raise Invalid(
            f"{kind!r} is no kind of the catalogue.",
            zh=f"表演目录没有 {kind!r} 这一类。",
            pointer="/kind",
            code="not_in_catalogue",
            cure=f"One of {', '.join(FAMILIES)}.",
        )
    known = catalogue()
    families = {term.family for kind_of in (known.expressions, known.actions) for term in kind_of.values()}
    if family and family not in families:
        raise Invalid(
            f"{family!r} is no family of expressions or actions.",
            zh=f"表演目录中没有 {family!r} 这一族。",
            pointer="/family",
            code="not_in_catalogue",
            cure=f"One of {', '.join(sorted(families))}.",
        )
    if family and kind not in ("", "expressions", "actions"):
        raise Invalid(
            f"{kind} have no families.",
            zh="只有表情和动作分族。",
            pointer="/family",
            code="not_in_catalogue",
            cure="Leave out family, or ask for kind=expressions or kind=actions.",
        )
    if len(query) > LONGEST_QUERY:
        raise Invalid(
            f"A query has at most {LONGEST_QUERY} characters.",
            zh=f"搜索词最多 {LONGEST_QUERY} 个字符。",
            pointer="/q",
            code="out_of_range",
        )


def _tag(*facts: str) -> str:
    return f'"{hashlib.sha256(chr(0).join(facts).encode()).hexdigest()[:32]}"'


def _rule_json(rule: Ambiguous) -> dict[str, Any]:
    when = [{"near": list(words), "id": term_id} for words, term_id in rule.when]
    return {"word": rule.word, "ids": list(rule.ids), "rule": {"default": rule.default, "when": when}}


def _rig_json() -> dict[str, Any]:
    known = rig()
    return {
        "rate": known.rate,
        "channels": [dataclasses.asdict(channel) for channel in known.channels.values()],
        "eases": sorted(known.eases),
        "effectors": sorted(known.effectors),
        "targets": {kind: sorted(places) for kind, places in known.targets.items()},
        "sounds": sorted(known.sounds),
    }


def _profile_json(profile: profiles.Profile) -> dict[str, Any]:
    target = profile.target
    return {
        "name": profile.name,
        "title": profile.title,
        "width": target.width,
        "height": target.height,
        "rates": [{"num": rate.num, "den": rate.den} for rate in profile.rates],
        "loudness_lufs": target.loudness_lufs,
        "true_peak_dbtp": target.true_peak_dbtp,
        "burn_subtitles": target.burn_subtitles,
        "label": dataclasses.asdict(profile.label),
    }
