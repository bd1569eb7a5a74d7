"""Boards and storyboards as an engine draws them: the film's own frame, and pages that say everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pypdf import PdfReader

from gpu_worker.engines.animatic.engine import BoardEngine
from gpu_worker.engines.animatic.framing import MOVES
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.shot import Shot
from gpu_worker.engines.base import Rendered, RenderRefused
from gpu_worker.engines.storyboard import StoryboardEngine
from gpu_worker.engines.storyboard.arrows import SIGNS
from gpu_worker.engines.storyboard.lettering import NEVER_FIRST, Letters, Span, measure
from projects.briefs import BoardPanel, PanelLine, ShotBrief, StoryboardBrief

HER = person("lin", WOMAN, place=0.5, facing="left", target="gu")
HIM = person("gu", MAN, place=-0.5, facing="right", target="lin")
SMALL = {"width": 108, "height": 192}


def quiet(_fraction: float, _stage: str) -> None:
    """Nobody listens."""


def panel(number: int, *, scene: int = 1, lines: tuple[PanelLine, ...] = (), **facts: Any) -> BoardPanel:
    shot = sample(
        shot_id=f"sho_{number}", slate=f"RING_EP03_SC{scene:03d}_SH{number:04d}", cast=(HER, HIM), **(SMALL | facts)
    )
    return BoardPanel(shot, f"SC{scene:03d}", f"{scene} 沈家老宅 夜 内", "中景 · 仰拍", "推进", "她一把推开门。", lines)


def storyboard(*panels: BoardPanel, language: str = "zh") -> StoryboardBrief:
    return StoryboardBrief("epi_1", "RING_EP03_BOARD", "戒指", 3, "重逢", language, panels)  # type: ignore[arg-type]


def draw(brief: StoryboardBrief, folder: Path) -> Rendered:
    folder.mkdir(exist_ok=True)
    return StoryboardEngine().render(brief, inputs={}, scratch=folder, report=quiet)


def words(path: Path) -> list[str]:
    """What each page says, without the line breaks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


@pytest.mark.parametrize("framing", ["close_up", "full", "wide", "insert"])
def test_a_still_of_a_camera_that_stands_is_the_films_own_frame(framing: str) -> None:
    brief = sample(framing=framing, cast=(HER, HIM), weather="storm", interior=False, set_id="street", **SMALL)
    film, still = Shot(brief), Shot(brief, still=True)
    frame = still.poster_frame
    assert frame == film.poster_frame
    assert np.array_equal(film.draw(frame), still.draw(frame))


@pytest.mark.parametrize("move", sorted(MOVES.keys() - {"static"}))
def test_a_still_of_a_camera_that_moves_shows_what_the_film_shows(move: str) -> None:
    brief = sample(framing="wide", camera_move=move, cast=(HER, HIM), set_id="office", **SMALL)
    film, still = Shot(brief), Shot(brief, still=True)
    apart = np.abs(film.draw(film.poster_frame).astype(int) - still.draw(still.poster_frame))
    assert apart.mean() < 1.5  # the set is painted on other pixels


def test_a_board_is_one_picture_at_the_briefs_size_and_a_poster(tmp_path: Path) -> None:
    said: list[float] = []
    brief = sample(stage="board", cast=(HER, HIM), camera_move="push_in", **SMALL)
    engine = BoardEngine()
    engine.warm()
    done = engine.render(brief, inputs={}, scratch=tmp_path, report=lambda fraction, _stage: said.append(fraction))
    picture, poster = done.files
    assert [(file.name, file.content_type) for file in done.files] == [
        ("picture", "image/jpeg"),
        ("poster", "image/jpeg"),
    ]
    assert (picture.facts["width"], picture.facts["height"]) == (108, 192)
    assert (poster.facts["width"], poster.facts["height"]) == (540, 960)
    assert picture.facts["frame"] == Shot(brief).poster_frame
    assert "frames" not in picture.facts
    assert said[-1] == 1.0
    again = tmp_path / "again"
    again.mkdir()
    BoardEngine().render(brief, inputs={}, scratch=again, report=quiet)
    assert (again / "picture.jpg").read_bytes() == picture.path.read_bytes()


