"""Recognise episode and scene headers in every form writers use, and refuse what only resembles one.

Everything here works on folded text (see `performance.folding`), whose offsets are the source's. Patterns are short,
bound and without nested repetition, so no line can make them slow.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from projects.performance.lexicon import Match
from projects.performance.matching import match_weather, means_same_time, read_time_token

MAX_HEADER = 120
"""No header is longer; longer lines are never tried."""

_NUMERAL = r"[0-9]{1,4}|[零〇一二三四五六七八九十百两]{1,7}"
_EPISODE_ZH = re.compile(
    rf"第\s{{0,3}}({_NUMERAL})\s{{0,3}}[集话回章](?![一-鿿])|(?<![0-9])([0-9]{{1,4}})\s?集(?![一-鿿])"
)
_EPISODE_GLUED = re.compile(rf"第\s{{0,3}}({_NUMERAL})\s{{0,3}}集(?=第)")
_EPISODE_EN = re.compile(r"(?:s[0-9]{1,2}\s?[-.]?\s?)?(?:episode|ep\.?|e)\s{0,3}#?([0-9]{1,4})(?![0-9a-z])")
_PART = re.compile(
    r"[+]?\s?(?:第|场次?|场景|scene)?\s?[#:(]?\s?([0-9]{1,4})\s?([-_])\s?([0-9]{1,4}[a-z]?)\s?[)]?\s?[场景幕]?"
)
_PART_DOT = re.compile(r"([0-9]{1,3})\.([0-9]{1,3}[a-z]?)(?=[\s、,])")
_SCENE_WORD = re.compile(
    rf"(?:(?:第\s{{0,2}}({_NUMERAL})\s{{0,2}}[场幕])|(?:(?:场次|场景|场|幕)\s{{0,2}}[:#(]?\s{{0,2}}({_NUMERAL})([a-z]?)\s{{0,2}}[)]?)"
    rf"|(?:(?:scene|sc\.?|s)\s{{0,2}}[#:]?\s{{0,2}}([0-9]{{1,4}})([a-z]?)(?![0-9a-z])))"
)
_PLAIN_NUMBER = re.compile(rf"[(]?([0-9]{{1,3}})([a-z]?)[)]?(?:[\s、.,:·]{{1,4}}|(?<=[)]))|({_NUMERAL})、")
_BARE_NUMBER = re.compile(r"[(\[]?([0-9]{1,3})([a-z]?)[)\]]?[.、]?")
_ADDED = re.compile(r"(?:[+]\s?场|加场|补场)\s?[:：、]?\s{0,4}")
_SIDE_FIRST = re.compile(r"(内外景|内/外景?|外/内景?|内景|外景|内|外)[\s.。·:|,]{1,4}")
_SLUGLINE = re.compile(r"(int\.?\s?/\s?ext\.?|ext\.?\s?/\s?int\.?|i/e\.?|int|ext|est)[.\s:]{1,3}(?=\S)")
_SLUG_CUT = re.compile(r"\s?[-,/|]\s?|(?<=[a-z)])\.\s")
_SEGMENT = re.compile(r"\s-\s|[,;|()]|\s/\s|(?<=[a-z0-9)])\.(?:\s|$)")
_BRACKETED = re.compile(r"[【\[〔](?=.{1,80}[】\]〕])")
_SHIFTED = re.compile(
    r"(?:次日|翌日|隔日|第二天|隔天|当天|当日|同日|同一天|后来|[一二三四五六七八九十两几数0-9]{1,3}[天日年月]个?后)?(.{1,4}?)(?:戏|时分|里|间)?"
)
_LATER = re.compile(
    r"(?:次日|翌日|隔日|第二天|隔天|当天|同日|[一二三四五六七八九十两几数半0-9]{1,3}(?:天|日|年|个?月|小时|分钟)后)"
)
_ROUND = re.compile(r"\(([^()]{1,40})\)")
_SHOT_NUMBER = re.compile(r"#\s?([0-9]{1,4}[a-z]?)\s?#?\s*$")
_LEADING_NUMBER = re.compile(r"(?:scene\s)?([0-9]{1,4}[a-z]?)[.)]?\s{1,8}(?=(?:int|ext|est|i/e)[./\s])")
_PEOPLE_LABEL = re.compile(r"(?:^|[\s;,。、|])(?:出场人物|登场人物|本场人物|人物|角色|出场|characters|cast)\s?:")
_LABEL = re.compile(r"(?:^|(?<=[\s;,。、|（(]))(?:拍摄地点|地点|场景|时间|内外景|内/外景?|内外|景)\s?:")
_TOKEN = re.compile(r"内\s?/\s?外景?|外\s?/\s?内景?|日\s?/\s?夜|\([^()]{0,40}\)|[^\s,;|·/、。()\-—:]+")
_SENTENCE = re.compile(r"[。!?…]|[,，].{0,60}[,，].{0,60}[,，].{0,60}[,，]")
_STARTS = frozenset("0123456789#(+第场幕加补内外零〇一二三四五六七八九十百两ies")
"""What a header can begin with, save one of place, time and side alone, which is short and has no colon."""
_COUNTED = frozenset("个人天年月日岁次号秒分米块万点倍名位层楼件条度折届")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SIDES: dict[str, bool | None] = {
    "内": True,
    "内景": True,
    "室内": True,
    "外": False,
    "外景": False,
    "室外": False,
    "int": True,
    "ext": False,
    "interior": True,
    "exterior": False,
}
_BOTH_SIDES = frozenset({"内外", "外内", "内外景", "内/外", "内/外景", "外/内", "内 / 外"})


@dataclass(frozen=True, slots=True)
class EpisodeHeader:
    """An announced episode. `rest` is the offset in the line where a scene header may follow on the same line."""

    number: int
    title: str
    rest: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What a header says about where and when. `has_side` also holds when both sides are named (`内外`)."""

    location: str = ""
    time_of_day: str = ""
    time_words: str = ""
    interior: bool | None = None
    has_side: bool = False
    people: str | None = None
    people_at: int = 0
    flashback: str = ""

    @property
    def is_sure(self) -> bool:
        """Whether the words could hardly be anything but a header."""
        return bool(self.time_words) or self.has_side


