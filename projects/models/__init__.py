"""What is being made: series, scripts, episodes, scenes, shots, cast, lines, takes, media, cuts, deliverables."""

from projects.models.cast import CastMember
from projects.models.continuity import StateChange
from projects.models.cuts import Cut, CutEntry, CutMusic, CutSound, Deliverable, DeliverableMedia
from projects.models.media import Media, Take, TakeMedia, Upload
from projects.models.proposals import Proposal
from projects.models.series import Script, Series
from projects.models.shots import Episode, Presence, Scene, Shot
from projects.models.sound import Cue, Line
from projects.models.storyboards import Storyboard, StoryboardMedia

__all__ = [
    "CastMember",
    "Cue",
    "Cut",
    "CutEntry",
    "CutMusic",
    "CutSound",
    "Deliverable",
    "DeliverableMedia",
    "Episode",
    "Line",
    "Media",
    "Presence",
    "Proposal",
    "Scene",
    "Script",
    "Series",
    "Shot",
    "StateChange",
    "Storyboard",
    "StoryboardMedia",
    "Take",
    "TakeMedia",
    "Upload",
]
