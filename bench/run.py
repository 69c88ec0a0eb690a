"""One database measured from beginning to end: an installation that grows as it goes, and the floor beside it.

Must not assert any figure: the aim is printed beside it, for whoever reads it.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from bench import acts, once, pages
from bench.acts import Sizes
from bench.clients import openings
from bench.floor import OWN_CASES
from bench.growing import Landed, grow
from bench.house import House, without_waiting
from bench.long_log import lengthen, searches
from bench.paging import Paging, Turns
from bench.processes import COUNT, advancing
from bench.report import Report
from bench.small import FEW, Small
from bench.subjects import Subject
from bench.sweeping import sweeping
from exin.ids import Saksnr

NAMES: Final = (
    *(
        "acts",
        "pages",
        "overviews",
        "log",
        "clients",
        "processes",
        "verify",
        "import",
        "startup",
        "storage",
        "trips",
        "sweep",
    ),
)
"""What can be asked for by name. `acts` are create, advance, open and list, at every size."""

_LIMITED: Final = ("advance", "open", "list of 50")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much of everything."""

    sizes: tuple[int, ...]
    few: int = 1_000
    """Cases of the installation that stays small."""
    acts: Sizes = field(default_factory=Sizes)
    client_rounds: int = 4
    client_turn: int = 320
    """Acts of all clients together in one round."""
    paging: Turns = field(default_factory=Turns)
    long_log: int = 1_000_000
    process_rounds: int = 8
    process_turn: int = 15
    starts: int = 15
    stored: int = 1_000
    swept: tuple[int, ...] = (10_000, 100_000)
    """Cases with three deadlines each."""


