"""The director's rules: from the beats of one scene to its shots.

Every rule writes its name into the shot's reasons. In order of weight: a mark in the script is obeyed; a scene opens by
showing where we are; every line is a shot, tighter as the exchange goes on, alternating sides without crossing the
line; what two people do to each other is seen in one frame; a blow or a reveal is answered by a face; the last picture
of an episode is close.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from projects.performance.catalogue import catalogue
from projects.performance.folding import count_han, fold
from projects.performance.matching import match_camera
from projects.performance.titles import titles
from projects.planning.acting import QUARRELS, SHOCKS, Company, Feeling, action_like, after_blow, face_like
from projects.planning.beats import MERGED_SECONDS, Beat
from projects.planning.blocking import Stage
from projects.planning.drafting import Draft, reveal_word, reveals
from projects.planning.people import KnownPeople
from projects.planning.planned import PlannedLine, PlannedPresence
from projects.planning.reasons import Reason
from projects.screenplay.model import Language

MOST_FACES = 3
_LINE_LADDER = ("over_shoulder", "medium_close_up", "close_up", "medium_close_up", "over_shoulder", "close_up")
_SOLO_LADDER = ("medium", "medium_close_up", "close_up")
_TIGHTER = {
    "over_shoulder": "medium_close_up",
    "medium_close_up": "close_up",
    "close_up": "medium_close_up",
    "medium": "close_up",
}
_LOOKS_DOWN = frozenset({"contempt", "smug", "fury", "hatred"})
_LOOKS_UP = frozenset({"pleading", "despair", "sobbing"})
_ENTRANCES = frozenset({"walk_in", "open_door"})
_WHOLE_BODY = frozenset({"run", "collapse", "kneel", "walk_out"})
_TURNS = frozenset({"walk_out", "kneel", "collapse", "take_off_ring"})
_BIG_FACES = 0.7
_WITH_SOMEBODY = frozenset({"embrace", "fight", "touch", "weep"})
_MAJESTY = frozenset({"皇上", "陛下", "圣上", "父皇"})
_EVERYBODY = ("众人", "大家", "一家人", "全家", "所有人", "everyone", "everybody", "the family", "all of them")
_REACTION_GAP = 4
_ESTABLISHING_FRAMES = 60
_CARD_FRAMES = 54
_INSERT_FRAMES = 48
_READING = {"han": 3.2, "word": 7.0}


class SceneDirector:
    """Plans the shots of one scene; call `direct` once."""

    def __init__(
        self,
        people: KnownPeople,
        present: Sequence[str],
        language: Language,
        *,
        exterior: bool,
        matters: set[str] | None = None,
    ) -> None:
        self.present = list(present)
        self.language = language
        self.exterior = exterior
        self.matters = matters if matters is not None else set()
        self.stage = Stage()
        self.company = Company(people)
        self.shots: list[Draft] = []
        self.rungs: dict[str, int] = {}
        self.last_speaker = ""
        self.leads: list[str] = []
        self.since_reaction = _REACTION_GAP

    def direct(self, beats: Sequence[Beat]) -> list[Draft]:
        """The scene's shots in order."""
        self._block_leads(beats)
        for index, beat in enumerate(beats):
            if beat.kind == "line":
                self._shoot_line(beat, beats, index)
            else:
                self._shoot_action(beat)
        return self.shots

    def _block_leads(self, beats: Sequence[Beat]) -> None:
        """The two people who carry the scene face each other across the line; the first to appear stands left."""
        weights: Counter[str] = Counter()
        for beat in beats:
            weights.update({name: 2 if beat.kind == "line" else 1 for name in beat.people if self._is_lead(name)})
        self.leads = [name for name, _ in weights.most_common(2)]
        first_seen = [name for beat in beats for name in beat.people if name in self.leads]
        for name in dict.fromkeys(first_seen):
            self.stage.enter(name, next((other for other in self.leads if other != name), ""))

    def _is_lead(self, name: str) -> bool:
        person = self.company.people.find(name)
        return bool(person and not person.is_extra)

    # -- action ----------------------------------------------------------------------------------------------------

    def _shoot_action(self, beat: Beat) -> None:
        names = self._named(beat)
        self.company.notice(names)
        for name in names:
            self.stage.enter(name, next((other for other in names if other != name), ""))
        written = self.company.read_action(beat, names)
        doing = self.company.act(beat, names)
        pair = next((match for match in beat.actions if catalogue().actions[match.id].actors == 2), None)
        names = self._led(names, doing, pair.id if pair else "")
        shot = Draft(beat, "medium", beat.source, description=beat.text)
        self._frame_action(shot, names, pair.id if pair and len(names) > 1 else "", written)
        shot.cast = self._place(names[:MOST_FACES], shot.framing, doing)
        shot.least_frames = self._action_frames(beat, shot.framing)
        shot.is_turn = (
            bool(pair and names[1:]) or bool({action_like(m.id) for m in beat.actions} & _TURNS) or reveals(beat.text)
        )
        shot.is_turn = shot.is_turn or any(face_like(p.expression) in SHOCKS for p in shot.cast)
        if len(names) > MOST_FACES:
            shot.reasons.append(Reason("at most three faces", "、".join(names[MOST_FACES:])))
        self._obey_marks(shot)
        self._keep(shot)
        self._insert_what_matters(beat, names)
        if pair and len(names) > 1 and action_like(pair.id) == "slap":
            self._react(
                beat, next(n for n in names if doing[n][0] != pair.id), "reaction to a blow", pair.words, pair.id
            )

    @staticmethod
    def _led(names: Sequence[str], doing: dict[str, tuple[str, str]], pair: str) -> list[str]:
        """The people of an action, who does it first and to whom second."""
        actor = next((name for name in names if pair and doing[name][0] == pair), "")
        if not actor:
            return list(names)
        return sorted(names, key=lambda name: (name != actor, name != doing[actor][1]))

    def _insert_what_matters(self, beat: Beat, names: Sequence[str]) -> None:
        """An object somebody handles and the episode comes back to is seen close, once."""
        prop = next((prop for prop in beat.props if prop in self.matters), "")
        if not prop or beat.kind != "action" or not names or not beat.actions or beat.marks:
            return
        self.matters.discard(prop)
        shot = Draft(replace(beat, cards=[], sounds=[], music=[], transition="", props=[prop]), "insert", beat.source)
        term = catalogue().props[prop]
        shot.frame(
            "insert", Reason("insert on an object that comes back", term.zh if count_han(beat.text) else term.en)
        )
        shot.move, shot.least_frames = "push_in", _INSERT_FRAMES
        shot.description = term.zh if self.language == "zh" else term.en
        self._keep(shot)

    def _named(self, beat: Beat) -> list[str]:
        """The people an action is about: named, else meant by a pronoun, else those the scene has, for 两人."""
        if beat.kind in ("insert", "empty"):
            return []
        folded = fold(beat.text)
        both = any(
            word in folded for word in ("两人", "二人", "彼此", "对视", "相拥", "the two", "each other", "they ")
        )
        if beat.people:
            deeds = self.company.deeds(beat)
            names = list(dict.fromkeys([*beat.people, *(deed.subject for deed in deeds if deed.subject)]))
            two = [m for m in beat.actions if catalogue().actions[m.id].actors == 2]
            if len(names) == 1 and (both or two):
                meant = self.company.resolve(beat.text)
                if both or (
                    "把" not in folded and any(catalogue().actions[m.id].family in _WITH_SOMEBODY for m in two)
                ):
                    meant = [*meant, *self._partner_of(names[0])]
                names += [name for name in meant if name not in names][:1]
            return names
        if both:
            return self._company()[:2]
        if beat.actions and any(word in folded for word in _EVERYBODY):
            return self._company()[:MOST_FACES]
        return self.company.resolve(beat.text)

    def _partner_of(self, name: str) -> list[str]:
        """Whom somebody has to do with: who was last seen in the scene's shots."""
        seen = [p.name for shot in reversed(self.shots) for p in shot.cast]
        return [other for other in dict.fromkeys([*seen, *self.leads]) if other != name]

    def _company(self) -> list[str]:
        return list(dict.fromkeys([*self.stage.marks, *self.present]))

    def _frame_action(self, shot: Draft, names: Sequence[str], pair: str, written: dict[str, Feeling]) -> None:
        """Every rule that fits, the weightiest first: it is obeyed, the others are told as alternatives."""
        fitting = list(self._offers(shot.beat, names, pair, written))
        framing, shot.move, reason = fitting[0]
        shot.frame(framing, reason)
        for value, _, other in fitting[1:]:
            shot.consider(value, other.rule, f"outranked: {reason.rule}")

    def _offers(
        self, beat: Beat, names: Sequence[str], pair: str, written: dict[str, Feeling]
    ) -> Iterator[tuple[str, str, Reason]]:
        """Framing, camera move and reason of each rule that fits an action, in order of weight."""
        single = next((m for m in beat.actions if catalogue().actions[m.id].actors == 1), None)
        opening = beat.text[:12]
        several = len(names) > 1
        if beat.kind == "insert" and (beat.marks or not beat.opens):
            yield "insert", "push_in", Reason("insert on what matters", beat.marks[0] if beat.marks else opening)
        if beat.kind == "empty" or (beat.opens and not names):
            yield (
                "wide",
                "crane_up" if self.exterior else "push_in",
                Reason("establishing shot without people", opening),
            )
        if beat.opens and names:
            move = "pan_right" if several else "static"
            yield "wide" if several else "full", move, Reason("a scene opens by showing where we are", opening)
        if pair:
            move = "shake" if after_blow(pair) else "static"
            yield "two_shot", move, Reason("what two people do is seen in one frame", pair)
        if not names:
            yield "medium_full", "static", Reason("action without a named person")
            return
        if several:
            size = "two_shot" if len(names) == 2 else "medium_full"
            yield size, "static", Reason("several people in one action", "、".join(names))
        if names[0] in written and face_like(written[names[0]].id) in SHOCKS:
            yield "close_up", "push_in", Reason("reaction at a shock", written[names[0]].words)
        if single and action_like(single.id) in _ENTRANCES:
            move = "tilt_up" if action_like(single.id) == "walk_in" else "static"
            yield "medium_full", move, Reason("an entrance shows the whole figure", single.words)
        elif single and action_like(single.id) in _WHOLE_BODY:
            size = "full" if action_like(single.id) in ("collapse", "kneel") else "medium_full"
            yield size, "static", Reason("the whole body moves", single.words)
        if names[0] in written:
            yield "close_up", "static", Reason("a feeling is written", written[names[0]].words)
        size = "medium_close_up" if self._repeats(names[0], "medium") else "medium"
        yield size, "static", Reason("one person acts", single.words if single else "")

    def _action_frames(self, beat: Beat, framing: str) -> int:
        terms = catalogue().actions
        played = [terms[match.id].frames for match in beat.actions[:2]]
        han = count_han(beat.text)
        reading = han * _READING["han"] if han else len(beat.text.split()) * _READING["word"]
        least = _INSERT_FRAMES if framing == "insert" else _ESTABLISHING_FRAMES if beat.opens else 40
        return min(96, max(least, sum(played) * 3 // 4, round(reading)))

    # -- speech ----------------------------------------------------------------------------------------------------

    def _shoot_line(self, beat: Beat, beats: Sequence[Beat], index: int) -> None:
        expression, why = self.company.speak(beat) if beat.speaker else ("neutral", Reason("a narrator has no face"))
        line = PlannedLine(
            beat.speaker,
            beat.delivery,
            beat.text.strip(),
            "，".join(beat.parentheticals),
            expression,
            beat.seconds,
            beat.source,
        )
        if self._merges(beat):
            self.shots[-1].lines.append(line)
            self.shots[-1].reasons.append(Reason("short lines of one speaker share a shot", beat.text[:8]))
            return
        listener = self._listener(beat, beats, index)
        if beat.speaker:
            self.stage.enter(beat.speaker, listener)
            self.company.notice([beat.speaker])
        shot = Draft(beat, "medium_close_up", beat.source, lines=[line], reasons=[why], listener=listener)
        shot.description = self._describe_line(beat)
        seen = self._frame_line(shot, beat, listener, expression)
        action, gesture_why = self.company.gesture(beat.speaker, expression, beat) if beat.speaker else ("stand", None)
        if gesture_why:
            shot.reasons.append(gesture_why)
        shot.cast = self._place_line(shot, beat, seen, listener=listener, expression=expression, action=action)
        shot.least_frames = 36
        shot.is_turn = reveals(beat.text) or face_like(expression) in SHOCKS or face_like(expression) == "fury"
        self._move_line(shot, beat, expression)
        self._obey_marks(shot)
        self._keep(shot)
        self.last_speaker = beat.speaker or self.last_speaker
        last = index == len(beats) - 1
        if (
            listener in self.leads
            and beat.delivery == "dialogue"
            and reveals(beat.text)
            and self._may_react(beats, index, listener, last=last)
        ):
            self._react(beat, listener, "reaction to a reveal", reveal_word(beat.text), "")

    def _merges(self, beat: Beat) -> bool:
        """Whether a line goes on in the shot before: same speaker, same kind, both short, nothing between."""
        before = self.shots[-1] if self.shots else None
        if (
            not before
            or not before.lines
            or before.lines[-1].speaker != beat.speaker
            or beat.marks
            or beat.cards
            or beat.sounds
        ):
            return False
        same = before.lines[-1].kind == beat.delivery and before.beat.flashback == beat.flashback and beat.chunk == 0
        return same and sum(line.seconds for line in before.lines) + beat.seconds <= MERGED_SECONDS

    def _listener(self, beat: Beat, beats: Sequence[Beat], index: int) -> str:
        """Whom a line is said to: addressed by name or title, else who spoke before, else who speaks next."""
        if beat.delivery == "os":
            return ""
        company = [name for name in self._company() if name != beat.speaker]
        if beat.chunk:
            return next((p.name for p in self.shots[-1].cast if p.name in company), "") or self.shots[-1].listener
        named = [m.name for m in self.company.people.mentions(beat.text[:8]) if m.name in company and m.start == 0]
        spoken = [shot.lines[-1].speaker for shot in reversed(self.shots[-6:]) if shot.lines]
        before = next((name for name in spoken if name in company), "")
        coming = (name for b in beats[index + 1 :] for name in ([b.speaker] if b.kind == "line" else b.people))
        later = next((name for name in coming if name and name != beat.speaker), "")
        acted = next((name for shot in reversed(self.shots) for p in shot.cast if (name := p.name) in company), "")
        struck = self.shots[-1].subject if self.shots and self.shots[-1].is_reaction else ""
        struck = struck if struck in company else ""
        for name in (*named, self._addressed(beat.text, company), struck, before, acted, later, *company):
            if name:
                return name
        return ""

    def _addressed(self, text: str, company: Sequence[str]) -> str:
        """The one person a form of address at the start of a line can mean (少爷，… / Ma'am, …)."""
        opening = re.split(r"[，,！!。.？?…\s]", text.strip(), maxsplit=1)[0]
        title = titles().title_of(opening) if 1 < len(opening) <= 6 else None
        if opening in _MAJESTY:
            lord = next((name for name in company if any(word in name for word in ("皇", "帝", "王上"))), "")
            if lord:
                return lord
        sex = title.sex if title else {"ma'am": "female", "sir": "male"}.get(fold(opening), "")
        people = [person for name in company if (person := self.company.people.find(name))]
        if title and any(titles().title_of(person.name) == title for person in people):
            return next(person.name for person in people if titles().title_of(person.name) == title)
        if title and title.outfit and title.age not in ("middle", "old"):
            return ""  # a service title that nobody here bears
        leads = [
            p.name for p in people if sex and p.look.sex == sex and not p.is_extra and not titles().title_of(p.name)
        ]
        return leads[0] if leads else ""

    def _frame_line(self, shot: Draft, beat: Beat, listener: str, expression: str) -> list[str]:
        """Choose the framing of a line and who is seen."""
        speaker = beat.speaker
        energy = catalogue().expressions[expression].energy
        off_screen = beat.delivery == "os" and self.language == "en"
        if (
            not speaker
            or (beat.delivery == "vo" and speaker not in self.present and speaker not in self.stage.marks)
            or off_screen
        ):
            seen = [name for name in self._company() if name != speaker][:1]
            shot.frame("medium_close_up" if seen else "wide", Reason("the voice is not in the picture", speaker))
            return seen
        rung = self.rungs.get(speaker, 0)
        self.rungs[speaker] = rung + 1
        if beat.delivery in ("os", "vo"):
            size = "close_up" if not self._repeats(speaker, "close_up") else "extreme_close_up"
            shot.frame(size, Reason("thoughts are close", beat.delivery.upper()))
            return [speaker]
        if listener:
            size = _LINE_LADDER[rung % len(_LINE_LADDER)]
            step = Reason("shot and reverse shot, tighter as it goes on", f"{speaker} {rung + 1}")
        else:
            size, step = _SOLO_LADDER[rung % len(_SOLO_LADDER)], Reason("alone in the scene")
        shot.frame(size, step)
        if energy >= _BIG_FACES:
            shot.frame("close_up", Reason("a strong feeling fills the frame", expression))
        else:
            shot.consider(
                "close_up", "a strong feeling fills the frame", f"energy {energy:.2f} is under {_BIG_FACES:.2f}"
            )
        if reveals(beat.text) and shot.framing not in ("close_up", "extreme_close_up"):
            shot.frame("close_up", Reason("a reveal is close", reveal_word(beat.text)))
        if shot.framing == "over_shoulder" and any(self.company.lies(name) for name in (speaker, listener)):
            shot.frame("medium_close_up", Reason("nobody looks over the shoulder of who lies"))
        if self._repeats(speaker, shot.framing):
            shot.frame(_TIGHTER.get(shot.framing, "medium_close_up"), Reason("no cut to the same frame"))
        return [speaker, listener] if shot.framing == "over_shoulder" and listener else [speaker]

    def _place_line(
        self, shot: Draft, beat: Beat, seen: Sequence[str], *, listener: str, expression: str, action: str
    ) -> list[PlannedPresence]:
        for name in seen:
            self.stage.enter(name, beat.speaker)
        places = self.stage.arrange(seen, shot.framing) if seen else []
        cast = []
        for name, place in zip(seen, places, strict=True):
            if name == beat.speaker:
                target = listener
                facing = self.stage.facing(name, listener)
                cast.append(PlannedPresence(name, place, facing, expression, action, target))
            else:
                away = shot.framing == "over_shoulder"
                facing = "away" if away else self.stage.facing(name, beat.speaker)
                felt = self.company.listen(name, expression)
                cast.append(
                    PlannedPresence(
                        name,
                        place,
                        facing,
                        felt,
                        self.company.stance(name),
                        beat.speaker if beat.speaker in seen else "",
                    )
                )
        return cast

    def _move_line(self, shot: Draft, beat: Beat, expression: str) -> None:
        before = next((s for s in reversed(self.shots) if s.lines), None)
        quarrel = before is not None and {face_like(expression), face_like(before.lines[-1].expression)} <= QUARRELS
        if reveals(beat.text):
            shot.move = "push_in"
            shot.reasons.append(Reason("the camera moves in on a reveal", reveal_word(beat.text)))
        elif quarrel:
            shot.move = "handheld"
            shot.reasons.append(Reason("a quarrel is handheld", expression))
        elif beat.delivery == "os":
            shot.move = "push_in"
            shot.reasons.append(Reason("the camera moves in on a thought"))
        if face_like(expression) in _LOOKS_DOWN and shot.framing != "over_shoulder":
            shot.angle = "low"
            shot.reasons.append(Reason("power is seen from below", expression))
        elif face_like(expression) in _LOOKS_UP or any(action_like(p.action) == "kneel" for p in shot.cast[:1]):
            shot.angle = "high"
            shot.reasons.append(Reason("weakness is seen from above", expression))

    def _describe_line(self, beat: Beat) -> str:
        how = "，".join(beat.parentheticals)
        if self.language == "zh":
            return f"{beat.speaker or '旁白'}{f'（{how}）' if how else ''}：{beat.text.strip()}"
        return f"{beat.speaker or 'Narrator'}{f' ({how})' if how else ''}: {beat.text.strip()}"

    # -- reactions -------------------------------------------------------------------------------------------------

    def _may_react(self, beats: Sequence[Beat], index: int, listener: str, *, last: bool) -> bool:
        """Whether a reveal is worth a face: not right after another, not when the next shot shows that face anyway."""
        if self.since_reaction < _REACTION_GAP and not last:
            return False
        if last:
            return True
        after = beats[index + 1]
        shown_anyway = listener in after.people or (after.kind != "line" and bool(after.people))
        return not after.chunk and not shown_anyway

    def _react(self, beat: Beat, name: str, rule: str, words: str, blow: str) -> None:
        """A face that answers what just happened."""
        answer = after_blow(blow) if blow else None
        expression, action = answer or ("shock", "stand")
        self.company.feel(name, expression, words)
        self.stage.enter(name)
        shot = Draft(beat, "close_up", beat.source, is_reaction=True, is_turn=True)
        term = catalogue().expressions[expression]
        shot.description = f"{name}，{term.zh}" if self.language == "zh" else f"{name}: {term.en}"
        place = self.stage.arrange([name], "close_up")[0]
        shot.cast = [PlannedPresence(name, place, self.stage.facing(name), expression, action, "")]
        shot.least_frames = 44
        shot.frame("close_up", Reason(rule, words))
        self._keep(shot)
        self.since_reaction = 0

    # -- what all shots share --------------------------------------------------------------------------------------

    def _place(self, names: Sequence[str], framing: str, doing: dict[str, tuple[str, str]]) -> list[PlannedPresence]:
        cast = []
        for name, place in zip(names, self.stage.arrange(names, framing) if names else [], strict=True):
            action, target = doing.get(name, ("stand", ""))
            shown = self.company.show(name)
            facing = self.stage.facing(name, target)
            cast.append(PlannedPresence(name, place, facing, shown, action, target if target in names else ""))
        return cast

    def _obey_marks(self, shot: Draft) -> None:
        """Framings, angles and moves written in the script outrank every rule."""
        for mark in shot.beat.marks:
            for family in ("framings", "angles", "camera_moves"):
                found = match_camera(family, mark)
                if not found:
                    continue
                obeyed = Reason("a mark in the script is obeyed", mark)
                if family == "framings" and not (
                    found.id == "close_up" and shot.framing in ("insert", "extreme_close_up")
                ):
                    shot.frame(found.id, obeyed)
                    shot.cast = shot.cast[:1] if found.id in ("close_up", "extreme_close_up") else shot.cast
                    break
                if family == "angles":
                    shot.angle = found.id
                elif family == "camera_moves":
                    shot.move = found.id
                decides = {"framings": "framing", "angles": "angle"}.get(family, "camera_move")
                shot.reasons.append(replace(obeyed, decides=decides, value=found.id if family != "framings" else ""))
                break
        if shot.beat.kind == "insert" and any(match_camera("framings", mark) for mark in shot.beat.marks):
            shot.is_turn = True

    def _keep(self, shot: Draft) -> None:
        if shot.beat.cards and not shot.is_reaction:
            shot.least_frames = max(shot.least_frames, _CARD_FRAMES)
            shot.reasons.append(Reason("a card must be read", "、".join(shot.beat.cards)))
        self.since_reaction += 1
        self.shots.append(shot)

    def _repeats(self, name: str, framing: str) -> bool:
        """Whether the shot before shows the same person in the same size: a jump cut."""
        before = self.shots[-1] if self.shots else None
        return bool(before and before.subject == name and before.framing == framing)
