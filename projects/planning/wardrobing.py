"""First looks: what the script says about a person's appearance, and sensible variety where it is silent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from projects.briefs import Look
from projects.performance.folding import fold
from projects.performance.looks import looks
from projects.performance.titles import Title, titles
from projects.planning.reasons import Reason
from projects.planning.voicing import read_temper

_AGE = re.compile(r"([0-9]{1,2})\s?(?:岁|多岁|s\b|,|years|-year|\))")
_DECADE = re.compile(r"(二|三|四|五|六|七|八)十(?:多岁|来岁|岁|出头)")
_DECADES = {c: 10 * n for n, c in enumerate("二三四五六七八", start=2)}
_SHE = re.compile(r"[,，、]\s?她(?!的)|\b(?:she|herself)\b|\bher own\b")
_HE = re.compile(r"[,，、]\s?他(?!的|们)|\b(?:he|himself)\b|\bhis own\b")
_FEMALE_WORDS, _MALE_WORDS = ("女", "woman", "female"), ("男", " man", "male")

_IN_A_PALACE = {
    "female": {"bun": "palace_updo", "low_bun": "chignon", "top_bun": "child_buns", "ponytail": "ancient_long"},
    "male": {"bun": "topknot", "low_bun": "topknot", "top_bun": "topknot", "ponytail": "topknot_long"},
}
"""What a word for hair means where people wear robes."""
_MODERN = frozenset({"", "dress", "suit", "shirt", "modern_casual", "housekeeper", "business_skirt", "hoodie", "coat"})
"""What nobody wears where a story is not of today."""
_ALSO_RURAL = frozenset({"traditional_robe", "village"})
"""What is worn in palaces, but by old men and country people of today as well."""
_GRAND = {"male": ("suit", "shirt", "suit", "coat"), "female": ("dress", "business_skirt", "evening_gown", "coat")}
"""What people wear where a story plays in mansions, boardrooms and at weddings."""
_SERVANTS = frozenset({"housekeeper"})
_COLORS = {
    "dress": ("white", "burgundy", "navy", "lavender", "teal"),
    "evening_gown": ("white", "wine", "navy"),
    "modern_casual": ("cream", "light_blue", "rose", "olive"),
    "modern_casual/male": ("white", "navy", "grey", "olive"),
    "business_skirt": ("black", "navy", "grey"),
    "coat": ("camel", "charcoal", "burgundy", "beige"),
    "shirt": ("white", "light_blue", "grey"),
    "suit": ("black", "charcoal", "navy"),
    "hoodie": ("grey", "olive", "navy"),
    "qipao": ("burgundy", "dark_green", "purple"),
}

_JEWELS = (("earrings",), ("earrings_drop", "necklace"), (), ("earrings_stud",), ("earrings_hoop",), ())
_OLD_JEWELS = (("earrings_jade",), ("earrings", "necklace"), ("glasses_round",))
_PALACE_JEWELS = (("earrings_jade", "buyao"), ("earrings_drop", "hair_pin"), ("earrings_jade", "flower_mark"))
_OLD_MEN = ((), ("glasses_round",), ("beard",), ("moustache",))
_MIDDLE_MEN = ((), (), ("stubble",), ("glasses",), ("moustache",))

T = TypeVar("T")
Age = Literal["child", "teen", "young", "adult", "middle", "old"]
Sex = Literal["female", "male"]


@dataclass
class Clues:
    """What action lines said about one person; the first word of a kind counts."""

    sex: str = ""
    sex_words: str = ""
    age: str = ""
    she: int = 0
    he: int = 0
    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    accessories: list[str] = field(default_factory=list)
    temper: str = ""
    roles: list[str] = field(default_factory=list)

    def read(self, words: str, *, is_later: bool = False) -> None:
        """Take in what stands after the person's name; of a later scene than their first only what lasts."""
        known, folded = titles(), fold(words).lstrip()
        self.she += len(_SHE.findall(folded[:40]))
        self.he += len(_HE.findall(folded[:40]))
        if folded.startswith("(") and not self.sex:
            inside = folded[: folded.find(")") + 1] or folded[:30]
            if any(word in inside for word in _FEMALE_WORDS):
                self.sex, self.sex_words = "female", inside
            elif any(word in inside for word in _MALE_WORDS):
                self.sex, self.sex_words = "male", inside
        if folded.startswith("(") and not self.roles:
            inside = folded[1 : folded.find(")")] if ")" in folded else ""
            self.roles = [part for word in inside.split(",") if len(part := word.strip()) > 1 and not _AGE.match(part)]
        for name, lexicon in (("outfit", known.outfits), ("hair", known.hairs), ("color", known.colors)):
            match = lexicon.best(words)
            if match and name not in self.found and not (is_later and name != "hair"):
                self.found[name] = (match.id, match.words)
        if is_later:
            return
        self.accessories += [match.id for match in known.accessories.all(words) if match.id not in self.accessories]
        self.age = self.age or _read_age(folded[:24])
        self.temper = self.temper or read_temper(words)


