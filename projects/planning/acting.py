"""What people in a scene feel and do from beat to beat: found in the words, carried on, faded, answered."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from projects.performance.catalogue import catalogue
from projects.performance.folding import fold
from projects.performance.matching import match_expression
from projects.planning.beats import Beat
from projects.planning.people import KnownPeople
from projects.planning.reasons import Reason
from projects.planning.subjects import Deed, deeds_of, is_object

FADES = {
    "fury": "anger",
    "shock": "worry",
    "surprise": "confused",
    "terror": "fear",
    "sobbing": "crying",
    "laugh": "smile",
    "crying": "sadness",
    "pain": "sadness",
    "trembling": "nervous",
    "professional_smile": "calm",
    "fear": "worry",
}
ANSWERS = {
    "fury": "fear",
    "anger": "nervous",
    "hatred": "fear",
    "contempt": "embarrassed",
    "smug": "cold",
    "cold": "sadness",
    "crying": "worry",
    "sobbing": "worry",
    "pleading": "cold",
    "tender": "tender",
    "shock": "suspicious",
    "fear": "suspicious",
    "determined": "worry",
    "professional_smile": "calm",
    "trembling": "worry",
    "sadness": "worry",
}
GESTURES = {
    "fury": "point",
    "contempt": "cross_arms",
    "smug": "cross_arms",
    "hatred": "clench_fist",
    "pleading": "hand_on_chest",
}
SHOCKS = frozenset({"shock", "terror", "surprise"})
QUARRELS = frozenset({"anger", "fury", "hatred"})

_KEPT_POSTURES = {"sitting": "sit", "kneeling": "kneel_long", "lying": "lie_in_bed"}
"""What people go on doing who sat, knelt or lay down in a shot before."""
_BACK_UP = frozenset({"wake_up", "prop_up", "roll_over", "be_carried", "crawl", "faint", "be_hugged"})
"""Lying acts that do not leave anybody in a bed."""
_UP = frozenset({"stand", "stand_up", "spring_up"})
_IN_BED = frozenset({"lie_in_bed", "sleep", "lie_down"})
_SEATED = frozenset(
    {"sit", "sit_down", "sit_bedside", "slump_down", "sit_cross_legged", "cross_legs", "lean_back", "sit_forward"}
    | {"eat", "head_on_desk", "bang_gavel", "write", "type", "serve_food", "drive", "ride_in_back", "play_piano"}
)
"""Sitting acts after which somebody is still seen to sit; a document is read standing as well."""
_PLAIN = frozenset({"stand", "sit", "walk", "look_at", "turn_back"})
"""What tells least of several things one person does in one action line."""
_RAISES = frozenset({"help_up", "carry_on_back", "embrace", "hug_from_behind", "drag_person", "lift_up"})
"""After these, whom they are done to is on their feet."""
_UPRIGHT = frozenset({"moving", "standing"})
_ON_THE_RECEIVING_END = {
    "slap": ("shock", "hand_on_face"),
    "push": ("surprise", "step_back"),
    "grab_wrist": ("surprise", "turn_back"),
}


def face_like(expression: str) -> str:
    """The expression of the first vocabulary that the planning rules know one by."""
    return catalogue().drawn("expressions", expression)


def action_like(action: str) -> str:
    """The action of the first vocabulary that the planning rules know one by."""
    return catalogue().drawn("actions", action)


@dataclass
class Feeling:
    """What one person feels: the expression, how many shots ago it was written, and the words that said so."""

    id: str = "neutral"
    age: int = 0
    words: str = ""


@dataclass
class Company:
    """The people of one scene as they act."""

    people: KnownPeople
    feelings: dict[str, Feeling] = field(default_factory=dict)
    postures: dict[str, str] = field(default_factory=dict)
    gestured: set[tuple[str, str]] = field(default_factory=set)
    last_of_sex: dict[str, str] = field(default_factory=dict)

    def feel(self, name: str, expression: str, words: str) -> None:
        """Set what a person feels from words of the script."""
        self.feelings[name] = Feeling(expression, 0, words)

    def notice(self, names: Sequence[str]) -> None:
        """Remember who was named last, for 她 and 他."""
        for name in names:
            person = self.people.find(name)
            if person:
                self.last_of_sex[person.look.sex] = name

    def resolve(self, text: str) -> list[str]:
        """Who 她, 他, she, he mean in a text that names nobody."""
        folded = f" {fold(text)} "
        meant = []
        if "她" in folded or " she " in folded or " her " in folded:
            meant.append(self.last_of_sex.get("female", ""))
        if "他" in folded.replace("其他", "") or " he " in folded or " his " in folded or " him " in folded:
            meant.append(self.last_of_sex.get("male", ""))
        return [name for name in meant if name]

    def read_action(self, beat: Beat, names: Sequence[str]) -> dict[str, Feeling]:
        """Expressions written in an action line belong to the person named before them; returns those it set."""
        written: dict[str, Feeling] = {}
        folded = fold(beat.text)
        every = self.people.mentions(beat.text)
        mentions = [one for at, one in enumerate(every) if at == 0 or not is_object(folded, one)]
        bare = self.people.without_names(beat.text)
        if not mentions and names and beat.expression:
            self.feel(names[0], beat.expression.id, beat.expression.words)
            written[names[0]] = self.feelings[names[0]]
        for mention, after in itertools.zip_longest(mentions, mentions[1:]):
            found = match_expression(bare[mention.end : after.start if after else len(bare)])
            if found:
                self.feel(mention.name, found.id, found.words)
                written[mention.name] = self.feelings[mention.name]
        return written

    def show(self, name: str) -> str:
        """What a face shows in one more shot; strong feelings fade after two."""
        feeling = self.feelings.get(name)
        if feeling is None:
            return "neutral"
        shown = feeling.id
        feeling.age += 1
        if feeling.age > 2:
            feeling.id, feeling.age = FADES.get(face_like(feeling.id), feeling.id), 0
        return shown

    def speak(self, beat: Beat) -> tuple[str, Reason]:
        """The speaker's expression for a line: written, else carried from before, else heard from the punctuation."""
        name = beat.speaker
        if beat.expression:
            self.feel(name, beat.expression.id, beat.expression.words)
            return beat.expression.id, Reason("expression from parenthetical", beat.expression.words)
        carried = self.feelings.get(name)
        if carried and carried.id != "neutral":
            return self.show(name), Reason("expression carried from before", carried.words)
        ending = fold(beat.text[-2:])
        if "!" in ending and "?" in ending:
            return "surprise", Reason("expression from punctuation", beat.text[-2:])
        if ending.endswith("!"):
            return "determined", Reason("expression from punctuation", beat.text[-1:])
        return "neutral", Reason("expression left neutral")

    def listen(self, name: str, heard: str) -> str:
        """A listener's expression: their own when it is fresh, else the answer to what they hear."""
        own = self.feelings.get(name)
        if own and own.id != "neutral" and own.age < 2:
            return self.show(name)
        return ANSWERS.get(face_like(heard), "neutral")

    def gesture(self, name: str, expression: str, beat: Beat) -> tuple[str, Reason | None]:
        """What the speaker's body does: written, else a posture kept, else once a scene what goes with it."""
        written = [match for match in beat.actions if catalogue().actions[match.id].actors == 1]
        if written:
            for match in written:
                self._settle(name, match.id)
            return written[0].id, Reason("action from parenthetical", written[0].words)
        kept = self.postures.get(name, "")
        if kept:
            return kept, None
        own = GESTURES.get(face_like(expression), "")
        if own and (name, own) not in self.gestured and beat.delivery == "dialogue":
            self.gestured.add((name, own))
            return own, Reason("gesture that goes with the expression", expression)
        return "stand", None

    def stance(self, name: str) -> str:
        """What a person does who is only there."""
        return self.postures.get(name, "") or "stand"

    def deeds(self, beat: Beat) -> list[Deed]:
        """What an action beat has done, each by whom and to whom."""
        mentions = self.people.mentions(beat.text)
        return deeds_of(beat.text, beat.actions, mentions, lambda sex: self.last_of_sex.get(sex, ""))

    def lies(self, name: str) -> bool:
        """Whether somebody has been lying since before."""
        return self.postures.get(name, "") in ("lie_in_bed", "lie_unconscious")

    def act(self, beat: Beat, names: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Action and target of each person in an action beat, whoever does it, done to whom it is done to."""
        doing: dict[str, tuple[str, str]] = {}
        if not names:
            return doing
        terms = catalogue().actions
        deeds = self.deeds(beat)
        pair = next((deed for deed in deeds if terms[deed.match.id].actors == 2), None)
        if pair and len(names) >= 2:
            actor = pair.subject if pair.subject in names else names[0]
            other = pair.object if pair.object in names and pair.object != actor else ""
            self._do_to(doing, pair, actor, other or next(name for name in names if name != actor))
        for name in names:
            own = [
                deed.match
                for deed in deeds
                if terms[deed.match.id].actors == 1
                and (
                    deed.is_by(name)
                    or (
                        not deed.subject
                        and (
                            not beat.people or (len(names) == 1 and (not deed.is_others or deed.match.id == "walk_out"))
                        )
                    )
                )
            ]
            if not own or name in doing:
                continue
            falls = (match for match in own if terms[match.id].posture in ("lying", "kneeling"))
            if self.lies(name) and terms[own[0].id].posture == "standing" and own[0].id not in _UP:
                continue  # who lies in bed does it lying
            told = next(falls, next((match for match in own if match.id not in _PLAIN), own[0]))
            doing[name] = (told.id, next((other for other in names if other != name), ""))
            for match in own:
                self._settle(name, match.id)
        for name in names:
            doing.setdefault(name, (self.stance(name), next((other for other in names if other != name), "")))
        return doing

    def _do_to(self, doing: dict[str, tuple[str, str]], pair: Deed, actor: str, other: str) -> None:
        """An action for two: the actor's part, and what the other feels and does meanwhile."""
        terms, words = catalogue().actions, pair.match.words
        if self.lies(actor) and terms[pair.match.id].posture == "standing":
            doing[actor] = (self.stance(actor), other)
            doing[other] = (self.postures.get(other, "") or "sit_bedside", actor)
            return
        doing[actor] = (pair.match.id, other)
        self._settle(actor, pair.match.id)
        kin = action_like(pair.match.id)
        if kin in _ON_THE_RECEIVING_END and self.feelings.get(actor, Feeling()).id in ("neutral", "calm"):
            self.feel(actor, "anger", words)
        response = _ON_THE_RECEIVING_END.get(kin)
        if response:
            self.feel(other, response[0], words)
            self.feelings[other].age = 1
            doing[other] = ("stand", actor)
        else:
            shared = kin in ("embrace", "hold_hands")
            answer = (pair.match.id if kin == pair.match.id else terms[pair.match.id].reaction) if shared else ""
            doing[other] = (answer or self.stance(other), actor)
        if pair.match.id in _RAISES:
            self.postures.pop(other, None)

    def _settle(self, name: str, action: str) -> None:
        term = catalogue().actions[action]
        kept = _KEPT_POSTURES.get(term.posture, "")
        if action in ("sit_enthroned", "lie_unconscious"):
            self.postures[name] = action
        elif kept == "lie_in_bed":
            down = "lie_in_bed" if action in _IN_BED else "lie_unconscious"
            if action not in _BACK_UP:
                self.postures[name] = down
        elif kept and (term.posture != "sitting" or action in _SEATED):
            self.postures[name] = kept
        elif term.posture == "moving" or action in _UP:
            self.postures.pop(name, None)


def after_blow(action: str) -> tuple[str, str] | None:
    """Expression and action of whoever received a two-person action, for the reaction shot that follows."""
    return _ON_THE_RECEIVING_END.get(action_like(action))
