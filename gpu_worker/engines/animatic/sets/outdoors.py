"""Placeholder until written below."""

from gpu_worker.engines.animatic.scenery import SetPlan

SETS: dict[str, SetPlan] = {}
