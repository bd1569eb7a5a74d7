"""What ids, lengths, people and lines look like in a cell, and back again. Pure; both languages are read."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Sequence

from projects.briefs import Rate
from projects.performance import catalogue
from projects.performance.folding import count_han, fold
from projects.screenplay.model import NARRATOR_NAMES
from projects.shotlists.standing import Person, Seen, Spoken, Standing

NARRATOR = {"zh": "旁白", "en": "Narrator"}
LINE_MOST = 2000
SIDES = {"zh": {True: "内", False: "外"}, "en": {True: "INT", False: "EXT"}}
_INSIDE = frozenset({"内", "内景", "室内", "int", "int.", "interior", "i"})
_OUTSIDE = frozenset({"外", "外景", "室外", "户外", "ext", "ext.", "exterior", "e"})
_BETWEEN = re.compile(r"\s*[、，,;；/／\n&＆+]\s*")
_ITEMS = re.compile(r"\s*[；;\n]\s*")
_SPEAKER = re.compile(r"(?P<name>[^：:\n（(]{1,80}?)\s*(?:[（(](?P<how>[^）)\n]{0,200})[）)])?\s*[：:]")
_GLUED = re.compile(r"\s*[.·_\-]?\s*(OS|O\.S\.|VO|V\.O\.|画外音|内心独白)\Z", re.IGNORECASE)
_KINDS = {"os": "os", "o.s.": "os", "内心独白": "os", "内心": "os", "vo": "vo", "v.o.": "vo", "画外音": "vo"}
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)\Z")
_LENGTH = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*(s|sec|secs|seconds?|秒|秒钟|\"|″|''|f|frames?|帧)?\Z")


@functools.lru_cache(maxsize=4096)
def term_words(family: str, term_id: str, language: str) -> str:
    """The catalogue's name for an id; the id itself where the name alone would be read as another."""
    term = getattr(catalogue(), family).get(term_id)
    if term is None:
        return term_id
    name = term.zh if language == "zh" else term.en
    return name if find_term(family, name) == term_id else term_id


@functools.lru_cache(maxsize=4096)
def find_term(family: str, words: str) -> str:
    """The id that the words mean: an id, a name, a writer's word, or the one term they contain. Empty when none."""
    terms = getattr(catalogue(), family)
    wanted = _folded(words)
    if wanted.replace(" ", "_") in terms:
        return wanted.replace(" ", "_")
    named = {term.id for term in terms.values() if wanted in (_folded(term.zh), _folded(term.en))}
    if len(named) == 1:
        return str(named.pop())
    lexicon = catalogue().lexicons[family]
    if exact := lexicon.exact(words):
        return exact.id
    contained = {match.id for match in lexicon.all(words)}
    return contained.pop() if len(contained) == 1 else ""


def suggestions(family: str, words: str, language: str) -> tuple[str, ...]:
    """Up to three names that were perhaps meant: alike, or sharing a character."""
    names = {
        _folded(spelling): (term.zh if language == "zh" else term.en)
        for term in getattr(catalogue(), family).values()
        for spelling in (term.zh, term.en, term.id, *term.zh_words, *term.en_words)
    }
    return _near(words, names)


def name_suggestions(standing: Standing, name: str) -> tuple[str, ...]:
    """Up to three members whose names are like this one."""
    return _near(name, {_folded(own): p.name for p in standing.people for own in (p.name, *p.aliases)})


def side_of(words: str) -> bool | None:
    """True inside, False outside, None when the words say neither; of 内外 the inside."""
    plain = _folded(words)
    if plain in _INSIDE or plain.startswith(("内", "int")):
        return True
    return False if plain in _OUTSIDE or plain.startswith(("外", "ext")) else None


def seconds_text(frames: int, rate: Rate) -> str:
    """Seconds with at most two decimals."""
    return f"{rate.seconds(frames):.2f}".rstrip("0").rstrip(".")


def frames_of(words: str, rate: Rate, *, unit: str) -> int | None:
    """A length in frames from `3`, `2.5s`, `3秒`, `00:03`, `72帧`; `unit` where none is written; None: unread."""
    plain = fold(words).strip().lower()
    if clock := _CLOCK.match(plain):
        hours, minutes, seconds = (float(part or 0) for part in clock.groups())
        return _nearest(hours * 3600 + minutes * 60 + seconds, rate)
    found = _LENGTH.match(plain)
    if not found:
        return None
    number, written = float(found[1]), found[2] or unit
    if written[0] in "f帧":
        return int(number) if number.is_integer() else None
    return _nearest(number, rate)


def cast_text(cast: Sequence[Seen], language: str) -> str:
    """Everybody in a shot by name."""
    return ("、" if language == "zh" else ", ").join(seen.person.name for seen in cast)


def names_in(words: str) -> list[str]:
    """The names a cell lists."""
    return [name for name in _BETWEEN.split(words.strip()) if name]


