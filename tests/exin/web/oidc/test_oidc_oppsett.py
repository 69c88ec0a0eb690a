"""The settings of the log-in: what is missing or cannot be used stops the start, and groups decide on roles."""

import base64
import json
import re
import subprocess
import tomllib
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from exin.cli.feil import answer_to
from exin.errors import Misconfigured
from exin.settings import FILE_NAME, Settings, as_toml, load
from exin.web.oidc import Feilkode, Identitet, Innlogging, log_in_at
from exin.web.oidc.klient import read_key
from policies import Role
from tests.architecture.tree import ROOT
from tests.helpers.oidc import CLIENT, LINK, ec, okp, rsa, way_in

ISSUER = "https://idporten.no"
FULL: dict[str, Any] = {
    "environment": "production",
    "oidc_utsteder": ISSUER,
    "oidc_slag": "idporten",
    "oidc_klient": CLIENT,
    "oidc_nokkelfil": "hemmelig/oidc.jwk",
    "oidc_acr": ["idporten-loa-high"],
    "oidc_grupper": ["saksbehandler=*", "teamleder=ledere", "teamleder=Ledere i = to lag"],
    "lenke": LINK,
}


def loaded(folder: Path, settings: dict[str, Any]) -> Settings:
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in settings.items()]
    (folder / FILE_NAME).write_text("\n".join(lines), "utf-8")
    return load(folder / FILE_NAME)


# -- what is missing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, where",
    [
        ({"oidc_klient": ""}, "oidc_klient"),
        ({"oidc_nokkelfil": ""}, "oidc_hemmelighetfil"),
        ({"oidc_hemmelighetfil": "hemmelig/oidc"}, "oidc_hemmelighetfil"),
        ({"oidc_acr": []}, "oidc_acr"),
        ({"oidc_acr": [], "oidc_slag": "ansattporten"}, "oidc_acr"),
        ({"oidc_acr": ["to ord"]}, "oidc_acr.0"),
        ({"oidc_acr": "idporten-loa-high"}, "oidc_acr"),
        ({"oidc_grupper": []}, "oidc_grupper"),
        ({"oidc_grupper": ["saksbehandlere=g"]}, "oidc_grupper.0"),
        ({"oidc_grupper": ["revisor=g", "saksbehandler="]}, "oidc_grupper.1"),
        ({"oidc_grupper": ["saksbehandler=*"], "oidc_slag": "entra"}, "oidc_grupper"),
        ({"oidc_grupper": ["saksbehandler=*"], "oidc_slag": "annen"}, "oidc_grupper"),
        ({"oidc_gruppekrav": ""}, "oidc_gruppekrav"),
        ({"oidc_slag": "feide"}, "oidc_slag"),
        ({"oidc_utsteder": "http://idporten.no"}, "oidc_utsteder"),
        ({"oidc_utsteder": "http://127.0.0.1:9400"}, "oidc_utsteder"),
        ({"oidc_utsteder": "https://kari@idporten.no"}, "oidc_utsteder"),
        ({"oidc_utsteder": "https://idporten.no/?a=b"}, "oidc_utsteder"),
        ({"oidc_utsteder": "idporten.no"}, "oidc_utsteder"),
        ({"lenke": ""}, "lenke"),
        ({"lenke": "http://exin.example.org"}, "lenke"),
    ],
    ids=json.dumps,
)
def test_settings_that_are_not_whole_refuse_and_say_where(
    tmp_path: Path, changes: dict[str, Any], where: str
) -> None:
    with pytest.raises(Misconfigured) as refused:
        loaded(tmp_path, {**FULL, **changes})
    assert refused.value.kode == "oppsett_ukjent_eller_feil"
    assert where in refused.value.where


@pytest.mark.parametrize("issuer", ["http://127.0.0.1.example.org", "http://10.0.0.1", "http://localhosts"])
def test_outside_production_only_this_machine_is_asked_without_tls(tmp_path: Path, issuer: str) -> None:
    with pytest.raises(Misconfigured):
        loaded(tmp_path, {**FULL, "environment": "development", "oidc_utsteder": issuer})
    here = {**FULL, "environment": "development", "oidc_utsteder": "http://localhost:9400"}
    assert loaded(tmp_path, here).oidc_utsteder == "http://localhost:9400"


