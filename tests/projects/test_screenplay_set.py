"""The labelled scripts are read as their labels say, and the bench measures what it claims."""

from __future__ import annotations

import random

import pytest

from infra.bench.screenplay import find_uncovered, measure_mutations, mutate, read_set, score
from projects.screenplay import Screenplay, parse

SCRIPTS = [pytest.param(text, labels, id=name) for name, text, labels in read_set()]


@pytest.mark.parametrize(("text", "labels"), SCRIPTS)
def test_a_labelled_script_is_read_as_a_reader_would(text, labels):
    play = parse(text)
    rates = score(play, labels).rates()
    assert {name: rates[name] for name in ("scenes", "speakers", "spoken", "invented")} == {
        "scenes": 1.0,
        "speakers": 1.0,
        "spoken": 1.0,
        "invented": 0.0,
    }
    assert play.language == labels["language"]
    assert [(episode.number, episode.title) for episode in play.episodes] == [
        (episode["number"], episode["title"]) for episode in labels["episodes"]
    ] or not labels["episodes"]
    assert find_uncovered(text, play) == []
    assert dict(play.aliases) == labels.get("aliases", {})


@pytest.mark.parametrize(("text", "labels"), SCRIPTS)
def test_every_translation_and_every_way_of_speaking_is_kept(text, labels):
    elements = [e for ep in parse(text).episodes for s in ep.scenes for e in s.elements if e.kind == "dialogue"]
    told = [(e.delivery, e.translation) for e in elements]
    assert told == [(row.get("delivery", "dialogue"), row.get("translation", "")) for row in labels["dialogue"]]


def test_a_reader_who_hears_nothing_scores_nothing():
    _, _, labels = next(read_set())
    rates = score(Screenplay((), (), "unparseable", "zh"), labels).rates()
    assert (rates["scenes"], rates["speakers"], rates["spoken"]) == (0.0, 0.0, 0.0)


def test_mutated_scripts_neither_crash_the_reader_nor_lose_a_line():
    found = measure_mutations(300, 20.0, seed=11)
    assert (found["crashes"], found["lost_lines"]) == ([], [])


def test_a_mutation_is_the_same_for_the_same_chance():
    texts = [text for _, text, _ in read_set()][:3]
    assert mutate(texts[0], random.Random(3), texts) == mutate(texts[0], random.Random(3), texts)
