"""Opening a series and keeping its particulars."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import events
from accounts.actor import Actor
from accounts.errors import Conflict, Invalid, Stale
from projects.models import Series, Shot

_CODE = re.compile(r"[A-Z0-9]{2,6}\Z")
_LITTLE = frozenset({"A", "AN", "THE", "OF", "AND", "IN", "ON", "TO"})


@transaction.atomic
def open_series(actor: Actor, *, title: str, code: str = "", **facts: Any) -> Series:
    """A new series. Without a code of its own it gets one from its title, unique in the studio."""
    _check(facts)
    given = code.upper()
    if given and not _CODE.match(given):
        raise Invalid("A code is 2 to 6 of A-Z and 0-9.", zh="代号须为 2–6 位大写字母或数字。", pointer="/code")
    series = Series(studio=actor.studio, title=title, code=given or _free_code(actor, title), **facts)
    try:
        with transaction.atomic():
            series.save(force_insert=True)
    except IntegrityError as taken:
        raise Conflict(
            f"The code {series.code} is taken in this studio.",
            zh=f"代号 {series.code} 已被占用。",
            pointer="/code",
            code="code_taken",
            cure="Choose another code.",
        ) from taken
    events.append(actor.studio, "series.opened", subject=series.pk, data={"title": title, "code": series.code})
    return series


@transaction.atomic
def amend(actor: Actor, *, series: Series, version: int, **changes: Any) -> Series:
    """Change a series, provided it is still at `version`. The frame rate stays once there are shots."""
    rows = Series.objects.for_studio(actor.studio).filter(pk=series.pk)
    series = rows.select_for_update().get()
    if series.version != version:
        raise Stale("The series was changed since you read it.", zh="剧集信息已被他人修改。")
    for name, value in changes.items():
        setattr(series, name, value)
    _check({name: getattr(series, name) for name in ("rate_num", "rate_den", "width", "height")})
    retimes = {"rate_num", "rate_den"} & set(changes)
    if retimes and Shot.objects.for_studio(actor.studio).filter(scene__episode__series=series).exists():
        raise Conflict(
            "The frame rate cannot change once there are shots.",
            zh="已有镜头，不能再更改帧率。",
            pointer=f"/{min(retimes)}",
            code="rate_fixed",
            cure="Open a new series.",
        )
    rows.update(**changes, version=F("version") + 1)
    events.append(actor.studio, "series.amended", subject=series.pk, data={"fields": sorted(changes)})
    return rows.get()


def _check(facts: dict[str, Any]) -> None:
    for name in ("width", "height"):
        if name in facts and (facts[name] % 2 or not 16 <= facts[name] <= 4096):
            raise Invalid(f"{name} must be even, 16 to 4096.", pointer=f"/{name}", code="out_of_range")
    rate = facts.get("rate_num", 24) / facts.get("rate_den", 1)
    if not 12 <= rate <= 60:
        raise Invalid(f"{rate:g} frames a second are not 12 to 60.", pointer="/rate_num", code="out_of_range")


def _free_code(actor: Actor, title: str) -> str:
    taken = set(Series.objects.for_studio(actor.studio).values_list("code", flat=True))
    wanted = _from_title(title)
    if wanted and wanted not in taken:
        return wanted
    stem = wanted[:4] if wanted else "S"
    numbers = range(2 if wanted else 1, len(taken) + 3)
    return next(code for n in numbers if (code := f"{stem}{n:02d}" if not wanted else f"{stem}{n}") not in taken)


def _from_title(title: str) -> str:
    """Initials of an alphabetic title, or the beginning of its only word; nothing for a Chinese one."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().upper()
    words = [word for word in re.findall(r"[A-Z0-9]+", plain) if word not in _LITTLE]
    if not words:
        return ""
    code = "".join(word[0] for word in words)[:6] if len(words) > 2 else "".join(words)[:3]
    return code if len(code) >= 2 else ""
