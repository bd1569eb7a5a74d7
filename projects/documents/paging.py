"""From lines placed on pages back to running text.

Conservative on purpose: what repeats at the edge of pages is furniture, what ends at the right margin amid a
Chinese sentence goes on; everything else stays as the page has it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from projects.performance.folding import fold, is_han
from projects.screenplay.headers import read_episode_header, read_place, read_scene_header
from projects.screenplay.prefixes import is_transition, prefix_kind
from projects.screenplay.rows import ACTION_MARKERS
from projects.screenplay.speech import read_head

EDGE = 2
"""How many lines at the top and at the bottom of a page may be furniture."""
PAGES_LEAST = 3
"""On how many pages a line must repeat to be a running head."""

_NUMBER = re.compile(
    r"[-—–\s]*(?:第\s?|page\s?|p\.?\s?)?([0-9]{1,4})(?:\s?页)?(?:\s?(?:/|of|共|，共)\s?共?\s?[0-9]{1,4}\s?页?)?[-—–.\s]*"
)
_DIGITS = re.compile(r"[0-9]+")
_MORE = frozenset({"(more)", "(continued)", "continued:", "(cont'd)"})
_UNFINISHED = "，、；：,;—…"
_SPEAKER_LONGEST = 8
_SUPPLEMENT = (
    "⺁厂⺄乙⺅亻⺉刂⺊卜⺌小⺎兀⺒巳⺓幺⺕彐⺖忄⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬⺤爫⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺲罒"
    "⺶羊⺷羊⺸羊⺹耂⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞飠⻟飠⻠饣"
    "⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_RADICALS = {ord(a): b for a, b in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)} | {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
"""Radicals of both blocks; the supplement's have no compatibility mapping, so they are named here."""


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line of a page: where it begins (points from the lower left), its font's size, its words."""

    x: float
    y: float
    size: float
    text: str

    @property
    def right(self) -> float:
        """About where it ends: a wide character is as wide as it is high, a narrow one half of that."""
        units = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in self.text)
        return self.x + units * self.size / 2


@dataclass(frozen=True, slots=True)
class Flowed:
    """Running text, and what was done to get it; `first_joined` is a line of the text."""

    text: str
    furniture: int
    joined: int
    first_joined: int


def flow(pages: Sequence[Sequence[PlacedLine]]) -> Flowed:
    """The pages as one text, a blank line where the page leaves more room than between lines."""
    placed = [_in_reading_order(page) for page in pages]
    dropped = _furniture(placed)
    kept = [[line for at, line in enumerate(page) if (number, at) not in dropped] for number, page in enumerate(placed)]
    leading = _leading(kept)
    margin = _right_margin(kept)
    speakers = _speakers(kept)
    lines: list[str] = []
    joined = first_joined = 0
    before: PlacedLine | None = None
    for page in kept:
        for at, line in enumerate(page):
            gap = at > 0 and page[at - 1].y - line.y > 1.5 * leading
            if before and not gap and _goes_on(before, line, margin, speakers):
                lines[-1] += line.text
                joined, first_joined = joined + 1, first_joined or len(lines)
            else:
                starts_page = at == 0 and before is not None
                if lines and (gap or (starts_page and not _leads_on(before))):
                    lines.append("")
                lines.append(line.text)
            before = line
    return Flowed("\n".join(lines) + "\n", len(dropped), joined, first_joined)


