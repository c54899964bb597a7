"""A small Bot Connector on loopback: the public REST routes of Teams, its rules, and faults on request.

async with bot_connector() as teams:
    teams.plan("send", Fault(status=502))   # routes: create send reply stream final update delete member members team …
    ...let the bot write to teams.url, with keys from teams.openid_url and tokens from teams.login_url...
    assert [message.said for message in teams.messages] == ["…"]
"""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from support.botconnector_activity import MOST_BYTES
from support.botconnector_routes import Answer, Connector, Wanted, failure, wanted
from support.botconnector_script import KINDS, Call, Script
from support.botconnector_tokens import ISSUER, Signing, Tokens
from support.botconnector_world import APP_ID, SECRET, TENANT, Stands, Talk, World
from support.faultproxy_script import Fault
from support.teamswire import SERVICE, Activity, Answered, send

__all__ = ["KINDS", "MOST_BYTES", "BotConnector", "Call", "Fault", "bot_connector"]


class BotConnector:
    """The server's state; `plan` says how calls go wrong, `record` holds every call in the order it came.

    `refused` holds what was wrong with activities, `overruns` the calls above a limit. `hung` is set when a call hangs.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, app_id: str = APP_ID) -> None:
        self.world, self.script, self.record = World(), Script(), list[Call]()
        self.signing = Signing()
        self.tokens = Tokens(app_id=app_id, secret=SECRET, tenants={TENANT})
        self.connector = Connector(self.world)
        self.hung, self.ending = asyncio.Event(), asyncio.Event()
        self.base, self.app_id, self.clock = "", app_id, clock
        self._began = clock()

    @property
    def url(self) -> str:
        """The service address, as activities name it."""
        return f"{self.base}/emea/"

    @property
    def host(self) -> str:
        """Host and port, as the list of allowed ones names them."""
        return self.base.removeprefix("http://")

    @property
    def login_url(self) -> str:
        """Where tokens are asked for, up to the tenant."""
        return f"{self.base}/login"

    @property
    def openid_url(self) -> str:
        """The metadata of what Teams signs with."""
        return f"{self.base}/v1/.well-known/openidconfiguration"

    @property
    def conversations(self) -> dict[str, Talk]:
        """Every conversation by its id."""
        return self.world.conversations

    @property
    def messages(self) -> list[Stands]:
        """What stands in all conversations, oldest first."""
        return self.world.messages

    @property
    def members(self) -> dict[str, dict[str, Any]]:
        """Every person by id."""
        return self.world.people

    @property
    def channels(self) -> dict[str, list[dict[str, Any]]]:
        """The channels of every team."""
        return {team: self.world.channels(team) for team in self.world.teams}

    @property
    def refused(self) -> list[tuple[str, ...]]:
        """What was wrong with the activities that were refused for their form."""
        return self.connector.refused

    @property
    def overruns(self) -> list[Call]:
        """The calls that were refused because they came too fast."""
        return [call for call in self.record if call.fault == "overrun"]

    def plan(self, route: str, *faults: Fault) -> None:
        """Let the next calls of `route` go wrong, one fault each."""
        self.script.plan(route, faults)

    def called(self, *routes: str) -> list[Call]:
        """Return the calls of these routes, in the order they came."""
        return [call for call in self.record if call.route in routes]

    def token(
        self, *, kid: str | None = None, key: RSAPrivateKey | None = None, now: float | None = None, **claims: Any
    ) -> str:
        """Return a token as Teams sends it along, signed now; a claim that is None is left away."""
        at = int(time.time() if now is None else now)
        own = {"iss": ISSUER, "aud": self.app_id, "serviceurl": self.url, "iat": at, "nbf": at, "exp": at + 3600}
        return self.signing.token({**own, **claims}, kid=kid, key=key)

    async def send(self, endpoint: str, activity: Activity | bytes, *, token: str | None = "") -> Answered:
        """Post an activity to the bot's endpoint with a token signed now; a message then stands in its conversation.

        Another `token` is sent as it is, None sends none.
        """
        if isinstance(activity, dict) and activity.get("serviceUrl") == SERVICE:
            activity = {**activity, "serviceUrl": self.url}
        if isinstance(activity, dict) and activity.get("type") == "message":
            self.world.hear(activity)
        return await send(endpoint, activity, token=self.token() if token == "" else token)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of the connector."""
        given = await _body(request)
        want = wanted(request, given)
        call = Call(
            at=self.clock() - self._began,
            route=want.route,
            method=request.method,
            path=request.rel_url.raw_path,
            conversation=want.conversation,
            root=want.root,
            activity=want.activity,
            body=given,
        )
        self.record.append(call)
        number = len(self.record) - 1
        answer, fault = await self._decided(request, want, number)
        if fault is not None and fault.drop and request.transport is not None:
            request.transport.close()
        self.record[number] = replace(self.record[number], status=answer.status)
        return _response(answer)

    async def _decided(self, request: web.Request, want: Wanted, number: int) -> tuple[Answer, Fault | None]:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not self.tokens.valid(token):
            return failure(401, "Unauthorized", "Authorization has been denied for this request."), None
        now = self.clock()
        if wait := self.connector.too_fast(want, now):
            self._note(number, "overrun")
            seconds = {"Retry-After": str(max(1, math.ceil(wait)))}
            return failure(429, "TooManyRequests", "API calls quota exceeded", headers=seconds), None
        name, fault = self.script.next(want.route, want.conversation)
        self._note(number, name)
        if fault is None or fault.slow:
            await asyncio.sleep(fault.slow if fault else 0.0)
            return self.connector.answer(want, now=now, url=self.url), fault
        return await self._failed(want, fault, now), fault

    def _note(self, number: int, fault: str) -> None:
        self.record[number] = replace(self.record[number], fault=fault)

    async def _failed(self, want: Wanted, fault: Fault, now: float) -> Answer:
        if fault.after:
            done = self.connector.answer(want, now=now, url=self.url)
            if done.status >= 400:
                return done
        if fault.hang:
            self.hung.set()
            await self.ending.wait()
        if fault.html:
            return Answer(fault.status, page="<html>no</html>")
        if fault.status == 202:
            return Answer(202)
        if fault.status < 300:
            return Answer(fault.status, page=fault.error) if fault.error else Answer(fault.status, {})
        if fault.status < 400:
            return Answer(fault.status, headers=fault.headers)
        return failure(fault.status, fault.error, "planned", headers=fault.headers)

    async def grant(self, request: web.Request) -> web.StreamResponse:
        """Answer who asks for a token."""
        fault = await self._elsewhere(request, "token")
        if fault is not None:
            return fault
        form = {name: str(value) for name, value in (await request.post()).items()}
        status, body = self.tokens.grant(request.match_info["tenant"], form)
        return web.json_response(body, status=status)

    async def openid(self, request: web.Request) -> web.StreamResponse:
        """Say where the keys are."""
        shown = {
            "issuer": ISSUER,
            "jwks_uri": f"{self.base}/v1/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }
        return await self._elsewhere(request, "openid") or web.json_response(shown)

    async def keys(self, request: web.Request) -> web.StreamResponse:
        """Show the keys."""
        return await self._elsewhere(request, "keys") or web.json_response(self.signing.key_set())

    async def _elsewhere(self, request: web.Request, route: str) -> web.StreamResponse | None:
        """Note a call that is not the connector's; return an answer where it was planned to go wrong."""
        name, fault = self.script.next(route, "")
        at = self.clock() - self._began
        path = request.rel_url.raw_path
        self.record.append(Call(at=at, route=route, method=request.method, path=path, fault=name))
        if fault is None:
            return None
        if fault.hang:
            self.hung.set()
            await self.ending.wait()
        if fault.drop and request.transport is not None:
            request.transport.close()
        return web.Response(status=fault.status, text=fault.error, headers=dict(fault.headers))


@asynccontextmanager
async def bot_connector(
    *, clock: Callable[[], float] = time.monotonic, app_id: str = APP_ID
) -> AsyncIterator[BotConnector]:
    """Run the server on a free port of 127.0.0.1; `clock` counts the seconds of its limits."""
    teams = BotConnector(clock=clock, app_id=app_id)
    app = web.Application(client_max_size=5_000_000)
    app.router.add_post("/login/{tenant}/oauth2/v2.0/token", teams.grant)
    app.router.add_get("/v1/.well-known/openidconfiguration", teams.openid)
    app.router.add_get("/v1/.well-known/keys", teams.keys)
    app.router.add_route("*", "/emea/v3/{rest:.*}", teams.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    host, port = runner.addresses[0][:2]
    teams.base = f"http://{host}:{port}"
    try:
        yield teams
    finally:
        teams.ending.set()
        await runner.cleanup()


async def _body(request: web.Request) -> Any:
    raw = await request.read()
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode("utf-8", "replace")


def _response(answer: Answer) -> web.Response:
    if answer.page:
        return web.Response(status=answer.status, text=answer.page, content_type="text/html")
    headers: Mapping[str, str] = answer.headers
    if answer.body is None:
        return web.Response(status=answer.status, headers=dict(headers))
    return web.json_response(answer.body, status=answer.status, headers=dict(headers))
