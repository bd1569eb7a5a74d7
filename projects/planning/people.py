"""Who is in a script: names and aliases, extras, and a first guess at how each looks and sounds.

Guesses come from titles, given names, pronouns and clothes words; what nothing speaks of is drawn from a seed that
depends on the name alone, so a person looks the same in every import. No two people of a script share a voice.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from projects.briefs import Look, Voice
from projects.performance.folding import count_han, fold
from projects.performance.looks import looks
from projects.performance.matching import match_set
from projects.performance.titles import Title, titles
from projects.planning.reasons import Reason
from projects.planning.voicing import choose_voice, temper_of_title
from projects.planning.wardrobing import Clues, choose_look
from projects.screenplay.model import NARRATOR_NAMES, Language, Screenplay
from projects.screenplay.rows import fold_name

_INTRODUCED = re.compile(r"\b([A-Z][A-Z'.-]+(?: [A-Z][A-Z'.-]+){0,2}) ?\(")
_TOGETHER = re.compile(r"\s?[、&+]\s?|\sand\s", re.IGNORECASE)
_SENTENCES = re.compile(r"[。！？!?；;]|(?<!\bmr)(?<!\bms)(?<!\bdr)(?<!\bmrs)\.(?=\s|$)", re.IGNORECASE)
_BED = re.compile(r"病床|输液|点滴|插着管|呼吸机|氧气|昏迷不醒|hospital bed|lies in bed|iv drip|on a drip|oxygen mask")
_WARDS = ("病房", "医院", "icu", "监护室", "hospital", "ward")
_GRAND = frozenset(
    {"mansion_hall", "boardroom", "lobby", "hotel_lobby", "wedding_hall", "auction_house", "private_room", "office"}
)
OFTEN = 2  # how many words of a time make a story one of that time
_DESCRIBED = re.compile(r"\s?[（(【][^）)】]{1,40}[）)】]|[:：]\s?[^。；;\n]{1,60}")
"""What stands behind a name in a 人物 line or among the people before the first scene: （女，30，律师）."""
_BOUNDARY = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """A person of the script. Extras can appear and speak but are not members of the cast one chooses."""

    name: str
    aliases: tuple[str, ...]
    is_extra: bool
    look: Look
    voice: Voice
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in a text, and where."""

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class KnownPeople:
    """The people of a series, found again by any of their names."""

    people: tuple[PersonPlan, ...]
    _by_name: dict[str, PersonPlan] = field(init=False, repr=False, compare=False)
    _longest_first: list[tuple[str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[str, PersonPlan] = {}
        for person in self.people:
            for name in (person.name, *person.aliases):
                by_name.setdefault(fold_name(name), person)
        object.__setattr__(self, "_by_name", by_name)
        spellings = [(name, person.name) for name, person in by_name.items() if name]
        object.__setattr__(self, "_longest_first", sorted(spellings, key=lambda pair: -len(pair[0])))

    def find(self, name: str) -> PersonPlan | None:
        """The person who bears this name or alias; of several speaking together, the first."""
        folded = fold_name(name)
        if folded in self._by_name:
            return self._by_name[folded]
        parts = [fold_name(part) for part in _TOGETHER.split(name)]
        return next((self._by_name[part] for part in parts if part in self._by_name), None) if len(parts) > 1 else None

    def mentions(self, text: str) -> list[Mention]:
        """Every person the text names, in reading order."""
        folded = fold(text)
        taken = bytearray(len(folded))
        found: list[Mention] = []
        for spelling, name in self._longest_first:
            at = folded.find(spelling)
            while at >= 0:
                end = at + len(spelling)
                if not any(taken[at:end]) and _stands_alone(folded, at, end, spelling):
                    taken[at:end] = b"\x01" * len(spelling)
                    found.append(Mention(name, at, end))
                at = folded.find(spelling, end)
        return sorted(found, key=lambda mention: mention.start)

    def without_names(self, text: str) -> str:
        """The text with every name blanked, same length, so that 林雪 is not weather."""
        characters = list(text)
        for mention in self.mentions(text):
            characters[mention.start : mention.end] = " " * (mention.end - mention.start)
        return "".join(characters)


def _stands_alone(folded: str, start: int, end: int, spelling: str) -> bool:
    """English names only as whole words; `管家` not inside `管家婆`-like longer names is settled by longest first."""
    if count_han(spelling):
        return True
    before, after = folded[start - 1 : start], folded[end : end + 1]
    return not _BOUNDARY.match(before) and not _BOUNDARY.match(after)


def find_people(screenplay: Screenplay) -> tuple[PersonPlan, ...]:
    """Everybody who is declared or speaks, in order of appearance; aliases joined, narrators left out."""
    spellings = _collect(screenplay)
    aliases = _join_aliases(screenplay, spellings)
    named = [name for name in spellings.values() if fold_name(name) not in aliases]
    clues = _gather_clues(screenplay, named)
    people: list[PersonPlan] = []
    taken: set[tuple[str, ...]] = set()
    period = _period_of(screenplay, spellings.values())
    patients = _in_hospital_beds(screenplay)
    is_grand = _is_grand(screenplay)
    narrator = narrator_voice(screenplay.language)
    voices = {(narrator.variant, narrator.pitch)}
    for folded, name in spellings.items():
        if folded in aliases:
            continue
        own = tuple(spellings[alias] for alias, of in aliases.items() if of == folded)
        shown = _display(name)
        told = clues[name]
        title = titles().title_of(name) or next((t for t in map(titles().title_of, own) if t), None)
        sex, reason = _guess_sex(name, own, title, told)
        if title is None or not (title.outfit or title.sex):  # LENA (27, nurse)
            title = next((t for t in map(titles().title_of, told.roles) if t), title)
        is_patient = bool(patients & {folded, *map(fold_name, own)})
        look, reasons = choose_look(
            name,
            sex,
            title,
            told,
            taken=taken,
            seed=seed_of(name),
            period=period,
            is_patient=is_patient,
            is_grand=is_grand,
        )
        temper = clues[name].temper or (temper_of_title(title.id) if title else "")
        voice = choose_voice(screenplay.language, look, seed_of(name), voices, temper=temper)
        written = tuple(dict.fromkeys(alias for alias in (name, *own) if alias != shown))
        people.append(PersonPlan(shown, written, titles().is_extra(name), look, voice, (reason, *reasons)))
    return tuple(people)


def _period_of(screenplay: Screenplay, names: Iterable[str]) -> str:
    """The kind of story, by its titles, its places and its words: palace, republic, rural, or modern."""
    if any(_belongs_to_a_palace(name) for name in names):
        return "palace"
    scenes = [scene for episode in screenplay.episodes for scene in episode.scenes]
    text = "".join(element.text for scene in scenes for element in scene.elements)
    for period in looks().story_periods:
        there = sum(any(place in fold(scene.location) for place in period.places) for scene in scenes)
        if there and there * 2 >= len(scenes):
            return period.id
        if sum(text.count(word) for word in period.words) >= OFTEN:
            return period.id
    return "modern"


def _is_grand(screenplay: Screenplay) -> bool:
    """Whether a story plays among the rich: at least a third of its indoor scenes are in such places."""
    inside = [
        match_set(scene.location, scene.interior)
        for episode in screenplay.episodes
        for scene in episode.scenes
        if scene.interior is not False
    ]
    return 0 < len(inside) <= 3 * sum(set_id in _GRAND for set_id in inside)


def _belongs_to_a_palace(name: str) -> bool:
    """Whether a Chinese title puts the story in a palace; English ones (general, master) do not."""
    if not count_han(name):
        return False
    title = titles().title_of(name)
    return bool(title and title.id.startswith("palace")) or looks().is_of(looks().outfit_of_role(name), "palace")


def _in_hospital_beds(screenplay: Screenplay) -> frozenset[str]:
    """Folded names of those who are only ever seen in a hospital, and of whom a bed or a drip is told."""
    seen: dict[str, set[bool]] = {}
    told: set[str] = set()
    for episode in screenplay.episodes:
        for scene in episode.scenes:
            is_ward = any(word in fold(scene.location) for word in _WARDS)
            names = {fold_name(name) for name in scene.people} | {
                fold_name(element.speaker) for element in scene.elements if element.kind == "dialogue"
            }
            for name in names - {""}:
                seen.setdefault(name, set()).add(is_ward)
                if is_ward and any(_in_bed(name, fold(e.text)) for e in scene.elements if e.kind == "action"):
                    told.add(name)
    return frozenset(name for name in told if seen[name] == {True})


def _in_bed(name: str, action: str) -> bool:
    """Whether a bed or a drip stands after a name within its sentence."""
    at = action.find(name)
    return at >= 0 and bool(_BED.search(_SENTENCES.split(action[at:])[0]))


def seed_of(name: str) -> int:
    """A number that depends on nothing but the name."""
    return int.from_bytes(hashlib.sha256(fold_name(name).encode("utf-8", "surrogatepass")).digest()[:4], "big")


def narrator_voice(language: Language) -> Voice:
    """The voice of 旁白: nobody's, even and a little low."""
    return Voice(language=language, variant="m3", pitch=66, pitch_range=42, rate=165)


def _display(name: str) -> str:
    """LENA HART is shown as Lena Hart; names that are not all capitals stay as written."""
    letters = [c for c in name if c.isalpha()]
    if letters and all(c.isascii() and c.isupper() for c in letters):
        return " ".join(
            word if len(word) <= 3 and word.isupper() and "." not in word and word in _ACRONYMS else word.capitalize()
            for word in name.split()
        )
    return name


_ACRONYMS = frozenset({"CEO", "CFO", "COO", "DJ", "MC", "VIP", "FBI", "AI"})


def _collect(screenplay: Screenplay) -> dict[str, str]:
    """Folded name -> first spelling, in order of appearance."""
    spellings: dict[str, str] = {}

    def add(name: str) -> None:
        folded = fold_name(name)
        if folded and folded not in NARRATOR_NAMES:
            spellings.setdefault(folded, name.strip())

    for episode in screenplay.episodes:
        for scene in episode.scenes:
            for name in scene.people:
                add(name)
            for element in scene.elements:
                if element.kind == "dialogue" and element.speaker:
                    for part in _TOGETHER.split(element.speaker):
                        add(part)
                elif element.kind == "action" and screenplay.language == "en":
                    for introduced in _INTRODUCED.findall(element.text):
                        add(introduced)
    return spellings


def _join_aliases(screenplay: Screenplay, spellings: dict[str, str]) -> dict[str, str]:
    """Alias -> person: 林总 is 林晚 when no other 林 fits and the two never share a 人物 line; LENA is LENA HART."""
    known = titles()
    together = [{fold_name(n) for n in scene.people} for ep in screenplay.episodes for scene in ep.scenes]
    declared = set().union(*together) if together else set()
    aliases: dict[str, str] = {}
    for folded in spellings:
        surname = known.surname_of(folded)
        suffix = folded[len(surname) :]
        fitting: list[str] = []
        if count_han(folded) >= 2 and folded not in declared:
            fitting = [other for other in spellings if other in declared and other != folded and other.endswith(folded)]
        if len(fitting) == 1:
            aliases[folded] = fitting[0]
            continue
        if count_han(folded) and surname and suffix in known.address_suffixes and folded not in declared:
            sex = known.address_suffixes[suffix]
            fitting = [
                other
                for other in spellings
                if other != folded
                and other.startswith(surname)
                and other in declared
                and not known.title_of(other)
                and not known.is_extra(other)
                and _given_sex(other) in ("", sex or _given_sex(other))
            ]
        elif not count_han(folded) and " " not in folded:
            fitting = [
                other
                for other in spellings
                if " " in other and other.split(" ")[0] == folded and not known.title_of(other)
            ]
        if len(fitting) == 1 and not any(folded in group and fitting[0] in group for group in together):
            aliases[folded] = fitting[0]
    return aliases


def _given_sex(name: str) -> str:
    """What the given name alone suggests: female, male, or nothing."""
    known = titles()
    folded = fold_name(name)
    if not count_han(folded):
        first = folded.split(" ")[0]
        return next((sex for sex, names in known.names_en.items() if first in names), "")
    given = folded[len(known.surname_of(folded)) :]
    weight = {
        sex: sum((2 if at == len(given) - 1 else 1) for at, c in enumerate(given) if c in letters)
        for sex, letters in known.given.items()
    }
    if weight["female"] == weight["male"]:
        return ""
    return "female" if weight["female"] > weight["male"] else "male"


def _guess_sex(name: str, aliases: Sequence[str], title: Title | None, clues: Clues) -> tuple[str, Reason]:
    if clues.sex:
        return clues.sex, Reason("sex from description", clues.sex_words)
    if title and title.sex:
        return title.sex, Reason("sex from title", name)
    known = titles()
    for alias in aliases:
        suffix = fold_name(alias)[len(known.surname_of(alias)) :]
        if known.address_suffixes.get(suffix) == "female":
            return "female", Reason("sex from form of address", alias)
    given = _given_sex(name)
    if clues.she != clues.he and (not given or abs(clues.she - clues.he) > 1):
        return ("female" if clues.she > clues.he else "male"), Reason(
            "sex from pronoun", "她" if clues.she > clues.he else "他"
        )
    if given:
        return given, Reason("sex from given name", name)
    return ("female" if seed_of(name) % 2 else "male"), Reason("sex from seed", name)


def _gather_clues(screenplay: Screenplay, names: Sequence[str]) -> dict[str, Clues]:
    """What brackets after names and the action lines say about each person, sentence by sentence, up to the next name.

    What somebody puts on in a later scene than their first is the story's to change, not how they look.
    """
    clues = {name: Clues() for name in names}
    blank = Voice(language=screenplay.language)
    known = KnownPeople(tuple(PersonPlan(name, (), False, Look(), blank) for name in names))
    for line in screenplay.structure:
        if line.kind in ("people", "front_matter"):
            for mention in known.mentions(line.text):
                found = _DESCRIBED.match(line.text[mention.end :])
                if found:
                    clues[mention.name].read(found[0])
    first: dict[str, int] = {}
    scenes = [scene for episode in screenplay.episodes for scene in episode.scenes]
    for at, scene in enumerate(scenes):
        for action in (element.text for element in scene.elements if element.kind == "action"):
            for sentence in _SENTENCES.split(action):
                mentions = known.mentions(sentence)
                for mention, after in itertools.zip_longest(mentions, mentions[1:]):
                    words = sentence[mention.end : after.start if after else len(sentence)]
                    clues[mention.name].read(words, is_later=first.setdefault(mention.name, at) != at)
    return clues
