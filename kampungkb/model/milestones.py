"""Steps on the way to a formed village, and the classes of formed ones.

The nine milestones are those of Peraturan BKKBN 20/2023, merged with what the national portal
records (domain, part 3). They are recorded one by one: in practice they come in any order.

``socialisation`` sosialisasi; ``policy`` kebijakan (SK or SE); ``working_group`` Pokja terbentuk
(SK kepala desa: from here on the village is formed); ``trained`` Pokja terlatih; ``plan`` rencana
kerja masyarakat (RKM); ``secretariat`` sekretariat dan Rumah DataKu; ``launched`` pencanangan;
``registered`` terdaftar dan melapor; ``classified`` terklasifikasi.
"""

from typing import Final, Literal, get_args

Milestone = Literal[
    "socialisation", "policy", "working_group", "trained", "plan", "secretariat", "launched",
    "registered", "classified",
]  # fmt: skip
MILESTONES: Final[tuple[Milestone, ...]] = get_args(Milestone)

FormationClass = Literal["dasar", "berkembang", "mandiri", "berkelanjutan"]
CLASSES: Final[tuple[FormationClass, ...]] = get_args(FormationClass)
