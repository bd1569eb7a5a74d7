"""What can be wrong with a shot list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from accounts import errors


class ShotListInvalid(errors.Invalid):
    """The sheet is readable, but cells of it cannot be right. Nothing of it was applied."""

    code, title = "shot_list_invalid", "Shot list has wrong cells"


class ShotListUnreadable(errors.Invalid):
    """The bytes are no table we read."""

    code, title = "shot_list_unreadable", "Shot list cannot be read"


class ShotListTooLarge(errors.TooLarge):
    """More than a shot list may hold."""

    code, title = "shot_list_too_large", "Shot list too large"


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell, with what was perhaps meant. `cell` is an address such as B7."""

    cell: str
    code: str
    en: str
    zh: str
    suggestions: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The form in a problem document's `errors`."""
        return {
            "pointer": f"/cells/{self.cell}",
            "cell": self.cell,
            "code": self.code,
            "detail": f"{self.cell}: {self.en}",
            "localized": {"zh-Hans": f"{self.cell}：{self.zh}"},
            "suggestions": list(self.suggestions),
        }
