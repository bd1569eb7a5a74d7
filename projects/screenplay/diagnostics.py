"""The reader's doubts: one table of stable codes with severity, message in both languages and a suggested repair."""

from __future__ import annotations

from projects.screenplay.model import Diagnostic, Severity

_TABLE: dict[str, tuple[Severity, str, str, str]] = {
    "E_NO_SCENE": (
        "error",
        "没有找到任何场次标题，无法拆分场景。",
        "No scene header was found, so nothing can be broken down.",
        "1-1 地点 夜 内  /  INT. PLACE - NIGHT",
    ),
    "E_NO_EPISODE": (
        "error",
        "没有找到集标题，全文按第1集处理。",
        "No episode header was found; the whole text is taken as episode 1.",
        "第1集  /  EPISODE 1",
    ),
    "W_EPISODE_INFERRED": (
        "warning",
        "没有集标题，按场号“{label}”推断为第{number}集。",
        "No episode header; scene number “{label}” was read as episode {number}.",
        "第{number}集",
    ),
    "W_EPISODE_REPEATED": (
        "warning",
        "第{number}集的标题再次出现。",
        "Episode {number} is announced again.",
        "",
    ),
    "W_EPISODE_EMPTY": ("warning", "第{number}集没有场景。", "Episode {number} has no scenes.", ""),
    "W_NO_DIALOGUE": (
        "warning",
        "全文没有台词。",
        "The script has no dialogue at all.",
        "人物（情绪）：台词  /  NAME, then the line below",
    ),
    "W_SCENE_HEADER_MISSING": (
        "warning",
        "这里有内容，但之前没有场次标题；已放入一个无编号的场景。",
        "There is something to play here, but no scene header before it; it was put into an unnumbered scene.",
        "1-1 地点 夜 内",
    ),
    "W_SCENE_REPEATED": (
        "warning",
        "场号“{label}”在本集内重复（第一次在第{first}行）；两场都保留。",
        "Scene number “{label}” is used twice in this episode (first on line {first}); both scenes are kept.",
        "{label}A",
    ),
    "W_SCENE_EMPTY": ("warning", "场“{label}”没有内容。", "Scene “{label}” is empty.", ""),
    "W_TIME_MISSING": (
        "warning",
        "场次标题没有写时间（日/夜/晨/昏）。",
        "The scene header does not say the time of day.",
        "{header} 日",
    ),
    "W_LOCATION_MISSING": (
        "warning",
        "场次标题没有写地点。",
        "The scene header does not say the place.",
        "{label} 地点 日 内",
    ),
    "I_INTERIOR_MISSING": (
        "info",
        "场次标题没有写内景或外景。",
        "The scene header does not say interior or exterior.",
        "{header} 内",
    ),
    "W_PEOPLE_EMPTY": (
        "warning",
        "“人物”一栏是空的；人物取自台词。",
        "The cast line is empty; people are taken from the dialogue.",
        "人物：甲、乙",
    ),
    "W_SPEAKER_UNDECLARED": (
        "warning",
        "“{name}”说话了，但不在任何“人物”一栏里。",
        "“{name}” speaks but stands on no cast line.",
        "人物：{name}",
    ),
    "I_SPEAKER_ELSEWHERE": (
        "info",
        "“{name}”在本场说话，但本场“人物”一栏没有写。",
        "“{name}” speaks here but is not on this scene's cast line.",
        "人物：…、{name}",
    ),
    "W_SPEECH_EMPTY": ("warning", "“{name}”后面没有台词。", "“{name}” is announced but says nothing.", ""),
    "W_BRACKET_OPEN": ("warning", "括号没有闭合。", "A bracket is not closed.", "（…）"),
    "W_PROSE_COLON": (
        "warning",
        "这一行带冒号，但“{name}”不像人名；已作为动作处理。",
        "This line has a colon, but “{name}” does not look like a name; it was taken as action.",
        "△{words}",
    ),
    "W_PROSE_SPEECH": (
        "warning",
        "叙述里夹着引号台词，看不出是谁说的，不会被配音；请改成台词格式。",
        "Speech stands in quotation marks inside prose and nobody is named as saying it; it will not be voiced.",
        "{name}（{how}）：…",
    ),
    "W_PROSE_QUOTED": (
        "warning",
        "叙述里的引号台词已按“{name}”的台词处理；建议改成台词格式。",
        "Speech quoted in prose was read as spoken by “{name}”; better write it as dialogue.",
        "{name}{how}：{words}",
    ),
    "W_SPEAKER_MISSING": (
        "warning",
        "这句台词没有写是谁说的；已按“{name}”处理。",
        "The line does not say who speaks; “{name}” was taken.",
        "台词：{name}：…",
    ),
    "I_CHAT_LINES": (
        "info",
        "聊天记录里的 {count} 行（时间、发送人、表情）不属于剧本，已跳过。",
        "{count} lines of the chat (times, senders, reactions) are no part of the script and were passed over.",
        "",
    ),
    "I_LIST_NUMBERS": (
        "info",
        "{count} 行前面的列表编号不属于台词，已去掉。",
        "List numbers before {count} lines are no part of the words and were taken off.",
        "",
    ),
    "I_BILINGUAL": (
        "info",
        "剧本是双语的；按{zh}配音，另一种语言作为译文保留。",
        "The script is written in two languages; {en} is spoken, the other is kept as the translation.",
        "",
    ),
    "I_TABLE": (
        "info",
        "这里是表格；按列名读出画面、人物和台词。",
        "This is a table; picture, speaker and speech were read by the names of its columns.",
        "",
    ),
    "W_UNKNOWN_PREFIX": (
        "warning",
        "不认识的前缀“{name}”；已作为动作处理。",
        "Unknown prefix “{name}”; the line was taken as action.",
        "△… / 音效：… / 字幕：…",
    ),
    "W_HEADER_DOUBTFUL": (
        "warning",
        "这一行像场次标题但缺少时间和内外景；已作为动作处理。",
        "This line resembles a scene header without time or side; it was taken as action.",
        "{words} 日 内",
    ),
    "W_FLASHBACK_OPEN": (
        "warning",
        "闪回没有结束标记；按到本场结束处理。",
        "The flashback is never closed; it is taken to end with its scene.",
        "【闪回结束】",
    ),
    "I_UNKNOWN_MARK": ("info", "不认识的标记【{name}】，原样保留。", "Unknown mark [{name}], kept as it is.", ""),
    "I_SPEECH_CONTINUED": (
        "info",
        "这一行接在上一句台词后面，已并入“{name}”的台词。",
        "This line follows unfinished speech and was joined to what “{name}” says.",
        "",
    ),
    "I_UNMARKED_ACTION": (
        "info",
        "这一行没有 △，已作为动作处理。",
        "This line has no △ and was taken as action.",
        "△{words}",
    ),
    "I_FRONT_MATTER": (
        "info",
        "正文开始前的 {count} 行作为前言保留，不拆分。",
        "{count} lines before the first scene are kept as front matter.",
        "",
    ),
    "I_LOCATION_SIMILAR": (
        "info",
        "“{name}”和“{other}”可能是同一个地点。",
        "“{name}” and “{other}” may be one place.",
        "{other}",
    ),
    "I_NAME_SIMILAR": (
        "info",
        "“{name}”可能就是“{other}”。",
        "“{name}” may be “{other}”.",
        "{name} = {other}",
    ),
}

CODES = frozenset(_TABLE)


def doubt(code: str, line: int, **facts: object) -> Diagnostic:
    """The diagnostic of `code` for a line, its facts filled into every sentence."""
    severity, zh, en, repair = _TABLE[code]
    values = {"words": "", "how": "", **facts}
    return Diagnostic(code, severity, line, zh.format(**values), en.format(**values), repair.format(**values))
