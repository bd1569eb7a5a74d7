"""Whether a rewritten script still says every word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects import verbatim

HEAD = "第1集\n1-1 老宅 夜 内\n人物：林晚、沈砚\n"


@pytest.mark.parametrize(
    ("source", "rewritten"),
    [
        ("林晚：我回来了。\n沈砚：滚！", HEAD + "林晚：我回来了。\n沈砚：滚！"),
        ("林晚冷笑道：“我回来了。”\n沈砚：滚！", HEAD + "林晚（冷笑）：我回来了。\n沈砚：滚！"),
        ("林晚:（冷笑）我回来了。\n沈砚:滚!", HEAD + "林晚（冷笑）：我回来了。\n沈砚：滚！"),
        ("“我回来了。”林晚推开门。\n“滚！”沈砚怒吼。", HEAD + "林晚：我回来了。\n△林晚推开门。\n沈砚（怒吼）：滚！"),
        ("片名：戒指\n林晚：我回来了。", HEAD + "林晚：我回来了。"),
        ("屏幕上写着：密码错误\n林晚：我回来了。", HEAD + "△屏幕上写着：密码错误\n林晚：我回来了。"),
    ],
)
def test_a_faithful_rewriting_has_no_complaint(source: str, rewritten: str) -> None:
    assert verbatim.complaints(source, rewritten) == []


@pytest.mark.parametrize(
    ("source", "rewritten"),
    [
        ("林晚：我回来了。\n沈砚：滚！", HEAD + "林晚：我回来了。"),
        ("林晚：我回来了。\n沈砚：滚！", HEAD + "沈砚：滚！\n林晚：我回来了。"),
        ("林晚：我回来了。", HEAD + "林晚：我又回来了。"),
        ("林晚：我回来了。", HEAD + "林晚：我回来了！"),
        ("林晚：我回來了。", HEAD + "林晚：我回来了。"),
        ("“我回来了。”林晚推开门。\n“滚！”沈砚怒吼。", HEAD + "林晚：我回来了。\n△沈砚怒吼。"),
        ("屏幕上写着：密码错误\n林晚：我回来了。", HEAD + "林晚：我回来了。"),
    ],
)
def test_a_word_lost_added_moved_or_changed_is_complained_of(source: str, rewritten: str) -> None:
    assert verbatim.complaints(source, rewritten)


words = st.text("你我他回来了滚门雨夜不是，？！", min_size=1, max_size=8).filter(lambda t: t.strip("，？！"))


@given(said=st.lists(st.tuples(st.sampled_from(["林晚", "沈砚"]), words), min_size=1, max_size=5), at=st.integers(0, 4))
@settings(max_examples=60, deadline=None)
def test_dropping_any_spoken_line_is_noticed(said: list[tuple[str, str]], at: int) -> None:
    rows = [f"{name}：{text}。" for name, text in said]
    source = "\n".join(rows)
    assert verbatim.complaints(source, HEAD + source) == []
    changed = [row.replace("：", "：啊") if index == at % len(rows) else row for index, row in enumerate(rows)]
    assert verbatim.complaints(source, HEAD + "\n".join(changed))
