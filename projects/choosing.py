"""Ids a person chose from the performance catalogue, refused with what there is to choose from."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from accounts.errors import Invalid
from projects import profiles
from projects.performance import catalogue
from projects.performance.catalogue import FAMILIES

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
        "profiles": [_profile_json(profile) for profile in profiles.profiles().values()],
    }
    plain = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return json.loads(plain), f'"{hashlib.sha256(plain.encode()).hexdigest()[:32]}"'


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