def test_every_page_says_what_its_panels_are_and_what_is_said(tmp_path: Path) -> None:
    said = PanelLine("林晚", "一天之内，大门会为我打开。", "dialogue")
    thought = PanelLine("林晚", "三年了。", "os")
    told = PanelLine("旁白", "那一夜之后，她不见了。", "vo")
    brief = storyboard(
        panel(10, lines=(said,)), panel(20, lines=(thought,)), panel(30, lines=(told,)), panel(40), panel(50, scene=2)
    )
    done = draw(brief, tmp_path)
    assert [file.name for file in done.files] == ["pdf", "page_01", "page_02", "strip"]
    assert done.files[0].facts == {"pages": 2, "panels": 5, "bytes": done.files[0].path.stat().st_size}
    first, second = words(done.files[0].path)
    for text in (
        "戒指", "第3集", "重逢", "第1/2页", "RING_EP03_BOARD", "SC001", "1沈家老宅夜内", "SH0010", "SH0020", "SH0040",
        "中景·仰拍", "推进", "她一把推开门。", "2秒·48帧", "林晚：一天之内，大门会为我打开。", "林晚（内心）：三年了。",
        "旁白：那一夜之后，她不见了。",
    ):  # fmt: skip
        assert text in first, text
    assert "SH0050" in second
    assert "SC002" in second
    assert not any("⺀" <= character <= "⿟" for character in first + second)
    assert done.warnings == ()


def test_an_english_storyboard_breaks_lines_between_words(tmp_path: Path) -> None:
    line = PanelLine("ANNA", "You are late, and the board has already voted without you.", "vo")
    action = "She pushes the door open and walks the whole length of the hall without looking at anybody."
    brief = storyboard(replace(panel(10, lines=(line,)), heading="1  INT. HALL - NIGHT", action=action), language="en")
    text = PdfReader(draw(brief, tmp_path).files[0].path).pages[0].extract_text()
    flat = " ".join(text.split())
    for words_ in ("Episode 3", "Page 1 of 1", action, "ANNA (V.O.): You are late, and the board has already voted"):
        assert words_ in flat, words_


def test_the_same_brief_gives_the_same_bytes(tmp_path: Path) -> None:
    brief = storyboard(panel(10), panel(20, framing="wide", camera_move="orbit"))
    first, second = draw(brief, tmp_path / "a"), draw(brief, tmp_path / "b")
    for one, other in zip(first.files, second.files, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes(), one.name


def test_words_that_need_more_room_than_a_panel_run_on_in_the_next_place(tmp_path: Path) -> None:
    long = PanelLine("林晚", "".join(f"第{number}件事，我记得清清楚楚。" for number in range(120)), "dialogue")
    done = draw(storyboard(panel(10, lines=(long,)), panel(20)), tmp_path)
    everything = "".join(words(done.files[0].path))
    assert "SH0010（续）" in everything
    said = everything.replace("SH0010（续）", "")
    assert [number for number in range(120) if f"第{number}件事，我记得清清楚楚。" not in said] == []


def test_what_the_font_cannot_write_is_said_before_it_is_drawn(tmp_path: Path) -> None:
    done = draw(storyboard(replace(panel(10), action="她戴上🙂面具。")), tmp_path)
    assert done.warnings == ("the font has no glyph for 🙂 (U+1F642): drawn as empty boxes",)
    assert "她戴上□面具。" in words(done.files[0].path)[0]


def test_what_a_panel_could_not_draw_is_said_with_its_shot(tmp_path: Path) -> None:
    done = draw(storyboard(panel(10, set_id="submarine")), tmp_path)
    assert done.warnings == ("RING_EP03_SC001_SH0010: unknown set_id 'submarine': drawn as 'generic_interior'",)


def test_landscape_panels_stand_in_two_rows(tmp_path: Path) -> None:
    wide = [panel(10 * number, width=192, height=108) for number in range(1, 8)]
    done = draw(storyboard(*wide), tmp_path)
    assert done.files[0].facts["pages"] == 2
    assert "SH0060" in words(done.files[0].path)[0]


def test_every_move_of_a_camera_has_its_sign() -> None:
    assert sorted(MOVES.keys() - {"static"} - set(SIGNS)) == []


@pytest.mark.parametrize("width", [40.0, 83.0, 187.0])
def test_no_line_is_too_long_and_none_begins_with_a_comma(width: float) -> None:
    text = "顾家大厅，林晚（低声）：你来晚了！《戒指》已经“碎”了……Supercalifragilistic words, and more."
    letters = Letters([text])
    lines = letters.wrap([Span("林晚：", bold=True), Span(text)], width, 8.0)
    plain = ["".join(span.text for _at, span in line.pieces) for line in lines]
    assert "".join(plain).replace(" ", "") == ("林晚：" + text).replace(" ", "")
    assert all(measure(line.rstrip(), 8.0) <= width + 8.0 for line in plain)
    assert not [line for line in plain if line[0] in NEVER_FIRST]


def test_a_storyboard_of_nothing_or_of_something_else_is_refused(tmp_path: Path) -> None:
    for brief, code in ((storyboard(), "brief.panels"), (sample(), "engine.wrong_kind")):
        with pytest.raises(RenderRefused) as refused:
            StoryboardEngine().render(brief, inputs={}, scratch=tmp_path, report=quiet)
        assert refused.value.code == code
    assert isinstance(sample(), ShotBrief)