@dataclass(frozen=True, slots=True)
class SceneHeader:
    """A scene header on one line. `episode` is the number's first part (1 of `1-2`) or 0.

    A doubtful header has a number and a place but neither time nor side; its surroundings decide.
    """

    label: str
    episode: int
    place: Place
    doubtful: bool = False


def read_numeral(words: str) -> int:
    """An Arabic or Chinese numeral below ten thousand: `12`, `十二`, `一百零三`."""
    if words.isdigit():
        return int(words)
    if not any(unit in words for unit in "十百"):
        return int("".join(str(_DIGITS[c]) for c in words))
    total, digit = 0, 0
    for character in words:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            unit = 100 if character == "百" else 10
            total += (digit or 1) * unit
            digit = 0
    return total + digit


def read_episode_header(folded: str, written: str) -> EpisodeHeader | None:
    """The episode that a line announces. `folded` and `written` are the same line without its Markdown dress."""
    if len(folded) > MAX_HEADER:
        return None
    glued = _EPISODE_GLUED.match(folded)
    if glued:
        return EpisodeHeader(read_numeral(glued[1]), "", glued.end())
    found = _EPISODE_ZH.match(folded) or _EPISODE_EN.match(folded)
    if not found:
        return None
    number = read_numeral(next(group for group in found.groups() if group))
    rest = folded[found.end() :]
    if rest and rest[0] not in ' :、,.-·|(【《<「『〈"':
        return None
    if len(rest) > 60 or _SENTENCE.search(rest.rstrip("!?…。")):
        return None
    inner = rest.lstrip(" :、,.-")
    if _SCENE_WORD.match(inner) or _PART.match(inner):
        return EpisodeHeader(number, "", found.end() + len(rest) - len(inner))
    title = written[found.end() : len(folded.rstrip())].strip(' \t:：、，,.．-—–·|《》〈〉「」『』【】“”"*#')
    if title.startswith(("(", "（")) and title.endswith((")", "）")):
        title = "" if any(word in title for word in ("共", "全", "完", "续")) else title[1:-1]
    return EpisodeHeader(number, title)


