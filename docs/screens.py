"""`python -m docs.screens`: make the pictures of docs/desk.md anew, from a demo of their own.

In: nothing but a Chromium. Out: docs/screens/*.png, in few colours so that they stay small. It
starts `manage.py demo` on a directory that is gone afterwards and records a little more: figures
that we print, so that the home has something to say.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen
from uuid import UUID

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from api.typeid import decode
from tests.browser.finding import NO_BROWSER, chromium

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screens"
PORT = 8917
COLOURS = 128
KERMAN = "kerman-bombings-2024-deaths"
PRINTED = {KERMAN: "84", "kerman-bombings-2024-explosions": "two"}
TALLEST = 1400  # pixels of a page that are shown
STARTED = re.compile(r"editor (\S+)\n.*token: (\S+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: its file's name, the page, how wide, light or dark, how much of it."""

    name: str
    path: str
    width: int = 1280
    dark: bool = False
    height: int = 900
    signed_in: bool = True


@dataclass(frozen=True, slots=True)
class Demo:
    url: str
    password: str
    token: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """An answer of the API, as JSON."""
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        content = None if body is None else json.dumps(body).encode()
        address = f"{self.url}/api/v1/{path}"
        request = Request(address, content, given | headers, method=method)  # noqa: S310  our own
        with urlopen(request) as answer:  # noqa: S310
            return json.load(answer), answer.headers

    def adopt(self, claim: str, wording: str, reason: str) -> None:
        """Print a statement of a claim, found by its words."""
        _, headers = self.ask("GET", f"claims/{claim}/")
        said, _ = self.ask("GET", f"revisions/?claim={claim}")
        chosen = [one["id"] for one in said["results"] if one["wording"] == wording][-1]
        body = {"revision": chosen, "reason": reason}
        self.ask("POST", f"claims/{claim}/adopt/", body, **{"If-Match": headers["ETag"]})

    def key_of(self, claim: str) -> UUID:
        """A claim's key, as the admin's addresses have it."""
        return decode("clm", self.ask("GET", f"claims/{claim}/")[0]["id"])


def screens(claim: UUID) -> list[Screen]:
    page = f"/admin/claims/claim/{claim}"
    return [
        Screen("home", "/admin/"),
        Screen("home-dark", "/admin/", dark=True),
        Screen("home-narrow", "/admin/", width=390),
        Screen("claims", "/admin/claims/claim/?verdict=disputed"),
        Screen("claims-narrow-dark", "/admin/claims/claim/?verdict=disputed", 390, dark=True),
        Screen("claim", f"{page}/change/", height=TALLEST),
        Screen("claim-narrow", f"{page}/change/", width=390, height=TALLEST),
        Screen("claim-dark", f"{page}/change/", dark=True),
        Screen("history", f"{page}/history/"),
        Screen("statement", "/admin/claims/revision/add/"),
        Screen("import", "/admin/import/", height=700),
        Screen("search", "/admin/search/?q=kerman+killed", height=500),
        Screen("sign-in", "/admin/login/?next=/admin/", height=600, signed_in=False),
    ]


def main() -> None:
    path = chromium()
    if path is None:
        sys.exit(NO_BROWSER)
    with served() as demo, sync_playwright() as playwright:
        for claim, wording in PRINTED.items():
            demo.adopt(claim, wording, "Confirmed by two desks")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        state = signed_in(browser, demo)
        OUT.mkdir(exist_ok=True)
        for screen in screens(demo.key_of(KERMAN)):
            size = taken(browser, demo, state, screen)
            sys.stdout.write(f"{screen.name}.png: {size // 1024} kB\n")
        browser.close()


@contextmanager
def served() -> Iterator[Demo]:
    """The demo on a record of its own, until the block ends."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)  # as root, the database runs as somebody else
        place = {"ONRECORD_DATA": f"{directory}/data", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "manage.py", "demo", "--port", str(PORT)]
        process = subprocess.Popen(  # noqa: S603  our own demo
            command, cwd=ROOT, env=os.environ | place, stdout=subprocess.PIPE, text=True
        )
        try:
            yield announced(process)
        finally:
            process.terminate()
            process.wait()


def announced(process: subprocess.Popen[str]) -> Demo:
    """What the demo prints once it is about to serve; it is asked until it answers."""
    assert process.stdout is not None
    text = ""
    while not (found := STARTED.search(text)):
        line = process.stdout.readline()
        if not line:
            sys.exit(f"the demo ended: {text}")
        text += line
    demo = Demo(f"http://127.0.0.1:{PORT}", *found.groups())
    while True:
        try:
            urlopen(f"{demo.url}/healthz").close()  # noqa: S310
            return demo
        except OSError:
            time.sleep(0.2)


def signed_in(browser: Browser, demo: Demo) -> Any:
    page = browser.new_page(base_url=demo.url)
    page.goto("/admin/login/")
    page.fill("#id_username", "editor")
    page.fill("#id_password", demo.password)
    page.click("input[type=submit]")
    return page.context.storage_state()


def taken(browser: Browser, demo: Demo, state: Any, screen: Screen) -> int:
    """One picture, in few colours; how many bytes it has."""
    context = browser.new_context(
        base_url=demo.url,
        storage_state=state if screen.signed_in else None,
        viewport={"width": screen.width, "height": screen.height},
        color_scheme="dark" if screen.dark else "light",
    )
    page: Page = context.new_page()
    page.goto(screen.path)
    file = OUT / f"{screen.name}.png"
    page.screenshot(path=file)
    context.close()
    Image.open(file).convert("RGB").quantize(COLOURS).save(file, optimize=True)
    return file.stat().st_size


if __name__ == "__main__":
    main()
