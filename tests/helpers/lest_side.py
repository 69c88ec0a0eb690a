"""A page as a program that reads it aloud would find it: what is open and closed, named, and tied to what.

Must not judge what a page says.
"""

from html.parser import HTMLParser

EMPTY = set("area base br col embed hr img input link meta source track wbr path use rect circle".split())


class Reader(HTMLParser):
    """What a page says, for a test: which tags stand open, ids, and which id is pointed to by what."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.fields: list[dict[str, str | None]] = []
        self.refers: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag not in EMPTY:
            self.open.append(tag)
        if len(found) != len(attrs):
            self.faults.append(f"an attribute twice in {tag}")
        self.ids += [each] if (each := found.get("id")) else []
        for name in ("for", "aria-describedby", "aria-labelledby", "form"):
            self.refers += (found.get(name) or "").split()
        self.refers += (
            [each[1:]] if (each := found.get("href") or "").startswith("#") and len(each) > 1 else []
        )
        if tag in {"input", "select", "textarea"} and found.get("type") != "hidden":
            self.fields.append(found)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes what is not open")


def read(text: str) -> Reader:
    reader = Reader(text)
    assert reader.faults == []
    assert reader.open == []
    assert sorted(set(reader.ids)) == sorted(reader.ids)
    assert set(reader.refers) <= set(reader.ids)
    return reader
