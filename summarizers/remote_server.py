"""Where the model server is, what bounds a request to it, and a client that keeps its secrets."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from summarizers.errors import BackendError

_LAST_PORT = 65_535


class AskError(BackendError):
    """The server gave no usable answer.

    `alive` when it stands and only this request is at fault, `passing` when asking again later may help, `again` when
    trying at once may, after `wait` seconds where the server named them; `too_long` when a shorter request may.
    """

    def __init__(
        self,
        problem: str,
        *,
        alive: bool = False,
        passing: bool = True,
        again: bool = False,
        too_long: bool = False,
        wait: float | None = None,
    ) -> None:
        super().__init__(problem)
        self.alive, self.passing, self.again, self.too_long, self.wait = alive, passing, again, too_long, wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the model is: `url` up to and with `/v1`, its name there, and what bounds a request.

    `seconds` bounds one summary with all its tries and waits, `read_seconds` a silence, `connect_seconds` the way
    there; `at_once` is how many requests are out together; `chars` is how much text is sent, the first of each
    passage; `answer_tokens` bounds the answer (a reasoning model needs more). `proxy_url` and `ca_bundle` (a file of
    certificates) are the operator's; the environment names neither.
    """

    url: str = field(repr=False)
    model: str
    key: str | None = field(default=None, repr=False)
    seconds: float = 120.0
    read_seconds: float = 60.0
    connect_seconds: float = 5.0
    at_once: int = 8
    tries: int = 3
    chars: int = 12_000
    answer_tokens: int = 160
    proxy_url: str | None = field(default=None, repr=False)
    ca_bundle: Path | None = None

    @property
    def shown(self) -> str:
        """The address without what may be secret in it: user, password, query."""
        try:
            url = httpx.URL(self.url)
        except (httpx.InvalidURL, ValueError, TypeError):
            return "an address that cannot be read"
        return f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}{url.path}".rstrip("/")

    def endpoint(self) -> httpx.URL:
        """Return the address asked, without user and password; raise AskError where it is none."""
        try:
            url = httpx.URL(f"{self.url.rstrip('/')}/chat/completions").copy_with(userinfo=b"")
        except (httpx.InvalidURL, ValueError, TypeError):
            raise AskError("the model server's address is not one; set one such as http://127.0.0.1:8000/v1") from None
        if url.scheme not in {"http", "https"} or not url.host or (url.port or 80) > _LAST_PORT:
            raise AskError("the model server's address is no http or https address with a host and a port up to 65535")
        return url

    def client(self) -> httpx.AsyncClient:
        """Return a client for this server; raise AskError where key, certificates or proxy cannot be used."""
        # trust_env=False: neither a proxy nor a .netrc of the machine sees what is summarised
        try:
            return httpx.AsyncClient(
                trust_env=False,
                timeout=httpx.Timeout(self.read_seconds, connect=self.connect_seconds),
                headers={"Accept": "application/json", "Accept-Encoding": "identity", **self._authorisation()},
                auth=self._login(),
                proxy=self.proxy_url,
                verify=self._tls(),
                follow_redirects=False,
            )
        except (httpx.InvalidURL, ValueError):
            raise AskError("the proxy for the model server is not an address that can be used") from None

    def _authorisation(self) -> dict[str, str]:
        if not self.key:
            return {}
        if not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise AskError("the model server's key holds a blank or a character no header may carry; set it anew")
        return {"Authorization": f"Bearer {self.key}"}

    def _login(self) -> tuple[str, str] | None:
        url = httpx.URL(self.url)
        return (url.username, url.password) if url.username and not self.key else None

    def _tls(self) -> ssl.SSLContext | bool:
        if self.ca_bundle is None:
            return self.url.lower().startswith("https")  # reading the certificates takes longer than asking
        try:
            return ssl.create_default_context(cafile=str(self.ca_bundle))
        except (OSError, ssl.SSLError) as error:
            raise AskError(f"{self.ca_bundle} cannot be read as certificates") from error
