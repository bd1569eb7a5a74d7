"""Scripts in the conventions of Chinese short drama and of Hollywood, for the tests of reading and planning."""

from __future__ import annotations

import random
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "projects" / "samples"

NUMBERED = """第1集

1-1 沈家老宅正厅 夜 内
人物：林晚、沈砚、管家、宾客若干
△暴雨砸在雕花窗上，烛火一晃。林晚浑身湿透，站在门槛外。
沈砚（冷声）：今天出了这个门，你就别再回来。
林晚OS：三年了，我等的就是这句话。
△林晚摘下婚戒，放在供桌上。【特写】戒指内圈刻着一串数字。
音效：一声闷雷
管家（惊慌）：少爷，那串数字……是保险柜的密码！

1-2、医院走廊，日，内
人物：林晚、护士
【闪回】
字幕：三年前
护士：家属签字，晚了就来不及了。
林晚（发抖，OS）：签，还是不签？
【闪回结束】
"""

FIELDS = """Episode 2 The Ring

场次（3）地点：沈氏集团大堂，日，内；出场人物：林晚、前台、保安甲
▲旋转门外，记者举着相机往里挤。
前台（公式化微笑）：请问有预约吗？
林晚：没有。告诉沈砚，密码我记得。

12A 天台 黄昏 外
人物：林晚、沈砚
△风很大。两人隔着三米，谁也不肯先走近。
沈砚（VO）：她回来的那天，我就知道，我输了。
"""

HOLLYWOOD = """EPISODE 3 The Code

INT. HALE TOWER - LOBBY - DAY

A storm of camera flashes. LENA walks in
through the revolving doors.

RECEPTIONIST
(polite smile)
Do you have an appointment?

LENA (CONT'D)
No. Tell Adrian
I have the code.

SUPER: "THREE YEARS EARLIER"

ADRIAN (V.O.)
The day she came back, I knew I had lost.

EXT./INT. CAR - NIGHT #2A#

ADRIAN
Get out.
(coldly)
Now.

CUT TO:
"""


def sample(name: str) -> str:
    """A bundled sample script's text."""
    return (SAMPLES / name).read_text(encoding="utf-8")


def mutate(text: str, chance: random.Random) -> str:
    """The text with a few characters or lines removed, doubled, swapped or replaced."""
    for _ in range(chance.randint(1, 6)):
        lines = text.split("\n")
        where, at = chance.randrange(len(lines)), chance.randrange(len(text) + 1)
        match chance.randrange(7):
            case 0:
                del lines[where]
                text = "\n".join(lines)
            case 1:
                lines.insert(where, lines[chance.randrange(len(lines))])
                text = "\n".join(lines)
            case 2:
                text = (
                    text[:at]
                    + chance.choice("：:（）【】()[]△\n\r\v\u2028\u3000 1-、，。集场OS#*\x00\ud83d\udc8d")
                    + text[at:]
                )
            case 3:
                text = text[:at] + text[at + chance.randint(1, 4) :]
            case 4:
                chance.shuffle(lines)
                text = "\n".join(lines)
            case 5:
                text = text[:at] + text[at:].swapcase()
            case _:
                text = text[:at] + chance.choice((NUMBERED, FIELDS, HOLLYWOOD))[: chance.randint(1, 80)] + text[at:]
        text = text or "a"
    return text
