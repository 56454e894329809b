"""axe-core in a page, put there by the browser's own debugger so that the policy stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

AXE = Path(__file__).parents[2] / "ui/web/node_modules/axe-core/axe.min.js"
RUN = """async () => {
    const {violations} = await axe.run(document, {resultTypes: ["violations"]});
    const html = (nodes) => nodes.map((node) => node.html.slice(0, 200));
    return violations.map(({id, help, nodes}) => ({id, help, nodes: html(nodes)}));
}"""
WIDER = "() => document.scrollingElement.scrollWidth - innerWidth"


async def look_at(page: Page) -> None:
    """Fail if axe-core finds anything on the page as it is, or if it scrolls sideways."""
    assert await page.evaluate(WIDER) <= 0, f"{page.url} scrolls sideways"
    # What is still fading in has colours that nobody is meant to read.
    await page.wait_for_function(
        "() => document.getAnimations().every((one) => one.playState !== 'running'"
        " || one.effect.getTiming().iterations === Infinity)"
    )
    session = await page.context.new_cdp_session(page)
    await session.send("Runtime.evaluate", {"expression": AXE.read_text()})
    await session.detach()
    found: list[dict[str, Any]] = await page.evaluate(RUN)
    assert found == [], f"{page.url}: {found}"
