"""The standard form: `1-1 地点 夜 内`, `人物：`, `△`, `名（情绪）：台词` in Chinese; sluglines and cues in English."""

from __future__ import annotations

import functools

from projects.screenplay.model import Element, EpisodeText, SceneText, Screenplay
from projects.screenplay.prefixes import is_transition
from projects.screenplay.rows import fold_name
from projects.screenplay.writing import (
    Layout,
    brackets_in,
    is_narrator,
    unique,
    write,
)

_SIDES_ZH = {True: "内", False: "外", None: ""}
_SLUGS = {True: "INT.", False: "EXT.", None: "INT./EXT."}
_DELIVERY = {"dialogue": "", "os": "OS", "vo": "VO"}
_EXTENSIONS = {"dialogue": "", "os": "O.S.", "vo": "V.O."}


def write_standard(play: Screenplay) -> str:
    """The screenplay in the mainland standard form, or in Hollywood layout when it is in English."""
    return write(play, CHINESE if play.language == "zh" else ENGLISH)


def cast_line(names: tuple[str, ...], *, chinese: bool) -> str:
    """A cast line. Names are parted by commas when all are Latin, because they may hold spaces."""
    latin = all(name.isascii() for name in names)
    return f"{'人物：' if chinese else 'CHARACTERS: '}{(', ' if latin else '、').join(names)}"


def _title_zh(play: Screenplay) -> tuple[str, ...]:
    return (f"《{play.title}》", f"剧名：{play.title}") if play.title else ()


def _title_en(play: Screenplay) -> tuple[str, ...]:
    return (play.title, f"Title: {play.title}") if play.title else ()


def chinese_episode_forms(episode: EpisodeText) -> tuple[str, ...]:
    """`第1集 标题`."""
    head, title = f"第{episode.number}集", episode.title
    return (f"{head} {title}", f"{head}《{title}》", f"{head}：{title}") if title else (head,)


def english_episode_forms(episode: EpisodeText) -> tuple[str, ...]:
    """`EPISODE 1 - Title`."""
    head, title = f"EPISODE {episode.number}", episode.title
    return (f"{head} - {title}", f"{head}: {title}", f"{head} “{title}”") if title else (head,)


def _note(text: str) -> tuple[str, ...]:
    return (text,)


# -- scenes ------------------------------------------------------------------------------------------------------------


def chinese_scene_forms(scene: SceneText, ordinal: int, before: str) -> tuple[str, ...]:
    """A numbered header with its cast line; at last in fields."""
    label, side = scene.number, _SIDES_ZH[scene.interior]
    people = f"\n{cast_line(scene.people, chinese=True)}" if scene.people else ""
    tail = " ".join(word for word in (scene.location, scene.time_words, side) if word)
    heads = [f"{label} {tail}", f"场{label} {tail}"]
    if label == f"{before}+":
        heads = [f"+场 {tail}", *heads]
    slugs = [f"{label} {slugline(scene)}", f"{slugline(scene)} #{label}#", slugline(scene)]
    is_slug = bool(tail) and (scene.location + scene.time_words).isascii()
    heads = [*slugs, *heads] if is_slug else [*(head.strip() for head in heads), *slugs]
    fields = [f"场次：{label}"]
    fields += [f"{name}：{words}" for name, words in _fields_zh(scene, side) if words]
    in_fields = "\n".join(fields) + people
    forms = [head + people for head in heads]
    return unique([*forms, in_fields] if is_slug else [*forms[:-3], in_fields, *forms[-3:]])


def slugline(scene: SceneText) -> str:
    """`INT. PLACE - TIME`."""
    time = f" - {scene.time_words}" if scene.time_words else ""
    return f"{_SLUGS[scene.interior]} {scene.location}{time}".strip()


def _fields_zh(scene: SceneText, side: str) -> tuple[tuple[str, str], ...]:
    return ("地点", scene.location), ("时间", scene.time_words), ("内外景", side)


def english_scene_forms(scene: SceneText, ordinal: int, before: str) -> tuple[str, ...]:
    """A slugline, with the number where it is not simply the next; at last in fields."""
    label, slug = scene.number, slugline(scene)
    people = f"\n{cast_line(scene.people, chinese=False)}" if scene.people else ""
    plain = [slug] if label == str(ordinal) else []
    tail = " ".join(word for word in (scene.location, scene.time_words, _SIDES_ZH[scene.interior]) if word)
    heads = [*plain, f"{slug} #{label}#", f"{label} {slug}", f"SCENE {label}: {slug}", f"{label} {tail}".strip()]
    side = {True: "INT ", False: "EXT ", None: ""}[scene.interior]
    fields = [f"SCENE {label}", f"LOCATION: {side}{scene.location}".strip()]
    fields += [f"TIME: {scene.time_words}"] if scene.time_words else []
    return unique([*(head + people for head in heads), "\n".join(fields) + people])


