"""Started before a supervised process: ties it to its supervisor's life, then becomes it (`exec` keeps the pid).

Runs as a plain script without the product's packages. On Linux the process gets SIGTERM when its supervisor dies,
however it dies; elsewhere only an orderly stop ends it. A `preexec_fn` could do the same but is unsafe beside threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> int:
    """`leash.py SUPERVISOR_PID PROGRAM ARGUMENT…`"""
    supervisor, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != supervisor:  # it died before the leash was on
        return 1
    try:
        os.execvp(command[0], command)  # noqa: S606 - the whole purpose
    except OSError as failure:
        sys.stderr.write(f"{command[0]}: {failure.strerror}\n")
        return 127


if __name__ == "__main__":
    sys.exit(main())
