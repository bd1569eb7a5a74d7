"""Who does what to whom in an action line: each action its words name goes to the person of its clause who does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from projects.performance.folding import fold
from projects.performance.lexicon import Match
from projects.planning.people import Mention

_CLAUSE = re.compile(r"[，,。；;！!？?、]|\.\s|\b(?:and|as|while|but)\b")
_BEFORE_AN_OBJECT = (
    "给",
    "对",
    "向",
    "把",
    "朝",
    "跟",
    "为",
    "替",
    "将",
    "让",
    "往",
    "冲",
    "于",
    "着",
    "了",
    "住",
    "到",
    "和",
    "与",
)
_PASSIVE = re.compile(r"被\s*$|\bby\s*$")
_PRONOUN = re.compile(r"^\s*(?:(她|she\b)|(他|he\b))")
_SOMEBODY = re.compile(
    r"(?:^|[,，\s内中前])(?:群臣|百官|[一二两三四几数]?名|众|群|所有|其他|大家|全家|一家|[几两]个|人们|警察|宾客|侍卫|记者|保镖"
    r"|everyone|guests|police|the crowd)"
)


_JOINED = re.compile(r"\s*(?:和|与|跟|同|、|&|and|,\s*and)\s*")


@dataclass(frozen=True, slots=True)
class Deed:
    """An action with who does it and to whom; a name is empty where the text names nobody known.

    `together` are all who do it, `is_others` tells that a crowd does.
    """

    match: Match
    subject: str
    object: str = ""
    together: tuple[str, ...] = ()
    is_others: bool = False

    def is_by(self, name: str) -> bool:
        """Whether a person does it, alone or with others."""
        return name == self.subject or name in self.together


def is_object(folded: str, mention: Mention) -> bool:
    """Whether what stands before a name makes it whom something is done to: 给林晚, 抱着林晚."""
    return folded[: mention.start].rstrip().endswith(_BEFORE_AN_OBJECT)


def deeds_of(
    text: str, matches: Sequence[Match], mentions: Sequence[Mention], meant: Callable[[str], str]
) -> list[Deed]:
    """Every action with its people, in reading order; `meant` tells whom she or he (a sex) is."""
    folded = fold(text)
    pairs = [(one, two) for one, two in pairwise(mentions) if _JOINED.fullmatch(folded[one.end : two.start])]
    inside = [(one.end, two.start) for one, two in pairs]
    stops = [cut.end() for cut in _CLAUSE.finditer(folded) if not any(a <= cut.start() < b for a, b in inside)]
    cuts = [0, *stops, len(folded) + 1]
    found: list[Deed] = []
    subject, is_others = "", False
    together: tuple[str, ...] = ()
    for low, high in pairwise(cuts):
        own = [mention for mention in mentions if low <= mention.start < high]
        deeds = [match for match in matches if low <= match.start < high]
        before = [one for one in own if not deeds or one.start <= deeds[0].start]
        joined = {two.start for _one, two in pairs}
        free = [one for one in before if one.start in joined or not is_object(folded[: one.start], one)]
        passive = next((one for one in own if _PASSIVE.search(folded[low : one.start])), None)
        pronoun = _PRONOUN.match(folded[low:high])
        told = subject
        crowd = _SOMEBODY.search(folded[low : deeds[0].start if deeds else high])
        if passive is not None:
            subject, together, is_others = passive.name, (), False
        elif crowd and (not free or free[-1].end < low + crowd.start()):
            subject, together, is_others = "", (), True
        elif free:
            subject, is_others = free[0].name, False
            together = tuple(two.name for one, two in pairs if one in free)
        elif pronoun:
            subject, together, is_others = meant("female" if pronoun[1] else "male") or told, (), False
        for match in deeds:
            after = [one.name for one in own if one.start >= match.start]
            rest = [one.name for one in own]
            earlier = [one.name for one in reversed(mentions) if one.start < low]
            later = [one.name for one in mentions if one.start >= high]
            others = [name for name in (*after, *rest, told, *earlier, *later) if name and name != subject]
            found.append(Deed(match, subject, others[0] if others else "", together, is_others))
    return found
