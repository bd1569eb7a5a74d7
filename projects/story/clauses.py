"""What one clause of an action line says of people's looks, wounds and hands, and of the place they are in.

A clause is read as tokens: the verb that governs an object, the people named, the place of a wound. Who is meant is the
person named in the clause, else whom the sentence is about, else whom a pronoun means; how sure that is shows in the
confidence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from projects.performance.folding import fold, is_han
from projects.planning.people import KnownPeople, Mention
from projects.story.unfolding import LOCATION, Op
from projects.story.words import Token, words

WEARS = frozenset({"wear_act", "wear_is", "layer", "drape", "undress"})
HOLDS = frozenset({"hold_act", "hold_is", "take_from", "drop", "give", "fall"})
_FOR = ("给", "替", "为", "帮", " for ")
_NOT_AGENT = ("被", "对", "向", "朝", "和", "跟", "与", "当着", "把", "将", "看着", "看向", "望着", *_FOR)
_WEAK = frozenset({"in a", "in an", "in her", "in his", "in their", "with a", "with an", "with the"})
_ORNAMENTS = frozenset({"领带", "tie", "西装革履"})
_INTO = ("进", "在", "到", "回", "向")
"""What follows such a verb is where a thing goes, not the thing."""
_NEAR = 25
_ALL_WOUNDS = ("wound", "blood", "bruise", "bandage", "cast")


@dataclass(frozen=True, slots=True)
class Said:
    """One change as a clause states it: of whom (a name, or `LOCATION`), and the span of the words that decided."""

    subject: str
    attribute: str
    op: Op
    values: tuple[str, ...]
    rule: str
    start: int
    end: int
    confidence: float


@dataclass
class Memory:
    """What was read before and decides whom or what later words mean."""

    people: KnownPeople
    last_of_sex: dict[str, str] = field(default_factory=dict)
    wounds: dict[str, dict[str, str]] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)
    location: str = ""

    def notice(self, name: str) -> None:
        """Remember who was named last, for 她 and he."""
        person = self.people.find(name)
        if person:
            self.last_of_sex[person.look.sex] = name

    def meant_by(self, text: str) -> str:
        """Whom the pronouns of a clause mean."""
        folded = f" {fold(text)} "
        if "她" in folded or " she " in folded or " her " in folded:
            return self.last_of_sex.get("female", "")
        if "他" in folded.replace("其他", "").replace("他人", "") or any(
            w in folded for w in (" he ", " his ", " him ")
        ):
            return self.last_of_sex.get("male", "")
        return ""


@dataclass
class Sentence:
    """One sentence while it is read: whom it is about, and what was last worn or held in it."""

    topic: str = ""
    sure: float = 0.75
    garment: str = ""
    prop: str = ""
    place: Token | None = None


class Clause:
    """One clause of a sentence; call `read` once. Offsets are those of the whole text."""

    def __init__(
        self, text: str, span: tuple[int, int], mentions: Sequence[Mention], bare: str, memory: Memory
    ) -> None:
        (start, end), self.text, self.memory = span, text, memory
        self.start, self.end = span
        first = bisect_left(mentions, start, key=lambda mention: mention.start)
        self.mentions = [mention for mention in mentions[first : first + end - start] if mention.start < end]
        self.tokens = [
            Token(t.senses, t.start + start, t.end + start, t.words) for t in words().tokens(bare[start:end])
        ]
        self.verbs = [token for token in self.tokens if "verb" in token.senses]

    def read(self, sentence: Sentence) -> list[Said]:
        """Everything the clause states, in reading order; the sentence learns whom it is about."""
        for mention in self.mentions:
            self.memory.notice(mention.name)
        found: list[Said] = []
        if self.tokens:
            found += self._clothes(sentence)
            found += self._hair(sentence)
            found += self._wounds(sentence)
            found += self._props(sentence)
            found += self._place()
        found += self._unhurt(sentence)
        sentence.place = next((token for token in reversed(self.tokens) if "place" in token.senses), None)
        agent = self._agent(sentence)[0]
        if self.mentions:
            sentence.topic, sentence.sure = agent or self.mentions[0].name, 0.75
        return sorted(found, key=lambda said: said.start)

    # -- who -----------------------------------------------------------------------------------------------------------

    def _before(self, mention: Mention) -> str:
        return fold(self.text[max(0, mention.start - 5) : mention.start])

    def _agent(self, sentence: Sentence) -> tuple[str, float]:
        """Who acts in the clause, and how sure that is."""
        for mention in self.mentions:
            if not self._before(mention).endswith(_NOT_AGENT):
                return mention.name, 0.95
        return self._carried(sentence)

    def _carried(self, sentence: Sentence) -> tuple[str, float]:
        meant = self.memory.meant_by(self.text[self.start : self.end])
        people = self.memory.people
        topic = people.find(sentence.topic) if sentence.topic else None
        other = people.find(meant) if meant else None
        if other and (topic is None or other.look.sex != topic.look.sex):
            return meant, 0.7
        return sentence.topic, sentence.sure

    def _owner(self, token: Token, sentence: Sentence) -> tuple[str, float]:
        """Whose body or hair a word speaks of: the person named last before it, not the one it was done by."""
        before = fold(self.text[self.start : token.start])
        if any(f"{word}{pronoun}" in before for word in _FOR for pronoun in ("她", "他")):
            return self.memory.meant_by(before), 0.7
        earlier = [m for m in self.mentions if m.end <= token.start and not self._before(m).endswith("被")]
        if earlier:
            return earlier[-1].name, 0.95
        later = [m for m in self.mentions if m.start >= token.end]
        if later and not sentence.topic:
            return later[0].name, 0.8
        return self._carried(sentence)

    def _served(self, verb: Token, sentence: Sentence) -> tuple[str, float]:
        """Who wears what is put on: the one it is done for (给林晚披上), else the one who acts."""
        done_for = [m for m in self.mentions if m.end <= verb.start and self._before(m).endswith(_FOR)]
        return (done_for[-1].name, 0.9) if done_for else self._agent(sentence)

    def _after(self, token: Token, but: str = "") -> str:
        return next((m.name for m in self.mentions if m.start >= token.end and m.name != but), "")

    def _verb_for(self, token: Token, family: frozenset[str]) -> Token | None:
        """The verb that governs an object: the nearest before it; a Chinese one may follow (把外套脱下)."""
        verbs = [verb for verb in self.verbs if verb.senses["verb"] in family]
        earlier = [verb for verb in verbs if verb.end <= token.start]
        if earlier:
            # 换上一身红裙: the act, not the state it leads to
            act = (
                len(earlier) > 1 and earlier[-1].senses["verb"] == "wear_is" and earlier[-1].start - earlier[-2].end < 2
            )
            verb = earlier[-2] if act else earlier[-1]
            near = token.start - verb.end <= _NEAR or is_han(verb.words[0])
            return verb if near else None
        later = [verb for verb in verbs if verb.start >= token.end]
        return later[0] if later and is_han(later[0].words[0]) else None

    def _denied(self, *tokens: Token) -> bool:
        return any(words().denied(self.text, token.start) for token in tokens)

    # -- what ----------------------------------------------------------------------------------------------------------

    def _clothes(self, sentence: Sentence) -> Iterator[Said]:
        for token in self.tokens:
            family = next((name for name in ("garment", "accessory") if name in token.senses), "")
            verb = self._verb_for(token, WEARS) if family else None
            if not verb or self._denied(verb):
                continue
            if "prop" in token.senses and (nearer := self._verb_for(token, WEARS | HOLDS)) and nearer != verb:
                continue
            act, thing = verb.senses["verb"], token.senses[family]
            if act == "undress" and token.words.lower() in _ORNAMENTS:
                continue
            name, sure = self._served(verb, sentence)
            span = min(verb.start, token.start), max(verb.end, token.end)
            color = words().colors.best(self.text[span[0] : span[1]]) if family == "garment" else None
            value = f"{thing}/{color.id}" if color and act != "undress" else thing
            sure = min(sure, 0.7) if fold(verb.words) in _WEAK else sure
            attribute = "outfit" if family == "garment" else "accessory"
            if act == "drape":
                wearer = self._after(verb, name)
                if name:
                    yield Said(name, attribute, "remove", (thing,), "takes it off for another", *span, sure)
                name, sure = wearer, 0.9
            sentence.garment = value if family == "garment" else sentence.garment
            if name:
                op, rule = _worn(act, family, thing)
                yield Said(name, attribute, op, (value,), rule, *span, sure)
        yield from self._draped(sentence)

    def _draped(self, sentence: Sentence) -> Iterator[Said]:
        """脱下外套，披在林晚肩上: the garment of the clause before, on whoever is named."""
        verb = next((verb for verb in self.verbs if verb.senses["verb"] == "drape"), None)
        wearer = self._after(verb) if verb and not any("garment" in token.senses for token in self.tokens) else ""
        if verb and wearer and sentence.garment:
            given = "is given it to wear"
            yield Said(wearer, "outfit", "add", (sentence.garment,), given, verb.start, verb.end, 0.85)
        elif verb and wearer and (thing := sentence.prop.partition("/")[0]) in words().choices["accessory"]:
            yield Said(wearer, "accessory", "add", (thing,), "is given it to wear", verb.start, verb.end, 0.85)
            if not any(m.end <= verb.start for m in self.mentions) and (name := self._carried(sentence)[0]):
                yield Said(name, "prop", "remove", (thing,), "gives it away", verb.start, verb.end, 0.85)

    def _hair(self, sentence: Sentence) -> Iterator[Said]:
        for token in self.tokens:
            verb = None
            if "hair" in token.senses:
                value, rule = token.senses["hair"], "hair as described"
            elif "style" in token.senses and (verb := self._verb_for(token, frozenset({"style"}))):
                value, rule = token.senses["style"], "hair is done"
            elif "its_hair" in token.senses and (verb := self._verb_for(token, frozenset({"groom"}))):
                value, rule = "", "hair is put in order"
            else:
                continue
            name, sure = self._owner(token, sentence)
            if not name or self._denied(token):
                continue
            start, end = min(token.start, (verb or token).start), max(token.end, (verb or token).end)
            op: Op = "set" if value else "remove"
            yield Said(name, "hair", op, (value,) if value else ("disheveled", "wet"), rule, start, end, sure - 0.05)

    def _wounds(self, sentence: Sentence) -> Iterator[Said]:
        used = 0
        for index, token in enumerate(self.tokens):
            kind = token.senses.get("injury", "")
            if not kind or self._denied(token) or self._belongs_to_a_thing(index):
                continue
            places = self._places(index, used) or ([sentence.place] if sentence.place and not self.mentions else [])
            name, sure = self._hurt(token, places, sentence)
            if not name:
                continue
            used = index
            known = self.memory.wounds.setdefault(name, {})
            ending = next((v for v in self.verbs if v.senses["verb"] in ("heal_act", "heal_gone", "undress")), None)
            parts = [*places, token, *([ending] if ending else [])]
            start, end = min(p.start for p in parts), max(p.end for p in parts)
            where = [place.senses["place"] for place in places]
            if ending:
                gone = tuple(f"{kind}_{place}" for place in where) or (kind,)
                rule = "is gone" if ending.senses["verb"] == "heal_gone" else "is taken off"
                yield Said(name, "injury", "remove", gone, rule, start, end, sure - 0.05)
                continue
            if not where:
                at = known.get("", "") if kind == "bandage" else ""
                where, sure = [at or words().default_places[kind]], sure - 0.1
            known[""] = where[-1]
            values = tuple(dict.fromkeys(f"{kind}_{place}" for place in where))
            yield Said(
                name, "injury", "add", values, "is hurt" if kind != "bandage" else "is bandaged", start, end, sure
            )

    def _hurt(self, token: Token, places: Sequence[Token], sentence: Sentence) -> tuple[str, float]:
        """Whose wound it is: the owner of the place named after it (bandages Lena's arm, 包扎林晚的额头)."""
        last = max((place.start for place in places), default=token.start)
        between = [m.name for m in self.mentions if token.end <= m.start < last]
        return (between[-1], 0.9) if between else self._owner(token, sentence)

    def _places(self, index: int, used: int) -> list[Token]:
        """The parts of the body an injury is at: its own word, those before it, else the one after it."""
        token = self.tokens[index]
        if "place" in token.senses:
            return [token]
        earlier = [t for t in self.tokens[used:index] if "place" in t.senses and "injury" not in t.senses]
        return earlier or [t for t in self.tokens[index + 1 :] if "place" in t.senses][:1]

    def _belongs_to_a_thing(self, index: int) -> bool:
        """沾满鲜血的刀: the knife bleeds, not the hand."""
        following = self.tokens[index + 1 : index + 2]
        if not following or "prop" not in following[0].senses:
            return False
        between = fold(self.text[self.tokens[index].end : following[0].start])
        return between.strip() in ("", "的")

    def _unhurt(self, sentence: Sentence) -> Iterator[Said]:
        folded = fold(self.text[self.start : self.end])
        for phrase in words().gone:
            at = folded.find(phrase)
            if at < 0:
                continue
            start, end = self.start + at, self.start + at + len(phrase)
            name, sure = self._owner(Token({}, start, end, phrase), sentence)
            if name and self.memory.wounds.get(name):
                kinds = (*_ALL_WOUNDS, "scar") if "疤" in phrase or "scar" in phrase or "痕" in phrase else _ALL_WOUNDS
                kinds = (*kinds, "scar") if phrase in ("光洁如初", "unmarked skin") else kinds
                yield Said(name, "injury", "remove", kinds, "is gone", start, end, sure - 0.05)
            return

    def _props(self, sentence: Sentence) -> Iterator[Said]:
        handled = False
        for token in self.tokens:
            verb = self._verb_for(token, HOLDS) if "prop" in token.senses else None
            if not verb or self._denied(verb) or (handled and sentence.prop.startswith(f"{token.senses['prop']}/")):
                continue
            if (wears := self._verb_for(token, WEARS | HOLDS)) and wears.senses["verb"] in WEARS:
                continue
            if verb.words.endswith(_INTO) and verb.end <= token.start:
                continue
            handled = True
            thing = token.senses["prop"]
            yield from self._handled(verb, token, f"{thing}/{fold(token.words)}", sentence)
            sentence.prop = f"{thing}/{fold(token.words)}"
        if not handled and sentence.prop:
            verb = next((v for v in self.verbs if v.senses["verb"] in ("give", "drop", "take_from")), None)
            if verb and (is_han(verb.words[0]) or fold(self.text[verb.end : verb.end + 4]).rstrip() == " it"):
                yield from self._handled(verb, verb, sentence.prop, sentence)
                sentence.prop = "" if verb.senses["verb"] == "drop" else sentence.prop

    def _handled(self, verb: Token, token: Token, value: str, sentence: Sentence) -> Iterator[Said]:
        act, thing = verb.senses["verb"], value.partition("/")[0]
        name, sure = self._agent(sentence)
        start, end = min(verb.start, token.start), max(verb.end, token.end)
        if act == "give":
            receiver = self._after(verb, name)
            if receiver and name:
                yield Said(name, "prop", "remove", (thing,), "gives it away", start, end, sure)
            if receiver:
                yield Said(receiver, "prop", "take", (value,), "is given it", start, end, sure)
        elif not name:
            return
        elif act in ("drop", "fall"):
            yield Said(name, "prop", "remove", (thing,), "puts it down", start, end, sure - 0.05)
        elif act == "take_from" or fold(self.text[token.end : token.end + 6]) == " from ":
            yield Said(name, "prop", "take", (value,), "takes it from another", start, end, sure)
        else:
            weak = fold(verb.words) in _WEAK
            rule = "picks it up" if act == "hold_act" else "is seen holding it"
            yield Said(name, "prop", "add", (value,), rule, start, end, min(sure, 0.65) if weak else sure)

    def _place(self) -> Iterator[Said]:
        location = self.memory.location
        repaired = next((verb for verb in self.verbs if verb.senses["verb"] == "repair"), None)
        if repaired and location in self.memory.damaged and not self._denied(repaired):
            self.memory.damaged.discard(location)
            yield Said(LOCATION, "damage", "set", (), "is put right", repaired.start, repaired.end, 0.8)
            return
        for token in self.tokens:
            family = next((name for name in ("damage", "dressing", "left_over") if name in token.senses), "")
            if not family or self._denied(token):
                continue
            if repaired:
                yield Said(
                    LOCATION, family, "remove", (token.senses[family],), "is put right", token.start, token.end, 0.8
                )
                continue
            if family == "damage":
                self.memory.damaged.add(location)
            rule = {"damage": "is damaged", "dressing": "is dressed", "left_over": "the weather left it"}[family]
            yield Said(LOCATION, family, "add", (token.senses[family],), rule, token.start, token.end, 0.85)


def _worn(act: str, family: str, thing: str) -> tuple[Op, str]:
    if act == "undress":
        return "remove", "takes it off"
    if act == "drape":
        return "add", "is given it to wear"
    if family == "accessory" or act == "layer" or thing == "coat":
        return "add", "is seen wearing it" if act == "wear_is" else "puts it on"
    return "set", "is seen wearing it" if act == "wear_is" else "changes clothes"
