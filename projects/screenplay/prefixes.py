"""Words before a colon, and words in brackets, that are furniture rather than people."""

from __future__ import annotations

import functools
from typing import Literal

from projects.performance.catalogue import catalogue
from projects.performance.folding import fold

PrefixKind = Literal[
    "sound", "music", "subtitle_card", "transition", "action", "note", "place", "people", "mark", "camera", "speech"
]

_WORDS: dict[PrefixKind, tuple[str, ...]] = {
    "sound": (
        "音效",
        "声效",
        "效果音",
        "环境音",
        "环境声",
        "音响",
        "效果声",
        "声音",
        "特效音",
        "se",
        "s.e.",
        "sfx",
        "fx",
        "sound",
        "sound effect",
        "sounds",
    ),
    "music": ("bgm", "音乐", "配乐", "背景音乐", "插曲", "片尾曲", "片头曲", "主题曲", "music", "score"),
    "subtitle_card": (
        "字幕",
        "字卡",
        "屏幕字幕",
        "黑屏字幕",
        "打字幕",
        "上字幕",
        "人名条",
        "字幕条",
        "人物字幕",
        "弹幕",
        "花字",
        "标题卡",
        "字幕卡",
        "super",
        "superimpose",
        "title card",
        "titlecard",
        "caption",
        "subtitle",
        "chyron",
        "on screen",
        "on-screen text",
        "title",
    ),
    "transition": ("转场", "切", "切至", "切到", "切换", "淡入", "淡出", "transition", "cut to", "fade in", "fade out"),
    "action": (
        "动作",
        "画面",
        "镜头",
        "场景描述",
        "环境",
        "镜头描述",
        "画面描述",
        "画面内容",
        "镜头内容",
        "动作描述",
        "内容",
        "描述",
        "action",
        "shot",
        "picture",
        "visual",
    ),
    "camera": (
        "景别",
        "机位",
        "角度",
        "拍摄角度",
        "运镜",
        "镜头运动",
        "镜头语言",
        "运动",
        "framing",
        "shot size",
        "camera",
        "camera move",
        "angle",
    ),
    "speech": ("台词", "对白", "对话", "人物台词", "角色台词", "dialogue", "line", "lines"),
    "note": (
        "备注",
        "道具",
        "服装",
        "化妆",
        "服化道",
        "提示",
        "注",
        "说明",
        "钩子",
        "本集钩子",
        "看点",
        "卡点",
        "爽点",
        "悬念",
        "付费点",
        "付费卡点",
        "本集梗概",
        "剧情梗概",
        "故事梗概",
        "梗概",
        "简介",
        "剧情简介",
        "情节",
        "主题",
        "时长",
        "秒数",
        "镜号",
        "字数",
        "本集时长",
        "预计时长",
        "duration",
        "length",
        "编剧",
        "导演",
        "作者",
        "类型",
        "题材",
        "版本",
        "制片",
        "note",
        "notes",
        "synopsis",
        "logline",
        "written by",
        "author",
        "draft date",
        "draft",
        "contact",
        "genre",
        "props",
        "wardrobe",
        "credit",
        "copyright",
    ),
    "place": (
        "地点",
        "场景",
        "时间",
        "日期",
        "内外景",
        "内外",
        "内/外",
        "拍摄地点",
        "location",
        "time",
        "place",
        "setting",
    ),
    "people": (
        "人",
        "出场人",
        "演员表",
        "出场角色",
        "登场角色",
        "人物",
        "出场人物",
        "登场人物",
        "本场人物",
        "出场",
        "角色",
        "演员",
        "characters",
        "cast",
        "character",
    ),
}
KINDS: dict[str, PrefixKind] = {word: kind for kind, words in _WORDS.items() for word in words}

TITLE_WORDS = frozenset({"剧名", "片名", "剧本名", "标题", "title", "series"})
FRONT_SECTIONS = (
    "人物小传",
    "人物介绍",
    "人物表",
    "主要人物",
    "角色介绍",
    "角色表",
    "故事大纲",
    "大纲",
    "人物关系",
    "故事梗概",
)
FLASHBACK_OPEN = frozenset(
    {
        "闪回",
        "闪回开始",
        "回忆",
        "回忆开始",
        "闪入",
        "闪回入",
        "回忆杀",
        "flashback",
        "begin flashback",
        "start flashback",
    }
)
FLASHBACK_CLOSE = frozenset(
    {
        "闪回结束",
        "闪回完",
        "闪回止",
        "闪出",
        "闪回出",
        "回忆结束",
        "回忆完",
        "现实",
        "回到现实",
        "end flashback",
        "end of flashback",
        "back to present",
        "back to scene",
    }
)
_OTHER_MARKS = frozenset(
    {
        "空镜",
        "空镜头",
        "慢镜头",
        "慢动作",
        "慢放",
        "升格",
        "定格",
        "蒙太奇",
        "快切",
        "主观",
        "主观镜头",
        "主观视角",
        "分屏",
        "黑屏",
        "黑场",
        "画面",
        "镜头",
        "slow motion",
        "slow-mo",
        "freeze frame",
        "montage",
        "end montage",
        "pov",
        "split screen",
        "back to",
    }
)
_TRANSITIONS = frozenset(
    {
        "切",
        "切至",
        "硬切",
        "叠化",
        "淡入",
        "淡出",
        "淡入淡出",
        "转场",
        "黑屏",
        "黑场",
        "画面渐黑",
        "渐黑",
        "闪白",
        "全剧终",
        "本集完",
        "完",
        "未完待续",
        "待续",
        "本集结束",
        "全文完",
        "剧终",
        "the end",
        "end of episode",
        "end episode",
        "to be continued",
    }
)
_TRANSITIONS_EN = (
    "cut to",
    "fade in",
    "fade out",
    "fade to",
    "dissolve to",
    "smash cut",
    "match cut",
    "jump cut",
    "cut back to",
)

CAMERA_STARTS = (
    "extreme close up",
    "extreme close-up",
    "close up",
    "close-up",
    "close on",
    "tight on",
    "insert",
    "angle on",
    "wide on",
    "wide shot",
    "two shot",
    "pov",
    "push in",
    "pull back",
    "establishing",
    "over the shoulder",
)


@functools.cache
def camera_marks() -> frozenset[str]:
    """Framing, angle and movement words a mark may hold, folded."""
    read = catalogue()
    families = (read.framings, read.angles, read.camera_moves)
    return frozenset(
        fold(word) for family in families for term in family.values() for word in (*term.zh_words, *term.en_words)
    )


def prefix_kind(folded_name: str) -> PrefixKind | None:
    """What a word before a colon announces, when it is furniture."""
    kind = KINDS.get(folded_name)
    if kind:
        return kind
    return "mark" if folded_name in FLASHBACK_OPEN | FLASHBACK_CLOSE or is_mark(folded_name) else None


def is_people_or_place(folded: str) -> bool:
    """Whether a line begins with a 人物 or 地点 label."""
    name = folded.split(":", 1)[0].strip(" *_") if ":" in folded[:12] else ""
    return KINDS.get(name) in ("people", "place")


def is_mark(folded: str) -> bool:
    """Whether bracketed words are a direction the reader knows."""
    words = folded.strip()
    return words in FLASHBACK_OPEN or words in FLASHBACK_CLOSE or words in _OTHER_MARKS or words in camera_marks()


def is_transition(folded: str) -> bool:
    """Whether a line by itself is a transition (`切`, `淡出`, `CUT TO:`)."""
    words = folded.strip(" .:。()（）【】[]—-")
    return words in _TRANSITIONS or (len(words) <= 40 and words.startswith(_TRANSITIONS_EN))
