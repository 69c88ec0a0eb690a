"""The rules in force, and the one place that asks them. The sole user of Cedar.

Allowed is only what Cedar allows without a single error: a forbid that fails is skipped by Cedar, and would
otherwise let the request through. Always asked with schema and entities. Must not know who anybody is: the
one who asks is "meg", what is asked for is "denne", and the rest is facts. Reads no file but the rules that
ship with the package.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from operator import attrgetter
from types import MappingProxyType
from typing import Final, Self

import cedarpy

from policies.vocabulary import CaseFacts, Decision, Ground, Principal, Request

MEMO_SIZE: Final = 4096  # answers kept; some hundreds occur in a working day

_ME: Final = "meg"
_THIS: Final = "denne"
_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_MARK: Final = re.compile(r'(?m)^@id\("([^"]+)"\)$')
_ENUMS: Final = MappingProxyType(
    {"rolle": "Rolle", "skjerming": "Skjerming", "formal": "Formal", "dor": "Dor", "navn": "Jobbnavn"}
)
_STAFF_FACTS: Final = ("rolle", "aktiv", "klarert", "mottak", "vakt")
_CASE_FLAGS: Final = (
    "egen",
    "i_mitt_lag",
    "inhabil",
    "ufordelt",
    "registrert_av_meg",
    "overlevert",
    "skrivebeskyttet",
)
_CASE_FACTS: Final = ("program", "tilstand", "skjerming", *_CASE_FLAGS)
_flags_of_case = attrgetter(*_CASE_FLAGS)
_flags_of_principal = attrgetter(*_STAFF_FACTS[1:])


class RulebookError(Exception):
    """The rules cannot be used. Its arguments say why, one finding each."""


class _Faulty(Exception):
    """Carries an answer past the memo, which keeps what is returned and nothing that is raised."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision)
        self.decision = decision


class Rulebook:
    """The rules, parsed and checked once. Safe to share between threads.

    Args:
        rules: Cedar text by file name. Every rule has an @id of its own and a @grunn shown to staff.
        schema: The Cedar schema.

    Raises:
        RulebookError: There is no rule, one lacks @id or @grunn, or Cedar finds something against the schema.
    """

    def __init__(self, rules: Mapping[str, str], schema: str) -> None:
        text = "\n".join(rules[name] for name in sorted(rules))
        self._schema = _parse_schema(schema)
        self._grounds = _check(text, self._schema)
        self._policies = cedarpy.PolicySet.from_str(text)
        self._digest = _digest(rules, schema)
        self._text = text
        self._subjects = {
            name.removesuffix(".cedar"): tuple(_MARK.findall(rules[name])) for name in sorted(rules)
        }
        self._memo = lru_cache(maxsize=MEMO_SIZE)(self._ask_faultless)

    @classmethod
    @cache
    def load(cls) -> Self:
        """Return the rules that ship with this release: the same in all of a process. Raises RulebookError."""
        home = files("policies")
        found = [entry for entry in home.joinpath("rules").iterdir() if entry.name.endswith(".cedar")]
        rules = {entry.name: entry.read_text(encoding="utf-8") for entry in found}
        return cls(rules, home.joinpath("schema.cedarschema").read_text(encoding="utf-8"))

    @property
    def digest(self) -> str:
        """SHA-256 of rules and schema in hex: names the rules in force."""
        return self._digest

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The facts that some rule speaks of. One that none speaks of changes no answer."""
        return frozenset(_attributes_in(json.loads(cedarpy.policies_to_json_str(self._text))))

    @property
    def remembered(self) -> int:
        """How many answers the memo holds now: for tests and measurements."""
        return self._memo.cache_info().currsize

    @property
    def grounds(self) -> Mapping[str, Ground]:
        """What each rule tells staff, by rule id."""
        return self._grounds

    @property
    def subjects(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the rules of each file, in their order, by the file's name: what is read together."""
        return self._subjects

    def ground(self, rule_id: str) -> str:
        """Return the Norwegian sentence of a rule. Raises KeyError for an id that is not in force."""
        return self._grounds[rule_id].tekst

    def decide(self, request: Request) -> Decision:
        """Return whether the request is allowed and which rules decided. Equal requests ask Cedar once.

        A request that makes no sense (an action that the resource does not have, a fact that is not known) is
        refused, and `faulty`.
        """
        if not _exact(request):
            return self.decide_unmemoised(request)
        try:
            return self._memo(self._digest, request)
        except _Faulty as faulty:
            return faulty.decision

    def decide_unmemoised(self, request: Request) -> Decision:
        """Return what Cedar says now: for who keeps the answers, for tests and measurements."""
        answer = self._ask(request)
        refused = bool(answer.diagnostics.errors) or answer.decision is cedarpy.Decision.NoDecision
        if refused and answer.allowed:  # the rules named are those that would have permitted
            return Decision(allowed=False, rule_ids=(), faulty=True)
        ids = answer.diagnostics.id_annotations_by_reason.values()
        return Decision(allowed=answer.allowed, rule_ids=tuple(sorted(ids)), faulty=refused)

    def faults(self, request: Request) -> tuple[str, ...]:
        """Return Cedar's own words on a faulty answer. They may repeat the facts: for tests, not for logs."""
        return tuple(self._ask(request).diagnostics.errors)

    def _ask_faultless(self, _digest: str, request: Request) -> Decision:
        decision = self.decide_unmemoised(request)
        if decision.faulty:
            raise _Faulty(decision)
        return decision

    def _ask(self, request: Request) -> cedarpy.AuthzResult:
        me, this = _principal(request.principal), _resource(request.resource)
        question = {
            "principal": me["uid"],
            "action": {"type": "Action", "id": str(request.action)},
            "resource": this["uid"],
            "context": _facts({"formal": request.formal, "dor": request.dor}),
        }
        return cedarpy.is_authorized(question, self._policies, [me, this], self._schema)