def _in_reading_order(page: Sequence[PlacedLine]) -> list[PlacedLine]:
    """From top to bottom, pieces of one height joined from left to right, radicals as the characters they stand for."""
    rows: list[list[PlacedLine]] = []
    for line in sorted(page, key=lambda line: -line.y):
        if rows and rows[-1][0].y - line.y <= max(2.0, 0.3 * line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    ordered: list[PlacedLine] = []
    for row in rows:
        row.sort(key=lambda line: line.x)
        first = row[0]
        words = " ".join(_plain(line.text) for line in row)
        ordered.append(PlacedLine(first.x, first.y, max(line.size for line in row) or 12.0, words))
    return ordered


def _plain(text: str) -> str:
    """Radicals, which PDF writers put for whole characters that look the same, as those characters."""
    return text.translate(_RADICALS)


# -- furniture ---------------------------------------------------------------------------------------------------------


def _furniture(pages: Sequence[Sequence[PlacedLine]]) -> set[tuple[int, int]]:
    """Which lines are page numbers and running heads, as page and place on it; peeled off from outside."""
    leading = _leading(pages)
    dropped: set[tuple[int, int]] = set()
    for depth in range(EDGE):
        edges = [
            (number, at)
            for number, page in enumerate(pages)
            for at, outer in ((depth, depth - 1), (len(page) - 1 - depth, len(page) - depth))
            if 0 <= at < len(page)
            and (not depth or ((number, outer) in dropped and abs(page[at].y - page[outer].y) <= 1.3 * leading))
        ]
        found = _repeated(pages, edges) | (_page_numbers(pages, edges) if not depth else set())
        dropped |= found
    return dropped


def _page_numbers(pages: Sequence[Sequence[PlacedLine]], edges: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Numbers that count with the pages; on a single page only such as say that they are page numbers."""
    found: list[tuple[int, int, int, bool]] = []
    for number, at in edges:
        folded = fold(pages[number][at].text).strip()
        page_number = _NUMBER.fullmatch(folded)
        if page_number and not _opens_scene(pages[number], at):
            found.append((number, at, int(page_number[1]) - number, not folded.strip(" .").isdigit()))
    steps = Counter(step for _, _, step, _ in found)
    return {(n, at) for n, at, step, dressed in found if steps[step] >= 2 or (dressed and len(pages) == 1)}


def _opens_scene(page: Sequence[PlacedLine], at: int) -> bool:
    """Whether a bare number is a scene's: the line below it names its place."""
    below = page[at + 1].text if at + 1 < len(page) else ""
    return bool(below) and read_place(fold(below), below).is_sure


def _repeated(pages: Sequence[Sequence[PlacedLine]], edges: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Lines that stand in one place on many pages, whatever their digits; of a repeated header the first stays."""
    dropped: set[tuple[int, int]] = set()
    heads: defaultdict[tuple[str, int, bool], list[tuple[int, int]]] = defaultdict(list)
    for number, at in edges:
        line = pages[number][at]
        folded = fold(line.text).strip()
        if folded in _MORE:
            dropped.add((number, at))
        elif not _NUMBER.fullmatch(folded) and folded[0] not in ACTION_MARKERS:
            is_header = bool(read_episode_header(folded, folded) or read_scene_header(folded, folded))
            key = folded if is_header else _DIGITS.sub("#", folded)
            heads[key, round(line.y / 6), is_header].append((number, at))
    for (_, _, is_header), places in heads.items():
        found = len({number for number, _ in places})
        stands_apart = len(pages) == 2 and not is_header and all(_is_apart(pages[n], at) for n, at in places)
        if found >= max(2 if stands_apart else PAGES_LEAST, len(pages) / 3):
            dropped |= set(places[1:] if is_header else places)
    return dropped


def _is_apart(page: Sequence[PlacedLine], at: int) -> bool:
    """Whether a line at the edge of a page stands further from its neighbour than the lines of the text."""
    gaps = [above.y - below.y for above, below in pairwise(page)]
    if len(gaps) < 3 or at not in (0, len(page) - 1):
        return False
    return gaps[0 if at == 0 else -1] > 1.3 * median(gaps)


# -- lines -------------------------------------------------------------------------------------------------------------


def _leading(pages: Sequence[Sequence[PlacedLine]]) -> float:
    """The usual distance between lines: such as single spacing gives the font, else the least of the frequent ones."""
    pairs = [(above, below) for page in pages for above, below in pairwise(page) if above.y - below.y > 1]
    steps = Counter(round(above.y - below.y) for above, below in pairs)
    single = Counter(round(a.y - b.y) for a, b in pairs if a.y - b.y <= 1.8 * max(a.size, b.size))
    if single and single.total() * 8 >= steps.total():
        return float(single.most_common(1)[0][0])
    common = steps.most_common()
    return float(min(step for step, count in common if count * 3 >= common[0][1])) if common else 1000.0


def _right_margin(pages: Sequence[Sequence[PlacedLine]]) -> float:
    """Where full lines end: reached by several lines, not only by one that hangs over."""
    rights = sorted((line.right for page in pages for line in page), reverse=True)
    return rights[min(2, len(rights) - 1)] if rights else 0.0


def _speakers(pages: Sequence[Sequence[PlacedLine]]) -> frozenset[str]:
    """Words that stand before a colon at the beginning of a line more than once."""
    heads: Counter[str] = Counter()
    for page in pages:
        for line in page:
            head = read_head(fold(line.text), line.text)
            if head and len(head.folded_name) <= _SPEAKER_LONGEST:
                heads[head.folded_name] += 1
    return frozenset(name for name, count in heads.items() if count > 1)


def _is_unfinished(line: PlacedLine | None) -> bool:
    return line is not None and (is_han(line.text[-1]) or line.text[-1] in _UNFINISHED)


def _leads_on(line: PlacedLine | None) -> bool:
    """Whether what stands at the top of the next page belongs to this line: a name, a direction, half a sentence."""
    if line is None:
        return False
    is_direction = line.text[0] in "(（" and line.text[-1] in ")）"
    is_cue = line.text.isupper() and len(line.text) <= 40 and line.text[-1] not in ".!?:"
    return is_direction or is_cue or _is_unfinished(line)


def _goes_on(line: PlacedLine, after: PlacedLine, margin: float, speakers: frozenset[str]) -> bool:
    """Whether the next line is the rest of this one, which the page's width broke."""
    if not _is_unfinished(line) or line.right < margin - 2.2 * line.size:
        return False
    if after.x > line.x + 0.6 * after.size or abs(after.size - line.size) > 1:
        return False
    folded = fold(after.text)
    if folded[0] in ACTION_MARKERS + "【[#@" or is_transition(folded):
        return False
    if read_episode_header(folded, after.text) or read_scene_header(folded, after.text):
        return False
    head = read_head(folded, after.text)
    if head is None:
        return True
    known = head.folded_name in speakers or head.marked or prefix_kind(head.folded_name) is not None
    return not known and len(head.folded_name) > 4
