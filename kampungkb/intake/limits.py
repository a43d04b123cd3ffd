"""What a file may cost, and the refusal that a reader in the child process raises."""

from dataclasses import dataclass
from typing import Final

from kampungkb.errors import FileReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one file may take.

    A regency's largest honest table, 326 villages x 54 indicators x 24 periods in long form, has
    420,000 rows; agencies send single indicators or single periods, some thousand rows.
    """

    file_bytes: int = 20_000_000
    # All parts of a workbook together, as its own directory of parts gives them.
    unpacked_bytes: int = 300_000_000
    # From the start of the child to its last word, by the wall clock.
    seconds: float = 30
    # Address space of the child.
    memory_bytes: int = 1_000_000_000
    # What the child may hand over, so that no file swells the server.
    answer_bytes: int = 100_000_000
    # Each sheet, up to its last cell that holds something.
    rows: int = 200_000
    columns: int = 300
    # All sheets together: rows times columns.
    cells: int = 2_000_000
    sheets: int = 50


LIMITS: Final = Limits()


class Refusal(Exception):  # noqa: N818  it travels to the parent, which makes it an error
    """A file that cannot be read at all.

    Parameters
    ----------
    reason : FileReason
        For people.
    detail : str
        English, for the log.
    """

    def __init__(self, reason: FileReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