# -- elements ----------------------------------------------------------------------------------------------------------


def chinese_forms(element: Element) -> tuple[str, ...]:
    """The forms of an element in Chinese layout."""
    text = element.text
    if element.kind == "dialogue":
        return _speech_zh(element)
    if element.kind == "action":
        named = [f"{mark}：{text}" for mark in element.marks[:1]]
        marked = f"△{text}"
        first = [marked] if brackets_in(text) == element.marks else [*named, text, marked]
        return unique([*first, *named, text, f"（{text}）", f"画面：{text}"])
    prefix = {"subtitle_card": "字幕", "sound": "音效", "music": "BGM", "transition": "转场", "mark": ""}[element.kind]
    if element.kind == "mark":
        return unique((f"【{text}】", f"[{text}]", f"（{text}）", text, f"{text}："))
    plain = [text] if element.kind == "transition" and is_transition(fold_name(text)) else []
    return unique((*plain, f"{prefix}：{text}", f"（{prefix}：{text}）", f"{prefix}：“{text}”"))


def _bracketed(words: str) -> str:
    return f"({words})" if words.isascii() and words not in _DELIVERY.values() else f"（{words}）"


def _speech_zh(element: Element) -> tuple[str, ...]:
    speaker, how = element.speaker, list(element.parentheticals)
    tag = "" if is_narrator(speaker) and element.delivery == "vo" else _DELIVERY[element.delivery]
    said = "".join(f"【{mark}】" for mark in element.marks) + element.text
    glued = tag if speaker[-1:] and not speaker[-1:].isascii() and not how else ""
    directions = [*how[:-1], f"{how[-1]}，{tag}"] if how and tag else [*how, *([tag] if tag and not glued else [])]
    apart = "".join(map(_bracketed, [*([tag] if tag else []), *how]))
    inside = "".join(map(_bracketed, how))
    cue = [
        f"{speaker}（{tag}）" if tag else speaker,
        *(f"（{words}）" for words in how),
        said if said or how else "（续）",
    ]
    return unique(
        (
            f"{speaker}{glued}{''.join(map(_bracketed, directions))}：{said}",
            f"{speaker}{apart}：{said}",
            f"{speaker}{f'（{tag}）' if tag else ''}：{inside}{said}",
            "\n" + "\n".join(line for line in cue if line) + "\n",
        )
    )


def english_forms(element: Element) -> tuple[str, ...]:
    """The forms of an element in Hollywood layout."""
    text = element.text
    if element.kind == "dialogue":
        return _speech_en(element)
    if element.kind == "action":
        named = [f"{mark}: {text}" for mark in element.marks[:1]]
        return unique((text, f"△{text}", *named, f"({text})", f"Action: {text}"))
    if element.kind == "mark":
        return unique((f"[{text}]", f"【{text}】", f"({text})", text))
    if element.kind == "transition":
        return unique((f"{text}:" if text.upper().endswith(" TO") else f"{text}.", text, f"Transition: {text}"))
    prefix = {"subtitle_card": "SUPER", "sound": "SOUND", "music": "MUSIC"}[element.kind]
    quoted = [f'{prefix}: "{text}"'] if element.kind == "subtitle_card" else []
    return unique((*quoted, f"{prefix}: {text}", f"({prefix}: {text})"))


def _speech_en(element: Element) -> tuple[str, ...]:
    speaker, how = element.speaker, element.parentheticals
    tag = "" if is_narrator(speaker) and element.delivery == "vo" else _EXTENSIONS[element.delivery]
    said = "".join(f"[{mark}]" for mark in element.marks) + (" " if element.marks else "") + element.text
    name = f"{speaker} ({tag})" if tag else speaker
    directions = [f"({words})" for words in how]
    return unique(
        (
            "\n".join([name, *directions, *([said] if said.strip() else [] if how else ["(CONT'D)"])]),
            f"{' '.join([name, *directions])}: {said}",
            f"{name}: {' '.join([*directions, said])}",
        )
    )


CHINESE = Layout(
    _title_zh,
    functools.partial(cast_line, chinese=True),
    chinese_episode_forms,
    chinese_scene_forms,
    chinese_forms,
    _note,
    "\n",
)
ENGLISH = Layout(
    _title_en,
    functools.partial(cast_line, chinese=False),
    english_episode_forms,
    english_scene_forms,
    english_forms,
    _note,
    "\n\n",
)
