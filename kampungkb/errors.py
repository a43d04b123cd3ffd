"""Every error that is raised on purpose.

A :class:`KampungKBError` is a refusal that its reader can mend: its own text is English and
meant for the log, ``key`` and ``blanks`` name the sentence that people are shown
(``kampungkb/i18n/messages/error.toml``). A mistake of ours is a :class:`ValueError` instead.
"""

from collections.abc import Sequence
from typing import ClassVar, Literal

# Why a file cannot be read at all; their words are the messages ``error.reason.file_<reason>``.
FileReason = Literal[
    "cancelled", "damaged", "empty", "executable", "locked", "needs_too_much_memory",
    "too_large", "too_many_columns", "too_many_rows", "too_many_sheets", "took_too_long",
    "unknown_format", "unpacked_too_large",
]  # fmt: skip


class KampungKBError(Exception):
    """A refusal with words for the reader.

    Parameters
    ----------
    english : str
        For the log.
    **blanks
        Values of the named blanks in the message ``key``.
    """

    key: ClassVar[str] = "error.unexpected"

    def __init__(self, english: str, **blanks: object) -> None:
        super().__init__(english)
        self.blanks = blanks


class UsageError(KampungKBError):
    """The command line was called with words that it does not know (exit status 2)."""

    key = "error.usage"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, detail=detail)


class UnknownAreaError(KampungKBError, LookupError):
    """A code that is not in the register of areas."""

    key = "error.unknown_area"

    def __init__(self, level: str, codes: Sequence[str]) -> None:
        shown = ", ".join(codes[:5])
        english = f"{len(codes)} {level} codes are not in the register: {shown}"
        super().__init__(english, n=len(codes), shown=shown)


class UnknownAgencyError(KampungKBError, LookupError):
    """An agency that is responsible for no indicator of villages."""

    key = "error.unknown_agency"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        shown = ", ".join(known)
        english = f"agency {name!r} is responsible for no indicator of villages"
        super().__init__(english, name=name, known=shown)


class UnknownIndicatorError(KampungKBError, LookupError):
    """A code that is not in the indicator dictionary."""

    key = "error.unknown_indicator"

    def __init__(self, code: str) -> None:
        super().__init__(f"indicator {code} is not in the dictionary", code=code)


class IndicatorWithoutValuesError(KampungKBError):
    """Indicators that were asked for and have no value: there is nothing to draw."""

    key = "error.indicator_without_values"

    def __init__(self, codes: Sequence[str]) -> None:
        shown = ", ".join(codes[:5])
        super().__init__(f"{shown}: no value, nothing to draw", shown=shown)


class BadPeriodError(KampungKBError, ValueError):
    """A text that names no period."""

    key = "error.bad_period"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is no period such as 2026, 2026-S1, 2026-Q1, 2026-03", text=text
        )


class AreaSourceError(KampungKBError):
    """Source files from which no area pack can be built."""

    key = "error.area_source"

    def __init__(self, file: str, detail: str) -> None:
        super().__init__(f"{file}: {detail}", file=file, detail=detail)


class AreaPackError(KampungKBError):
    """An area pack that is missing, incomplete, or changed since it was built."""

    key = "error.area_pack"

    def __init__(self, file: str, detail: str) -> None:
        super().__init__(f"area pack: {file}: {detail}", file=file, detail=detail)


class DictionaryError(KampungKBError):
    """An indicator dictionary that contradicts itself."""

    key = "error.dictionary"

    def __init__(self, detail: str) -> None:
        super().__init__(f"indicator dictionary: {detail}", detail=detail)


class StoreUnreadableError(KampungKBError):
    """A store that cannot be opened: damaged, of another program, or out of reach."""

    key = "error.store_unreadable"

    def __init__(self, store: str, detail: str) -> None:
        super().__init__(f"store {store}: {detail}", store=store, detail=detail)


class StoreMissingError(KampungKBError):
    """No store where one was expected."""

    key = "error.store_missing"

    def __init__(self, store: str) -> None:
        super().__init__(f"there is no store at {store}", store=store)


class StoreReadOnlyError(KampungKBError):
    """A store that can be read but not written: locked, or on a read-only medium."""

    key = "error.store_read_only"

    def __init__(self, store: str, detail: str) -> None:
        super().__init__(
            f"store {store} takes no changes now: {detail}", store=store, detail=detail
        )


class WritingNotAllowedError(KampungKBError):
    """A change through a server that only shows the data."""

    key = "error.writing_not_allowed"

    def __init__(self) -> None:
        super().__init__("this server takes no changes (KAMPUNGKB_WRITING, --allow-writing)")


class UnknownRevisionError(KampungKBError, LookupError):
    """A revision that was never made."""

    key = "error.unknown_revision"

    def __init__(self, revision: int, last: int) -> None:
        super().__init__(f"there is no revision {revision}", revision=revision, last=last)


class NotUndoableError(KampungKBError):
    """A revision that set what is kept only as it is now: register, spellings, sources."""

    key = "error.not_undoable"

    def __init__(self, revision: int) -> None:
        super().__init__(
            f"revision {revision} set what is not kept by revision and cannot be undone",
            revision=revision,
        )


