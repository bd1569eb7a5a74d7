"""Two versions of a story compared by what they say, not by where it stands: pure, explained, replayable."""

from projects.scriptdiff.comparing import compare, replay
from projects.scriptdiff.nodes import Change, Diff, Entry, Node

__all__ = ["Change", "Diff", "Entry", "Node", "compare", "replay"]
