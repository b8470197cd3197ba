"""A headless Chromium for tests of pages, and axe, which finds what keeps people from reading one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install 'summarizer[dev]'")
    if CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def violations(page: Any) -> list[str]:
    """What axe finds against WCAG 2.2 AA and good practice: rule, how many, and the first place of it."""
    package = pytest.importorskip("axe_playwright_python", reason="no axe: pip install 'summarizer[dev]'")
    axe = Path(package.__file__).with_name("axe.min.js").read_text("utf-8")
    page.evaluate(axe)
    found = page.evaluate("standards => axe.run({runOnly: standards})", STANDARDS)
    assert found["passes"]
    first = [(one["id"], len(one["nodes"]), one["nodes"][0]) for one in found["violations"]]
    return [f"{rule} ({count}): {node['html'][:200]} {node.get('failureSummary')}" for rule, count, node in first]
