"""Both ends of the tokens between Teams and a bot: the keys of what Teams sends, and the tokens a bot asks for."""

import base64
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com/.default"
_HOUR = 3600


def new_key() -> RSAPrivateKey:
    """Return a fresh RSA key."""
    return generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _first_key() -> RSAPrivateKey:
    """Return the key that signs where no other is named; it takes a while to find one, so it is found once."""
    return new_key()


class Signing:
    """Keys under their ids, each endorsed for channels; the first one signs where no other is named."""

    def __init__(self) -> None:
        self.keys: dict[str, RSAPrivateKey] = {"key-1": _first_key()}
        self.endorsements: dict[str, list[str] | None] = {"key-1": ["msteams", "webchat"]}

    def add(self, kid: str, *, endorsements: list[str] | None) -> None:
        """Publish another key; None leaves the list of its channels away."""
        self.keys[kid], self.endorsements[kid] = new_key(), endorsements

    def drop(self, kid: str) -> None:
        """Publish a key no longer."""
        del self.keys[kid], self.endorsements[kid]

    def key_set(self) -> dict[str, Any]:
        """Return the public keys as a JWK set."""
        return {"keys": [self._public(kid) for kid in self.keys]}

    def token(self, claims: Mapping[str, Any], *, kid: str | None = None, key: RSAPrivateKey | None = None) -> str:
        """Sign `claims`; those that are None are left away. With `key` somebody else signs, under the name `kid`."""
        named = kid if kid is not None else next(iter(self.keys))
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, key or self.keys[named], algorithm="RS256", headers={"kid": named})

    def _public(self, kid: str) -> dict[str, Any]:
        numbers = self.keys[kid].public_key().public_numbers()
        shown = {"kty": "RSA", "use": "sig", "kid": kid, "x5t": kid, "n": _encoded(numbers.n), "e": _encoded(numbers.e)}
        endorsed = self.endorsements[kid]
        return shown if endorsed is None else {**shown, "endorsements": endorsed}


class Tokens:
    """Grants tokens to one app of one tenant, for one scope, and knows its own again until they run out.

    `requests` holds the forms that asked, without the secret; `lifetime` is in seconds of `clock`.
    """

    def __init__(self, *, app_id: str, secret: str, tenants: set[str], clock: Callable[[], float] = time.time) -> None:
        self.app_id, self.secret, self.tenants = app_id, secret, tenants
        self.scope, self.lifetime = SCOPE, _HOUR
        self.requests: list[dict[str, str]] = []
        self._clock = clock
        self._until: dict[str, float] = {}

    def grant(self, tenant: str, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Return status and body of the answer to a client-credentials request."""
        self.requests.append({name: value for name, value in form.items() if name != "client_secret"})
        if tenant not in self.tenants:
            return 400, _denied("invalid_request", "AADSTS90002: the tenant was not found")
        if form.get("grant_type") != "client_credentials":
            return 400, _denied("unsupported_grant_type", "AADSTS70003: the grant is not supported")
        if form.get("client_id") != self.app_id:
            return 400, _denied("unauthorized_client", "AADSTS700016: the application was not found")
        if form.get("client_secret") != self.secret:
            return 401, _denied("invalid_client", "AADSTS7000215: the client secret is not valid")
        if form.get("scope") != self.scope:
            return 400, _denied("invalid_scope", "AADSTS1002012: the scope is not valid")
        return 200, {"token_type": "Bearer", "expires_in": self.lifetime, "access_token": self._new(tenant)}

    def valid(self, token: str) -> bool:
        """Whether `token` was granted here, is not revoked and has not run out."""
        return self._until.get(token, 0.0) > self._clock()

    def revoke(self) -> None:
        """Let every token be void that was granted so far."""
        self._until.clear()

    def _new(self, tenant: str) -> str:
        now, number = self._clock(), len(self.requests)
        claims = {
            "aud": ISSUER,
            "appid": self.app_id,
            "tid": tenant,
            "jti": str(number),
            "exp": int(now + self.lifetime),
        }
        token = jwt.encode(claims, "a secret of the service that nobody checks", algorithm="HS256")
        self._until[token] = now + self.lifetime
        return token


def _denied(error: str, description: str) -> dict[str, Any]:
    return {"error": error, "error_description": description}


def _encoded(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
