"""Screenplay in, proposed shot list out: pure rules, standard library only, every decision with its reason."""
