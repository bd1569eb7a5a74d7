"""Bare skin at a neckline, and dresses that end on the bust: shoulders, bodice, edge and straps."""

from __future__ import annotations

from gpu_worker.engines.animatic.clothing.drape import joined
from gpu_worker.engines.animatic.clothing.garment import Garment, Rows, mirrored
from gpu_worker.engines.animatic.raster import points, polygon

BARE_TOPS = {
    "straps": 0.80,
    "sweetheart": 0.795,
    "lace": 0.80,
    "boat": 0.86,
}  # necklines whose cloth ends below the shoulders


def bare_skin(worn: Garment, rows: Rows, corners: tuple[int, ...] = ()) -> None:
    """A patch of skin with the garment's edge around it."""
    path = worn.path(rows, 0.001, corners)
    light = worn.brush.light
    worn.brush.stroke(path, light.line(worn.base), worn.brush.weight * 1.6)
    worn.brush.fill(path, light.bright(worn.look.skin))


def collar_bones(worn: Garment) -> None:
    """Two soft lines under the throat and the hollow between them."""
    shade = worn.brush.light.shadow(worn.look.skin)
    for side in (-1, 1):
        rows = [(side * 0.088, 0.985), (side * 0.056, 0.962), (side * 0.030, 0.957), (side * 0.013, 0.944)]
        worn.line(rows, 0.0065, shade, 0.9)


def bare_top(worn: Garment) -> None:
    """A dress that ends on the bust: shoulders in skin, then the bodice, its edge and its straps."""
    brush, light, look = worn.brush, worn.brush.light, worn.look
    top, neck = BARE_TOPS[worn.outfit.neck], worn.outfit.neck
    trunk = joined([worn.trunk.path(), *worn.torso.shoulders(0.96)])
    for path, color in ((trunk, look.skin),):
        brush.outline(path, color)
        brush.fill(path, light.shadow(color))
        with brush.inside(path):
            brush.fill(worn.trunk.lit_side(light), light.bright(color))
    shell = look.shell
    cut = shell[shell[:, 0] <= top]
    bodice = worn.torso.drape(cut)
    pieces = [bodice.path()]
    if worn.is_one_piece:
        pieces.append(worn.skirt_path)
    body = joined(pieces)
    brush.outline(body, worn.base)
    brush.fill(body, light.shadow(worn.base))
    worn.body = joined([body, trunk])
    with brush.inside(body):
        for drape in (bodice, worn.hung) if worn.is_one_piece and worn.hung is not None else (bodice,):
            brush.fill(drape.lit_side(light), light.bright(worn.base))
    if not worn.torso.shows_front:
        return
    with brush.inside(worn.body):
        _top_edge(worn, neck)


def _top_edge(worn: Garment, neck: str) -> None:
    light = worn.brush.light
    if neck == "boat":
        cloth = mirrored([(-0.150, 0.955), (-0.112, 0.985), (-0.060, 0.945), (0.0, 0.935)])
        worn.brush.cel(
            worn.path([*cloth, (0.14, 0.80), (0.12, 0.70), (-0.12, 0.70), (-0.14, 0.80)], 0.002, (0, 6)),
            worn.base,
            0.0,
            weight=0.8,
        )
        return
    if neck == "straps":
        rows = mirrored([(-0.132, 0.86), (-0.094, 0.865), (-0.052, 0.80), (0.0, 0.765)])
    else:
        rows = mirrored([(-0.132, 0.815), (-0.098, 0.845), (-0.052, 0.850), (-0.022, 0.828), (0.0, 0.795)])
    half = len(rows) // 2
    cloth = [*rows, (0.12, 0.68), (-0.12, 0.68)]
    path = worn.path(cloth, 0.003, (0, half, len(rows) - 1, len(rows), len(rows) + 1))
    edge = worn.torso.on(points(rows), 0.003)
    worn.brush.fill(path, light.bright(worn.base))
    worn.brush.stroke(polygon(edge, closed=False), light.line(worn.base), worn.brush.weight * 1.2)
    if neck == "straps":
        for side in (-1, 1):
            worn.line(
                [(side * 0.092, 0.865), (side * 0.086, 0.95), (side * 0.078, 1.01)],
                0.012,
                light.bright(worn.base),
                even=True,
            )
    if neck == "lace":
        lace = mirrored([(-0.100, 1.02), (-0.118, 0.93), (-0.122, 0.85), (-0.050, 0.86), (0.0, 0.81)])
        worn.brush.fill(worn.path(lace, 0.001, (0, 9)), light.bright(worn.base), 0.55)
    collar_bones(worn)
    worn.line([(0.0, 0.79), (0.003, 0.74)], 0.006, light.shadow(worn.look.skin if neck == "straps" else worn.base), 0.8)
