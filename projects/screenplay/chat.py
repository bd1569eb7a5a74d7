"""Scripts pasted out of a chat: time stamps, senders and reactions are taken off, the script between them stays."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from projects.screenplay.headers import read_episode_header, read_scene_header
from projects.screenplay.prefixes import is_mark
from projects.screenplay.rows import ACTION_MARKERS, Row
from projects.screenplay.speech import read_head

_DATE = (
    r"(?:(?:[0-9]{4}|[0-9]{2})\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,4}\s?日?|[0-9]{1,2}\s?[月/]\s?[0-9]{1,2}日?"
    r"|[0-9]{1,2}-[0-9]{1,2}|昨天|今天|前天|(?:星期|周)[一二三四五六日天]|yesterday|today)"
)
_TIME = r"(?:上午|下午|晚上|凌晨|中午|早上)?\s?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\s?(?:[ap]\.?m\.?)?"
_STAMP = re.compile(rf"[\[(【]?\s?(?:({_DATE})[\s,，]{{0,3}})?(?:{_TIME})\s?[\])】]?")
_REACTION = re.compile(r"\[[^\[\]]{1,6}\]")
_REACTIONS = frozenset(
    (
        "图片",
        "视频",
        "语音",
        "文件",
        "链接",
        "动画表情",
        "表情",
        "强",
        "赞",
        "呲牙",
        "偷笑",
        "捂脸",
        "抱拳",
        "玫瑰",
        "握手",
    )
)
_ENDS = frozenset('。!?…,;:"“”「」(【[△')
MAX_SENDER = 20


@dataclasses.dataclass(frozen=True, slots=True)
class _Stamp:
    """A time stamp in a row: where it and its sender end, where it ends, whether nothing follows, and who sent."""

    cut: int
    end: int
    alone: bool
    dated: bool
    sender: str


def take_off_chat(rows: Sequence[Row]) -> list[Row]:
    """The rows with stamps marked as chatter, or cut from the front of the line when script follows them."""
    stamps = {index: stamp for index, row in enumerate(rows) if (stamp := _read_stamp(row))}
    inline = [index for index, stamp in stamps.items() if not stamp.alone]
    kept = {index: stamp for index, stamp in stamps.items() if (stamp.alone and stamp.dated) or len(stamps) >= 2}
    if len(inline) == 1 and len(stamps) == 1 and not stamps[inline[0]].dated:
        kept = {}
    if not kept:
        return list(rows)
    return _take_off(rows, kept)


def _take_off(rows: Sequence[Row], kept: dict[int, _Stamp]) -> list[Row]:
    sent = any(stamp.sender for stamp in kept.values())
    senders_carry = not sent or _senders_carry_script(rows, kept)
    read: list[Row] = []
    talking = False
    silent = _silent_senders(rows, kept) if sent and senders_carry else frozenset()
    for index, row in enumerate(rows):
        stamp = kept.get(index)
        if stamp and stamp.alone:
            talking = stamp.sender in silent
            named = row if senders_carry or not stamp.sender else _keep_sender(row, stamp)
            read.append(dataclasses.replace(named, chatter=senders_carry or not stamp.sender))
        elif stamp:
            rest = row.without_start(stamp.cut if senders_carry or not stamp.sender else stamp.end)
            silent_line = bool(stamp.sender) and stamp.sender in silent
            read.append(dataclasses.replace(rest if rest.written else row, chatter=silent_line or not rest.written))
        else:
            reaction = bool(_REACTION.fullmatch(row.folded)) and not is_mark(row.folded[1:-1])
            plain = reaction and (row.written.startswith("[") or row.folded[1:-1] in _REACTIONS)
            read.append(dataclasses.replace(row, chatter=plain or (talking and not _is_script(row))))
    return read


def _keep_sender(row: Row, stamp: _Stamp) -> Row:
    """The line `林晚 12:30` as the name it is: who sends is who speaks."""
    at = row.folded.find(stamp.sender)
    words = slice(at, at + len(stamp.sender))
    return dataclasses.replace(row, written=row.written[words], folded=row.folded[words], after_blank=True)


def _read_stamp(row: Row) -> _Stamp | None:
    folded = row.folded
    if len(folded) > 400 or not any(c.isdigit() for c in folded[:60]):
        return None
    found = _STAMP.match(folded)
    if found:
        return _read_leading(folded, found)
    for found in _STAMP.finditer(folded[: MAX_SENDER + 40]):
        before, after = folded[: found.start()].strip(" :-"), folded[found.end() :].strip(" :")
        if before and not after and len(before) <= MAX_SENDER and not set(before) & _ENDS:
            return _Stamp(len(folded), 0, True, bool(found[1]), before)
        break
    return None


def _read_leading(folded: str, found: re.Match[str]) -> _Stamp:
    """A stamp at the beginning of a line, with what follows it."""
    rest = folded[found.end() :].lstrip(" -")
    at, dated = len(folded) - len(rest), bool(found[1])
    head = read_head(rest, rest)
    if head and len(head.name) <= MAX_SENDER:
        alone = head.end >= len(rest)
        return _Stamp(len(folded) if alone else at + head.end, at, alone, dated, head.folded_name)
    if not set(rest) & _ENDS and len(rest) <= MAX_SENDER and read_scene_header(rest, rest) is None:
        return _Stamp(len(folded), at, True, dated, rest.strip(" :"))
    return _Stamp(at, at, False, dated, "")


def _is_script(row: Row) -> bool:
    """Whether a row has the furniture of a script."""
    if row.folded[0] in ACTION_MARKERS + "【":
        return True
    return bool(read_episode_header(row.folded, row.written) or read_scene_header(row.folded, row.written))


def _messages(rows: Sequence[Row], stamps: dict[int, _Stamp]) -> list[tuple[str, Row]]:
    """Every row with who sent it."""
    sender = ""
    told: list[tuple[str, Row]] = []
    for index, row in enumerate(rows):
        stamp = stamps.get(index)
        if stamp and (stamp.alone or stamp.sender):
            sender = stamp.sender
        if not stamp:
            told.append((sender, row))
        elif not stamp.alone:
            rest = row.without_start(stamp.cut)
            if rest.written:
                told.append((sender, rest))
    return told


def _senders_carry_script(rows: Sequence[Row], stamps: dict[int, _Stamp]) -> bool:
    """Whether the senders send a script rather than speak in one: their messages hold headers, actions, speakers."""
    told = [(sender, row) for sender, row in _messages(rows, stamps) if sender]
    furniture = sum(1 for _, row in told if _is_script(row))
    spoken = sum(1 for _, row in told if read_head(row.folded, row.written))
    return furniture > 0 and (furniture + spoken) * 4 >= len(told)


def _silent_senders(rows: Sequence[Row], stamps: dict[int, _Stamp]) -> frozenset[str]:
    """Senders none of whose messages has anything of a script: they only comment."""
    counts: dict[str, int] = {}
    for sender, row in _messages(rows, stamps):
        counts.setdefault(sender, 0)
        counts[sender] += _is_script(row) or read_head(row.folded, row.written) is not None
    return frozenset(sender for sender, count in counts.items() if sender and not count)
