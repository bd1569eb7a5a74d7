"""Read a spoken line: who speaks, how, and exactly which characters are spoken."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from projects.performance.folding import fold
from projects.screenplay.model import Delivery
from projects.screenplay.prefixes import is_mark

MAX_HEAD = 80
"""How far into a line the colon after a name may stand."""

_BOLD = " *_"
_OPEN, _CLOSE = "([【", ")]】"
_OS_WORDS = frozenset(
    {
        "os",
        "o.s",
        "o.s.",
        "o.c.",
        "o.c",
        "内心os",
        "内心",
        "内心独白",
        "心声",
        "独白",
        "心里",
        "心想",
        "默念",
        "内心戏",
        "心理活动",
    }
)
_VO_WORDS = frozenset(
    {"vo", "v.o", "v.o.", "画外音", "画外", "旁白", "voice over", "voice-over", "电话音", "广播音", "录音音"}
)
BARE_OS = frozenset({"os", "o.s", "o.s.", "内心os", "内心独白", "心声", "内心"})
BARE_VO = frozenset({"vo", "v.o", "v.o."})
"""Words that stand where a name should, when the writer left the name out."""
_CONTINUED = frozenset({"cont'd", "contd", "cont", "cont.", "cont'd.", "continued", "continuing", "续", "接上"})
_GLUED = tuple(
    sorted(_OS_WORDS - {"独白", "内心", "心里", "心想"} | _VO_WORDS - {"旁白", "画外"}, key=len, reverse=True)
)
_PIECES = "，,、/;；"


@dataclass(frozen=True, slots=True)
class SpeechHead:
    """What stands before the colon. `end` is the offset just after the colon; `broken` an unclosed bracket.

    `way` is how the line sets the name apart: "colon", or another of `heads`.
    """

    name: str
    folded_name: str
    parentheticals: tuple[str, ...]
    delivery: Delivery
    marked: bool
    end: int
    broken: bool = False
    way: str = "colon"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words after the colon: what is spoken, and the directions that stood among them."""

    text: str
    parentheticals: tuple[str, ...]
    marks: tuple[str, ...]
    delivery: Delivery | None
    broken: bool = False


@functools.lru_cache(maxsize=512)
def read_head(folded: str, written: str) -> SpeechHead | None:
    """The head of `名（情绪，OS）：…`, or None when the line has no colon where a name could end."""
    depth, colon, opened = 0, -1, -1
    for at, character in enumerate(folded[:MAX_HEAD]):
        if character in _OPEN:
            depth, opened = depth + 1, at if opened < 0 else opened
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        elif character == ":" and depth == 0:
            colon = at
            break
    broken = False
    if colon < 0:
        colon = folded.find(":", 0, MAX_HEAD)
        broken = colon > opened >= 0 and depth > 0
        if not broken:
            return None
        return _head(folded[:opened], written[:opened], [written[opened + 1 : colon]], colon + 1, broken=True)
    outside, inside = _split_brackets(folded[:colon], written[:colon])
    return _head(outside[0], outside[1], inside, colon + 1, broken=broken)


def read_cue(folded: str, written: str) -> SpeechHead:
    """A speaker on a line of their own: `LENA (V.O.) (CONT'D)`, `林晚（冷声）`."""
    outside, inside = _split_brackets(folded, written)
    return _head(outside[0], outside[1], inside, len(folded), broken=False)


def _head(folded: str, written: str, inside: list[str], end: int, *, broken: bool) -> SpeechHead:
    lead = len(folded) - len(folded.lstrip(_BOLD + "@"))
    folded = folded.strip(_BOLD + "@")
    written = written[lead : lead + len(folded)]
    delivery: Delivery = "dialogue"
    marked = bool(inside)
    for suffix in _GLUED if folded.endswith(_GLUED) else ():
        if folded.endswith(suffix) and len(folded) > len(suffix):
            before = folded[-len(suffix) - 1]
            if suffix[0].isascii() and before.isascii() and before.isalnum():
                continue
            delivery = "os" if suffix in _OS_WORDS else "vo"
            written = written[: -len(suffix)].rstrip(" -—_·.")
            folded = folded[: -len(suffix)].rstrip(" -_·.")
            marked = True
            break
    parentheticals: list[str] = []
    for words in inside:
        rest, found = _take_delivery(words)
        delivery = found or delivery
        if rest:
            parentheticals.append(rest)
    return SpeechHead(written.strip(), folded.strip(), tuple(parentheticals), delivery, marked, end, broken)


def _split_brackets(folded: str, written: str) -> tuple[tuple[str, str], list[str]]:
    outside_folded, outside_written, inside = [], [], []
    depth, start = 0, 0
    for at, character in enumerate(folded):
        if character in _OPEN:
            if depth == 0:
                start = at + 1
            depth += 1
        elif character in _CLOSE and depth:
            depth -= 1
            if depth == 0:
                inside.append(written[start:at].strip())
        elif depth == 0:
            outside_folded.append(character)
            outside_written.append(written[at])
    return ("".join(outside_folded), "".join(outside_written)), inside


def _take_delivery(words: str) -> tuple[str, Delivery | None]:
    """Part a parenthetical into its direction and its OS/VO word."""
    from_word: Delivery | None = None
    kept: list[str] = []
    piece, separators = "", ""
    for character in f"{words}\n":
        if character not in _PIECES and character != "\n":
            piece += character
            continue
        bare = fold(piece).strip()
        if bare in _OS_WORDS:
            from_word = "os"
        elif bare in _VO_WORDS:
            from_word = "vo"
        elif bare not in _CONTINUED and piece.strip():
            kept.append((separators if kept else "") + piece.strip())
        piece, separators = "", character if character != "\n" else ""
    return "".join(kept), from_word


def read_spoken(folded: str, written: str) -> Spoken:
    """Take the directions out of the words after the colon; nothing else is touched but the white space at the ends."""
    spoken: list[str] = []
    parentheticals: list[str] = []
    marks: list[str] = []
    delivery: Delivery | None = None
    broken, at = False, 0
    while at < len(folded):
        character = folded[at]
        if character not in _OPEN:
            spoken.append(written[at])
            at += 1
            continue
        close = folded.find(_CLOSE[_OPEN.index(character)], at + 1)
        inside = written[at + 1 : close] if close > 0 else ""
        if close < 0:
            broken = True
        if close < 0 or not inside.strip() or not _is_direction(character, folded[at + 1 : close], written):
            stop = close + 1 if close > 0 else len(folded)
            spoken.append(written[at:stop])
            at = stop
            continue
        if character == "(" and not is_mark(folded[at + 1 : close]):
            rest, found = _take_delivery(inside)
            delivery = found or delivery
            if rest:
                parentheticals.append(rest)
        else:
            marks.append(inside.strip())
        at = close + 1
        if spoken and spoken[-1] == " ":
            at += at < len(folded) and folded[at] == " "
    return Spoken("".join(spoken).strip(), tuple(parentheticals), tuple(marks), delivery, broken)


def _is_direction(opener: str, folded: str, written: str) -> bool:
    """Whether bracketed words inside a speech are played rather than spoken: `(哽咽)` is, `(MBA)` is not."""
    words = folded.strip()
    if opener == "(":
        latin_in_han = words.isascii() and not written.isascii()
        return not latin_in_han or _take_delivery(words)[0] != words or is_mark(words)
    return is_mark(words) or len(words) <= 12
