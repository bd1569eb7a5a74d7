"""A script version against what stands: reviewed as a diff, applied without losing what was made.

What the script says is kept beside every row as `planned`. Where a row differs from it a person has decided, and that
decision outlives any new version as long as the part it was made on does.
"""

from projects.reimport.applying import Applied, EpisodeApplied, apply
from projects.reimport.reviewing import EpisodeReview, Review, review

__all__ = ["Applied", "EpisodeApplied", "EpisodeReview", "Review", "apply", "review"]