def each_text(cast: Sequence[Seen], fact: str, family: str, language: str) -> str:
    """An expression or action for everybody: `愤怒` for one, `林晚：愤怒；沈砚：冷漠` for several."""
    words = [term_words(family, seen.facts[fact], language) for seen in cast]
    if len(words) < 2:
        return "".join(words)
    colon, between = ("：", "；") if language == "zh" else (": ", "; ")
    return between.join(f"{seen.person.name}{colon}{word}" for seen, word in zip(cast, words, strict=True))


def each_in(words: str) -> list[tuple[str, str]]:
    """Names and words of a cell that speaks of several people; the name is empty where none is written."""
    found = []
    for item in _ITEMS.split(words.strip()):
        name, colon, rest = re.sub("：", ":", item, count=1).partition(":")
        if item:
            found.append((name.strip(), rest.strip()) if colon else ("", item))
    return found


def dialogue_text(lines: Sequence[Spoken], language: str) -> str:
    """The lines of a shot, one under the other: `林晚OS：三年了。`"""
    colon = "：" if language == "zh" else ": "
    return "\n".join(f"{_speaker(line, language)}{colon}{line.text}" for line in lines)


def parenthetical_text(lines: Sequence[Spoken], language: str) -> str:
    """How lines are said: the words alone for one line, `1：冷声` with the line's number for several."""
    if len(lines) == 1:
        return lines[0].parenthetical
    colon = "：" if language == "zh" else ": "
    said = [f"{number}{colon}{line.parenthetical}" for number, line in enumerate(lines, 1) if line.parenthetical]
    return "\n".join(said)


def parentheticals_in(words: str, count: int) -> list[str] | None:
    """One parenthetical for each of `count` lines, numbered or in order; None when there are too many."""
    if count == 1:
        return [re.sub(r"\A1[：:]\s*", "", words.strip())]
    found = [""] * count
    for place, item in enumerate(filter(None, _ITEMS.split(words.strip()))):
        numbered = re.match(r"(\d{1,2})[：:]\s*(.*)\Z", item)
        line = int(numbered[1]) - 1 if numbered else place
        if not 0 <= line < count:
            return None
        found[line] = numbered[2] if numbered else item
    return found


def lines_in(words: str, standing: Standing, cast: Iterable[Person]) -> tuple[list[Spoken], str]:
    """The lines a cell holds, and the first name that nobody bears (then the lines are not to be used).

    A row of text without a speaker goes on the line before it, or is said by the only person in the shot.
    """
    present = list(cast)
    lines: list[Spoken] = []
    for row in filter(None, (row.strip() for row in words.split("\n"))):
        spoken, unknown = _line(row, standing)
        if unknown and not lines and len(present) != 1:
            return [], unknown
        if spoken is not None:
            lines.append(spoken)
        elif unknown:
            return [], unknown
        elif lines:
            last = lines[-1]
            lines[-1] = Spoken(last.person, last.kind, f"{last.text}\n{row}", last.parenthetical)
        elif len(present) == 1:
            lines.append(Spoken(present[0], "dialogue", row))
        else:
            return [], row[:20]
    return lines, ""


def _line(row: str, standing: Standing) -> tuple[Spoken | None, str]:
    """A row with its speaker; or the name that looks like one but is nobody's; or neither for plain words."""
    head = _SPEAKER.match(row)
    text = row[head.end() :].strip() if head else ""
    if not head or not text:
        return None, ""
    name, how = head["name"].strip(), (head["how"] or "").strip()
    glued = _GLUED.search(name)
    kind = _KINDS[glued[1].lower()] if glued and name[: glued.start()] else "dialogue"
    bare = name[: glued.start()].strip() if glued and name[: glued.start()] else name
    asides = [part for part in re.split(r"[，,]\s*", how) if part]
    kinds = [_KINDS[part.lower()] for part in asides if part.lower() in _KINDS]
    kind = kinds[0] if kinds else kind
    how = "，".join(part for part in asides if part.lower() not in _KINDS) if kinds else how
    if _folded(bare) in NARRATOR_NAMES:
        return Spoken(None, "vo", text, how), ""
    person = standing.person(bare) or standing.person(name)
    if person is not None:
        return Spoken(person, kind if standing.person(bare) else "dialogue", text, how), ""
    looks_like_a_name = len(bare) <= (8 if count_han(bare) else 24) and not re.search(r"[，。！？,.!?…“\"]", bare)
    return None, bare if looks_like_a_name else ""


def _speaker(line: Spoken, language: str) -> str:
    if line.person is None:
        return NARRATOR["zh" if language == "zh" else "en"]
    joint = "" if language == "zh" else " "
    return line.person.name + ("" if line.kind == "dialogue" else f"{joint}{line.kind.upper()}")


def _nearest(seconds: float, rate: Rate) -> int:
    return round(seconds * rate.num / rate.den)


def _near(words: str, names: dict[str, str]) -> tuple[str, ...]:
    wanted = _folded(words)
    close = [names[name] for name in difflib.get_close_matches(wanted, names, n=6, cutoff=0.5)]
    sharing = [shown for name, shown in names.items() if count_han(wanted) and set(wanted) & set(name)]
    return tuple(dict.fromkeys([*close, *sharing]))[:3]


def _folded(text: str) -> str:
    return " ".join(fold(text).split())