class PreviewOutdatedError(KampungKBError):
    """What would be stored now is not what was shown before."""

    key = "error.preview_outdated"

    def __init__(self, revision: int) -> None:
        super().__init__(
            f"as of revision {revision} the change differs from its preview", revision=revision
        )


class BackupExistsError(KampungKBError):
    """A backup would take the place of another file."""

    key = "error.backup_exists"

    def __init__(self, file: str) -> None:
        super().__init__(f"backup {file}: there is such a file already", file=file)


class BackupUnwritableError(KampungKBError):
    """A place where no backup can be written."""

    key = "error.backup_unwritable"

    def __init__(self, file: str, detail: str) -> None:
        super().__init__(f"backup {file} cannot be written: {detail}", file=file, detail=detail)


class BackupUnsoundError(KampungKBError):
    """A file that is missing, no backup, damaged, or of a newer version of the program."""

    key = "error.backup_unsound"

    def __init__(self, file: str, detail: str) -> None:
        super().__init__(f"backup {file} cannot be used: {detail}", file=file, detail=detail)


class StoreFilledError(KampungKBError):
    """A store with data of its own, where a backup was to be restored."""

    key = "error.store_filled"

    def __init__(self, store: str, revision: int) -> None:
        super().__init__(
            f"store {store} holds {revision} revisions that a restore would lose",
            store=store,
            revision=revision,
        )


class UnreadableFileError(KampungKBError):
    """A file that cannot be read at all; ``reason`` says why."""

    key = "error.unreadable_file"
    reason: FileReason = "damaged"

    def __init__(self, file: str, detail: str) -> None:
        super().__init__(f"file {file!r} cannot be read: {detail}", file=file, detail=detail)


class UnknownScenarioError(KampungKBError, LookupError):
    """A scenario, or a version of one, that is not in the store."""

    key = "error.unknown_scenario"

    def __init__(self, scenario: int) -> None:
        super().__init__(f"there is no such scenario or version: {scenario}", scenario=scenario)


class ScenarioNameTakenError(KampungKBError):
    """Another scenario has the name already."""

    key = "error.scenario_name_taken"

    def __init__(self, name: str, author: str) -> None:
        super().__init__(
            f"there is a scenario {name!r} already, last saved by {author}",
            name=name,
            author=author,
        )


class ScenarioOutdatedError(KampungKBError):
    """Somebody else has changed the scenario since it was opened."""

    key = "error.scenario_outdated"

    def __init__(self, name: str, version: int, author: str) -> None:
        super().__init__(
            f"scenario {name!r} is at version {version} by now, by {author}",
            name=name,
            version=version,
            author=author,
        )


class ScenarioAnnouncedError(KampungKBError):
    """An announced plan that would become another one under its name."""

    key = "error.scenario_announced"

    def __init__(self, name: str) -> None:
        super().__init__(f"scenario {name!r} is announced; its plan does not change", name=name)


class ScenarioWithdrawnError(KampungKBError):
    """A withdrawn scenario that was to be announced."""

    key = "error.scenario_withdrawn"

    def __init__(self, name: str) -> None:
        super().__init__(f"scenario {name!r} is withdrawn and cannot be announced", name=name)


class AgendaTakenError(KampungKBError):
    """The name stands for another agenda than the one that was seen."""

    key = "error.agenda_taken"

    def __init__(self, name: str, author: str) -> None:
        super().__init__(
            f"there is another agenda {name!r} by now, saved by {author}", name=name, author=author
        )


class PlanCancelledError(KampungKBError):
    """A plan that its reader no longer wants."""

    key = "error.plan_cancelled"

    def __init__(self) -> None:
        super().__init__("the plan was cancelled")


class PlanSearchEndedError(KampungKBError):
    """No plan was found within the time that a search may take; there may be one."""

    key = "error.plan_search_ended"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"no plan was found in {seconds} seconds", seconds=seconds)


class LetterheadError(KampungKBError):
    """A settings file of the letterhead that cannot be read."""

    key = "error.letterhead"

    def __init__(self, file: str, detail: str) -> None:
        super().__init__(f"letterhead {file}: {detail}", file=file, detail=detail)


class LetterheadFieldError(KampungKBError):
    """A field of the letterhead's settings file that is not what it should be."""

    key = "error.letterhead_field"

    def __init__(self, file: str, field: str) -> None:
        super().__init__(f"letterhead {file}: {field} cannot be used", file=file, field=field)


class ExportUnwritableError(KampungKBError):
    """A place where a file cannot be written whole."""

    key = "error.export_unwritable"

    def __init__(self, file: str, detail: str) -> None:
        super().__init__(f"{file} cannot be written: {detail}", file=file, detail=detail)


class UnknownSpellingError(KampungKBError, LookupError):
    """A spelling that no upload has taught, or that was forgotten meanwhile."""

    key = "error.unknown_spelling"

    def __init__(self, name: str) -> None:
        super().__init__(f"no upload has taught the spelling {name!r}", name=name)


class AddressTooLongError(KampungKBError):
    """An address that no QR code holds."""

    key = "error.address_too_long"

    def __init__(self, length: int) -> None:
        super().__init__(f"an address of {length} characters", n=length)


class ExportCancelledError(KampungKBError):
    """Files that their reader no longer wants."""

    key = "error.export_cancelled"

    def __init__(self) -> None:
        super().__init__("the export was cancelled")
