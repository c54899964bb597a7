"""A network namespace that holds nothing but loopback, and a relay by which a browser outside can look in.

local-slack listens on every interface and has no option against that, so it runs only in here. A Unix socket in the
file system passes the border of network namespaces; through it the page is offered on 127.0.0.1 outside, only there.
"""

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import ConfigError

SOCKET_VARIABLE = "ENTENTE_STANDIN_SOCKET"
"""Set inside: the path of the Unix socket on which the page is to be offered to the outside."""
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1
_REQUEST = struct.Struct("16sH14x")
_CHUNK = 1 << 16

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def inside_loopback_namespace() -> bool:
    """Whether no interface but loopback is up, so that nobody outside can reach a server in here."""
    return not any(_flags(name) & _UP for _, name in socket.if_nameindex() if name != "lo")


def bring_up_loopback() -> None:
    """Turn `lo` on: a fresh namespace has it down. Raise OSError where that is not allowed."""
    flags = _flags("lo")
    if not flags & _UP:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            fcntl.ioctl(probe, _SET_FLAGS, _REQUEST.pack(b"lo", flags | _UP))


def unshare_command() -> tuple[str, ...] | None:
    """Return the command that starts another one without a network, or None where the system refuses it."""
    program = shutil.which("unshare")
    if program is None:
        return None
    for options in (("--net",), ("--map-root-user", "--net")):
        probe = subprocess.run([program, *options, "true"], capture_output=True, check=False)  # noqa: S603
        if probe.returncode == 0:
            return (program, *options)
    return None


async def run_inside(argv: Sequence[str], *, port: int, environment: Mapping[str, str] | None = None) -> int:
    """Run `argv` in a new namespace and return its exit status.

    While it runs, the page that it offers by `offered_outside` stands on `port` of 127.0.0.1 out here. Raise
    ConfigError where namespaces are not allowed or the port is taken.
    """
    command = unshare_command()
    if command is None:
        hint = "run as root, or allow unprivileged user namespaces"
        raise ConfigError("--slack", "this system allows no network namespace", hint=hint)
    with tempfile.TemporaryDirectory(prefix="entente-") as folder:
        path = Path(folder) / "page.sock"
        variables = {**(os.environ if environment is None else environment), SOCKET_VARIABLE: str(path)}
        connect = _relayed(lambda: asyncio.open_unix_connection(path))
        try:
            server = await asyncio.start_server(connect, "127.0.0.1", port)
        except OSError as error:
            raise ConfigError("--slack", f"port {port} of 127.0.0.1 is taken", hint="end the other demo") from error
        async with server:
            child = await asyncio.create_subprocess_exec(*command, *argv, env=variables)
            try:
                with _passing_signals(child):
                    return await child.wait()
            finally:
                if child.returncode is None:
                    child.terminate()
                    await child.wait()


@asynccontextmanager
async def offered_outside(port: int) -> AsyncIterator[None]:
    """Offer `port` of this namespace on the Unix socket that `run_inside` named; nothing where it named none."""
    path = os.environ.get(SOCKET_VARIABLE)
    if not path:
        yield
        return
    server = await asyncio.start_unix_server(_relayed(lambda: asyncio.open_connection("127.0.0.1", port)), path)
    async with server:
        yield


def _flags(name: str) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        answer = fcntl.ioctl(probe, _GET_FLAGS, _REQUEST.pack(name.encode(), 0))
    return int(_REQUEST.unpack(answer)[1])


@contextlib.contextmanager
def _passing_signals(child: asyncio.subprocess.Process) -> Iterator[None]:
    """While the block runs, SIGTERM ends the child; SIGINT reaches it from the terminal by itself."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, child.terminate)
    loop.add_signal_handler(signal.SIGINT, lambda: None)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
        loop.remove_signal_handler(signal.SIGINT)


def _relayed(connect: Callable[[], Awaitable[Streams]]) -> Callable[..., Awaitable[None]]:
    """Return a connection handler that passes bytes on, both ways, to what `connect` opens."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            other_reader, other_writer = await connect()
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pump(reader, other_writer), _pump(other_reader, writer))

    return handle


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
        await writer.wait_closed()
