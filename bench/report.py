"""Figures as they are printed and kept, each beside its aim. An aim that is not reached is told, and stops nothing."""

import json
from collections.abc import Mapping
from pathlib import Path

from bench.aims import AT_LEAST
from bench.measuring import Crowd, Figures


class Report:
    """What one database came to."""

    def __init__(self, name: str, machine: Mapping[str, object], limits: Mapping[str, float]) -> None:
        self.name = name
        self._limits = limits
        self._kept: dict[str, object] = {"database": name, "machine": dict(machine)}
        self._aims: list[dict[str, object]] = []

    def section(self, title: str) -> None:
        """Say what comes."""
        print(f"\n{self.name}: {title}", flush=True)

    def line(self, text: str) -> None:
        """Say something of it."""
        print(f"  {text}", flush=True)

    def keep(self, *path: str, value: object) -> None:
        """Keep a figure for the result file, under this path."""
        at = self._kept
        for name in path[:-1]:
            deeper = at.setdefault(name, {})
            assert isinstance(deeper, dict)
            at = deeper
        at[path[-1]] = value

    def aim(self, name: str, value: float, what: str = "") -> None:
        """Say whether an aim is reached, if there is one of that name."""
        limit = self._limits.get(name)
        if limit is None:
            return
        reached = value >= limit if name in AT_LEAST else value <= limit
        sign = ">=" if name in AT_LEAST else "<="
        self.line(
            f"aim {'reached' if reached else 'NOT reached'}: {what or name} {value:.5g} ({sign} {limit:g})"
        )
        aim = {
            "aim": what or name,
            "value": round(value, 3),
            "limit": f"{sign} {limit:g}",
            "reached": reached,
        }
        self._aims.append(aim)

    def acts(self, key: str, taken: Mapping[str, Mapping[str, Figures]]) -> None:
        """Acts of one client, by act and by who did them; the first is the floor."""
        head = f"{'acts/s':>8}{'mean ms':>10}{'p50':>10}{'p99':>10}{'longest':>10}{'x floor: mean':>15}{'p50':>7}"
        self.line(f"{'':24}{head}")
        for act, by_whom in taken.items():
            floor = next(iter(by_whom.values()))
            for who, each in by_whom.items():
                mean, p50 = each.mean / floor.mean, each.p50 / floor.p50
                numbers = f"{each.per_second:8.0f}{each.mean * 1e3:10.2f}{each.p50 * 1e3:10.2f}"
                rest = f"{each.p99 * 1e3:10.2f}{each.longest * 1e3:10.2f}{mean:15.2f}{p50:7.2f}"
                self.line(f"{f'{act}, {who}':24}{numbers}{rest}")
                ratios = {"x_floor_mean": round(mean, 2), "x_floor_p50": round(p50, 2)}
                self.keep("acts", key, act, who, value=each.as_json() | ratios)

    def crowds(self, key: str, taken: Mapping[str, Crowd]) -> None:
        """What many clients at once came to; the first is the floor."""
        head = f"{'acts/s':>8}{'mean ms':>9}{'p50':>8}{'p99':>8}{'longest':>9}{'worst p99':>11}{'x its rate':>12}"
        self.line(f"{'':24}{head}  faults")
        floor = next(iter(taken.values()))
        for who, each in taken.items():
            ratio, single = each.rate / floor.rate, each.each
            times = f"{single.mean * 1e3:9.2f}{single.p50 * 1e3:8.2f}{single.p99 * 1e3:8.2f}"
            rest = f"{single.longest * 1e3:9.2f}{each.worst * 1e3:11.2f}{ratio:12.2f}  {dict(each.faults) or 'none'}"
            self.line(f"{who:24}{each.rate:8.0f}{times}{rest}")
            self.keep("crowds", key, who, value=each.as_json() | {"x_floors_rate": round(ratio, 2)})

    def result(self) -> dict[str, object]:
        """All that was kept."""
        return self._kept | {"aims": self._aims}


def write(path: Path, content: object) -> None:
    """Write a result file, laid out to be compared line by line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