def test_whole_settings_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    chosen = loaded(tmp_path, FULL)
    (tmp_path / FILE_NAME).write_text(as_toml(chosen), "utf-8")
    assert load(tmp_path / FILE_NAME) == chosen


def test_the_examples_of_the_page_are_settings_that_can_be_used() -> None:
    examples = re.findall(r"```toml\n(.+?)```", (ROOT / "docs/innlogging.md").read_text("utf-8"), re.DOTALL)
    read = [
        Settings.model_validate({"environment": "production", **tomllib.loads(each)}) for each in examples
    ]
    assert [each.oidc_slag for each in read] == ["entra", "idporten", "ansattporten", "annen"]


def test_the_page_names_only_codes_that_there_are() -> None:
    page = (ROOT / "docs/innlogging.md").read_text("utf-8").partition("## Når det ikke går")[2]
    named = {code for row in re.findall(r"(?m)^\| (`.+?) \|", page) for code in re.findall(r"`(\w+)`", row)}
    assert named
    assert named <= set(Feilkode)


def test_without_an_issuer_there_is_no_such_log_in(tmp_path: Path) -> None:
    assert log_in_at(tmp_path, Settings()) is None


# -- key and secret ---------------------------------------------------------------------------------------------


def key_file(folder: Path, content: bytes | str, mode: int = 0o600) -> Path:
    path = folder / "nokkel"
    path.touch(0o600)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return path


def refusal_of_key(path: Path) -> str:
    with pytest.raises(Misconfigured) as refused:
        read_key(path, pss=False)
    assert answer_to(refused.value).tekst != answer_to(Misconfigured("ukjent kode")).tekst
    return refused.value.kode


def as_jwk(key: RSAKey | ECKey | OKPKey | OctKey, *, private: bool = True, **changes: str) -> str:
    return json.dumps({**key.as_dict(private=private), **changes})


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
@pytest.mark.parametrize("kind", ["nokkel", "hemmelighet"])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, kind: str, mode: int) -> None:
    key_file(tmp_path, as_jwk(rsa()), mode)
    settings = {**FULL, "oidc_nokkelfil": "", f"oidc_{kind}fil": "nokkel"}
    with pytest.raises(Misconfigured) as refused:
        log_in_at(tmp_path, Settings.model_validate(settings))
    assert refused.value.kode == f"oidc_{kind}_rettigheter"


@pytest.mark.parametrize("kind", ["nokkel", "hemmelighet"])
def test_a_file_that_is_not_there_is_refused(tmp_path: Path, kind: str) -> None:
    settings = {**FULL, "oidc_nokkelfil": "", f"oidc_{kind}fil": "borte"}
    with pytest.raises(Misconfigured) as refused:
        log_in_at(tmp_path, Settings.model_validate(settings))
    assert refused.value.kode == f"oidc_{kind}_mangler"
    assert "oidc_" in answer_to(refused.value).tekst


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\n"])
def test_an_empty_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    key_file(tmp_path, content)
    settings = {**FULL, "oidc_nokkelfil": "", "oidc_hemmelighetfil": "nokkel"}
    with pytest.raises(Misconfigured) as refused:
        log_in_at(tmp_path, Settings.model_validate(settings))
    assert refused.value.kode == "oidc_hemmelighet_mangler"


def weak() -> RSAKey:
    with pytest.warns(UserWarning, match="2048"):
        return RSAKey.generate_key(1024)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "hemmelig",
        "{}",
        "{" * 20_000,
        as_jwk(rsa(), private=False),
        as_jwk(rsa(), alg="HS256"),
        as_jwk(rsa(), alg="RS512"),
        as_jwk(rsa(), alg="ES256"),
        as_jwk(OctKey.generate_key(256)),
        as_jwk(ec("ec-3", "P-384")),
        as_jwk(OKPKey.generate_key("X25519")),
        rsa().as_pem(private=False),
        rsa().as_pem(private=True)[:-40],
        rsa().as_pem(private=True, password="passord"),  # noqa: S106 - of a key in tests
        ec("ec-3", "P-384").as_pem(private=True),
        "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n",
    ],
    ids=range(16),
)
def test_what_is_no_key_of_ours_is_refused(tmp_path: Path, content: bytes | str) -> None:
    assert refusal_of_key(key_file(tmp_path, content)) == "oidc_nokkel_kan_ikke_brukes"