class Run:
    """One run on one subject."""

    def __init__(self, subject: Subject, scale: Scale, report: Report, only: Collection[str]) -> None:
        self._subject, self._scale, self._report, self._only = subject, scale, report, set(only)
        self._house, self._floor = subject.house, subject.floor
        self._small = Small(subject, scale.few)
        self._paging = Paging(subject, self._small, scale.paging, report)

    def all(self) -> None:
        """Everything that was asked for."""
        if self._only != {"sweep"}:
            self._grown()
        self._sweep()

    def _grown(self) -> None:
        """What is measured on a database of cases that grows."""
        first, *later = self._scale.sizes
        with self._subject.beside(self._house):
            self._grow(0, first)
            cases = [self._house.own_case() for _ in range(OWN_CASES)]
            self._acts(cases, first)
            self._pages(first)
            self._trips(cases[0])
            self._clients(cases)
            self._processes()
            self._start_up(cases[0])
            before = first
            for size in later if self._only & {"acts", "pages", "overviews", "verify", "storage"} else ():
                self._grow(before, size)
                self._acts(cases, size)
                self._pages(size)
                before = size
            self._growth(cases)
            self._long_log()
        self._small.close()  # what runs beside it would run beside all that comes
        self._verify()
        self._import()
        self._storage()

    def close(self) -> None:
        """Close engine and floor."""
        self._house.close()
        self._floor.close()

    def _asked(self, name: str, title: str) -> bool:
        if name in self._only:
            self._report.section(title)
        return name in self._only

    def _grow(self, before: int, size: int) -> None:
        self._report.section(f"grown from {before} to {size} cases")
        landed: list[Landed] = []

        def land() -> tuple[int, int]:
            landed.append(grow(self._house, before, size))
            return landed[0].cases, landed[0].text

        grown = once.bytes_a_case(self._house, land)
        self._floor.grow(before, size)
        rate = landed[0].rows / landed[0].seconds
        told = f"imported {landed[0].rows} rows in {landed[0].seconds:.1f} s, {rate:.0f} rows/s"
        self._report.line(f"{told}; bytes a case: data {grown['data']:.0f}, keys {grown['keys']:.0f}")
        self._report.keep("growth", str(size), value={"rows_per_second": round(rate), "bytes_a_case": grown})

    def _acts(self, cases: list[Saksnr], size: int) -> None:
        first = size == self._scale.sizes[0]
        if not self._asked("acts", f"one client, {size} cases, every commit on the disk before the answer"):
            return
        taken = acts.measure(self._house, self._floor, cases, self._scale.acts, cold=first)
        self._report.acts(f"{size} cases", taken)
        for act in _LIMITED:
            self._report.aim(
                act, taken[act]["exin"].p50 / taken[act]["floor"].p50, f"{act}, {size} cases, x floor by p50"
            )
        if first and self._subject.relaxed_floor is not None:
            self._relaxed(cases)

    def _pages(self, size: int) -> None:
        of = f"{size} cases"
        if self._asked("pages", f"pages over HTTP, {of} in the database"):
            self._paging.measure(pages.OF_STAFF, of)
        if self._asked("overviews", f"pages of who leads and who audits, {of} in the database"):
            self._paging.measure(pages.OVERVIEWS, of)
            counted = once.figures_after_a_step(self._house, times=self._scale.starts)
            self._report.line(f"key figures counted after a step: p50 {counted.p50 * 1e3:.1f} ms")
            self._report.keep("key figures after a step", of, value=counted.as_json())

    def _long_log(self) -> None:
        """The log page, and what an auditor asks, in a log as long as two busy years make it."""
        size = self._scale.long_log
        if not self._asked("log", f"a log of {size} events"):
            return
        start = time.perf_counter()
        count = lengthen(self._house, size)
        self._report.line(f"{count} events put in, {time.perf_counter() - start:.0f} s")
        self._paging.measure((pages.LOG,), f"{size} events", beside_few=False)
        for name, each in searches(self._house, rounds=self._scale.starts).items():
            self._report.line(
                f"{name:40}p50 {each.p50 * 1e3:.0f} ms, p99 {each.p99 * 1e3:.0f}, longest {each.longest * 1e3:.0f}"
            )
            self._report.keep("searches", name, value=each.as_json())
            self._report.aim("search, longest ms", each.longest * 1e3, f"{name}, longest in ms")

    def _relaxed(self, cases: list[Saksnr]) -> None:
        """The same without waiting for the disk."""
        assert self._subject.relaxed_floor is not None
        self._report.section("the same with synchronous=NORMAL: what the engine itself costs")
        floor = self._subject.relaxed_floor()
        with without_waiting():
            house = House.open(self._house.installation.folder)
            taken = acts.measure(house, floor, cases, self._scale.acts, cold=True)
            house.close()
        floor.close()
        self._report.acts("NORMAL", taken)
        figures = taken["advance"]
        self._report.aim(
            "advance, NORMAL",
            figures["exin"].mean / figures["floor"].mean,
            "advance, NORMAL, x floor by mean",
        )

    def _growth(self, cases: list[Saksnr]) -> None:
        """What each act takes in the largest database, beside one that stayed small: the floor loses nothing."""
        size = self._scale.sizes[-1]
        if not self._asked("acts", f"acts with {size} cases, in turn with an installation of few"):
            return
        few = self._small.house()
        of_few = [few.own_case() for _ in range(OWN_CASES)]
        for act, taken in acts.beside_few(self._house, few, cases, of_few, self._scale.acts).items():
            ratio = taken["exin"].p50 / taken[FEW].p50
            self._report.line(
                f"{act:24}p50 {taken['exin'].p50 * 1e3:.2f} ms, with few {taken[FEW].p50 * 1e3:.2f}"
            )
            self._report.keep("growth", "x with few", act, value=round(ratio, 2))
            self._report.aim("growth", ratio, f"{act}, x what it takes with few cases")

    def _trips(self, saksnr: Saksnr) -> None:
        if self._subject.trips is None or not self._asked(
            "trips",
            "round trips, keys and data together: what is sent after an answer, counted on the socket",
        ):
            return
        for act, by_whom in self._subject.trips(saksnr).items():
            self._report.line(f"{act:24}{', '.join(f'{who} {count}' for who, count in by_whom.items())}")
            self._report.keep("round_trips", act, value=by_whom)
            self._report.aim(f"round trips, {act}", by_whom["exin"])

    def _clients(self, cases: list[Saksnr]) -> None:
        for clients in (1, 8, 32) if "clients" in self._only else ():
            self._report.section(f"{clients} clients (threads) that open cases")
            turn = max(2, self._scale.client_turn // clients)
            taken = openings(
                self._house, self._floor, cases, clients=clients, rounds=self._scale.client_rounds, turn=turn
            )
            self._report.crowds(f"open, {clients} threads", taken)

    def _processes(self) -> None:
        if not self._asked("processes", f"{COUNT} processes that advance different cases through all phases"):
            return
        taken = advancing(
            self._house,
            self._subject.make_floor,
            rounds=self._scale.process_rounds,
            turn=self._scale.process_turn,
        )
        self._report.crowds(f"advance, {COUNT} processes", taken)
        ours = taken["exin"]
        self._report.aim("processes", ours.rate / taken["floor"].rate, "rate, of the floor's")
        self._report.aim("processes, worst p99 ms", ours.worst * 1e3)
        self._report.aim("processes, longest ms", ours.each.longest * 1e3)
        self._report.aim("processes, faults", sum(ours.faults.values()))

    def _verify(self) -> None:
        if not self._asked(
            "verify", "the whole log verified, beside a bare SHA-256 tree over the same bytes"
        ):
            return
        self._house.office.pin()
        found = once.verification(self._house.installation.folder)
        self._report.line(", ".join(f"{name} {each}" for name, each in found.items()))
        self._report.keep("verify", value=found)
        self._report.aim(
            "verify", found["per_second"] / found["bare_per_second"], "verify, of the bare tree's rate"
        )
        self._report.aim("verify, peak MB", found["peak_mb"])

    def _import(self) -> None:
        if not self._asked("import", "the demonstration's register imported"):
            return
        house = self._subject.make_house("import")
        came = once.import_demonstration(house)
        house.close()
        self._report.line(f"{came.rows} rows in {came.seconds:.2f} s")
        self._report.keep(
            "import", value={"rows": came.rows, "rows_per_second": round(came.rows / came.seconds)}
        )
        self._report.aim("import", came.rows / came.seconds, "import, rows/s")

    def _start_up(self, saksnr: Saksnr) -> None:
        if not self._asked("startup", "whole processes, from start to end"):
            return
        taken = once.start_up(self._house.installation.folder, saksnr, times=self._scale.starts)
        for name, each in taken.items():
            self._report.line(f"{name:24}p50 {each.p50 * 1e3:.0f} ms, longest {each.longest * 1e3:.0f} ms")
            self._report.keep("start-up", name, value=each.as_json())
            self._report.aim(name, each.p50 * 1e3, f"{name}, p50 in ms")

    def _storage(self) -> None:
        if not self._asked("storage", "bytes a case, created through the door with its first note"):
            return
        house = self._subject.make_house("lagring")
        figure = once.bytes_a_case(house, lambda: once.created(house, self._scale.stored))
        house.close()
        self._report.line(", ".join(f"{name} {each:.0f}" for name, each in figure.items()))
        self._report.keep("storage", value=figure)
        self._report.aim("storage", figure["beyond_texts"], "data and keys, bytes a case beyond its texts")

    def _sweep(self) -> None:
        sizes = self._scale.swept if "sweep" in self._only else ()
        taken = [sweeping(self._subject, size, self._report) for size in sizes]
        if taken:
            self._report.aim(
                "sweep, growth", taken[-1] / taken[0], "sweep, time a case, x that of the fewer cases"
            )