def _exact(request: Request) -> bool:
    """Tell whether equal means the same: 1 equals True to a memo, but not to Cedar, which refuses it."""
    flags = _flags_of_principal(request.principal)
    if isinstance(request.resource, CaseFacts):
        flags += _flags_of_case(request.resource)
    return set(map(type, flags)) == {bool}


def _facts(values: Mapping[str, object]) -> dict[str, object]:
    """What is not known is left out, so that the schema refuses it."""
    return {
        name: {"type": _ENUMS[name], "id": str(value)} if name in _ENUMS else value
        for name, value in values.items()
        if value is not None
    }


def _entity(kind: str, name: str, facts: Mapping[str, object]) -> dict[str, object]:
    return {"uid": {"type": kind, "id": name}, "attrs": _facts(facts), "parents": []}


def _principal(who: Principal) -> dict[str, object]:
    if who.kind == "ansatt":
        return _entity("Ansatt", _ME, {name: getattr(who, name) for name in _STAFF_FACTS})
    return _entity("Jobb", _ME, {"navn": who.jobb})


def _resource(what: object) -> dict[str, object]:
    if isinstance(what, CaseFacts):
        return _entity("Sak", _THIS, {name: getattr(what, name) for name in _CASE_FACTS})
    return _entity(str(getattr(what, "kind", "")).capitalize(), _THIS, {})


def _parse_schema(schema: str) -> cedarpy.Schema:
    try:
        return cedarpy.Schema.from_str(schema)
    except ValueError as error:
        raise RulebookError(f"schema: {error}") from error


def _check(text: str, schema: cedarpy.Schema) -> Mapping[str, Ground]:
    """Return the grounds of rules that are in order. Raises RulebookError with all that is not."""
    result = cedarpy.validate_policies(text, schema)
    names = result.id_annotations_by_policy_id
    findings = [f"{names.get(found.policy_id, found.policy_id)}: {found.error}" for found in result.errors]
    if findings or not result.validation_passed:
        raise RulebookError(*findings)
    parsed = json.loads(cedarpy.policies_to_json_str(text))
    grounds: dict[str, Ground] = {}
    for place, rule in parsed["staticPolicies"].items():
        marks = rule.get("annotations", {})
        ground = Ground(
            rule_id=marks.get("id") or "", tekst=marks.get("grunn") or "", forbyr=rule["effect"] == "forbid"
        )
        findings.extend(f"{ground.rule_id or place}: {fault}" for fault in _faults_of(ground, grounds))
        grounds[ground.rule_id] = ground
    if parsed["templates"] or not grounds:
        findings.append("there must be rules, and none of them a template")
    if findings:
        raise RulebookError(*findings)
    return MappingProxyType(grounds)


def _attributes_in(parsed: object) -> Iterator[str]:
    """Every name by which the parsed rules reach into an entity or the context."""
    if isinstance(parsed, Mapping):
        if isinstance(parsed.get("attr"), str):
            yield parsed["attr"]
        parsed = list(parsed.values())
    for each in parsed if isinstance(parsed, list) else ():
        yield from _attributes_in(each)


def _faults_of(ground: Ground, earlier: Mapping[str, Ground]) -> Iterator[str]:
    if not _ID.fullmatch(ground.rule_id):
        yield "lacks an @id in small letters, digits and underscores"
    if ground.rule_id in earlier:
        yield "its @id is taken"
    if not ground.tekst:
        yield "lacks a @grunn"


def _digest(rules: Mapping[str, str], schema: str) -> str:
    digest = hashlib.sha256()
    for name, text in [("schema", schema), *sorted(rules.items())]:
        for part in (name.encode(), text.encode()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
