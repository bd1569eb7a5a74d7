"""Which shot a row speaks of: slates, four-digit codes, and the plain numbers that people count with. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from projects.performance.folding import fold

COUNT_STEP = 10
_SLATE = re.compile(
    r"(?:(?P<series>[A-Z0-9]{2,6})_)?(?:EP(?P<episode>\d{1,4})_)?SC0*(?P<scene>\d{1,4}[A-Z]{0,6})_SH(?P<code>\d{1,4})"
    r"(?:_T\d{2,6})?\Z"
)
_CODE = re.compile(r"(?:SH(?P<marked>\d{1,4})|(?P<padded>0\d{3}))\Z")
_PARTS = re.compile(
    r"(?:(?:EP)?0*(?P<episode>\d{1,4})-)?(?:(?:SC|S|场)?0*(?P<scene>\d{1,4}[A-Z]{0,6})-)(?P<number>\d{1,4})(?P<letter>[A-I]?)\Z"
)
_NUMBER = re.compile(r"(?P<number>\d{1,4})(?P<letter>[A-I]?)\Z")
_SCENE = re.compile(r"(?:(?:EP)?0*(?P<episode>\d{1,4})[-.])?(?:SC|S)?0*(?P<label>\d{1,4}[A-Z]{0,6})\Z")
_WORDS = re.compile(r"第|镜头|镜|号|场次|场|SCENE|SHOT|#|\s")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell says of a shot's identity. `code` is exact; else `number` counts, with `letter` for 3A."""

    series: str = ""
    episode: int | None = None
    scene: str = ""
    code: int | None = None
    number: int | None = None
    letter: str = ""


def read_mark(text: str) -> Mark | None:
    """A slate, a code or a number; None when it is none of them."""
    plain = re.sub(r"[.－—]", "-", _WORDS.sub("", fold(text).upper()))
    if found := _SLATE.match(plain):
        episode = int(found["episode"]) if found["episode"] else None
        return Mark(found["series"] or "", episode, found["scene"], int(found["code"]))
    if found := _CODE.match(plain):
        return Mark(code=int(found["marked"] or found["padded"]))
    if found := _PARTS.match(plain):
        episode = int(found["episode"]) if found["episode"] else None
        return Mark(
            episode=episode, scene=found["scene"].lstrip("0"), number=int(found["number"]), letter=found["letter"]
        )
    if found := _NUMBER.match(plain):
        return Mark(number=int(found["number"]), letter=found["letter"])
    return None


def read_scene(text: str) -> tuple[int | None, str] | None:
    """The episode (if said) and the label of a scene cell such as `SC001`, `1-12A`, `第3场`."""
    found = _SCENE.match(re.sub("[－—]", "-", _WORDS.sub("", fold(text).upper())))
    return (int(found["episode"]) if found["episode"] else None, found["label"]) if found else None


def settle_codes(marks: Sequence[tuple[str, Mark]]) -> list[int]:
    """The shot code of every (scene, mark) of a list, in its order.

    A list whose plain numbers start below ten counts 1, 2, 3: number n is code 10 n, 3A lies between 3 and 4. When such
    a list counts on through its scenes without a gap, each scene's own shots are counted from its first.
    """
    numbers = [(scene, mark.number) for scene, mark in marks if mark.number is not None and mark.code is None]
    counts = bool(numbers) and min(number for _, number in numbers) < COUNT_STEP
    first: dict[str, int] = {}
    for scene, number in numbers:
        first.setdefault(scene, number)
    plain = [number for (_, number), (_, mark) in zip(numbers, marks, strict=False) if not mark.letter]
    runs_on = len(first) > 1 and plain == list(range(1, len(plain) + 1)) and len(numbers) == len(marks)
    codes = []
    for scene, mark in marks:
        if mark.code is not None:
            codes.append(mark.code)
        elif counts:
            number = (mark.number or 0) - (first[scene] - 1 if runs_on else 0)
            codes.append(number * COUNT_STEP + (ord(mark.letter) - ord("A") + 1 if mark.letter else 0))
        else:
            codes.append((mark.number or 0) + (ord(mark.letter) - ord("A") + 1 if mark.letter else 0))
    return codes
