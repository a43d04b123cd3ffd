"""``python -m kampungkb``: set up what is missing, then run the command line."""

import sys

from kampungkb import bootstrap

bootstrap.ensure(bootstrap.ROOT / "requirements.txt")

from kampungkb.cli.main import main  # noqa: E402 - its packages may only now be there

sys.exit(main())
