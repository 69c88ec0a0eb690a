"""Takes from Oslo kommune's design system Punkt the rules and icons that the pages use, and leaves the rest.

As shipped, Punkt asks another host for icons and for a font that only the municipality may use. Must not read or write
files: text in, text out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

_COMMENT: Final = re.compile(r"/\*.*?\*/|@charset[^;]*;", re.DOTALL)
_NAMES: Final = re.compile(r"\.(-?[_a-zA-Z][\w-]*)|(?<![\w-])(pkt-[\w-]+)")
_COMMA: Final = re.compile(r",(?![^()]*\))")
_TOKEN: Final = re.compile(r"(?<=[{;])(--[\w-]+):[^;}]*;?")
_NESTED: Final = ("@media", "@supports")
_ICON_COLOUR: Final = re.compile(r"var\(--fg-color, ?#[0-9A-Fa-f]+\)")
_CLIP: Final = re.compile(r' (?:clip-path|id)="[^"]*"| ?<defs>.*?</defs>', re.DOTALL)


def subset(sheets: Iterable[str], classes: AbstractSet[str]) -> str:
    """The rules of `sheets` whose selectors name no class but these. Tokens that no rule then asks for are left out."""
    kept = dict.fromkeys(rule for sheet in sheets for rule in _kept(_COMMENT.sub("", sheet), classes))
    return _without_unused_tokens("\n".join(map(_small, kept)))


def sprite(icons: Sequence[tuple[str, str]]) -> str:
    """One SVG of all icons (name, drawing), each a symbol in the colour of the text it stands beside."""
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(_symbol(*icon) for icon in icons)}</svg>\n'


def drawing(svg: str) -> str:
    """One icon as a file of its own, in the colour of running text."""
    return re.sub(r"var\(--fg-color, ?(#[0-9A-Fa-f]+)\)", r"\1", svg)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Each outermost rule: what stands before its brace, and what stands within."""
    depth = start = opened = 0
    for at, sign in enumerate(css):
        if sign == "{":
            depth += 1
            opened = at if depth == 1 else opened
        elif sign == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : at]
                start = at + 1


def _kept(css: str, classes: AbstractSet[str]) -> Iterator[str]:
    for head, body in _rules(css):
        if head.startswith(_NESTED):
            if inner := "".join(_kept(body, classes)):
                yield f"{head}{{{inner}}}"
        elif not head.startswith("@"):
            wanted = [part.strip() for part in _COMMA.split(head) if _is_wanted(part, classes)]
            if wanted:
                yield f"{','.join(wanted)}{{{body}}}"


def _is_wanted(selector: str, classes: AbstractSet[str]) -> bool:
    # [data-mode]: the dark colours, which our own style sheet does not know.
    names = {name for found in _NAMES.findall(selector) for name in found if name}
    return names <= classes and "[data-mode" not in selector


def _small(css: str) -> str:
    # Punkt has no selector in which a space before a colon means a descendant.
    return re.sub(r"\s*([{};:,>])\s*", r"\1", re.sub(r"\s+", " ", css)).replace(";}", "}")


def _without_unused_tokens(css: str) -> str:
    asked = set(re.findall(r"var\((--[\w-]+)", css))
    less = _TOKEN.sub(lambda found: found[0] if found[1] in asked else "", css)
    less = re.sub(r"(?m)^[^{}\n]+\{\}\n?", "", less)
    return less if less == css else _without_unused_tokens(less)


def _symbol(name: str, svg: str) -> str:
    box = re.search(r'viewBox="([^"]+)"', svg)
    if box is None:
        raise ValueError(name)
    inner = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
    drawn = _CLIP.sub("", _ICON_COLOUR.sub("currentColor", re.sub(r"\s+", " ", inner)))
    return f'<symbol id="{name}" viewBox="{box[1]}">{drawn.replace("> <", "><").strip()}</symbol>'
