"""Delivery profiles, read from `delivery_profiles.toml` and checked against the label standard when read."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from projects import errors
from projects.briefs import DeliveryProfile, Rate

_DATA = Path(__file__).parent / "delivery_profiles.toml"

# GB 45438-2025: names artificial intelligence and generation, stands two seconds, five per cent of the shortest side
_SAYS_AI = re.compile("人工智能|AI")
_SAYS_MADE = re.compile("生成|合成")
LABEL_SECONDS_LEAST, LABEL_HEIGHT_LEAST = 2.0, 0.05


class ProfileBroken(ValueError):
    """The profile data would deliver what may not be delivered."""


@dataclass(frozen=True, slots=True)
class LabelRule:
    """How a profile shows the AI-content label; the text by the series' language."""

    seconds: float
    height_share: float
    zh: str
    en: str

    def text(self, language: str) -> str:
        """The label for a series in this language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Profile:
    """A named target of delivery, and the rates it takes."""

    name: str
    title: dict[str, str]
    rates: tuple[Rate, ...]
    label: LabelRule
    target: DeliveryProfile

    def at(self, rate: Rate) -> DeliveryProfile:
        """The profile at a series' own rate; a rate it does not take is refused, because we never retime."""
        if rate not in self.rates:
            taken = ", ".join(f"{r.num}/{r.den}" for r in self.rates)
            raise errors.BriefIncomplete(
                f"{self.name} takes {taken} frames a second, the series runs at {rate.num}/{rate.den}.",
                zh=f"交付规格 {self.name} 不接受该帧率。",
                pointer="/profile",
                code="rate_not_taken",
                cure="Choose another profile; a cut is never retimed.",
            )
        values = {name: getattr(self.target, name) for name in DeliveryProfile.__dataclass_fields__}
        return DeliveryProfile(**{**values, "rate": rate})


@functools.cache
def profiles() -> dict[str, Profile]:
    """Every delivery profile by name."""
    return {name: _profile(name, row) for name, row in tomllib.loads(_DATA.read_text(encoding="utf-8")).items()}


def profile(name: str) -> Profile:
    """The profile of this name, or ProfileUnknown."""
    found = profiles().get(name)
    if found is None:
        raise errors.ProfileUnknown(
            f"No delivery profile {name!r}.",
            zh=f"没有交付规格 {name}。",
            pointer="/profile",
            cure=f"Use one of {', '.join(profiles())}.",
        )
    return found


def _profile(name: str, row: dict) -> Profile:
    row = dict(row)
    label = LabelRule(**row.pop("label"))
    for text in (label.zh, label.en):
        if not _SAYS_AI.search(text) or not _SAYS_MADE.search(text):
            raise ProfileBroken(f"{name}: the label {text!r} does not say what the standard asks for")
    if label.seconds < LABEL_SECONDS_LEAST or label.height_share < LABEL_HEIGHT_LEAST:
        raise ProfileBroken(f"{name}: the label is too short or too small")
    title, rates = row.pop("title"), tuple(_rate(text) for text in row.pop("rates"))
    return Profile(name, title, rates, label, DeliveryProfile(name=name, rate=rates[0], **row))


def _rate(text: str) -> Rate:
    num, _, den = text.partition("/")
    return Rate(int(num), int(den))
