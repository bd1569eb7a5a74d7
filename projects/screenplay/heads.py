"""The ways a line names its speaker other than with a colon: a tab, a wide gap, 【名】, 名「…」, 名 | …, 名说：“…”."""

from __future__ import annotations

import dataclasses
import functools
import re

from projects.performance.folding import is_han
from projects.screenplay.rows import Row
from projects.screenplay.speech import SpeechHead, read_cue, read_head

MAX_NAME = 24
QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "＂": "＂", "‘": "’"}
_GAP = re.compile(r"\t[\t 　]*|　+ *| {2,}|\s?[|｜]\s?|\s[-–—]{1,2}\s|——")
_BRACKETS = {"【": "】", "[": "]", "<": ">", "《": "》", "「": "」", "〈": "〉"}
_SAYING = re.compile(r"(.{0,16}?)(?:说道|说|问道|问|喊道|喊|答道|答|回答|叫道|叫|骂道|骂|吼道|吼|道|开口)[:,，]?\s?$")
_LATIN_TAIL = re.compile(r"[\s/·|(]*[a-z][a-z .'-]{1,30}[)]?$")


@functools.lru_cache(maxsize=512)
def read_other_head(row: Row) -> SpeechHead | None:
    """The head of a line that names its speaker without a colon. It is believed only of people otherwise known."""
    written = row.written
    if not written or len(written) < 2:
        return None
    close = _BRACKETS.get(written[0])
    if close:
        end = written.find(close, 1, MAX_NAME)
        rest = written[end + 1 :].strip()
        if end < 2 or not rest:
            return None
        after = end + 1
        if rest[0] in "（(":  # 【林晚】（冷声）你走
            shut = row.folded.find(")", after)
            if shut > 0:
                cue = read_cue(
                    row.folded[1:end] + row.folded[after : shut + 1], written[1:end] + written[after : shut + 1]
                )
                after = shut + 1
                return dataclasses.replace(cue, end=_past_colon(row.folded, after), way="bracket")
        cue = read_cue(row.folded[1:end], written[1:end])
        return dataclasses.replace(cue, end=_past_colon(row.folded, after), way="bracket")
    for opener, closer in QUOTES.items():
        at = written.find(opener, 1, MAX_NAME)
        if at > 0 and written.rstrip().endswith(closer) and ":" not in row.folded[:at]:
            cue = read_cue(row.folded[:at], written[:at])
            return dataclasses.replace(cue, end=at, way="quote")
    gap = _GAP.search(written, 1, MAX_NAME + 14)
    if gap and gap.end() < len(written) and ":" not in row.folded[: gap.start()]:
        cue = read_cue(row.folded[: gap.start()], written[: gap.start()])
        feeling = written.find("\t", gap.end(), gap.end() + 10)  # 林晚 <tab> 冷声 <tab> 你走
        if feeling > 0 and gap[0].startswith("\t"):
            words = written[gap.end() : feeling].strip("（） ()")
            parentheticals = (*cue.parentheticals, words) if words else cue.parentheticals
            return dataclasses.replace(cue, parentheticals=parentheticals, end=feeling + 1, way="gap")
        return dataclasses.replace(cue, end=gap.end(), way="gap")
    return None


def _past_colon(folded: str, at: int) -> int:
    """The offset behind a colon that may follow at `at`."""
    rest = folded[at:]
    return at + len(rest) - len(rest.lstrip()) + 1 if rest.lstrip().startswith(":") else at


@dataclasses.dataclass(frozen=True, slots=True)
class QuotedProse:
    """Speech quoted in a sentence: offsets of the words, of the speaker's name, and how it is said."""

    name: str
    how: str
    first: int
    last: int
    rest: int


def read_quoted_prose(row: Row, names: frozenset[str]) -> QuotedProse | None:
    """`林晚抬头说：“你来了？”` and `“你来了？”林晚抬头说。`, of a person in `names` (folded)."""
    written, folded = row.written, row.folded
    opens = min((at for at in map(written.find, QUOTES) if at >= 0), default=-1)
    if opens < 0:
        return None
    closes = written.find(QUOTES[written[opens]], opens + 1)
    if closes <= opens + 1:
        return None
    if opens:
        lead = folded[:opens].rstrip()
        name = _name_at(lead, names)
        said = _SAYING.match(lead[len(name) :].rstrip(":, ")) if name else None
        bare = bool(name) and lead[len(name) :].rstrip().endswith(":")
        if not name or not (said or bare):
            return None
        how = written[len(name) : len(name) + len(said[1])] if said else written[len(name) : opens].rstrip("：:， ,")
        return QuotedProse(written[: len(name)], how.strip("，, "), opens + 1, closes, closes + 1)
    tail = folded[closes + 1 :].strip()
    shift = closes + 1 + len(folded[closes + 1 :]) - len(folded[closes + 1 :].lstrip())
    name = _name_at(tail, names)
    said = _SAYING.match(tail[len(name) :].rstrip("。.,!")) if name else None
    if not name or not said:
        return None
    how = written[shift + len(name) : shift + len(name) + len(said[1])]
    return QuotedProse(written[shift : shift + len(name)], how.strip("，, "), 1, closes, len(written))


def _name_at(folded: str, names: frozenset[str]) -> str:
    return next((folded[:size] for size in range(min(len(folded), 8), 1, -1) if folded[:size] in names), "")


def strip_quotes(text: str) -> str:
    """Speech that stands wholly in one pair of quotation marks, without them: the marks are not spoken."""
    close = QUOTES.get(text[:1])
    if not close or len(text) < 3 or not text.endswith(close):
        return text
    inside = text[1:-1]
    return text if text[0] in inside or close in inside else inside.strip()


def strip_emphasis(text: str) -> str:
    """Speech without Markdown's signs for bold and italics."""
    if "*" not in text and "__" not in text and "~~" not in text:
        return text
    for sign in ("***", "**", "__", "~~", "*"):
        first = text.find(sign)
        while first >= 0 and (second := text.find(sign, first + len(sign))) > first + len(sign):
            text = text[:first] + text[first + len(sign) : second] + text[second + len(sign) :]
            first = text.find(sign)
    return text.removeprefix("**").removesuffix("**").strip()


def without_latin_name(head: SpeechHead) -> SpeechHead:
    """`林晚 LIN WAN` as 林晚, in a script that says everything in two languages."""
    if not head.folded_name or not is_han(head.folded_name[0]):
        return head
    found = _LATIN_TAIL.search(head.folded_name)
    parentheticals = tuple(words for words in head.parentheticals if not words.isascii())
    if not found:
        return dataclasses.replace(head, parentheticals=parentheticals)
    return dataclasses.replace(
        head,
        name=head.name[: found.start()].strip(),
        folded_name=head.folded_name[: found.start()].strip(),
        parentheticals=parentheticals,
    )


def read_any_head(row: Row) -> SpeechHead | None:
    """The head with a colon, else the head of any other form."""
    return read_head(row.folded, row.written) or read_other_head(row)
