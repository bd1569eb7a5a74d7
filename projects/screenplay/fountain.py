"""Read Fountain 1.1, the plain-text form of screenwriting programs, in Chinese too.

What Fountain forces with a sign (`@名`, `.地点`, `!动作`, `> 转场`, `[[注]]`, `# 第1集`) is taken at its word; every
other line is read as in a plain script, so that `音效：`, `字幕：` and `【闪回】` keep their meaning between the signs.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Literal

from projects.performance.folding import fold
from projects.screenplay.headers import Place, SceneHeader, read_episode_header, read_place, read_scene_header
from projects.screenplay.model import NARRATOR_NAMES, Delivery, Element, ElementKind, Screenplay, SourceRange
from projects.screenplay.names import Names, gather_names, split_people
from projects.screenplay.parser import Reader
from projects.screenplay.prefixes import is_mark, is_transition, prefix_kind
from projects.screenplay.rows import Row
from projects.screenplay.source import Line, split_lines
from projects.screenplay.speech import SpeechHead, read_cue, read_head, read_spoken

Sign = Literal[
    "title_page", "heading", "section", "note", "cue", "speech", "forced", "transition", "centered", "lyric", "break"
]

MAX_NOTE = 5000
_TITLE_KEYS = frozenset(
    {
        "title",
        "credit",
        "author",
        "authors",
        "source",
        "notes",
        "draft date",
        "date",
        "contact",
        "copyright",
        "revision",
        "format",
        "language",
    }
)
_TITLE_LINE = re.compile(r"([A-Za-z][A-Za-z ]{0,30}):")
_SLUG = re.compile(r"(?:int|ext|est|i/e)[./ ]", re.IGNORECASE)
_NUMBER = re.compile(r"#\s?([0-9a-z][0-9a-z.+-]{0,14})\s?#\s*$")
_EPISODE_OF = re.compile(r"([0-9]{1,4})-[0-9]")
_ESCAPED = re.compile(r"\\([\\*_#@!.>~=\[\]/])")
_STARS = re.compile(r"(\*{1,3})(?=[^\s*])([^*]*[^\s*])\1")
_UNDERLINE = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]*[^\s_])_(?![\w_])")
_HELD = {character: chr(0xE000 + index) for index, character in enumerate("\\*_#@!.>~=[]/")}
_WHITE = "".join(map(chr, (*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, *range(0x2000, 0x200E)))) + (
    "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
_RELEASED = {ord(held): character for character, held in _HELD.items()}


def is_fountain(text: str) -> bool:
    """Whether the text bears signs that only Fountain has. One sign alone is believed only beside a scene heading."""
    headings = signs = 0
    blank_before, named = True, ""
    for number, line in enumerate(text.splitlines()):
        words = line.strip()
        if not words:
            blank_before, named = True, ""
            continue
        if number < 40 and line.casefold().startswith("format:") and "fountain" in line.casefold():
            return True
        signs += bool(named)
        named = words if words[0] == "@" and blank_before and 1 < len(words) <= 60 else ""
        if blank_before:
            forced = words[0] == "." and words[1:2].isalnum()
            signs += forced and (bool(_NUMBER.search(fold(words))) or read_place(fold(words[1:]), words[1:]).is_sure)
            headings += forced or bool(_SLUG.match(words))
            signs += words[0] == ">" and words[1:].strip().endswith(("TO:", "<"))
            signs += words.startswith(("= ", "/*", "[["))
        signs += words[0] == "!" and words[1:2].isalnum()
        blank_before = False
    return headings > 0 and signs > 0


def read_fountain(text: str) -> Screenplay:
    """What a Fountain script says, with every doubt as a diagnostic. Never raises for any text."""
    return FountainReader(text).read()


class FountainReader(Reader):
    """The reader of plain scripts, told which rows are signed."""

    def _read_rows(self, text: str) -> list[Row]:
        self.signs: dict[int, Sign] = {}
        self.told: set[str] = set()
        self.title_key = ""
        rows: list[Row] = []
        for row, sign in _signed_rows(text):
            if sign:
                self.signs[len(rows)] = sign
            rows.append(row)
        return rows

    def _find_headers(self) -> None:
        for index, row in enumerate(self.rows):
            sign = self.signs.get(index)
            if sign == "heading":
                self.scene_headers[index] = _read_heading(row)
            elif sign in (None, "section", "centered") and not row.is_rule:
                episode = read_episode_header(row.folded, row.written)
                if episode and (sign or row.after_blank):
                    self.episode_headers[index] = dataclasses.replace(episode, rest=None)
                    continue
                scene = read_scene_header(row.folded, row.written) if sign is None else None
                if scene and not scene.doubtful:
                    self.scene_headers[index] = scene

    def _gather_names(self) -> Names:
        names = gather_names(self.rows, {*self.signs, *self.episode_headers, *self.scene_headers})
        cued: set[str] = set()
        for index, row in enumerate(self.rows):
            sign = self.signs.get(index)
            if sign == "cue":
                cued.add(read_cue(row.folded, row.written).folded_name)
            head = read_head(row.folded, row.written) if sign == "note" else None
            if head and prefix_kind(head.folded_name) == "people":
                names.declare(split_people(row.written[head.end :]))
        self.listed = frozenset(names.declared)
        names.declared |= cued
        return names

    def _judge_cue(self, row: Row, cue: SpeechHead) -> None:
        """Say once of whom no cast line tells that nobody told of them, or whom their name means."""
        name = cue.folded_name
        if name in self.listed | NARRATOR_NAMES | self.told:
            return
        other = Names(declared=set(self.listed)).alias_of(name)
        other = self.names.written.get(other, other)
        if other:
            other = self.names.written.get(other, other)
            self.pen.aliases[name] = (cue.name, other)
            self._note("I_NAME_SIMILAR", row, name=cue.name, other=other)
        elif self.names.uses_people_lines:
            self._note("W_SPEAKER_UNDECLARED", row, name=cue.name)
        self.told.add(name)

    def _is_header(self, index: int) -> bool:
        return index in self.signs or super()._is_header(index)

    def _take(self, index: int) -> int:
        row, sign = self.rows[index], self.signs.get(index)
        if sign in (None, "heading", "forced") or index in self.episode_headers:
            return super()._take(index)
        if sign == "title_page":
            self._take_title_page(row)
        elif sign == "break":
            self._structure("rule", row)
        elif sign == "section" or (sign == "note" and not self._take_field(row)):
            self._structure("note", row)
        elif sign in ("transition", "centered") and self.scene is None:
            self._keep_front(row)
        elif sign != "note":
            index = self._play(index, row, sign)
        return index + 1

    def _play(self, index: int, row: Row, sign: Sign) -> int:
        """Write a signed row into the scene; the index of its last row."""
        if self.scene is None:
            self._note("W_SCENE_HEADER_MISSING", row)
            self._open_scene(SceneHeader("", 0, Place()), row, announced=False)
        assert self.scene is not None  # noqa: S101 - opened just above
        elements = self.scene.elements
        words = row.written.strip(" .:：。") or row.written
        if sign in ("cue", "speech"):
            element, index = self._read_speech(index)
            elements.append(element)
        elif sign == "lyric":
            elements.append(Element("music", row.written, row.source))
        elif sign == "transition" or is_transition(row.folded):
            elements.append(Element("transition", words, row.source))
        else:
            kind: ElementKind = "mark" if is_mark(fold(words)) else "subtitle_card"
            elements.append(Element(kind, words, row.source, marks=(words,) if kind == "mark" else ()))
        self.scene.end = max(self.scene.end, self.rows[index].end)
        return index

    def _read_speech(self, index: int) -> tuple[Element, int]:
        """A cue and everything down to the next blank line."""
        row = self.rows[index]
        cue = read_cue(row.folded, row.written)
        self._judge_cue(row, cue)
        texts: list[str] = []
        translations: list[str] = []
        how = [words for words in cue.parentheticals if not is_mark(words.lower())]
        marks = [words for words in cue.parentheticals if is_mark(words.lower())]
        delivery = cue.delivery
        last = index
        while self.signs.get(last + 1) == "speech":
            said, last = self._closed(last + 1)
            if texts and last in self.pairing.translations:
                translations.append(self.pen.translated(said))
                continue
            if said.folded[0] == "(" and _closes_at_end(said.folded) and not is_mark(said.folded[1:-1].strip()):
                aside = read_cue(said.folded, said.written)
                how += aside.parentheticals
                delivery = aside.delivery if aside.delivery != "dialogue" else delivery
                continue
            spoken = read_spoken(said.folded, said.written)
            texts += [spoken.text] if spoken.text else []
            how += spoken.parentheticals
            marks += spoken.marks
            delivery = spoken.delivery or delivery
            if spoken.broken:
                self._note("W_BRACKET_OPEN", said)
        if not texts:
            self._note("W_SPEECH_EMPTY", row, name=cue.name)
        own: Delivery = "vo" if cue.folded_name in NARRATOR_NAMES else delivery
        source = SourceRange(row.number, row.column, row.start, self.rows[last].end)
        text, translation = _join(texts), " ".join(translations)
        return Element("dialogue", text, source, cue.name, tuple(how), own, tuple(marks), translation), last

    def _closed(self, index: int) -> tuple[Row, int]:
        """A row of speech and its index; where a bracket stays open, joined with the rows down to its close."""
        row = self.rows[index]
        for last in range(index, min(index + 4, len(self.rows))):
            if last > index:
                words = f"{row.written} {self.rows[last].written}"
                row = dataclasses.replace(row, written=words, folded=fold(words))
            if row.folded.count("(") <= row.folded.count(")"):
                return row, last
            if self.signs.get(last + 1) != "speech":
                break
        return self.rows[index], index

    def _take_title_page(self, row: Row) -> None:
        key, colon, value = row.written.partition(":")
        if row.column == 1 and colon:
            self.title_key = key.strip().casefold()
        else:
            value = row.written
        if self.title_key == "title":
            self.title = f"{self.title} {value}".strip(' 《》"“”')
        self._structure("title" if self.title_key in ("title", "format") else "front_matter", row)


# -- lines to signed rows ----------------------------------------------------------------------------------------------


def _signed_rows(text: str) -> Iterator[tuple[Row, Sign | None]]:
    lines = split_lines(text)
    shown = _without_asides(text, lines)
    in_title = in_speech = False
    after_blank, begun = True, False
    for line, (words, aside) in zip(lines, shown, strict=True):
        bare = _stripped(words)
        if line.is_blank or not (bare or aside):
            in_speech = in_speech and len(line.text) >= 2 and not line.text.strip(" ")
            in_title, after_blank = False, True
            continue
        if aside and not bare:
            yield _row(line, _stripped(aside) or line.text.strip(), after_blank), "note"
            continue
        sign: Sign | None
        if not begun or in_title:
            found = _TITLE_LINE.match(bare)
            in_title = in_title or bool(found and found[1].casefold() in _TITLE_KEYS)
        begun = True
        if in_title:
            sign = "title_page"
        elif in_speech:
            sign, bare = "speech", _stripped(bare.removeprefix("~")) or bare
        else:
            follows = line.number < len(lines) and bool(_stripped(shown[line.number][0]))
            sign, bare = _read_sign(bare, after_blank=after_blank, follows=follows)
            in_speech = sign == "cue"
        bare = _stripped(_undress(bare)) or bare
        yield _row(line, f"△{bare}" if sign == "forced" else bare, after_blank), sign
        after_blank = False


def _stripped(words: str) -> str:
    """The words without white space at their ends, however it is written."""
    return words.strip(_WHITE)


def _row(line: Line, words: str, after_blank: bool) -> Row:
    """A row that shows `words` but stands where the whole line stands."""
    first, last = len(line.text) - len(line.text.lstrip(_WHITE)), len(line.text.rstrip(_WHITE))
    return Row(line.number, first + 1, line.start + first, line.start + last, words, fold(words), after_blank)


def _without_asides(text: str, lines: list[Line]) -> list[tuple[str, str]]:
    """Each line without its notes and boneyards, and what stood in them."""
    spans = list(_asides(text))
    shown: list[tuple[str, str]] = []
    at = 0
    for line in lines:
        end = line.start + len(line.text)
        kept: list[str] = []
        aside: list[str] = []
        here = line.start
        while at < len(spans) and spans[at][0] < end:
            start, stop = spans[at]
            kept.append(text[here : max(here, start)])
            aside.append(text[max(here, start + 2) : min(stop - 2, end)])
            here = max(here, min(stop, end))
            if stop > end:
                break
            at += 1
        kept.append(text[here:end])
        # a line inside a boneyard may be blank between its signs; it is an aside all the same
        inside = at < len(spans) and spans[at][0] < end and line.text.strip()
        shown.append(("".join(kept), "".join(aside) or (line.text if aside or inside else "")))
    return shown


def _asides(text: str) -> Iterator[tuple[int, int]]:
    """Where `[[notes]]` and `/* boneyards */` begin and end; a note ends before a blank line or is none."""
    at = 0
    closed = {"[[": "]]", "/*": "*/"}
    nexts = {opener: text.find(opener) for opener in closed}
    closes = dict.fromkeys(closed, 0)
    while True:
        live = {opener: start for opener, start in nexts.items() if start >= 0}
        if not live:
            return
        opener = min(live, key=lambda key: live[key])
        start = live[opener]
        if closes[opener] < start + 2:  # looked for once, however many are open
            closes[opener] = text.find(closed[opener], start + 2)
        close = closes[opener]
        if close < 0:
            nexts[opener] = -1
            continue
        note_is_broken = opener == "[[" and (close - start > MAX_NOTE or "\n\n" in text[start:close])
        if start >= at and not note_is_broken and text[start - 1 : start] != "\\":
            at = close + 2
            yield start, at
        nexts = {key: text.find(key, max(start + 1, at)) if found >= 0 else -1 for key, found in nexts.items()}


def _read_sign(words: str, *, after_blank: bool, follows: bool) -> tuple[Sign | None, str]:
    """The sign a line bears and its words without it."""
    first, rest = words[0], _stripped(words[1:])
    if first == "=":
        return ("break", words) if len(words) >= 3 and not words.strip("=") else ("note", rest or words)
    if first == ">" and rest:
        return ("centered", rest[:-1].strip() or rest) if rest.endswith("<") else ("transition", rest)
    if first == "." and words[1:2].isalnum():
        return "heading", words
    if first == "@" and rest and follows:
        return "cue", rest.removesuffix("^").strip() or rest
    signs: dict[str, Sign] = {"#": "section", "!": "forced", "~": "lyric"}
    if first in signs:
        rest = words.lstrip("#").strip() if first == "#" else rest
        return (signs[first], rest) if rest else ("note", words)
    if _SLUG.match(words) and after_blank and read_scene_header(fold(words), words):
        return "heading", words
    if after_blank and follows and _is_capital_cue(words):
        return "cue", words.removesuffix("^").strip()
    return None, words


def _is_capital_cue(words: str) -> bool:
    """A name in capitals alone on its line, an extension in brackets behind it."""
    name = words.partition("(")[0].removesuffix("^").strip()
    folded = fold(words)
    capital = name.isupper() and len(words) <= 60 and words[-1] not in ".!?:,;"
    return capital and not is_transition(folded) and not is_mark(folded) and read_head(folded, words) is None


def _read_heading(row: Row) -> SceneHeader:
    forced = row.written[0] == "."
    written, folded = row.written[forced:].strip(), row.folded[forced:].strip()
    number = _NUMBER.search(folded)
    if number:
        written, folded = written[: number.start()].strip(), folded[: number.start()].strip()
    header = read_scene_header(folded, written)
    label = number[1].strip().upper() if number else header.label if header else ""
    own = _EPISODE_OF.match(label)
    episode = int(own[1]) if own else header.episode if header else 0
    is_read = header is not None and (bool(header.label) or not forced)
    place = header.place if header and is_read else read_place(folded, written)
    return SceneHeader(label, episode, place)


def _undress(words: str) -> str:
    """The words without emphasis and escapes."""
    if not any(character in words for character in "*_\\"):
        return words
    words = _ESCAPED.sub(lambda found: _HELD[found[1]], words)
    words = _UNDERLINE.sub(r"\1", _STARS.sub(r"\2", words))
    return words.translate(_RELEASED)


def _closes_at_end(folded: str) -> bool:
    """Whether the bracket that opens the line closes with it."""
    depth = 0
    for at, character in enumerate(folded):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at == len(folded) - 1
    return False


def _join(texts: list[str]) -> str:
    """The lines of one speech: a space between words of an alphabet, none beside Chinese."""
    joined = ""
    for text in texts:
        narrow = joined[-1:].isascii() and text[:1].isascii()
        joined += f" {text}" if joined and narrow else text
    return joined