def read_place(folded: str, written: str) -> Place:
    """Location, time, side and people out of the free part of a header, in whatever order they stand."""
    people, people_at = None, 0
    cut = _PEOPLE_LABEL.search(folded)
    if cut:
        people, people_at = written[cut.end() :], cut.end()
        folded, written = folded[: cut.start()], written[: cut.start()]
    hidden = _LABEL.sub(lambda label: " " * len(label[0]), folded)
    hidden = "".join(" " if c in "【】[]《》<>" else c for c in hidden)
    hidden = _ROUND.sub(_open_round, hidden)
    time_of_day, time_words, interior, has_side, flashback = "", "", None, False, ""
    kept: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(hidden):
        word = token[0].strip("().").strip()
        side, time = _read_meta(word)
        if time and not time_words:
            time_of_day, time_words = time
        elif time:
            time_of_day, time_words = time_of_day or time[0], f"{time_words} {time[1]}"
        if side is not None:
            interior, has_side = side[0], True
        if word in ("闪回", "回忆", "flashback"):
            flashback = written[token.start() : token.end()].strip("()（）【】[] ")
        elif not time and side is None:
            kept.append(token.span())
    if kept and not (time_words or has_side):
        kept, glued = _unglue(hidden, kept)
        time_of_day, time_words, interior, has_side = glued
    return Place(
        _written_span(written, kept), time_of_day, time_words, interior, has_side, people, people_at, flashback
    )


def _open_round(group: re.Match[str]) -> str:
    """`（日/外）` without its brackets; any other bracket as it stands."""
    pieces = [piece for piece in re.split(r"[\s,、/|·]+", group[1]) if piece]
    if len(pieces) < 2 or not all(_read_meta(piece) != (None, None) for piece in pieces):
        return group[0]
    return f" {group[1]} "


def _read_meta(word: str) -> tuple[tuple[bool | None] | None, tuple[str, str] | None]:
    """Side and time of one token, each None when the token says nothing of the kind."""
    compact = word.replace(" ", "")
    if compact in _BOTH_SIDES:
        return (None,), None
    if compact in _SIDES:
        return (_SIDES[compact],), None
    if compact == "日/夜":
        return None, ("day", word)
    time = read_time_token(compact)
    if time and not compact.isascii():  # English times count only in sluglines: "1-1 Sunday night market"
        return None, (time.id, word)
    if means_same_time(compact) or _LATER.fullmatch(compact):
        return None, ("", word)
    shifted = _SHIFTED.fullmatch(compact)
    time = read_time_token(shifted[1]) if shifted and shifted[0] != shifted[1] else None
    if time:
        return None, (time.id, word)
    for cut in (1, 2):
        for time_part, side_part in ((compact[:-cut], compact[-cut:]), (compact[cut:], compact[:cut])):
            if side_part in _SIDES and time_part:
                time = read_time_token(time_part)
                if time:
                    return (_SIDES[side_part],), (time.id, time_part)
    return None, None


def _unglue(
    hidden: str, kept: list[tuple[int, int]]
) -> tuple[list[tuple[int, int]], tuple[str, str, bool | None, bool]]:
    """Split `沈家正厅夜内`: time and side glued to the end of the last token."""
    start, end = kept[-1]
    token = hidden[start:end]
    if len(token) >= 4 and token[-1] in "内外" and token[-2] in "日夜晨昏晚":
        time = read_time_token(token[-2])
        return [*kept[:-1], (start, end - 2)], (time.id if time else "", token[-2], token[-1] == "内", True)
    return kept, ("", "", None, False)


