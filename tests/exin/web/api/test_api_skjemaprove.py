"""The API asked for all that its description allows, and more, as each role: nothing but what the description says.

A run takes some of the addresses for each role, drawn by a seed that a failure tells; `EXIN_TUNGT=1` takes all, often.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi
from schemathesis.specs.openapi.schemas import OpenApiSchema

from exin.web.api.beskrivelse import BESKRIVELSE
from tests.conftest import IN_CI
from tests.helpers.api import UNDER, Api, api_at, new_key
from tests.helpers.apiscene import ROLES, Scene, set_up
from tests.helpers.nettsted import BASE
from tests.helpers.office import Copied

SEED = 0 if IN_CI else random.SystemRandom().randrange(1_000_000)

CHECKS: Final = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.negative_data_rejection,
]
REFUSED: Final = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "428"]
"""What may be answered to what the description does not allow."""


@dataclass(frozen=True, kw_only=True)
class Benk:
    """The API, its scene, and its description as the tool reads it."""

    api: Api
    scene: Scene
    schema: OpenApiSchema


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def databaseslag(request: pytest.FixtureRequest) -> str:
    """Which database the API's office has."""
    return str(request.param)


@pytest.fixture(scope="module")
def benk(copied: Copied, office_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Benk]:
    config = schemathesis.Config.from_dict(
        {"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}}
    )
    schema = schemathesis.openapi.from_dict(json.loads(BESKRIVELSE), config=config)
    with copied(office_template, tmp_path_factory.mktemp("api") / "var") as kontor, api_at(kontor) as api:
        yield Benk(api=api, scene=set_up(kontor), schema=schema)


OPERATIONS: Final = [
    (method, path) for path, methods in json.loads(BESKRIVELSE)["paths"].items() for method in methods
]


@pytest.mark.parametrize("who", ROLES)
def test_nothing_is_answered_outside_the_description(
    who: str, benk: Benk, rounds: Callable[[int, int], int]
) -> None:
    draw = random.Random(f"{SEED} {who}")
    chosen = draw.sample(OPERATIONS, rounds(4, len(OPERATIONS)))
    for method, path in chosen:
        for mode in schemathesis.GenerationMode:
            ask_often(benk, who, (method, path), mode, times=rounds(2, 25))
    assert benk.api.feil == []


def ask_often(
    benk: Benk, who: str, what: tuple[str, str], mode: schemathesis.GenerationMode, *, times: int
) -> None:
    """Ask one address so often, by its description or not quite."""
    operation = benk.schema[what[1]][what[0]]

    @seed(SEED)
    @settings(
        max_examples=times,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def ask(case: "schemathesis.Case[Any]", data: st.DataObject) -> None:
        if mode is schemathesis.GenerationMode.POSITIVE:
            make_real(benk.scene, case, data)
        bearer = {"Authorization": f"Bearer {benk.api.token(who)}"}
        response = case.call(base_url=BASE + UNDER, app=benk.api.app, headers=bearer)
        case.validate_response(response, checks=CHECKS, headers=bearer)

    ask()


def make_real(scene: Scene, case: "schemathesis.Case[Any]", data: st.DataObject) -> None:
    """Put into a case what there is: otherwise hardly anything would be found."""
    for name in case.path_parameters or {}:
        case.path_parameters[name] = data.draw(st.sampled_from(scene.deler[name]))
    headers = case.headers
    if "Idempotency-Key" in headers:
        headers["Idempotency-Key"] = new_key()
    if "If-Match" in headers and data.draw(st.booleans()):
        headers["If-Match"] = f'"v{scene.versjon(str(case.path_parameters["saksnr"]))}"'
    if data.draw(st.booleans()):
        headers.pop("Formal", None)
