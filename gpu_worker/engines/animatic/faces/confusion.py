"""How easily two expressions are taken for one another: a distance between their drawn faces, for every pair.

Each expression is drawn at its height by a fixed woman and a fixed man, face on, without the head's own moves, so that
only the face can tell. The face fills the frame. Pixels become CIE L*a*b* (D65), are blurred by a Gaussian (sigma 1% of
the frame, what survives a glance at a phone), and the distance of two expressions is the mean of the Euclidean
differences per pixel (CIE76), averaged over both people. 0 is the same picture, about 3 what usually lies between two
expressions, and 33 what lies between the woman and the man.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gpu_worker.engines.animatic.faces.portrait import Sitting, draw_portrait, sit_for
from gpu_worker.engines.animatic.performing.countenance import Countenance
from gpu_worker.engines.animatic.raster import save_still
from gpu_worker.engines.animatic.sheets.captions import Tile, write_tiles
from gpu_worker.engines.animatic.sheets.catalogues import MAN, WOMAN
from projects.performance import catalogue

SIZE = 192
FACE_ONLY = Sitting(heads=0.92, middle=0.34)
SEEN_AT = 2.0  # seconds into the shot: everything has come
SITTERS = (("woman", WOMAN), ("man", MAN))
CLOSEST = 20

Picture = NDArray[np.uint8]
Field = NDArray[np.float64]


def ids() -> tuple[str, ...]:
    """Every expression there is."""
    return tuple(catalogue().expressions)


def faces(names: Iterable[str], size: int = SIZE) -> dict[str, list[Picture]]:
    """Every expression's face, drawn by each sitter."""
    looks = [sit_for(look, name) for name, look in SITTERS]
    drawn: dict[str, list[Picture]] = {}
    for name in names:
        countenance = Countenance(catalogue().expression(name), key=11, seconds=2 * SEEN_AT)
        countenance.blinks = ()
        state = countenance.at(SEEN_AT)
        drawn[name] = [draw_portrait(look, state, size, FACE_ONLY) for look in looks]
    return drawn


def perceived(pixels: Picture) -> Field:
    """BGRA pixels as blurred CIE L*a*b*, (height, width, 3)."""
    linear = pixels[..., 2::-1] / 255.0
    linear = np.where(linear > 0.04045, ((linear + 0.055) / 1.055) ** 2.4, linear / 12.92)
    xyz = linear @ np.array([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]])
    xyz = np.cbrt(np.maximum(xyz / (0.9505, 1.0, 1.089), 1e-4))
    lab = np.stack(
        [116 * xyz[..., 1] - 16, 500 * (xyz[..., 0] - xyz[..., 1]), 200 * (xyz[..., 1] - xyz[..., 2])], axis=-1
    )
    sigma = pixels.shape[1] * 0.01
    reach = max(1, round(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        padded = np.concatenate([lab.take([0] * reach, axis), lab, lab.take([-1] * reach, axis)], axis)
        count = lab.shape[axis]
        lab = sum(
            (weight * padded.take(range(k, k + count), axis) for k, weight in enumerate(kernel)), np.zeros_like(lab)
        )
    return lab


def distances(drawn: dict[str, list[Picture]]) -> tuple[list[str], Field]:
    """The ids in their order and the symmetric matrix of distances."""
    names = list(drawn)
    seen = [np.stack([perceived(picture) for picture in drawn[name]]).astype(np.float32) for name in names]
    matrix = np.zeros((len(names), len(names)))
    for i, j in itertools.combinations(range(len(names)), 2):
        matrix[i, j] = matrix[j, i] = float(np.sqrt(((seen[i] - seen[j]) ** 2).sum(-1)).mean())
    return names, matrix


def closest(names: Sequence[str], matrix: Field, count: int = CLOSEST) -> list[tuple[float, str, str]]:
    """The pairs most easily confused, nearest first."""
    pairs = ((float(matrix[i, j]), names[i], names[j]) for i, j in itertools.combinations(range(len(names)), 2))
    return sorted(pairs)[:count]


def write_confusion(folder: Path) -> list[tuple[float, str, str]]:
    """Write `confusion.csv`, `confusion.png` (heat map) and `confusion_closest.png`; returns the closest pairs."""
    drawn = faces(ids())
    names, matrix = distances(drawn)
    with (folder / "confusion.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["", *names])
        rows.writerows([name, *(f"{value:.3f}" for value in line)] for name, line in zip(names, matrix, strict=True))
    _write_map(names, matrix, drawn, folder / "confusion.png")
    found = closest(names, matrix)
    tiles = []
    for distance, one, other in found:
        pair = np.hstack([*drawn[one], *drawn[other]])
        tiles.append(Tile(pair, f"{_name(one)}  /  {_name(other)}", f"{distance:.2f}"))
    write_tiles(tiles, folder / "confusion_closest.png", across=2, title="closest pairs")
    return found


def _name(expression_id: str) -> str:
    return f"{expression_id} {catalogue().expressions[expression_id].zh}"


def _write_map(names: Sequence[str], matrix: Field, drawn: dict[str, list[Picture]], path: Path) -> None:
    """Dark is alike: one cell a pair, the faces themselves along both edges."""
    cell = 24
    count = len(names)
    step = SIZE // cell
    sheet = np.full(((count + 1) * cell, (count + 1) * cell, 4), 255, np.uint8)
    heat = np.clip(matrix / np.percentile(matrix, 95), 0, 1)
    np.fill_diagonal(heat, 0.0)
    colors = np.stack([60 + 160 * heat**0.7, 20 + 215 * heat**1.2, 30 + 225 * heat**0.6, np.full_like(heat, 255)], -1)
    sheet[cell:, cell:] = np.kron(colors, np.ones((cell, cell, 1))).astype(np.uint8)
    for index, name in enumerate(names, 1):
        small = drawn[name][0].reshape(cell, step, cell, step, 4).mean((1, 3)).astype(np.uint8)
        sheet[index * cell : (index + 1) * cell, :cell] = small
        sheet[:cell, index * cell : (index + 1) * cell] = small
    save_still(sheet, path)
