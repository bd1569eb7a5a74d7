"""Scripts written shot by shot: `镜头3 景别：特写 画面：… 台词：…`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from projects.screenplay.prefixes import KINDS, PrefixKind, camera_marks
from projects.screenplay.rows import Row

_NUMBER = re.compile(
    r"(?:【|\[)?\s?(?:镜头号?|镜号|分镜头?|镜|shot|cut)\s?(?:[#:.]\s?)?([0-9]{1,4}[a-z]?|[一二三四五六七八九十百]{1,5})"
    r"(?![0-9a-z个只台次])\s?(?:】|\])?[\s:.、,|)-]{0,4}"
)
_KEY = re.compile(
    r"(?:^|(?<=[\s;,|、。/]))[(\[【*]{0,2}("
    + "|".join(
        sorted(
            (
                re.escape(word)
                for word, kind in KINDS.items()
                if kind in ("camera", "speech", "action", "sound", "music", "people", "subtitle_card")
            ),
            key=len,
            reverse=True,
        )
    )
    + r"|时长|秒数|备注)[)\]】*]{0,2}\s?:"
)
_WORD_END = re.compile(r"[\s,，、/;；|+＋]+|\s?-\s?")
_TIME = re.compile(r"[(]?\s?[0-9]{1,3}(?:\.[0-9])?\s?(?:s|秒|sec)\s?[)]?")


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled part of a line: what it holds, its words as a row; for the camera, each direction by itself."""

    kind: PrefixKind
    row: Row
    words: tuple[str, ...] = ()


def read_shot_number(row: Row) -> Row | None:
    """The row behind `镜头3` or `Shot 12:`, or None when the row begins otherwise."""
    found = _NUMBER.match(row.folded)
    return row.without_start(found.end()) if found else None


def split_fields(row: Row, least: int = 2) -> tuple[Field, ...]:
    """The labelled parts of a row that begins with a label, when there are at least so many."""
    if ":" not in row.folded[:12]:
        return ()
    keys = list(_KEY.finditer(row.folded[:2000]))
    if len(keys) < least or not keys or keys[0].start() > 0:
        return ()
    fields: list[Field] = []
    for key, after in zip(keys, [*keys[1:], None], strict=True):
        piece = row.part(key.end(), after.start() if after else None)
        kind = KINDS.get(key[1], "note")
        words = piece.written.strip(" ;；,，|、/*")
        if not words:
            continue
        piece = piece.part(piece.written.find(words), piece.written.find(words) + len(words))
        fields.append(Field(kind, piece, camera_words(piece) if kind == "camera" else ()))
    return tuple(fields) if fields else ((Field("note", row),) if least < 2 else ())


def camera_words(row: Row) -> tuple[str, ...]:
    """The directions of a 景别 or 运镜 field, one by one."""
    return tuple(word for word in _WORD_END.split(row.written.strip("【】[]（）()")) if word)


def read_camera_words(row: Row) -> tuple[tuple[str, ...], Row]:
    """Framing and movement words at the start of a row, and the row behind them."""
    marks: list[str] = []
    at = 0
    known = camera_marks()
    while at < len(row.folded):
        rest = row.folded[at:]
        seconds = _TIME.match(rest)
        if seconds and marks:
            at += seconds.end()
        elif rest[0] in " ,、/|:+-;":
            at += 1
        elif rest[0] in "([【":
            close = next((rest.find(c) for c in ")]】" if c in rest[:16]), -1)
            inside = [word for word in _WORD_END.split(rest[1:close].strip()) if word] if close > 1 else []
            if not inside or not all(word in known or _TIME.fullmatch(word) for word in inside):
                break
            marks += [w for w in _WORD_END.split(row.written[at + 1 : at + close]) if w and not _TIME.fullmatch(w)]
            at += close + 1
        else:
            end = next((m.start() for m in re.finditer(r"[\s,、/|:+;.。(-]", rest[:16])), min(len(rest), 16))
            if rest[:end] not in known:
                break
            marks.append(row.written[at : at + end])
            at += end
    return (tuple(marks), row.without_start(at)) if marks else ((), row)
