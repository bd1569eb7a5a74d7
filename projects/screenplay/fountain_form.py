"""The Fountain form: forced characters and headings where the language has no capitals, numbers in `#…#`."""

from __future__ import annotations

import functools

from projects.screenplay.model import Element, EpisodeText, SceneText, Screenplay
from projects.screenplay.standard import (
    cast_line,
    chinese_episode_forms,
    chinese_forms,
    english_episode_forms,
    english_forms,
    slugline,
)
from projects.screenplay.writing import Layout, brackets_in, is_narrator, unique, write

_SIDES = {True: "内", False: "外", None: ""}
_EXTENSIONS = {"dialogue": "", "os": " (O.S.)", "vo": " (V.O.)"}
_SIGNS = "@!.>~=#("


def write_fountain(play: Screenplay) -> str:
    """The screenplay as Fountain 1.1; its title page says so."""
    return write(play, CHINESE if play.language == "zh" else ENGLISH)


def _title_page(play: Screenplay) -> tuple[str, ...]:
    title = f"Title: {_escaped(play.title)}\n" if play.title else ""
    return (f"{title}Format: Fountain",)


def _cast(names: tuple[str, ...], *, chinese: bool) -> str:
    return f"[[{cast_line(names, chinese=chinese)}]]"


def _episode_zh(episode: EpisodeText) -> tuple[str, ...]:
    return tuple(f"# {form}" for form in chinese_episode_forms(episode))


def _episode_en(episode: EpisodeText) -> tuple[str, ...]:
    return tuple(f"# {form}" for form in english_episode_forms(episode))


def _note(text: str) -> tuple[str, ...]:
    return (f"[[{text}]]",) if "]]" not in text else ()


def _heading_zh(scene: SceneText, ordinal: int, before: str) -> tuple[str, ...]:
    side = _SIDES[scene.interior]
    tail = " ".join(word for word in (scene.location, scene.time_words, side) if word)
    plain = [f".{tail} #{scene.number}#"] if tail[:1].isalnum() else []
    fields = ("地点", scene.location), ("时间", scene.time_words), ("内外景", side)
    notes = "".join(f"\n\n[[{name}：{words}]]" for name, words in fields if words)
    people = f"\n\n[[{cast_line(scene.people, chinese=True)}]]" if scene.people else ""
    plain += [f"{slugline(scene)} #{scene.number}#"]
    if (scene.location + scene.time_words).isascii():
        plain.reverse()
    return unique([*(head + people for head in plain), f".场{scene.number} #{scene.number}#{notes}{people}"])


def _heading_en(scene: SceneText, ordinal: int, before: str) -> tuple[str, ...]:
    slug = slugline(scene)
    people = f"\n\n[[{cast_line(scene.people, chinese=False)}]]" if scene.people else ""
    number = f"#{scene.number}#"
    plain = [slug] if scene.number == str(ordinal) else []
    side = {True: "INT ", False: "EXT ", None: ""}[scene.interior]
    notes = f"\n\n[[LOCATION: {side}{scene.location}]]" if scene.location or side else ""
    notes += f"\n\n[[TIME: {scene.time_words}]]" if scene.time_words else ""
    heads = [*plain, f"{slug} {number}", f".{scene.location} {number}"]
    return unique([*(head + people for head in heads), f".SCENE {scene.number} {number}{notes}{people}"])


def _forms(element: Element, *, chinese: bool) -> tuple[str, ...]:
    others = chinese_forms(element) if chinese else english_forms(element)
    others = tuple(_escaped(form) for form in others)
    text = _escaped(element.text)
    if element.kind == "dialogue":
        return unique((*_speech(element, text), *others))
    if element.kind == "action":
        plain = [text] if text[:1] not in _SIGNS else []
        forced = f"!{text}"
        first = [*plain, forced] if brackets_in(element.text) == element.marks else plain
        return unique([*first, *(form for form in others if form != f"△{text}"), forced])
    if element.kind == "transition":
        ending = ":" if text.upper().endswith(" TO") else ""
        return unique((f"> {text}{ending}", *others))
    return others


def _speech(element: Element, text: str) -> tuple[str, ...]:
    """A cue, forced unless it is in capitals, with its directions below it."""
    speaker = element.speaker
    extension = "" if is_narrator(speaker) and element.delivery == "vo" else _EXTENSIONS[element.delivery]
    wide = not speaker.isascii()
    brackets = ("（", "）") if wide else ("(", ")")
    lines = [f"{brackets[0]}{words}{brackets[1]}" for words in element.parentheticals]
    marks = "".join(f"【{mark}】" if wide else f"[{mark}] " for mark in element.marks)
    lines += [marks + (f"\\{text}" if text[:1] == "~" else text)] if marks + text else []
    lines = lines or ["(CONT'D)"]
    cue = speaker + extension
    forms = ["\n".join([f"@{cue}", *lines])]
    if speaker.isupper():
        forms.insert(0, "\n".join([cue, *lines]))
    return tuple(forms)


def _escaped(text: str) -> str:
    """Characters that Fountain would take for emphasis, notes or boneyards, escaped."""
    if not any(character in text for character in "*_\\[/"):
        return text
    for character in "\\*_":
        text = text.replace(character, f"\\{character}")
    return text.replace("[[", "\\[\\[").replace("/*", "\\/*").replace("/\\*", "\\/\\*")


CHINESE = Layout(
    _title_page,
    functools.partial(_cast, chinese=True),
    _episode_zh,
    _heading_zh,
    functools.partial(_forms, chinese=True),
    _note,
    "\n\n",
)
ENGLISH = Layout(
    _title_page,
    functools.partial(_cast, chinese=False),
    _episode_en,
    _heading_en,
    functools.partial(_forms, chinese=False),
    _note,
    "\n\n",
)