def test_a_key_that_is_too_short_is_refused(tmp_path: Path) -> None:
    key = weak()
    with pytest.warns(UserWarning, match="2048"):
        assert refusal_of_key(key_file(tmp_path, as_jwk(key))) == "oidc_nokkel_kan_ikke_brukes"


@pytest.mark.parametrize("key", [rsa("klient"), ec("klient"), okp("klient")], ids=["rsa", "ec", "okp"])
def test_a_key_is_read_from_either_form(tmp_path: Path, key: RSAKey | ECKey | OKPKey) -> None:
    from_jwk = read_key(key_file(tmp_path, as_jwk(key)), pss=False)
    assert from_jwk.navn == {"kid": "klient"}
    from_pem = read_key(key_file(tmp_path, key.as_pem(private=True)), pss=False)
    assert from_pem.navn == {"kid": key.thumbprint()}
    assert from_pem.alg == from_jwk.alg
    assert from_pem.nokkel.as_pem(private=True) == from_jwk.nokkel.as_pem(private=True)
    assert "{" not in repr(from_jwk)


def test_a_certificate_beside_the_key_is_named_by_its_thumbprint(tmp_path: Path) -> None:
    pem, certificate = key_file(tmp_path, rsa("klient").as_pem(private=True)), tmp_path / "sertifikat"
    made = ["openssl", "req", "-x509", "-key", str(pem), "-subj", "/CN=exin", "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    body = certificate.read_text().partition("-----BEGIN CERTIFICATE-----")[2].partition("-----END")[0]
    pem.write_bytes(certificate.read_bytes() + rsa("klient").as_pem(private=True))
    found = read_key(pem, pss=True)
    digest = sha256(base64.b64decode(body)).digest()
    assert found.navn == {"x5t#S256": base64.urlsafe_b64encode(digest).decode().rstrip("=")}
    assert found.alg == "PS256"
    proof = found.bevis(CLIENT, ISSUER, datetime.now(UTC)).skjema["client_assertion"]
    jws.deserialize_compact(proof, rsa("klient"), algorithms=["PS256"])


# -- groups and roles -------------------------------------------------------------------------------------------


def identity(*groups: str, issuer: str = ISSUER) -> Identitet:
    return Identitet(
        utsteder=issuer, subjekt="kari-7", grupper=frozenset(groups), acr=None, amr=(), auth_time=None
    )


def log_in(folder: Path, **changes: object) -> Innlogging:
    settings = {**FULL, "oidc_nokkelfil": "", **changes}
    issuer = str(settings.pop("oidc_utsteder"))
    return way_in(folder, issuer, **{name: settings[name] for name in settings if name != "lenke"})


def test_a_role_is_only_for_who_is_in_a_group_of_its_own(tmp_path: Path) -> None:
    found = log_in(tmp_path)
    assert not found.allows(Role.TEAMLEDER, identity())
    assert not found.allows(Role.TEAMLEDER, identity("*", "Ledere", "ledere "))
    assert found.allows(Role.TEAMLEDER, identity("andre", "ledere"))
    assert found.allows(Role.TEAMLEDER, identity("Ledere i = to lag"))


def test_a_role_without_a_group_is_for_nobody(tmp_path: Path) -> None:
    assert not log_in(tmp_path).allows(Role.REVISOR, identity("ledere", "*", "revisor"))


def test_a_role_for_everybody_needs_no_group(tmp_path: Path) -> None:
    assert log_in(tmp_path).allows(Role.SAKSBEHANDLER, identity())


def test_the_groups_of_another_issuer_count_for_nothing(tmp_path: Path) -> None:
    stranger = identity("ledere", issuer="https://annen.example.org")
    found = log_in(tmp_path)
    assert not found.allows(Role.TEAMLEDER, stranger)
    assert not found.allows(Role.SAKSBEHANDLER, stranger)


@pytest.mark.parametrize("role", Role)
def test_without_groups_a_role_is_allowed_outside_production_alone(tmp_path: Path, role: Role) -> None:
    trial = log_in(tmp_path, environment="development", oidc_grupper=[])
    assert trial.allows(role, identity())
    with pytest.raises(ValueError, match="oidc_grupper"):
        log_in(tmp_path, oidc_grupper=[])
