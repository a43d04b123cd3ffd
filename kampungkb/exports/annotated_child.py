"""What runs in the child process: a workbook in, the workbook with its marks out.

``python -m kampungkb.exports.annotated_child LIMITS``, started by
:mod:`kampungkb.exports.annotated`. On standard input are one line of
:class:`~kampungkb.exports.marks.Marks` and the file; the answer is ``{"ready": true}``,
``{"workbook": base64}`` and ``{"done": true}``, one a line. Whatever goes wrong ends it.
"""

import base64
import gc
import json
import sys

from kampungkb.intake.child import restrict, send


def main() -> int:
    """Mark the file on standard input within the limits given as JSON."""
    wanted = json.loads(sys.argv[1])
    # Before anything else is loaded: from here on nothing can take more.
    restrict(wanted["memory_bytes"], wanted["seconds"])
    from kampungkb.exports.annotated_original import marked_original
    from kampungkb.exports.annotated_rebuilt import rebuilt
    from kampungkb.exports.marks import Marks
    from kampungkb.intake.contents import read_contents
    from kampungkb.intake.limits import Limits

    # The cells of a workbook refer to one another and are all needed to the end.
    gc.disable()
    send({"ready": True})
    marks = Marks.from_json(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    if marks.keep_original:
        made = marked_original(data, marks)
    else:
        made = rebuilt(read_contents(data, Limits(**wanted)), marks)
    send({"workbook": base64.b64encode(made).decode("ascii")})
    send({"done": True})
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
