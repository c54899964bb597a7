"""`entente run --once` over the corpora, in a namespace without a network; told as JSON.

Arguments: the corpus folder, the data folder, and which pages to take (every n-th).
"""

import asyncio
import gzip
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from bot.chat.slack.namespace import bring_up_loopback
from support.loopback import LoopbackServer, Reply


def add_feeds(server: LoopbackServer, folder: Path) -> Iterator[str]:
    """Serve every feed as it is; yield its address."""
    for file in sorted(folder.iterdir()):
        yield server.add(f"/feeds/{file.name}", Reply(body=file.read_bytes(), content_type="application/xml"))


def add_pages(server: LoopbackServer, folder: Path, *, every: int) -> str:
    """Serve every n-th page, and one feed that links to them; return the feed's address."""
    rows = [json.loads(line) for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    now, items = format_datetime(datetime.now(UTC)), []
    for number, row in enumerate(rows[::every]):
        body = gzip.decompress((folder / row["page"]).read_bytes())
        link = server.add(f"/pages/{number}.html", Reply(body=body, content_type="text/html"))
        title = escape(row.get("title") or f"Page {number}")
        items.append(f"<item><title>{title}</title><link>{link}</link><pubDate>{now}</pubDate></item>")
    feed = f'<rss version="2.0"><channel><title>Pages</title>{"".join(items)}</channel></rss>'
    return server.add("/pages.rss", Reply(body=feed.encode("utf-8"), content_type="application/rss+xml"))


async def main(corpus: Path, data_dir: Path, every: int) -> None:
    """Print what the command printed, its status, and how much was served."""
    bring_up_loopback()
    with LoopbackServer() as server:
        addresses = [*add_feeds(server, corpus / "feeds"), add_pages(server, corpus / "pages", every=every)]
        host, port = server.address
        command = [sys.executable, "-m", "bot", "run", "--once", "--since", "2w", "--allow-address", f"{host}:{port}"]
        command += [part for address in addresses for part in ("--source", address)]
        environment = {**os.environ, "ENTENTE_DATA_DIR": str(data_dir), "COLUMNS": "200"}
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, errors = await process.communicate()
    told: dict[str, Any] = {
        "status": process.returncode,
        "out": out.decode("utf-8", "replace"),
        "errors": re.sub(r"\s+", " ", errors.decode("utf-8", "replace"))[-4000:],
        "feeds": len(addresses) - 1,
        "pages": sum(path.startswith("/pages/") for path in server.paths()),
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
