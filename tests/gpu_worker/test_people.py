"""Who moves from frame to frame and who is left standing, and how shapes reach the rasteriser."""

from __future__ import annotations

import numpy as np

from gpu_worker.engines.animatic.raster import curve, points, polygon, polygons, skia
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN, person, sample
from gpu_worker.engines.animatic.shot import Shot
from projects.briefs import LineCue, Phoneme, ShotBrief

HER = person("lin", WOMAN, place=0.5, facing="left", target="gu")
HIM = person("gu", MAN, place=-0.5, facing="right", target="lin")
SOUNDS = tuple(Phoneme(90 * n, symbol) for n, symbol in enumerate("nilaiwanle"))


def brief(**changes: object) -> ShotBrief:
    wanted = {"frames": 32, "framing": "two_shot", "cast": (HER, HIM), "cues": (), "width": 108, "height": 192}
    return sample(**{**wanted, **changes})


def test_who_only_breathes_is_drawn_on_fours() -> None:
    shot = Shot(brief())
    stood = [frame for frame in range(2, 32, 4) if shot.is_same_as_before(frame)]
    assert len(stood) >= 4
    assert np.array_equal(shot.draw(stood[0] - 1).copy(), shot.draw(stood[0]))


def test_who_speaks_is_drawn_on_twos_beside_a_listener_who_stands() -> None:
    shot = Shot(brief(cues=(LineCue("lin_1", "lin", "dialogue", 4, 24, SOUNDS),)))
    assert not any(shot.is_same_as_before(frame) for frame in range(6, 26, 4))
    before, now = shot.draw(13).copy(), shot.draw(14)
    changed = (before != now).any((0, 2)).nonzero()[0]
    assert len(changed)
    assert changed.min() > 54 - 10  # he stands on the left of the frame, she speaks on the right


def test_a_frame_of_people_who_stand_is_the_same_whatever_was_drawn_before() -> None:
    for move in ("static", "handheld", "push_in"):
        walked, straight = Shot(brief(camera_move=move)), Shot(brief(camera_move=move))
        for frame in range(19):
            walked.draw(frame)
        assert np.array_equal(walked.pixels, straight.draw(18)), move


def test_a_path_handed_over_whole_is_the_path_built_point_by_point() -> None:
    rows = points([(1, 2), (30, 4), (28, 40), (3, 35)])
    built = skia.Path()
    built.moveTo(1, 2)
    for x, y in rows[1:].tolist():
        built.lineTo(x, y)
    assert polygon(rows, closed=False) == built
    built.close()
    assert polygon(rows) == built
    twice = skia.Path(built)
    twice.addPath(built)
    assert polygons([rows, rows]) == twice


def test_a_curve_passes_through_its_points_and_breaks_at_corners() -> None:
    rows = points([(0, 0), (20, 0), (20, 20), (0, 20)])
    smooth, sharp = curve(rows), curve(rows, corners=range(4))
    assert sharp.computeTightBounds() == skia.Rect.MakeWH(20, 20)
    assert smooth.computeTightBounds().width() > 20
    assert [verb for verb in smooth.getVerbs()] == [verb for verb in sharp.getVerbs()]  # noqa: C416


def test_a_set_seen_in_one_size_is_copied_by_whole_pixels() -> None:
    panned, pushed, still = (Shot(brief(camera_move=move)) for move in ("pan_left", "push_in", "static"))
    assert panned.backdrop.large is not None
    assert pushed.backdrop.large is None
    assert still.backdrop.large is None
