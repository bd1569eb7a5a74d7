"""Pages of a storyboard: panels in rows, headings over the panels of a scene, words that run on where they need room.

A page is drawn in points on A4 across, on paper and on pixels alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gpu_worker.engines.storyboard.arrows import Frame, draw_move
from gpu_worker.engines.storyboard.lettering import (
    BOX,
    FAINT,
    INK,
    PAPER,
    Letters,
    Set,
    Span,
    measure,
    write,
    write_right,
    write_set,
)
from gpu_worker.glstub import skia
from projects.briefs import BoardPanel, StoryboardBrief

WIDTH, HEIGHT = 841.9, 595.3
MARGIN, GAP = 28.0, 13.0
HEAD, FOOT = 46.0, 20.0
BAND, CODE = 17.0, 15.0  # the heading of a scene; the line over a frame
SIZES = (8.4, 7.6, 6.9, 6.3)
LEADING = 1.36
WORDS = {
    "zh": {
        "board": "分镜",
        "page": "第 {page} / {pages} 页",
        "episode": "第{number}集",
        "again": "（续）",
        "seconds": "{seconds} 秒 · {frames} 帧",
        "total": "{panels} 镜 · {seconds} 秒",
        "os": "（内心）",
        "vo": "（画外）",
        "nobody": "旁白",
        "colon": "：",
    },
    "en": {
        "board": "Storyboard",
        "page": "Page {page} of {pages}",
        "episode": "Episode {number}",
        "again": " (cont.)",
        "seconds": "{seconds} s · {frames} f",
        "total": "{panels} shots · {seconds} s",
        "os": " (O.S.)",
        "vo": " (V.O.)",
        "nobody": "Narrator",
        "colon": ": ",
    },
}


@dataclass(slots=True)
class Cell:
    """A place on a page: a panel's picture and words, or the words it had no room for."""

    panel: BoardPanel
    number: int
    lines: list[Set] = field(default_factory=list)
    size: float = SIZES[0]
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """How panels stand on a page, after the shape of their pictures. `words` is the room below a picture, in points."""

    columns: int
    rows: int
    width: float
    tall: float
    words: float

    @classmethod
    def of(cls, aspect: float) -> Grid:
        """`aspect` is width by height: upright pictures stand four in a row, others three in each of two rows."""
        columns, rows = (4, 1) if aspect < 0.8 else (3, 2)
        width = (WIDTH - 2 * MARGIN - (columns - 1) * GAP) / columns
        room = (HEIGHT - HEAD - FOOT) / rows - BAND - CODE
        tall = min(width / aspect, room * (0.70 if rows == 1 else 0.62))
        return cls(columns, rows, width, tall, room - tall - 6)

    @property
    def cells(self) -> int:
        """Panels on a page."""
        return self.columns * self.rows

    def place(self, index: int) -> tuple[float, float]:
        """Left and top of a cell, its scene's heading included."""
        row, column = divmod(index, self.columns)
        return MARGIN + column * (self.width + GAP), HEAD + row * (HEIGHT - HEAD - FOOT) / self.rows


