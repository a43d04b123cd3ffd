"""The plan: proven, explained, drawn anew, and at the size of the country; greedy beside it.

CPU seconds, not those of the clock: the planner works on one core. Problems are drawn with a seed.
"""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from benchmarks.figures import Figure
from kampungkb.planning.curves import fairness_curve, sureness
from kampungkb.planning.explain import replacement_costs
from kampungkb.planning.plan import Plan, Planner
from kampungkb.planning.problem import Budget, Candidate, Floor, Problem

_QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2027, 2028, 2029) for quarter in (1, 2, 3, 4))
_MEMORY_LIMIT_KB = 8_000_000


def measure(folder: Path, runs: int) -> Iterator[Figure]:  # noqa: ARG001 - asks for no store
    """CPU seconds of each kind of problem, and by how much the plan beats the neediest first."""
    core, floors = regency(), with_floors(regency())
    yield from _solved("326 villages, core", core, runs, limit=0.5)
    yield from _solved("326 villages, interim floors", floors, runs, limit=0.5)
    for words, each in (("loose", 60), ("tight", 38)):
        of = with_budgets(floors, each, (1, 1))
        yield from _solved(f"326 villages, 36 {words} budgets, effort 1", of, runs, limit=10)
    of = with_budgets(floors, 100, (1, 4))
    yield from _solved("326 villages, 36 tight budgets, effort 1-4", of, runs, limit=10)

    planner = Planner(floors)
    plan = _plan(planner)
    for words, limit, work in (
        ("Replacement costs of all villages", 2, lambda: replacement_costs(planner, plan)),
        ("Fairness curve, 16 points", 5, lambda: _curve(core)),
        ("200 draws", 30, lambda: sureness(floors, _draws(floors, 200))),
    ):
        yield Figure(words, "s", _cpu(work, runs), limit)
    province = with_floors(regency(1300, 155, to_form=1000, capacity=90))
    yield from _solved("1,552 villages, interim floors", province, runs, limit=10)
    yield from _country()


def _solved(words: str, of: Problem, runs: int, limit: float) -> Iterator[Figure]:
    found: list[Plan] = []
    yield Figure(f"{words}: plan", "s", _cpu(lambda: found.append(_plan(Planner(of))), runs), limit)
    yield from _quality(words, found[0])


def _quality(words: str, plan: Plan) -> Iterator[Figure]:
    # More than one per cent is a miss; a proven plan has 0.
    yield Figure(f"{words}: below the bound at most", "%", [float(plan.bound_gap * 100)], 1)
    below = 1 - greedy(plan.problem) / plan.benefit
    yield Figure(f"{words}: greedy is below the plan by", "%", [float(below * 100)])


def _country() -> Iterator[Figure]:
    """In a process of its own, whose memory is its own."""
    words = "84,000 villages"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.plan"], capture_output=True, check=True, text=True
    )
    seconds, memory, gap, below = map(float, done.stdout.split())
    yield Figure(f"{words}, core: plan", "s", [seconds], 120)
    yield Figure(f"{words}: memory at most", "KB", [memory], _MEMORY_LIMIT_KB)
    yield Figure(f"{words}: below the bound at most", "%", [gap], 1)
    yield Figure(f"{words}: greedy is below the plan by", "%", [below])


def _plan(planner: Planner) -> Plan:
    plan = planner.plan()
    if plan is None:
        raise RuntimeError("the hard limits contradict each other")
    return plan


def _cpu(work: Callable[[], object], runs: int) -> list[float]:
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return seconds


def greedy(of: Problem) -> Fraction:
    """Benefit of the neediest first, each in the first quarter that still has room.

    It knows the capacities and the target, but neither floors nor budgets.
    """
    left, cells = list(of.capacity), Counter[tuple[str, int]]()
    neediest = sorted(of.candidates, key=lambda one: (-(one.need or Fraction(0)), one.code))
    chosen: dict[str, int] = {}
    first = 0
    for one in neediest:
        while first < len(left) and not left[first]:
            first += 1
        if len(chosen) == of.to_form or first == len(left):
            break
        limit = of.district_limit(one.district_code)
        for at in range(first, len(left)):
            if left[at] and (limit is None or cells[one.district_code, at] < limit):
                left[at] -= 1
                cells[one.district_code, at] += 1
                chosen[one.code] = at
                break
    return of.benefit(chosen)


def regency(
    villages: int = 274, districts: int = 29, *, to_form: int = 193, capacity: int = 17
) -> Problem:
    """A regency, or something larger: two villages per district and quarter."""
    rng = random.Random(1)
    codes = sorted(
        f"36.{district // 9999:02d}.{district % 9999:04d}.{at:05d}"
        for at, district in enumerate(rng.randrange(districts) for _ in range(villages))
    )
    candidates = tuple(
        Candidate(
            code=code, name=code, district_code=code[:10], need=Fraction(rng.randrange(600))
        )
        for code in codes
    )  # fmt: skip
    return Problem(
        candidates=candidates, quarters=_QUARTERS, to_form=to_form,
        capacity=(capacity,) * len(_QUARTERS), district_capacity=2,
    )  # fmt: skip


def with_floors(of: Problem, shares: tuple[tuple[int, int], ...] = ((30, 3), (50, 7))) -> Problem:
    """With floors in per cent at quarters; one village in six is formed already."""
    counts = Counter(one.district_code for one in of.candidates)
    floors = tuple(
        Floor(
            district_code=code, quarter=at, required=-(-share * (many + many // 5) // 100),
            formed=many // 5, share=Fraction(share, 100),
        )
        for share, at in shares
        for code, many in sorted(counts.items())
    )  # fmt: skip
    return replace(of, floors=floors)


def with_budgets(of: Problem, limit: int, effort: tuple[int, int]) -> Problem:
    """With twelve agencies, each asked for by six villages in ten, in three years."""
    rng = random.Random(2)
    efforts = [
        {one.code: Fraction(rng.randint(*effort)) for one in of.candidates if rng.random() < 0.6}
        for _ in range(12)
    ]
    budgets = tuple(
        Budget(agency=f"OPD {place}", year=year, limit=Fraction(limit), effort=own)
        for place, own in enumerate(efforts)
        for year in (2027, 2028, 2029)
    )
    return replace(of, budgets=budgets)


def _curve(of: Problem) -> object:
    shares = [Fraction(at, 20) for at in range(16)]
    return fairness_curve(
        of, lambda share: with_floors(of, ((int(share * 100), 11),)).floors, shares
    )


def _draws(of: Problem, many: int) -> list[list[Fraction | None]]:
    rng = random.Random(3)
    return [
        [one.need and Fraction(int(one.need * (80 + rng.randrange(40))), 100)
         for one in of.candidates]
        for _ in range(many)
    ]  # fmt: skip


def _of_the_country() -> str:
    of = regency(84_000, 7_200, to_form=50_000, capacity=4_200)
    start = time.process_time()
    plan = _plan(Planner(of))
    seconds = time.process_time() - start
    lines = Path("/proc/self/status").read_text().splitlines()
    memory = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    below = 1 - greedy(of) / plan.benefit
    return f"{seconds} {memory * 1.024} {float(plan.bound_gap * 100)} {float(below * 100)}"


if __name__ == "__main__":
    print(_of_the_country())
