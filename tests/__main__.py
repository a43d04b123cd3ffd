"""``python -m tests``: set up what is missing, then every check; arguments go to pytest."""

import subprocess
import sys

from kampungkb import bootstrap

CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("pytest", "-n", "2"),
)


def main(arguments: list[str]) -> int:
    """Run all checks, also after one that failed; 1 if any did."""
    failed = []
    for check in CHECKS:
        command = [*check, *arguments] if check[0] == "pytest" else list(check)
        headline = " ".join(command)
        print(f"\n== {headline}", flush=True)
        if subprocess.call([sys.executable, "-m", *command], cwd=bootstrap.ROOT):
            failed.append(headline)
    print("\n== " + (f"failed: {', '.join(failed)}" if failed else "all checks passed"))
    return 1 if failed else 0


if __name__ == "__main__":
    bootstrap.ensure(bootstrap.ROOT / "tests" / "requirements.txt")
    sys.exit(main(sys.argv[1:]))
