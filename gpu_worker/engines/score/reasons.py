"""The sentences in which a plan explains itself, in Chinese and English. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from gpu_worker.engines.score.form import Stretch, strongest
from gpu_worker.engines.score.grid import Anchor, Grid
from gpu_worker.engines.score.moods import Mood, mood
from gpu_worker.engines.score.plan import Decision, LaidBar, Plan, Section
from projects.briefs import CueBrief

_MODES_ZH = {
    "major": "大调",
    "minor": "自然小调",
    "harmonic_minor": "和声小调",
    "dorian": "多利亚",
    "phrygian": "弗里几亚",
    "lydian": "利底亚",
    "mixolydian": "混合利底亚",
    "gong": "宫调式",
    "shang": "商调式",
    "jue": "角调式",
    "zhi": "徵调式",
    "yu": "羽调式",
}
_ROLES_ZH = {
    "lead": "主奏",
    "counter": "副旋律",
    "pad": "铺底",
    "strings": "弦乐",
    "brass": "铜管",
    "keys": "键盘/弹拨",
    "ostinato": "固定音型",
    "pulse": "脉动",
    "bass": "低音",
    "drone": "持续音",
    "drums": "鼓",
    "percussion": "小打",
}
_ENDINGS_ZH = {"button": "一记收束", "ring_out": "余音散尽", "fade": "淡出"}
_ENDINGS_EN = {"button": "a button", "ring_out": "a chord left to ring", "fade": "a fade"}


def form(stretches: Sequence[Stretch], brief: CueBrief) -> Decision:
    """Why the cue has these sections."""
    names = [mood(stretch.mood) for stretch in stretches]
    given = len(brief.moods)
    merged = given - len(stretches)
    zh = f"按情绪分成 {len(stretches)} 段：{'、'.join(one.zh for one in names)}"
    en = f"{len(stretches)} sections by mood: {', '.join(one.en for one in names)}"
    if merged > 0:
        zh += f"；相同或短于三秒的并入邻段（{merged} 段）"
        en += f"; {merged} spans alike or under three seconds joined their neighbours"
    return Decision("form", -1, zh + "。", en + ".", {"spans": given, "sections": len(stretches)})


def key(number: int, feeling: Mood, section: Section, previous: Section | None) -> Decision:
    """Why this key and mode."""
    zh = f"{section.key} {_MODES_ZH[section.mode]}：{feeling.why_zh}"
    en = f"{section.key} {section.mode.replace('_', ' ')}: {feeling.why_en}"
    if previous is not None:
        zh += f"；与前一段的 {previous.key} 共同音最多"
        en += f"; of this mood's keys it shares most with {previous.key} before it"
    return Decision("key", number, zh + "。", en + ".", {"key": section.key, "mode": section.mode})


def tempo(number: int, section: Section, best: float, found: Grid, anchors: Sequence[Anchor]) -> Decision:
    """Why this tempo."""
    hits, cuts = sum(not anchor.on_bar for anchor in anchors), sum(anchor.on_bar for anchor in anchors)
    bent = sum(push != 1.0 for _, push in found.bars)
    zh = f"每分钟 {section.bpm:g} 拍（此情绪以 {best:g} 为宜）：小节线对上 {cuts} 处剪辑点，拍点对上 {hits} 处重点"
    en = f"{section.bpm:g} bpm (this mood likes {best:g}): bar lines meet {cuts} cuts, beats meet {hits} hits"
    if bent:
        zh += f"；{bent} 个小节微调速度，让拍子正好落在重点上"
        en += f"; {bent} bars are bent a few per cent so that the beat falls where the picture strikes"
    facts = {"bpm": section.bpm, "likes": best, "mean_miss_ms": found.cost, "bars_bent": bent, "bars": len(found.bars)}
    return Decision("tempo", number, zh + "。", en + ".", facts)


def energy(plan: Plan, laid: Sequence[LaidBar], energies: Sequence[float], climax: int, brief: CueBrief) -> Decision:
    """Why it peaks where it does."""
    top = strongest(brief.hits)
    bar = laid[climax]
    where = {"section": bar.section, "bar": bar.index, "seconds": round(bar.starts, 3)}
    if top is not None and top.strength >= 0.3:
        zh = f"能量一路升到 {bar.starts:.1f} 秒，那里是最重的一击（{top.what}），之后回落。"
        en = f"Energy climbs to {bar.starts:.1f} s, where the strongest hit falls ({top.what}), and lets go after it."
    else:
        zh = f"没有重击，高点放在最强情绪的三分之二处（{bar.starts:.1f} 秒）。"
        en = f"No strong hit: the peak stands two thirds into the most intense section ({bar.starts:.1f} s)."
    return Decision("energy", bar.section, zh, en, where | {"energy": energies[climax], "lowest": min(energies)})


def harmony(number: int, section: Section) -> Decision:
    """What the chords do."""
    chords = " ".join(bar.chord for bar in section.bars)
    shown = chords if len(chords) < 160 else chords[:157] + "…"
    zh = f"和声进行 {shown}；声部取最近的音，避开平行五八度。"
    en = f"{shown}; voices take the nearest tone and avoid parallel fifths and octaves."
    return Decision("harmony", number, zh, en, {"different": len({bar.chord for bar in section.bars})})


def orchestration(number: int, section: Section) -> Decision:
    """Who plays when."""
    counts = {part.role: sum(part.role in bar.roles for bar in section.bars) for part in section.orchestra}
    heard = [part for part in section.orchestra if counts[part.role]]
    zh = "、".join(f"{_ROLES_ZH[part.role]} {part.player}（{counts[part.role]} 小节）" for part in heard)
    en = ", ".join(f"{part.role} {part.player} ({counts[part.role]} bars)" for part in heard)
    return Decision(
        "orchestration",
        number,
        f"按能量进出：{zh}。",
        f"Players enter with the energy: {en}.",
        {part.role: part.from_energy for part in section.orchestra},
    )


def transition(number: int, section: Section, following: Section) -> Decision:
    """How one section leads into the next."""
    chord = section.bars[-1].chord
    zh = {
        "pivot": f"用两调共有的 {chord} 和弦作枢纽，转入 {following.key}",
        "modulate": f"最后一小节换成新调 {following.key} 的属和弦（{chord}），直接转调",
        "open": f"段落太短，直接切入 {following.key}",
    }
    en = {
        "pivot": f"{chord} belongs to both keys and turns {section.key} into {following.key}",
        "modulate": f"the last bar becomes the dominant of {following.key} ({chord}) and modulates outright",
        "open": f"too short to prepare: {following.key} simply begins",
    }
    said_en = en[section.leads_on]
    return Decision("transition", number, zh[section.leads_on] + "。", said_en + ".")


def hits(plan: Plan) -> list[Decision]:
    """How the hits are met, and by how much the grid misses them."""
    if not plan.hits:
        return []
    worst = max(abs(hit.miss_ms) for hit in plan.hits)
    met = sum(abs(hit.miss_ms) <= 40 for hit in plan.hits)
    zh = f"{len(plan.hits)} 处重点都在各自那一帧发声；其中 {met} 处离拍点不到 40 毫秒，最远差 {worst:.0f} 毫秒。"
    en = f"All {len(plan.hits)} hits sound on their frame; {met} lie within 40 ms of a beat, the worst {worst:.0f} ms."
    return [Decision("hits", -1, zh, en, {"worst_miss_ms": worst, "within_40_ms": met})]


def speech(plan: Plan) -> Decision:
    """What happens under voices."""
    seconds = sum(plan.seconds(frames) for _, frames in plan.spoken)
    zh = f"{len(plan.spoken)} 处对白（共 {seconds:.1f} 秒）下不走旋律，中频让位；音量由混音自动压低，不写进本文件。"
    en = (
        f"No tune and a thin middle under {len(plan.spoken)} spoken spans ({seconds:.1f} s); "
        "the mixer lowers the level there, this file does not."
    )
    return Decision("speech", -1, zh, en, {"spoken_seconds": round(seconds, 2)})


def ending(plan: Plan) -> Decision:
    """How it stops."""
    at = plan.seconds(plan.ending.start_frame)
    zh = f"{_ENDINGS_ZH[plan.ending.kind]}，从 {at:.1f} 秒起，正好在配乐的最后一帧静下来。"
    en = f"Ends with {_ENDINGS_EN[plan.ending.kind]} from {at:.1f} s and is silent exactly on the cue's last frame."
    return Decision("ending", len(plan.sections) - 1, zh, en, {"kind": plan.ending.kind, "seconds": round(at, 3)})