class Pages:
    """A storyboard laid out; `draw` draws one page onto any canvas in points."""

    def __init__(self, brief: StoryboardBrief, letters: Letters) -> None:
        self.brief = brief
        self.letters = letters
        self.words = WORDS[brief.language]
        first = brief.panels[0].shot
        self.grid = Grid.of(first.width / first.height)
        cells = [cell for number, panel in enumerate(brief.panels) for cell in self._cells(number, panel)]
        self.pages = [cells[i : i + self.grid.cells] for i in range(0, len(cells), self.grid.cells)]

    @property
    def furniture(self) -> tuple[str, ...]:
        """What is written on pages besides what the brief says."""
        return (*self.words.values(), BOX, "0123456789·…")

    def __len__(self) -> int:
        return len(self.pages)

    def draw(self, canvas: Any, page: int, pictures: Sequence[Any]) -> None:
        """Page number `page` (from 0); `pictures` are skia images, one for each panel."""
        canvas.drawRect(skia.Rect.MakeWH(WIDTH, HEIGHT), skia.Paint(Color=PAPER))
        self._draw_head(canvas, page)
        cells = self.pages[page]
        for run in _runs(cells, self.grid.columns):
            self._draw_band(canvas, cells, run)
        for index, cell in enumerate(cells):
            self._draw_cell(canvas, cell, self.grid.place(index), pictures[cell.number])

    # ------------------------------------------------------------------ words

    def _cells(self, number: int, panel: BoardPanel) -> Iterator[Cell]:
        """The panel, and as many places after it as its words need."""
        grid = self.grid
        lines, size = self._fit(panel)
        fits = _fitting(lines, size, grid.words)
        yield Cell(panel, number, lines[:fits], size)
        while fits < len(lines):
            rest = lines[fits:]
            more = max(1, _fitting(rest, size, grid.tall + grid.words))
            yield Cell(panel, number, rest[:more], size, is_first=False)
            fits += more

    def _fit(self, panel: BoardPanel) -> tuple[list[Set], float]:
        """The words at the largest size at which they fit, at the smallest where they never do."""
        for size in SIZES:
            lines = self._set(panel, size)
            if _fitting(lines, size, self.grid.words) == len(lines):
                break
        return lines, size

    def _set(self, panel: BoardPanel, size: float) -> list[Set]:
        letters, width = self.letters, self.grid.width
        camera = "  ·  ".join(filter(None, (panel.framing, panel.move)))
        lines = letters.wrap([Span(camera, bold=True)], width, size)
        if panel.action.strip():
            lines += letters.wrap([Span(panel.action.strip())], width, size, lead=0.25)
        for line in panel.lines:
            mark = self.words.get(line.kind, "") if line.name != self.words["nobody"] else ""
            name = f"{line.name}{mark}{self.words['colon']}"
            lines += letters.wrap([Span(name, bold=True), Span(line.text.strip())], width, size, lead=0.35)
        return lines

    # ------------------------------------------------------------------ drawing

    def _draw_head(self, canvas: Any, page: int) -> None:
        brief, words, letters = self.brief, self.words, self.letters
        right = WIDTH - MARGIN
        number = words["page"].format(page=page + 1, pages=len(self.pages))
        seconds = sum(panel.shot.rate.seconds(panel.shot.frames) for panel in brief.panels)
        total = words["total"].format(panels=len(brief.panels), seconds=_short(seconds))
        title = letters.fitted(brief.series_title, 330, 14)
        write(canvas, title, MARGIN, 30, 14, bold=True)
        at = MARGIN + measure(title, 14) + 10
        episode = words["episode"].format(number=brief.episode_number)
        write(canvas, episode, at, 30, 11)
        at += measure(episode, 11) + 8
        write(canvas, letters.fitted(brief.title, right - 210 - at, 11), at, 30, 11, color=FAINT)
        write_right(canvas, f"{words['board']}   {number}", right, 23, 9)
        write_right(canvas, f"{letters.shown(brief.slate)}   {total}", right, 34, 7.2, color=FAINT)
        canvas.drawRect(skia.Rect.MakeXYWH(MARGIN, HEAD - 8, right - MARGIN, 0.9), skia.Paint(Color=INK))

    def _draw_band(self, canvas: Any, cells: Sequence[Cell], run: range) -> None:
        """The heading of a scene over its panels in one row."""
        x, y = self.grid.place(run[0])
        last, _ = self.grid.place(run[-1])
        width = last + self.grid.width - x
        panel = cells[run[0]].panel
        canvas.drawRect(skia.Rect.MakeXYWH(x, y, width, BAND - 4.5), skia.Paint(Color=INK))
        size = 8.2
        heading = self.letters.fitted(panel.heading, width - 10 - measure(panel.scene, size) - 8, size)
        write(canvas, panel.scene, x + 5, y + 9.2, size, color=PAPER, bold=True)
        write(canvas, heading, x + 5 + measure(panel.scene, size) + 8, y + 9.2, size, color=PAPER)

    def _draw_cell(self, canvas: Any, cell: Cell, place: tuple[float, float], picture: Any) -> None:
        grid, shot = self.grid, cell.panel.shot
        x, y = place[0], place[1] + BAND
        code = shot.slate.rpartition("_")[2]
        if not cell.is_first:
            code += self.words["again"]
        write(canvas, self.letters.shown(code), x, y + 9, 10, bold=True)
        top = y + CODE
        if cell.is_first:
            seconds = _short(shot.rate.seconds(shot.frames))
            length = self.words["seconds"].format(seconds=seconds, frames=shot.frames)
            write_right(canvas, length, x + grid.width, y + 9, 7.6, color=FAINT)
            self._draw_picture(canvas, shot.camera_move, picture, (x, top))
            top += grid.tall + 6
        size = cell.size
        base = top + size * 0.95
        for number, line in enumerate(cell.lines):
            base += (line.lead * size) if number else 0.0
            write_set(canvas, line, x, base, size)
            base += size * LEADING

    def _draw_picture(self, canvas: Any, move: str, picture: Any, place: tuple[float, float]) -> None:
        grid = self.grid
        share = picture.width() / picture.height()
        wide = min(grid.width, grid.tall * share)
        tall = wide / share
        x, y = place[0] + (grid.width - wide) / 2, place[1] + (grid.tall - tall) / 2
        area = skia.Rect.MakeXYWH(x, y, wide, tall)
        canvas.drawImageRect(picture, area, skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear))
        canvas.save()
        canvas.clipRect(area)
        draw_move(Frame(canvas, x, y, wide, tall), move)
        canvas.restore()
        canvas.drawRect(area, skia.Paint(Color=INK, Style=skia.Paint.kStroke_Style, StrokeWidth=0.8, AntiAlias=True))


def _fitting(lines: Sequence[Set], size: float, room: float) -> int:
    """How many of the lines fit one under the other."""
    used = 0.0
    for number, line in enumerate(lines):
        used += (line.lead * size if number else 0.0) + size * LEADING
        if used > room + size * 0.3:
            return number
    return len(lines)


def _runs(cells: Sequence[Cell], columns: int) -> Iterator[range]:
    """Neighbours in one row that belong to one scene."""
    start = 0
    for index in range(1, len(cells) + 1):
        is_end = index == len(cells) or index % columns == 0
        if is_end or cells[index].panel.scene != cells[start].panel.scene:
            yield range(start, index)
            start = index


def _short(seconds: float) -> str:
    return f"{seconds:.1f}".rstrip("0").rstrip(".")
