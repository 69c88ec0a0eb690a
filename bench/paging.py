"""Pages of an installation as it grows, measured in turn with those of one that stays small.

Must not know how either grows.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from bench import pages
from bench.pages import Page, Site
from bench.report import Report
from bench.small import FEW, Small
from bench.subjects import Subject

_MANY: Final = 16
"""Clients at once that ask for pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """How often pages are asked for. `turn`: by all clients together in one round."""

    rounds: int = 4
    turn: int = 96


class Paging:
    """Measures pages of one subject, and tells the report."""

    def __init__(self, subject: Subject, small: Small, turns: Turns, report: Report) -> None:
        self._subject, self._small, self._turns, self._report = subject, small, turns, report

    def measure(self, chosen: Sequence[Page], of: str, *, beside_few: bool = True) -> None:
        """Each of these pages, by one client and by many. `of` says of how much."""
        with ExitStack() as stack:
            sites = {"exin": stack.enter_context(pages.served(self._subject.house))}
            if beside_few:
                sites[FEW] = stack.enter_context(pages.served(self._small.house()))
            for page in chosen:
                self._page(page, of, sites)

    def _page(self, page: Page, of: str, sites: Mapping[str, Site]) -> None:
        rounds, turn = self._turns.rounds, self._turns.turn
        alone, many = (
            pages.asked(sites, page, clients=clients, rounds=rounds, turn=max(2, turn // clients))
            for clients in (1, _MANY)
        )
        own = alone["exin"].each
        taken = {f"{page.name}, 1 client": alone["exin"], f"{page.name}, {_MANY} clients": many["exin"]}
        self._report.crowds(f"{page.name}, {of}", taken)
        self._report.aim(f"page: {page.aims}, p50 ms", own.p50 * 1e3, f"page: {page.name}, p50 ms")
        self._report.aim(f"page: {page.aims}, p99 ms", own.p99 * 1e3, f"page: {page.name}, p99 ms")
        if FEW in alone:
            ratio, told = own.p50 / alone[FEW].each.p50, f"{page.name}, x what it takes with few cases"
            self._report.line(f"{told}: {ratio:.2f}")
            self._report.keep("pages", of, page.name, value={"x_with_few": round(ratio, 2)})
            self._report.aim(f"page: {page.aims}, growth", ratio, told)
        weight = pages.compressed(sites["exin"], page) / 1e3
        self._report.aim("page, kB compressed", weight, f"{page.name}, kB compressed")
