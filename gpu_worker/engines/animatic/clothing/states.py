"""What a story does to clothes and limbs, by id: kinds of harm at places of a body, and the state of the cloth."""

from __future__ import annotations

PLACES = ("hand", "arm", "shoulder", "chest", "belly", "back", "leg", "foot", "body")
KINDS = ("blood", "wound", "bruise", "bandage", "cast", "scar")
CLOTHES = frozenset({"torn_clothes", "dirty_clothes", "wet_clothes", "blood_stained"})
STATES = frozenset(f"{kind}_{place}" for kind in KINDS for place in PLACES) | CLOTHES | {"sling", "bandaged_arm"}
