"""The numbers that Word draws before paragraphs and does not store: counted again from its list definitions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVELS = 9
KEPT_BULLETS = "△▲∆▵▴⊿▷▶►◇◆"
"""Bullets that are the script's own marker of action."""

_PLACE = re.compile(r"%([1-9])")
_HAN = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"))
_ROMAN_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@dataclass
class Level:
    """One level of a list: how it counts and what it draws."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    is_legal: bool = False


@dataclass
class ListNumbers:
    """Every list of a document with where it has counted to."""

    levels: dict[str, list[Level]] = field(default_factory=dict)
    abstract_of: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def draw(self, number_id: str, depth: int) -> str:
        """Count one paragraph of a list and give what Word draws before it, with its space."""
        abstract = self.abstract_of.get(number_id)
        if abstract is None or not 0 <= depth < LEVELS:
            return ""
        levels = self.levels[abstract]
        counts = self.counts.setdefault(abstract, [None] * LEVELS)
        for above in range(depth):
            if counts[above] is None:
                counts[above] = levels[above].start
        own = counts[depth]
        counts[depth] = levels[depth].start if own is None else own + 1
        started = (number_id, depth)
        if started in self.starts and started not in self.begun:
            counts[depth] = self.starts[started]
        self.begun.add(started)
        for below in range(depth + 1, LEVELS):
            limit = levels[below].restart
            if limit is None or (limit > 0 and depth < limit):
                counts[below] = None
        return self._drawn(levels, counts, depth)

    def _drawn(self, levels: list[Level], counts: list[int | None], depth: int) -> str:
        level = levels[depth]
        if level.form == "none" and not level.text:
            return ""
        if level.form == "bullet":
            kept = level.text.strip()
            return kept if kept and kept[0] in KEPT_BULLETS else ""

        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            form = "decimal" if level.is_legal else levels[at].form
            return write_number(counts[at] or 0, form)

        words = _PLACE.sub(number, level.text)
        return words + ("" if level.suffix == "nothing" or not words else " ")


def read_numbering(tree: Element | None) -> ListNumbers:
    """The lists that `numbering.xml` defines."""
    lists = ListNumbers()
    if tree is None:
        return lists
    links: dict[str, str] = {}
    styles: dict[str, str] = {}
    for abstract in tree.iter(f"{WORD}abstractNum"):
        key = abstract.get(f"{WORD}abstractNumId", "")
        levels = [Level() for _ in range(LEVELS)]
        for node in abstract.findall(f"{WORD}lvl"):
            depth = whole(node.get(f"{WORD}ilvl"), -1)
            if 0 <= depth < LEVELS:
                levels[depth] = _read_level(node)
        lists.levels[key] = levels
        links[key] = value_of(abstract, "numStyleLink")
        if style := value_of(abstract, "styleLink"):
            styles[style] = key
    for node in tree.findall(f"{WORD}num"):
        abstract_id = value_of(node, "abstractNumId")
        abstract_id = styles.get(links.get(abstract_id, ""), abstract_id)
        if abstract_id in lists.levels:
            _read_instance(lists, node, abstract_id)
    return lists


def _read_instance(lists: ListNumbers, node: Element, abstract_id: str) -> None:
    """One use of a list, with the levels and starts it changes."""
    key = node.get(f"{WORD}numId", "")
    for over in node.findall(f"{WORD}lvlOverride"):
        depth = whole(over.get(f"{WORD}ilvl"), LEVELS)
        level = over.find(f"{WORD}lvl")
        if level is not None and depth < LEVELS:
            own = f"{abstract_id}/{key}"
            lists.levels.setdefault(own, list(lists.levels[abstract_id]))[depth] = _read_level(level)
        if start := value_of(over, "startOverride"):
            lists.starts[key, depth] = whole(start, 1)
    changed = f"{abstract_id}/{key}"
    lists.abstract_of[key] = changed if changed in lists.levels else abstract_id


def value_of(node: Element, name: str) -> str:
    """The `w:val` of a child, or an empty string."""
    child = node.find(f"{WORD}{name}")
    return "" if child is None else child.get(f"{WORD}val", "")


def _read_level(node: Element) -> Level:
    restart = value_of(node, "lvlRestart")
    legal = node.find(f"{WORD}isLgl")
    return Level(
        start=whole(value_of(node, "start"), 1),
        form=value_of(node, "numFmt") or "decimal",
        text=value_of(node, "lvlText")[:80],
        suffix=value_of(node, "suff") or "tab",
        restart=whole(restart, 0) if restart else None,
        is_legal=legal is not None and legal.get(f"{WORD}val", "1") not in ("0", "false", "off"),
    )


def whole(words: str | None, otherwise: int) -> int:
    """A number of an attribute; another when it is none."""
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 7 else otherwise


def write_number(number: int, form: str) -> str:
    """A number as a list of this form draws it; a form we do not know counts in decimals."""
    return _FORMS.get(form, str)(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    words = ""
    for value, letters in _ROMAN:
        words += letters * (number // value)
        number %= value
    return words + ("IX" if number == 9 else _ROMAN_ONES[number])


def _letter(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 800 else str(number)


def _counting(number: int, digits: str = _HAN, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    """Chinese numerals as they are spoken, up to 9999: 十二, 一百零三."""
    if not 0 < number < 10_000:
        return digits[0].replace("〇", "零") if number == 0 else str(number)
    words, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if gap and words else "") + digits[digit] + units[place]
            gap = False
        else:
            gap = True
    return words[1:] if words.startswith("一十") else words


def _formal(number: int) -> str:
    return _counting(number, _FORMAL, ("", "拾", "佰", "仟"))


def _digital(number: int) -> str:
    return "".join(_HAN[int(digit)] for digit in str(number))


def _cycle(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)] if number > 0 else str(number)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "chineseCounting": _counting,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _counting,
    "japaneseCounting": _counting,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "none": lambda _: "",
}
