"""Whether a rewritten script says what its source says: nothing spoken lost, nothing spoken invented. Pure.

A source that cannot be parsed has no certain dialogue, so whatever may be speech must be kept: text in quotation marks,
text after a colon, and what the parser takes for dialogue once the text stands under a scene header; and what certainly
is speech, words after a name and a colon, must still be spoken, in its order. Blanks, quotation marks, brackets around
directions and the width of characters may change; words, digits and marks may not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from projects import screenplay
from projects.performance.titles import titles

_QUOTED = re.compile(r"“([^”]+)”|「([^」]+)」|『([^』]+)』|\"([^\"\n]+)\"")
_NAMED = re.compile(r"^\W*(?P<name>[^：:\n。！？.!?“「『\"]{1,24}?)\s*[：:]\s*(?P<text>\S.*)$", re.MULTILINE)
_FURNITURE = re.compile(
    r"第|集|场|episode|scene|地点|时间|人物|出场|角色|场景|内景|外景|景别|镜头|字幕|音效|音乐|bgm|sfx|转场|特效|片名|剧名|"
    r"编剧|备注|梗概|简介|类型|标题|时长|title|cast|location|time|note",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[（(【\[][^）)】\]\n]{0,60}[）)】\]]")
_VOICE = re.compile(r"\s*(?:OS|VO|O\.S\.|V\.O\.|画外音)\s*\Z", re.IGNORECASE)
_IGNORED = re.compile(r"[\s\"'“”‘’「」『』]+")
_SHOWN = 40


def complaints(source: str, rewritten: str) -> list[str]:
    """What a rewriting got wrong, in words a model or a person can act on; empty when every word stands."""
    play = screenplay.parse(rewritten)
    spoken = _dialogue(play)
    if play.grade == "unparseable" or not play.episodes or not spoken:
        return ["No scene with dialogue can be read from it; use `1-1 地点 夜 内`, `△ action` and `name：words`."]
    whole, kept, said = _plain(source), _plain(rewritten), _plain("".join(spoken))
    bare = _plain(_BRACKETED.sub("", source))
    found = [f'"{text[:_SHOWN]}" is not in the source' for text in spoken if _plain(text) not in whole + "\0" + bare]
    at = 0
    for text in certain_speech(source):
        place = said.find(_plain(text), at)
        if place < 0:
            found.append(f'"{text[:_SHOWN]}" is no longer spoken, or not in its place')
        else:
            at = place + len(_plain(text))
    lost = [text for text in possible_speech(source) if _plain(text) not in kept]
    found.extend(f'"{text[:_SHOWN]}" is lost' for text in lost)
    return list(dict.fromkeys(found))


def certain_speech(source: str) -> list[str]:
    """What is dialogue under any reading: words after a colon and what is clearly a name, or names lines repeatedly."""
    rows = [(_bare_name(found["name"]), found["text"]) for found in _NAMED.finditer(source)]
    times = Counter(name for name, _ in rows)
    return [
        piece
        for name, text in rows
        if name and not _FURNITURE.search(name) and (times[name] > 1 or titles().looks_like_name(name, name))
        for piece in _spoken_pieces(text)
    ]


def possible_speech(source: str) -> list[str]:
    """What may be dialogue: quoted anywhere, after any colon, or to the parser once there is a scene to stand in."""
    quoted = [next(filter(None, found.groups())) for found in _QUOTED.finditer(source)]
    named = [
        piece
        for found in _NAMED.finditer(source)
        if not _FURNITURE.search(found["name"])
        for piece in _spoken_pieces(found["text"])
    ]
    parsed = _dialogue(screenplay.parse(f"第1集\n1-1 场景 日 内\n{source}"))
    return [text for text in (*quoted, *named, *parsed) if _plain(text)]


def _dialogue(play: screenplay.Screenplay) -> list[str]:
    elements = [e for episode in play.episodes for scene in episode.scenes for e in scene.elements]
    return [element.text for element in elements if element.kind == "dialogue"]


def _bare_name(name: str) -> str:
    return _VOICE.sub("", _BRACKETED.sub("", name)).strip()


def _spoken_pieces(text: str) -> list[str]:
    """The quoted parts of a text that quotes, else the text without its directions."""
    quoted = [next(filter(None, found.groups())) for found in _QUOTED.finditer(text)]
    return [piece for piece in (quoted or _BRACKETED.split(text)) if _plain(piece)]


def _plain(text: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text))
