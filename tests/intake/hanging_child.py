"""A child that never ends by itself: ``silent`` says nothing, ``closed`` ends its answer first."""

import os
import signal
import sys
import time


def main() -> None:
    """Hang as standard input says."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.write(1, b'{"ready": true}\n')
    if sys.stdin.read() == "closed":
        os.close(1)
    while True:
        time.sleep(60)


if __name__ == "__main__":
    main()
