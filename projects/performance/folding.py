"""Fold text for matching without moving a single offset: one character in, one character out.

Full-width digits, letters and punctuation become half-width, Traditional characters that occur in script furniture and
performance words become Simplified, capitals become small. The folded string always has the length of its source, so a
position found in it is a position in the source.
"""

from __future__ import annotations

import unicodedata

_TRADITIONAL = (
    "內場話時間點閃寫鏡轉畫聲樂結進黃傍晝憤驚顫淚輕緊張慌冷嗚淒訝愕溫柔漢顯單雙臉頭髮聽說問語講軟屬關開門車電"
    "機擊鐘錄慘嚇壓強絕憐歡愛傷懼疑惑穩靜淡釋報復殺惡兇溼濕樓頂廳堂醫護廊辦公會議臥餐廚飯館校學園圖書審宮殿"
    "農鄉邊橋街巷雲風雪雷電陽陰戶裡裏歲兩個們後來從為與這麼沒還過帶應該將對錯緣師爺孫媽親廣總裁經裝擺掛斷執"
    "執歷奪搶撿視線雖貼擁攬吻摟戀遞給戲劇憶閉響驟顧紅綠藍紫縮圍繞遠環標題編號夢導"
)
_SIMPLIFIED = (
    "内场话时间点闪写镜转画声乐结进黄傍昼愤惊颤泪轻紧张慌冷呜凄讶愕温柔汉显单双脸头发听说问语讲软属关开门车电"
    "机击钟录惨吓压强绝怜欢爱伤惧疑惑稳静淡释报复杀恶凶湿湿楼顶厅堂医护廊办公会议卧餐厨饭馆校学园图书审宫殿"
    "农乡边桥街巷云风雪雷电阳阴户里里岁两个们后来从为与这么没还过带应该将对错缘师爷孙妈亲广总裁经装摆挂断执"
    "执历夺抢捡视线虽贴拥揽吻搂恋递给戏剧忆闭响骤顾红绿蓝紫缩围绕远环标题编号梦导"
)
_DASHES = "–—―－─━‐‑‒"
_DOTS = "·・•‧∙"


def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x20, 0x3000), *range(0x3000, 0x3040), *range(0xFE30, 0xFE70), *range(0xFF00, 0xFFF0)):
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character)
        folded = folded if len(folded) == 1 else character
        lowered = folded.lower()
        folded = lowered if len(lowered) == 1 else folded
        if folded.isspace() and folded not in "\n\r":
            folded = " "
        if folded != character:
            table[code] = folded
    table.update({ord(dash): "-" for dash in _DASHES})
    table.update({ord(dot): "·" for dot in _DOTS})
    table.update({0xFEFF: " ", 0x200B: " ", 0x200C: " ", 0x200D: " ", 0x2060: " ", 0xFF61: "。"})
    table.update({ord(a): b for a, b in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if a != b})
    table.update({ord("〔"): "[", ord("〕"): "]", ord("〖"): "【", ord("〗"): "】", ord("︰"): ":", ord("∶"): ":"})
    table.update({ord("“"): '"', ord("”"): '"', ord("‘"): "'", ord("’"): "'"})
    return table


_TABLE = _table()


def fold(text: str) -> str:
    """The text as it is compared: same length as `text`, so every offset keeps its meaning."""
    return text.translate(_TABLE)


def is_han(character: str) -> bool:
    """Whether the character is a Chinese character."""
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
    )


def count_han(text: str) -> int:
    """How many Chinese characters the text holds."""
    return sum(map(is_han, text))
