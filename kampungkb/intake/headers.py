"""What the header of a column means.

Exact after normalising, or not known: a header is never taken for another one that looks alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, TypeVar

from rapidfuzz import fuzz, process

from kampungkb.intake.period_words import read_period
from kampungkb.model.indicators import Dictionary, Words
from kampungkb.model.milestones import Milestone

Role = Literal[
    "code", "district", "village", "indicator", "period", "numerator", "denominator", "value",
    "origin", "formed", "formed_on", "document", "scheme", "class", "class_period", "milestone",
    "milestone_document", "note", "serial",
]  # fmt: skip
Part = Literal["numerator", "denominator", "value"]

T = TypeVar("T")

_SEPARATOR: Final = " / "
_ALIKE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a column holds.

    Parameters
    ----------
    role : Role
    indicator : str, optional
        Code; the column is of this indicator.
    period : str, optional
        Of the column itself, as typed.
    milestone : Milestone, optional
        For ``milestone`` (its day) and ``milestone_document``.
    percent : bool
        The header says percent.
    """

    role: Role
    indicator: str | None = None
    period: str | None = None
    milestone: Milestone | None = None
    percent: bool = False


_WORDS: Final[Mapping[Role, str]] = {
    "code": """kode; kode desa; kode wilayah; kode kemendagri; kode bps; kode desa kelurahan;
        kode kelurahan; kode des kel; kode desa kel; kd desa; kode adm; kode administrasi; code;
        village code; kode desa bps; id desa; kode wil; kodedesa; kode ds""",
    "district": """kecamatan; kec; nama kecamatan; nama kec; district; district name;
        kecamatan nama; wilayah kecamatan""",
    "village": """desa; kelurahan; desa kelurahan; desa kel; nama desa; nama kelurahan; nama desa
        kelurahan; nama desa kel; kelurahan desa; kel desa; ds; village; village name; desa nama;
        nama kampung kb; nama wilayah; wilayah""",
    "indicator": """indikator; kode indikator; nama indikator; indicator; indicator code""",
    "period": """periode; tahun; bulan; triwulan; semester; tw; period; year; month; quarter;
        periode data; waktu; tahun data; bulan data; periode laporan; thn; smt""",
    "numerator": """pembilang; numerator; jumlah pembilang; jumlah capaian; realisasi; jumlah
        terlayani; jumlah capaian orang""",
    "denominator": """penyebut; denominator; jumlah penyebut; jumlah sasaran; target sasaran; jumlah
        seluruhnya; jumlah populasi; populasi""",
    "value": """nilai; value; capaian; persentase; persen; %; cakupan; capaian %; nilai %;
        persentase capaian; prevalensi; skor; indeks""",
    "origin": "asal; origin; asal data; sumber asal",
    "formed": """terbentuk; formed; status pembentukan; kampung kb; status kampung kb; sudah
        terbentuk; kkb; desa kkb; status terbentuk; kampung keluarga berkualitas; terbentuk
        ya tidak; status""",
    "formed_on": """tanggal terbentuk; tanggal pembentukan; tgl terbentuk; tgl pembentukan; formed
        on; tanggal sk; tgl sk; tanggal dibentuk; tanggal sk pembentukan""",
    "document": """dokumen; document; nomor sk; no sk; sk; sk pembentukan; nomor sk pembentukan;
        dokumen pembentukan; nomor dokumen; dasar hukum""",
    "scheme": "skema; scheme",
    "class": "klasifikasi; class; kelas; klasifikasi kampung kb; status klasifikasi",
    "class_period": "periode klasifikasi; class period; tahun klasifikasi; tanggal klasifikasi",
    "note": """keterangan; ket; catatan; note; notes; remark; remarks; yang perlu diperbaiki;
        what to do""",
    "serial": "no; nomor; nomor urut; no urut; number; #",
}
_MILESTONES: Final[Mapping[Milestone, str]] = {
    "socialisation": "sosialisasi",
    "policy": "kebijakan; sk kebijakan; sk bupati; sk camat; penetapan kebijakan",
    "working_group": "pokja; pokja terbentuk; sk pokja; pembentukan pokja; sk kepala desa",
    "trained": "pelatihan; pokja terlatih; pelatihan pokja; penyiapan sdm",
    "plan": "rkm; rkm tersusun; rencana kerja masyarakat; penyusunan rkm",
    "secretariat": """sekretariat; sekretariat dan rumah dataku; rumah dataku; sekretariat rumah
        dataku""",
    "launched": "pencanangan; dicanangkan; peresmian",
    "registered": "terdaftar; terdaftar dan melapor; pendaftaran; terdaftar di portal",
}
_DAY_WORDS: Final = ("tanggal", "tgl", "date", "hari")
_DOCUMENT_WORDS: Final = ("dokumen", "nomor", "no", "document", "bukti")
_PART_WORDS: Final[Mapping[str, Part]] = {
    **dict.fromkeys(("pembilang", "numerator", "jumlah", "realisasi", "num"), "numerator"),
    **dict.fromkeys(("penyebut", "denominator", "sasaran", "jumlah sasaran", "den"), "denominator"),
    **dict.fromkeys(("nilai", "value", "capaian", "persen", "persentase", "cakupan", "%", ""),
                    "value"),
}  # fmt: skip
# "Kartu Identitas Anak (KIA)": the short form stands for the name where no other has it.
_ACRONYM: Final = re.compile(r"\(([A-Z][A-Za-z-]{1,9})\)")
_YEAR_AND_MORE: Final = re.compile(r"(?:\d{1,2} ){0,2}20\d{2}(?: \d{2})?")
_PERCENT: Final = re.compile(r"%|\bpersen(?:tase)?\b|\bpercent(?:age)?\b|\bprosentase\b")


