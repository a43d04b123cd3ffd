"""`plan`: which village in which quarter, with the same result as the page."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from kampungkb.errors import BadPeriodError, UsageError
from kampungkb.i18n.translator import Translator, translator
from kampungkb.model.indicators import read_dictionary
from kampungkb.model.periods import period_months
from kampungkb.settings import read_settings
from kampungkb.tasks.finding_words import finding_message
from kampungkb.tasks.ledger import ledger
from kampungkb.tasks.opening import open_store
from kampungkb.tasks.plan import BLANK, answer, plan_document
from kampungkb.tasks.plan_assumptions import DEFAULT_NEEDS, Assumptions, BudgetWish, FloorWish
from kampungkb.tasks.plan_effort import read_effort
from kampungkb.tasks.plan_problem import Basis
from kampungkb.tasks.scenario import announced_quarters
from kampungkb.tasks.snapshot import read_snapshot

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

_T = TypeVar("_T")


def add_parser(subparsers: "Subparsers", shared: argparse.ArgumentParser) -> None:
    """Register the command; ``args.run(args)`` gives exit status and document."""
    parser = subparsers.add_parser("plan", parents=[shared], help="which village in which quarter")
    parser.add_argument("--share", required=True, help="of the villages, 0-1")
    parser.add_argument("--start", required=True, help="first quarter, such as 2027-Q1")
    parser.add_argument("--by", required=True, help="last quarter")
    parser.add_argument("--per-quarter", required=True, type=int, metavar="N", help="villages")
    parser.add_argument("--per-district-quarter", type=int, metavar="N", help="villages")
    several: tuple[tuple[str, str, str], ...] = (
        ("--floor", "SHARE@QUARTER", "of each district's villages, by a quarter"),
        ("--need", "INDICATOR=WEIGHT", "what counts, and how much; D01=1 and D02=1 unless given"),
        ("--agency-budget", "AGENCY=N@YEAR", "what an agency can do in a year"),
        ("--lock", "CODE[@QUARTER]", "a village that must be formed"),
        ("--ban", "CODE", "a village that must not be formed"),
        ("--not-before", "CODE@QUARTER", "a village that must not be formed yet"),
    )
    for name, form, words in several:
        parser.add_argument(name, metavar=form, action="append", default=[], help=words)
    parser.add_argument(
        "--effort", metavar="FILE", type=Path,
        help="columns kode_desa, perangkat_daerah, hari: in place of 1 per village of a budget",
    )  # fmt: skip
    parser.set_defaults(run=run_plan, blank=lambda _: dict(BLANK))


def run_plan(args: argparse.Namespace) -> tuple[int, dict[str, Any]]:
    """Find the best plan, see :func:`kampungkb.tasks.plan.answer`.

    Raises
    ------
    UsageError
        An option is not written as its help says.
    """
    t = translator(args.lang)
    assumptions = _assumptions(args, t)
    settings = read_settings(store=args.store)
    dictionary = read_dictionary(settings.dictionary)
    engine = open_store(settings, empty=args.empty)
    snapshot = read_snapshot(engine, dictionary)
    if args.effort is not None:
        effort = read_effort(_content(args.effort, t), args.effort.name, snapshot)
        if effort.findings:
            words = " ".join(finding_message(t, one) for one in effort.findings)
            return 3, {**BLANK, "error": words}
        assumptions = replace(assumptions, effort=effort.days)
    found = answer(
        Basis(
            snapshot=snapshot, ledger=ledger(snapshot), announced=announced_quarters(engine)
        ), assumptions,
        today=datetime.now(UTC).astimezone().date(),
    )  # fmt: skip
    return (3 if found.refused else 0), plan_document(found, t)


def _content(path: Path, t: Translator) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(t("command.usage_no_file", path=path)) from error
    except OSError as error:
        raise UsageError(t("command.usage_unreadable", path=path)) from error


def _assumptions(args: argparse.Namespace, t: Translator) -> Assumptions:
    read = partial(_read, t)
    return Assumptions(
        share=read("--share", args.share, Fraction),
        start=read("--start", args.start, _quarter),
        by=read("--by", args.by, _quarter),
        per_quarter=args.per_quarter,
        per_district_quarter=args.per_district_quarter,
        floors=tuple(read("--floor", one, _floor) for one in args.floor),
        needs=dict(read("--need", one, _need) for one in args.need) or dict(DEFAULT_NEEDS),
        budgets=tuple(read("--agency-budget", one, _budget) for one in args.agency_budget),
        locks=dict(read("--lock", one, _lock) for one in args.lock),
        banned=frozenset(args.ban),
        not_before=dict(read("--not-before", one, _first) for one in args.not_before),
    )


def _read(t: Translator, option: str, text: str, form: Callable[[str], _T]) -> _T:
    try:
        return form(text)
    except (ValueError, ZeroDivisionError, BadPeriodError) as error:
        raise UsageError(t("command.usage_form", option=option, text=text)) from error


def _quarter(text: str) -> str:
    if period_months(text) != 3:
        raise ValueError(text)
    return text


def _floor(text: str) -> FloorWish:
    share, by = text.split("@")
    return FloorWish(share=Fraction(share), by=_quarter(by))


def _need(text: str) -> tuple[str, Fraction]:
    indicator, weight = text.split("=")
    return indicator, Fraction(weight)


def _budget(text: str) -> BudgetWish:
    agency, limit = text.rsplit("=", 1)
    number, year = limit.split("@")
    return BudgetWish(agency=agency, year=int(year), limit=Fraction(number))


def _lock(text: str) -> tuple[str, str | None]:
    code, _, quarter = text.partition("@")
    return code, _quarter(quarter) if quarter else None


def _first(text: str) -> tuple[str, str]:
    code, quarter = text.split("@")
    return code, _quarter(quarter)
