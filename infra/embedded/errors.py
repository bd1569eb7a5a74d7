"""What can go wrong with the servers on this machine; every message names the cure."""


class StackError(Exception):
    """The embedded stack cannot do what was asked; the message says what would cure it."""


class StackBusy(StackError):
    """Another process is starting or stopping the same stack and did not finish in time."""


class DataInUse(StackError):
    """The data folder is served by a PostgreSQL that does not belong to this checkout."""


class DataUnreachable(StackError):
    """The servers' data belongs to another user, or lies where their account cannot go."""


class ServerFailed(StackError):
    """A server refused to start or to answer; the message carries the end of its log."""