@lru_cache(maxsize=65_536)
def normalised(text: str) -> str:
    """A header without case, marks, doubled blanks and our CSV's apostrophe."""
    plain = text.strip().lstrip("'").casefold().replace("_", " ")
    plain = re.sub(r"[^\w%#<>≤≥+\s]", " ", plain)
    return " ".join(plain.split())


class Vocabulary:
    """The words that headers are made of; made by `of`."""

    def __init__(self, names: Mapping[str, str], parts: Mapping[str, tuple[str, Part]]) -> None:
        # Indicator code by normalised name; code and part by the words of a definition.
        self._names = names
        self._parts = parts
        self._longest_first = sorted(names, key=len, reverse=True)
        self._roles = {
            normalised(word): role
            for role, words in _WORDS.items()
            for word in " ".join(words.split()).split("; ")
        } | {"%": "value", "#": "serial"}
        self._stones = {
            normalised(word): stone
            for stone, words in _MILESTONES.items()
            for word in " ".join(words.split()).split("; ")
        }
        self.meaning = lru_cache(maxsize=4096)(self._meaning)

    @classmethod
    def of(cls, dictionary: Dictionary) -> "Vocabulary":
        """The words of a dictionary: codes, names and definitions in both languages.

        Words that several indicators share, such as a common denominator, mean none of them.
        """
        named: list[tuple[str, str]] = []
        defined: list[tuple[str, tuple[str, Part]]] = []
        for one in dictionary:
            named.append((normalised(one.code), one.code))
            for words in (one.name, one.short):
                named += [(normalised(words.id), one.code), (normalised(words.en), one.code)]
            named += [
                (normalised(short), one.code)
                for words in (one.name.id, one.name.en)
                for short in _ACRONYM.findall(words)
            ]
            if one.kind == "ratio":
                parts: tuple[tuple[Words, Part], ...] = (
                    (one.numerator, "numerator"), (one.denominator, "denominator")
                )  # fmt: skip
                for words, part in parts:
                    for text in (words.id, words.en):
                        defined.append((normalised(text), (one.code, part)))
        return cls(_unshared(named), _unshared(defined))

    def indicator(self, text: str) -> str | None:
        """The code of the one indicator that a text names, in full or by its first words."""
        return self._begins(normalised(text))[0]

    def indicators_in(self, text: str) -> frozenset[str]:
        """Codes and names of indicators that stand anywhere in a text."""
        plain = f" {normalised(text)} "
        found: set[str] = set()
        for name in self._longest_first:
            if f" {name} " in plain:
                found.add(self._names[name])
                plain = plain.replace(f" {name} ", "  ")
        return frozenset(found)

    def nearest(self, role: Role, headers: Sequence[str]) -> str | None:
        """The header most alike to the words of a role; None where none is alike."""
        words = [word for word, own in self._roles.items() if own == role]
        best: tuple[float, str] | None = None
        for header in headers:
            _, score, _ = process.extractOne(normalised(header), words, scorer=fuzz.ratio)
            if score >= _ALIKE and (best is None or score > best[0]):
                best = (score, header)
        return None if best is None else best[1]

    def _meaning(self, header: str) -> Meaning | None:
        """What a header means; None: its words are not known."""
        percent = _PERCENT.search(header.casefold()) is not None
        plain = normalised(header)
        role = self._roles.get(plain) or self._roles.get(" ".join(plain.replace("%", " ").split()))
        if role is not None:
            return Meaning(role=role, percent=percent)
        if plain in self._parts:
            code, part = self._parts[plain]
            return Meaning(role=part, indicator=code)
        stone = self._milestone(plain)
        if stone is not None:
            return stone
        pieces = [piece for piece in map(normalised, header.split(_SEPARATOR)) if piece]
        return self._of_indicator(pieces, percent) or self._grouped(header, percent)

    def _grouped(self, header: str, percent: bool) -> Meaning | None:
        """A header under a group that says nothing, such as ``Lokasi / Desa``."""
        head, found, last = header.rpartition(_SEPARATOR)
        if not found or (_PERCENT.search(last) is None and not last.strip()):
            return None
        own = self._meaning(last)
        period = read_period(head.split(_SEPARATOR)[-1])
        if own is None:
            return None
        return replace(own, period=own.period or (period and head.split(_SEPARATOR)[-1]),
                       percent=own.percent or percent)  # fmt: skip

    def _of_indicator(self, pieces: list[str], percent: bool) -> Meaning | None:
        """A wide column: the indicator, then its part and its period in any order."""
        if not pieces:
            return None
        code, rest = self._begins(pieces[0])
        if code is None:
            return None
        part: Part | None = None
        period: str | None = None
        # A code is certain, whatever the group calls it; a name has to be the whole name.
        coded = pieces[0].partition(" ")[0] == code.casefold()
        for place, piece in enumerate((rest, *pieces[1:])):
            for text in self._without_own_words(piece, code):
                if text in _PART_WORDS and (text or part is None):
                    part = _PART_WORDS[text] if text else part
                elif self._parts.get(text, ("", ""))[0] == code:
                    part = self._parts[text][1]
                elif (said := _period(text)) is not None and period is None:
                    period = said
                elif not (coded and place == 0):
                    return None
                elif period is None:
                    period = _last_period(text)
        return Meaning(role=part or "value", indicator=code, period=period, percent=percent)

    def _without_own_words(self, piece: str, code: str) -> Iterable[str]:
        """What is left of a piece besides the indicator's own names, part and period apart."""
        left = piece
        for name, own in self._names.items():
            if own == code and (left == name or left.startswith(f"{name} ")):
                left = left[len(name) :].strip()
                break
        if left in _PART_WORDS or left in self._parts or _period(left) is not None:
            return [left]
        for word in sorted(_PART_WORDS, key=len, reverse=True):
            if word and left.startswith(f"{word} "):
                return [word, left[len(word) :].strip()]
            if word and left.endswith(f" {word}"):
                return [left[: -len(word)].strip(), word]
        return [left]

    def _begins(self, plain: str) -> tuple[str | None, str]:
        """The indicator that a text begins with, and the words after it."""
        if plain in self._names:
            return self._names[plain], ""
        for name in self._longest_first:
            if plain.startswith(f"{name} "):
                return self._names[name], plain[len(name) :].strip()
        return None, plain

    def _milestone(self, plain: str) -> Meaning | None:
        stone = self._stones.get(plain)
        if stone is not None:
            return Meaning(role="milestone", milestone=stone)
        first, _, rest = plain.partition(" ")
        stone = self._stones.get(rest)
        if stone is None:
            return None
        if first in _DAY_WORDS:
            return Meaning(role="milestone", milestone=stone)
        if first in _DOCUMENT_WORDS:
            return Meaning(role="milestone_document", milestone=stone)
        return None


def _period(text: str) -> str | None:
    """The words of a normalised text that name a period; None where they name none."""
    # Without its dashes 2026-09 is two numbers, and its values would go into another period.
    dashed = "-".join(text.split()) if _YEAR_AND_MORE.fullmatch(text) else text
    return next((one for one in (text, dashed) if read_period(one) is not None), None)


def _last_period(text: str) -> str | None:
    """The period that a text ends with."""
    all_words = text.split()
    tails = (" ".join(all_words[at:]) for at in range(1, len(all_words)))
    return next((one for one in map(_period, tails) if one is not None), None)


def _unshared(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    distinct = set(pairs)
    times = Counter(word for word, _ in distinct)
    return {word: meant for word, meant in sorted(distinct, key=str) if times[word] == 1 and word}
