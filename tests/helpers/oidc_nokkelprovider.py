"""The real provider with one thing more: clients prove themselves with a key, checked by the provider's own library.

Run as a process: `python -m tests.helpers.oidc_nokkelprovider PORT AUDIENCE PUBLIC-KEY-FILE`. Must not let in a client
that comes with a secret.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import uvicorn
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion  # type: ignore[import-untyped]
from flask import g
from joserfc.jwk import KeySet
from oidc_provider_mock import _app as provider  # type: ignore[import-untyped]

METHOD = "private_key_jwt"


class Assertion(JWTBearerClientAssertion):  # type: ignore[misc] # the library has no types
    """The library's check, with what it asks a server for."""

    CLIENT_AUTH_METHOD = METHOD

    def __init__(self, audience: str, keys: KeySet) -> None:
        super().__init__()
        self._audience, self._keys, self._used = audience, keys, set[str]()

    def get_audiences(self) -> list[str]:
        """Who this is."""
        return [self._audience]

    def resolve_client_public_key(self, _client: object) -> KeySet:
        """The public keys of the client."""
        return self._keys

    def validate_jti(self, _claims: object, jti: str) -> bool:
        """Whether an assertion is new."""
        new = jti not in self._used
        self._used.add(jti)
        return new


def main(port: int, audience: str, keys: Path) -> None:
    """Run until ended."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    known = KeySet.import_key_set({"keys": [json.loads(keys.read_text())]})
    provider.AuthorizationCodeGrant.TOKEN_ENDPOINT_AUTH_METHODS = [METHOD]
    app: Any = provider.app(require_nonce=True)
    assertion = Assertion(audience, known)

    def let_in_by_key() -> None:
        g._authlib_authorization_server.register_client_auth_method(METHOD, assertion)  # noqa: SLF001

    app.before_request(let_in_by_key)
    uvicorn.run(app, interface="wsgi", host="127.0.0.1", port=port, log_level="critical")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