def _read_age(folded: str) -> str:
    decade, number = _DECADE.search(folded), _AGE.search(folded)
    years = _DECADES[decade[1]] if decade else int(number[1]) if number else 0
    if not years:
        return ""
    for limit, age in ((13, "child"), (18, "teen"), (30, "young"), (42, "adult"), (60, "middle")):
        if years < limit:
            return age
    return "old"


def choose_look(
    name: str,
    sex: str,
    title: Title | None,
    clues: Clues,
    *,
    taken: set[tuple[str, ...]],
    seed: int,
    period: str = "modern",
    is_patient: bool = False,
    is_grand: bool = False,
) -> tuple[Look, list[Reason]]:
    """A complete look, of the story's time; `taken` holds silhouettes already given, and receives this one."""
    reasons: list[Reason] = []
    own_sex: Sex = "male" if sex == "male" else "female"
    age: Any = clues.age or (title.age if title and title.age else "young")
    if title:
        reasons.append(Reason(f"look from title {title.id}", name))
    said = {kind: found[0] for kind, found in clues.found.items()}
    reasons += [Reason(f"{kind} from action", found[1]) for kind, found in clues.found.items()]
    outfit, why = _dress(name, title, said.get("outfit", ""), period=period, is_patient=is_patient)
    if not said.get("outfit"):
        outfit = _fitted(outfit, own_sex, age)
    if why:
        reasons.append(why)
    is_robed = looks().is_of(outfit, "palace") and outfit not in _ALSO_RURAL
    in_palace = period == "palace" or is_robed or bool(title and title.id.startswith("palace"))
    hair = said.get("hair") or _of_title(title, own_sex, age)
    hair = _IN_A_PALACE[own_sex].get(hair, hair) if in_palace else hair
    style = "palace" if in_palace else "grand" if is_grand and period == "modern" else period
    outfit, hair = _vary(own_sex, age, outfit, hair, period=style, taken=taken, seed=seed)
    look = Look(
        sex=own_sex,
        age=age,
        height_m=_height(own_sex, age, seed),
        build=_build(own_sex, title, seed),
        skin=("light", "light", "medium")[seed // 7 % 3],
        hair_style=hair,
        hair_color=_hair_color(own_sex, age, seed, is_palace=in_palace),
        outfit=outfit,
        outfit_color=said.get("color")
        or _pick(_COLORS.get(f"{outfit}/{own_sex}", _COLORS.get(outfit, ("",))), seed // 11),
        accessories=tuple(clues.accessories) or _accessories(own_sex, age, title, seed, is_palace=in_palace),
        seed=seed,
    )
    return look, reasons


def _dress(name: str, title: Title | None, said: str, *, period: str, is_patient: bool) -> tuple[str, Reason | None]:
    """What somebody wears before anything is left to chance: what is written, their role, their time."""
    if said:
        return said, None
    if is_patient:
        return "hospital_gown", Reason("a patient in a hospital bed", name)
    role = looks().outfit_of_role(name)
    if role:
        return role, Reason("clothes of the role", name)
    outfit = title.outfit if title else ""
    if period == "modern" or outfit not in _MODERN:
        return outfit, None
    if period == "palace" and outfit in _SERVANTS:
        return "palace_servant", Reason("clothes of the story's time", name)
    return "", Reason("clothes of the story's time", name)


def _fitted(outfit: str, sex: Sex, age: str) -> str:
    """The clothes of a role as this person wears them: a woman's suit has a skirt, no grown student a uniform."""
    if outfit == "school_uniform" and age not in ("child", "teen"):
        return ""
    return "business_skirt" if outfit == "suit" and sex == "female" else outfit


def _of_title(title: Title | None, sex: Sex, age: str) -> str:
    """The hair a title suggests, unless it is the other sex's or another age's."""
    term = looks().hairstyles.get(title.hair) if title else None
    return term.id if term and sex in term.sexes and age in term.ages else ""


def _vary(
    sex: Sex, age: str, outfit: str, hair: str, *, period: str, taken: set[tuple[str, ...]], seed: int
) -> tuple[str, str]:
    """Fill what nothing decided with a silhouette nobody of the same sex has yet."""
    is_grand, period = period == "grand", "modern" if period == "grand" else period
    outfits = (outfit,) if outfit else _GRAND[sex] if is_grand else looks().usual_outfits(sex, period)
    if not outfit and period == "modern" and age in ("child", "teen"):
        outfits = ("modern_casual", "school_uniform")
    hairs = (hair,) if hair else looks().usual_hair(sex, age, "palace" if period == "palace" else "modern")
    for turn in range(len(outfits) * len(hairs)):
        choice = (sex, _pick(outfits, seed % 2 + turn // len(hairs)), _pick(hairs, seed // 3 + turn))
        if not any(used[0] == sex and used[2] == choice[2] and used[1] == choice[1] for used in taken) and (
            turn >= len(hairs) or hair or not any(used[0] == sex and used[2] == choice[2] for used in taken)
        ):
            break
    taken.add(choice)
    return choice[1], choice[2]


def _pick(choices: tuple[T, ...], number: int) -> T:
    return choices[number % len(choices)]


def _height(sex: Sex, age: str, seed: int) -> float:
    base = {"child": 1.2, "teen": 1.6 if sex == "female" else 1.68, "old": 1.58 if sex == "female" else 1.68}
    height = base.get(age, 1.65 if sex == "female" else 1.79)
    return round(height + (seed // 13 % 9 - 4) / 100, 2)


def _build(sex: Sex, title: Title | None, seed: int) -> Literal["slim", "average", "broad"]:
    if title and title.id in ("guard", "police", "driver"):
        return "broad"
    if sex == "female":
        return "slim" if seed // 17 % 4 else "average"
    return "average" if seed // 17 % 3 else "slim"


def _hair_color(sex: Sex, age: str, seed: int, *, is_palace: bool) -> str:
    if age == "old":
        return _pick(("silver", "grey", "white"), seed // 19)
    if age == "middle":
        return _pick(("black", "dark_brown", "dark_grey"), seed // 19)
    if is_palace:
        return _pick(("black", "black", "dark_brown"), seed // 19)
    if sex == "male" or age in ("child", "teen"):
        return _pick(("black", "dark_brown", "black"), seed // 19)
    return _pick(("black", "dark_brown", "chestnut", "black", "brown", "wine_red"), seed // 19)


def _accessories(sex: Sex, age: str, title: Title | None, seed: int, *, is_palace: bool) -> tuple[str, ...]:
    if sex == "male":
        return _on_a_man(age, title, seed, is_palace=is_palace)
    worn: tuple[str, ...] = ()
    if title and title.id in ("lawyer", "doctor", "teacher", "assistant"):
        worn = ("glasses",)
    elif age in ("young", "adult", "middle", "old") and not (title and title.id == "nurse"):
        worn = _pick(_PALACE_JEWELS if is_palace else _OLD_JEWELS if age == "old" else _JEWELS, seed // 23)
    return worn


def _on_a_man(age: str, title: Title | None, seed: int, *, is_palace: bool) -> tuple[str, ...]:
    if title and title.id in ("lawyer", "doctor", "teacher", "assistant"):
        return ("glasses",)
    if age == "old":
        return _pick((("long_beard",), ("goatee",)) if is_palace else _OLD_MEN, seed // 23)
    if age == "middle":
        return _pick((("goatee",), ("moustache",)) if is_palace else _MIDDLE_MEN, seed // 23)
    return ()