def _written_span(written: str, kept: list[tuple[int, int]]) -> str:
    if not kept:
        return ""
    parts: list[str] = []
    last = -1
    for start, end in kept:
        between = written[last:start] if last >= 0 else ""
        if last >= 0 and len(between) <= 3 and not any(c.isalnum() for c in between):
            parts.append(between if between.strip() in {"·", "-", "—", "/", "、", "–"} else " ")
        elif last >= 0:
            parts.append(" ")
        parts.append(written[start:end])
        last = end
    return "".join(parts).strip(" \t·-—–/、:：")


def read_scene_header(folded: str, written: str) -> SceneHeader | None:
    """The scene that a line opens, or None. Numbered forms first, then sluglines, then bare place-time-side lines."""
    if len(folded) > MAX_HEADER or not folded:
        return None
    if folded[0] not in _STARTS and (len(folded) > 40 or ":" in folded):
        return None
    for reader in (_read_slugline, _read_numbered, _read_side_first, _read_unnumbered):
        header = reader(folded, written)
        if header:
            return header
    return None


def _read_slugline(folded: str, written: str) -> SceneHeader | None:
    number = _LEADING_NUMBER.match(folded)
    at = number.end() if number else 0
    found = _SLUGLINE.match(folded, at)
    if not found:
        return None
    label = number[1].upper() if number else ""
    body, shown = folded[found.end() :], written[found.end() :]
    tail = _SHOT_NUMBER.search(body)
    if tail:
        label = tail[1].upper()
        body, shown = body[: tail.start()], shown[: tail.start()]
    side = found[1].replace(".", "").replace(" ", "")
    interior = None if "/" in side else not side.startswith("ext") and side != "est"
    location, time_of_day, time_words = _read_slug_time(body, shown)
    return SceneHeader(label, 0, Place(location, time_of_day, time_words, interior, True))


def _read_slug_time(body: str, shown: str) -> tuple[str, str, str]:
    """Cut the time from a slugline's end: after the last dash or comma that is followed by words for a time."""
    cuts = list(_SLUG_CUT.finditer(body.rstrip(" .")))[-4:]
    same_words, same_from = "", len(body)
    for cut in reversed(cuts):
        words = body[cut.end() : same_from].strip(" .()-,/|")
        time = read_time_token(words) or _find_time_word(words)
        if time:
            return shown[: cut.start()].strip(" \t-—–,."), time.id, shown[cut.end() :].strip(" \t.()")
        if not means_same_time(words):
            if same_from == len(body) and match_weather(words) is not None:  # STREET - NIGHT - RAIN
                same_from = cut.start()
                continue
            break
        same_words, same_from = shown[cut.end() :].strip(" \t.()"), cut.start()
    if same_words:
        return shown[:same_from].strip(" \t-—–,."), "", same_words
    return shown.strip(" \t-—–,."), "", ""


def _find_time_word(words: str) -> Match | None:
    """The time in a few English words: `later that day`, `the next morning`, `night (present)`."""
    pieces = [piece.strip(".()") for piece in words.split()]
    if len(pieces) > 4:
        return None
    return next((time for piece in pieces if (time := read_time_token(piece))), None)


def _read_numbered(folded: str, written: str) -> SceneHeader | None:
    added = _ADDED.match(folded)
    if added:
        place = read_place(folded[added.end() :], written[added.end() :])
        return SceneHeader("+", 0, place) if place.is_sure else None
    found = _PART.match(folded)
    if found and _is_cut(folded, found.end()):
        return _numbered(f"{int(found[1])}-{found[3].upper()}", int(found[1]), folded, written, found.end())
    found = _PART_DOT.match(folded)
    if found:
        header = _numbered(f"{int(found[1])}-{found[2].upper()}", int(found[1]), folded, written, found.end())
        return header if header and header.place.is_sure else None
    found = _SCENE_WORD.match(folded)
    if found and _is_cut(folded, found.end(), strict=found[1] is None and found[2] is None):
        numeral = found[1] or found[2] or found[4]
        label = f"{read_numeral(numeral)}{(found[3] or found[5] or '').upper()}"
        header = _numbered(label, 0, folded, written, found.end())
        return dataclasses.replace(header, doubtful=False) if header else None
    found = _PLAIN_NUMBER.match(folded)
    if found:
        label = f"{read_numeral(found[1] or found[3])}{(found[2] or '').upper()}"
        header = _numbered(label, 0, folded, written, found.end())
        if header and header.place.is_sure and header.place.location and len(folded) <= 60:
            return header
    return None


