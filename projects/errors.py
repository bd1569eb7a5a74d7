"""What can be wrong while something is being made."""

from __future__ import annotations

from accounts import errors


class ScriptInvalid(errors.Invalid):
    """The script cannot be read as a script."""

    code, title = "script_invalid", "Script cannot be read"


class ScriptTooLarge(errors.TooLarge):
    """The script has more bytes than we read."""

    code, title = "script_too_large", "Script too large"


class DiffOutdated(errors.Conflict):
    """What would change is no longer what was reviewed."""

    code, title = "diff_outdated", "Reviewed difference is out of date"


class NoCodeLeft(errors.Conflict):
    """No whole number lies between two neighbouring shot codes."""

    code, title = "no_code_left", "No shot code left"


class ShotOmitted(errors.Conflict):
    """The shot is omitted; it keeps its number but takes no work."""

    code, title = "shot_omitted", "Shot is omitted"


class BriefIncomplete(errors.Invalid):
    """Something an engine must be told is not there yet."""

    code, title = "brief_incomplete", "Not ready to render"


class TakesMissing(errors.Conflict):
    """Shots without a circled take stand in the way of an assembly."""

    code, title = "takes_missing", "Shots without a circled take"


class TakeUnmoving(errors.Conflict):
    """A board is one still; no cut is made of it."""

    code, title = "take_unmoving", "A board is no take for a cut"


class CutUnlocked(errors.Conflict):
    """Only a locked cut is conformed and delivered."""

    code, title = "cut_unlocked", "Cut is not locked"


class MediaMissing(errors.Conflict):
    """The store has nothing under this key."""

    code, title = "media_missing", "Media missing from the store"


class MediaMismatch(errors.Invalid):
    """What lies in the store is not what was announced."""

    code, title = "media_mismatch", "Media differs from what was announced"


class UploadRejected(MediaMismatch):
    """What was uploaded is not what was announced; the upload stays closed although the request is refused."""

    keeps_work = True


class UploadExpired(errors.Gone):
    """The time to upload has passed."""

    code, title = "upload_expired", "Upload expired"


class UploadClosed(errors.Conflict):
    """The upload is completed or was aborted."""

    code, title = "upload_closed", "Upload is closed"


class UploadIncomplete(errors.Conflict):
    """Bytes are missing."""

    code, title = "upload_incomplete", "Upload is incomplete"


class ProfileUnknown(errors.Invalid):
    """No delivery profile of this name."""

    code, title = "profile_unknown", "Unknown delivery profile"


class DeliverableUnverified(errors.Invalid):
    """The finished file does not show what a deliverable must show."""

    code, title = "deliverable_unverified", "Deliverable not verified"


class ScriptModelUnconfigured(errors.Conflict):
    """Nobody has said which model may be asked; waiting does not change that."""

    code, title = "script_model_unconfigured", "No script model configured"


class ProposalClosed(errors.Conflict):
    """The proposal is not open for this decision."""

    code, title = "proposal_closed", "Proposal is closed"


class ProposalStale(errors.Conflict):
    """What the proposal would change was changed since it was asked for."""

    code, title = "proposal_stale", "Changed since it was proposed"
