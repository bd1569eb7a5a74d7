"""What a terminal shows of a script: what was understood, what was doubted, the shot list, and what would change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

WORDS: dict[str, tuple[str, str]] = {
    "grade": ("等级", "Grade"),
    "understood": (
        "{episodes} 集，{scenes} 场，{shots} 个镜头，{lines} 句台词，{cast} 个角色，{seconds:.0f} 秒",
        "{episodes} episode(s), {scenes} scenes, {shots} shots, {lines} lines, {cast} in the cast, {seconds:.0f} s",
    ),
    "nothing_doubted": ("没有疑问。", "Nothing is doubted."),
    "line": ("行", "Line"),
    "what": ("问题", "What"),
    "cure": ("建议写法", "Cure"),
    "shot": ("镜头", "Shot"),
    "picture": ("画面", "Picture"),
    "seen": ("内容", "What is seen and said"),
    "seconds": ("秒", "s"),
    "why": ("依据", "Why"),
    "change": ("变化", "Change"),
    "before": ("原来", "Before"),
    "after": ("现在", "After"),
    "alike": ("相似", "Alike"),
    "stays": ("保留", "Stays"),
    "by_hand": ("人工：{names}", "by hand: {names}"),
    "stale": ("已选条次将过期", "the circled take goes stale"),
    "kept": ("已选条次保留", "the circled take is kept"),
    "same": ("与现有内容没有差别。", "Nothing differs from what stands."),
    "untouched": ("剧本未包含的集保持不变：{numbers}", "Episodes not in this script stay as they are: {numbers}"),
    "episode": ("集", "Episode"),
    "state": ("结果", "Answer"),
    "shots": ("镜头数", "Shots"),
    "counts": ("明细", "What"),
    "version": ("剧本第 {number} 版 {id}", "Script version {number}, {id}"),
    "review": ("差异摘要 {digest}", "Difference {digest}"),
    "added": ("新增", "added"),
    "removed": ("删除", "removed"),
    "restored": ("恢复", "restored"),
    "changed": ("修改", "changed"),
    "moved": ("移动", "moved"),
    "renumbered": ("改号", "renumbered"),
    "unchanged": ("无变化", "unchanged"),
    "scene": ("场", "scene"),
}
LEVELS = {"episode": ("集", "episode"), "scene": ("场", "scene"), "shot": ("镜头", "shot"), "line": ("台词", "line")}
_COLORS = {"added": "green", "removed": "red", "restored": "green", "changed": "yellow", "error": "red"}
_COLORS |= {"warning": "yellow", "info": "dim"}


class ScriptPages:
    """Pages for one console in one language, `zh` or `en`. Nothing a writer wrote is read as markup."""

    def __init__(self, console: Console, language: str) -> None:
        self.console, self.at = console, 0 if language == "zh" else 1

    def word(self, name: str, **facts: Any) -> str:
        """One of our own words or sentences."""
        return WORDS[name][self.at].format(**facts)

    def say(self, text: str, style: str = "") -> None:
        """A plain line."""
        self.console.print(Text(text, style=style))

    def understood(self, grade: str, facts: dict[str, Any]) -> None:
        """What was understood, in a line."""
        self.say(f"{self.word('grade')}: {grade} · " + self.word("understood", **facts), "bold")
        if facts.get("cast_names"):
            self.say("  " + "、".join(facts["cast_names"]))

    def diagnostics(self, rows: Iterable[dict[str, Any]]) -> None:
        """Every doubt with its line and its cure."""
        table = self._table(self.word("line"), "", self.word("what"), self.word("cure"))
        for row in rows:
            said = row["message_zh"] if self.at == 0 else row["message_en"]
            color = _COLORS.get(row["severity"], "")
            table.add_row(str(row["line"]), Text(row["code"], color), Text(said), Text(row["repair"]))
        if table.row_count:
            self.console.print(table)
        else:
            self.say(self.word("nothing_doubted"), "green")

    def shots(self, title: str, rows: Iterable[dict[str, Any]]) -> None:
        """A scene's planned shots, each with its reasons."""
        names = ("shot", "picture", "seen", "seconds", "why")
        table = self._table(*(self.word(name) for name in names), title=title)
        for row in rows:
            cells = (row["code"], row["picture"], row["seen"], f"{row['seconds']:.1f}", row["why"])
            table.add_row(*(Text(cell) for cell in cells))
        self.console.print(table)

    def difference(self, diff: dict[str, Any]) -> None:
        """What a version would change, episode by episode."""
        for episode in diff["episodes"]:
            if not episode["entries"]:
                continue
            names = ("change", "before", "after", "alike", "stays")
            title = f"EP{episode['number']:02d} · {self.state(episode['state'])} · {self.counts(episode['counts'])}"
            table = self._table(*(self.word(name) for name in names), title=title)
            for entry in episode["entries"]:
                self._entry(table, entry)
            self.console.print(table)
        if diff["is_empty"]:
            self.say(self.word("same"), "green")
        self._untouched(diff["untouched_episodes"])
        self.say(self.word("review", digest=diff["digest"]))

    def applied(self, answer: dict[str, Any]) -> None:
        """What became of each episode."""
        table = self._table(*(self.word(name) for name in ("episode", "state", "shots", "counts")))
        for episode in answer["episodes"]:
            state = Text(self.state(episode["state"]), _COLORS.get(episode["state"], "dim"))
            name = f"{episode['code']} {episode['title']}"
            table.add_row(Text(name), state, str(episode["shots"]), Text(self.counts(episode["counts"])))
        self.console.print(table)
        self._untouched(answer["untouched_episodes"])

    def state(self, name: str) -> str:
        """A kind of change or an answer, in words."""
        return self.word(name)

    def counts(self, counts: dict[str, dict[str, int]]) -> str:
        """How many parts of what kind."""
        return ", ".join(
            f"{LEVELS[level][self.at]} {self.state(kind)} {number}"
            for level, kinds in counts.items()
            for kind, number in kinds.items()
        )

    def _entry(self, table: Table, entry: dict[str, Any]) -> None:
        stays = []
        if entry["kept_by_hand"]:
            stays.append(self.word("by_hand", names=", ".join(entry["kept_by_hand"])))
        if entry["circled_take"]:
            stays.append(self.word("stale" if entry["kind"] == "changed" else "kept"))
        what = f"{LEVELS[entry['level']][self.at]} {self.state(entry['kind'])}"
        after = entry["after"]
        if entry["kind"] == "changed" and entry["before"] == after:
            after = "; ".join(f"{c['name']}: {c['before']} → {c['after']}" for c in entry["fields"])
        alike = f"{entry['similarity']:.0%}" if entry["kind"] in ("changed", "moved", "restored") else ""
        cells = (entry["before"], after, alike, "; ".join(stays))
        table.add_row(Text(what, _COLORS.get(entry["kind"], "cyan")), *(Text(cell) for cell in cells))

    def _untouched(self, numbers: list[int]) -> None:
        if numbers:
            self.say(self.word("untouched", numbers=", ".join(map(str, numbers))), "dim")

    def _table(self, *columns: str, title: str = "") -> Table:
        table = Table(title=Text(title) if title else None, title_justify="left", show_lines=False)
        for column in columns:
            table.add_column(Text(column), overflow="fold")
        return table