def _is_cut(folded: str, at: int, *, strict: bool = False) -> bool:
    """Whether a number ends where it should: `1-1林家` may be glued, `3-5个` and `场1号` may not."""
    if at >= len(folded) or folded[at - 1] in " )" or folded.startswith("天台", at):
        return True
    if strict:
        return folded[at] in " :、,.-·|;()【[—"
    if folded[at].isascii():
        return not folded[at].isalnum() and folded[at] not in "-%"
    return folded[at] not in _COUNTED


def _numbered(label: str, episode: int, folded: str, written: str, at: int) -> SceneHeader | None:
    rest, shown = folded[at:], written[at:]
    while rest and rest[0] in " :、,.-·|;。—":
        rest, shown = rest[1:], shown[1:]
    slugline = _read_slugline(rest, shown)
    if slugline:
        return SceneHeader(label, episode, slugline.place)
    english = _read_english_place(rest, shown) if rest.isascii() else None
    if english:
        return SceneHeader(label, episode, english)
    place = read_place(rest, shown)
    if place.is_sure or place.people is not None or not rest:
        if place.is_sure and _SENTENCE.search(rest.split("人物")[0].rstrip("。")):
            return None
        return SceneHeader(label, episode, place)
    if _SENTENCE.search(rest) or len(rest) > 30 or ":" in rest:
        return None
    return SceneHeader(label, episode, place, doubtful=True)


def _read_english_place(rest: str, shown: str) -> Place | None:
    """`Hospital corridor, night, interior` behind a scene number: the pieces that are a time and a side."""
    location, time_of_day, time_words, interior, has_side = "", "", "", None, False
    at = 0
    for cut in [*_SEGMENT.finditer(rest), None]:
        end = cut.start() if cut else len(rest)
        word, written = rest[at:end].strip(" .:"), shown[at:end].strip(" .:")
        at = cut.end() if cut else end
        time = read_time_token(word) if word else None
        if word in _SIDES:
            interior, has_side = _SIDES[word], True
        elif time or means_same_time(word):
            time_of_day, time_words = time.id if time else "", written
        elif word and not location:
            location = written
    return (
        Place(location, time_of_day, time_words, interior, has_side) if location and (time_words or has_side) else None
    )


def without_brackets(folded: str) -> str:
    """A line whose start stands in square brackets (`【第一场】渡口`), with the brackets blanked; else empty."""
    if not _BRACKETED.match(folded):
        return ""
    return "".join(" " if c in "【】[]〔〕" else c for c in folded)


def _read_side_first(folded: str, written: str) -> SceneHeader | None:
    found = _SIDE_FIRST.match(folded)
    if not found or len(folded) > 60:
        return None
    place = read_place(folded, written)
    if not place.location or _SENTENCE.search(folded[found.end() :]):
        return None
    return SceneHeader("", 0, place) if place.time_words or found[1].endswith("景") else None


def _read_unnumbered(folded: str, written: str) -> SceneHeader | None:
    """`沈家正厅 夜 内` when the numbering was lost: needs place, time and side, and nothing of a sentence."""
    if len(folded) > 40 or ":" in folded or _SENTENCE.search(folded) or folded[0] in "(△▲":
        return None
    place = read_place(folded, written)
    return SceneHeader("", 0, place) if place.location and place.time_words and place.has_side else None


def read_bare_number(folded: str) -> str:
    """The label when a line is nothing but a number (`1`, `（2）`, `12A`), else an empty string."""
    found = _BARE_NUMBER.fullmatch(folded)
    return f"{int(found[1])}{found[2].upper()}" if found else ""
