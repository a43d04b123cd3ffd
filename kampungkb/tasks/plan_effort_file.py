"""The template of an effort file, and what an effort says in words."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from kampungkb.exports.columns import Column, text_column
from kampungkb.exports.listing import joined_name
from kampungkb.exports.workbook import Sheet, workbook_bytes
from kampungkb.i18n.translator import Translator
from kampungkb.tasks.plan_assumptions import Assumptions
from kampungkb.tasks.plan_problem import Basis


def effort_words(of: Assumptions, t: Translator) -> list[str]:
    """For how many villages and agencies the effort is said; nothing without one."""
    if not of.effort:
        return []
    villages, agencies = ({key[at] for key in of.effort} for at in (0, 1))
    said = [t("simulation.effort_used", n=len(villages), agencies=t.number(len(agencies)))]
    if not agencies & {one.agency for one in of.budgets}:
        said.append(t("simulation.effort_unused", tab=t("simulation.tab_budgets")))
    return said


def effort_rows(basis: Basis, of: Assumptions) -> Mapping[tuple[str, str], Fraction]:
    """What each village asks of each agency as it stands: 1 where nothing else is said.

    Returns
    -------
    mapping of Fraction by village code and agency, in their order
        Villages that are not formed: those in which the agency has a known shortfall, and those
        of the effort.
    """
    found = {
        (code, agency): Fraction(1)
        for agency in basis.snapshot.dictionary.agencies
        for code in basis.agency_villages(agency)
    }
    found |= of.effort
    return {key: days for key, days in sorted(found.items()) if key[0] not in basis.formed}


def effort_template(basis: Basis, of: Assumptions, t: Translator, now: datetime) -> bytes:
    """A workbook that `read_effort` reads as what already holds: its days are there to change.

    Parameters
    ----------
    now : datetime
        When it was made, as its properties say.
    """
    snapshot, rows = basis.snapshot, effort_rows(basis, of)
    codes = [code for code, _ in rows]
    columns = (
        text_column("kode_desa", codes),
        text_column("kecamatan", [snapshot.names[snapshot.parents[code]] for code in codes]),
        text_column("desa", [snapshot.names[code] for code in codes]),
        text_column("perangkat_daerah", [agency for _, agency in rows]),
        Column(name="hari", cells=tuple(_days(days) for days in rows.values())),
    )  # fmt: skip
    sheet = Sheet(name=t("simulation.effort_sheet"), columns=columns, is_table=True)
    return workbook_bytes(
        (sheet,), title=f"{t('simulation.effort_title')} · {snapshot.area_name}",
        footer=t("simulation.effort_footer"), page=t("export.page"), mark=None, made_at=now,
    )  # fmt: skip


def effort_template_name(t: Translator) -> str:
    """Name of the template's file."""
    return joined_name([t("simulation.effort_file")], "xlsx")


def _days(days: Fraction) -> Decimal:
    """Exact where decimals end it, as those of a file always do; to nine places otherwise."""
    found = Decimal(days.numerator) / Decimal(days.denominator)
    return found if Fraction(found) == days else round(found, 9)
