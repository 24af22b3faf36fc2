"""The report page in Chromium."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from engine.reporters import html, ledger
from tests import builders
from tests.browser import Browser, chromium

pytestmark = pytest.mark.external


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(html.report(builders.reviews(), builders.RUN), "utf-8")
    return path


@pytest.mark.parametrize("width", [320, 500, 800, 1440])
def test_nothing_runs_off_the_side(browser: Browser, page: Path, width: int) -> None:
    browser.show(page, width=width)
    assert browser.value("document.documentElement.scrollWidth") <= width
    outside = "[...document.querySelectorAll('.card, .sheet p, mark, h2')].filter(e => e.offsetParent && !e.closest('.scroll') && e.getBoundingClientRect().right > innerWidth).length"
    assert browser.value(outside) == 0


def test_it_asks_for_nothing_and_its_own_script_runs(browser: Browser, page: Path) -> None:
    browser.show(page)
    assert browser.value("document.querySelector('.keys').hidden") is False
    assert browser.value("performance.getEntriesByType('resource').length") == 0
    assert browser.complaints() == []


def test_keys_move_between_findings_and_enter_jumps(browser: Browser, page: Path) -> None:
    browser.show(page)
    current = "document.querySelector('.card.current')?.id"
    browser.press("j")
    assert browser.value(current) == "d1f1"
    browser.press("j")
    browser.press("k")
    browser.press("j")
    assert browser.value(current) == "d1f2"
    assert browser.value("document.querySelector('mark.current').dataset.card") == "d1f2"
    assert browser.value("document.activeElement.className") == "number"
    browser.press("ArrowDown")
    assert browser.value(current) == "d1f3"
    browser.press("Enter")
    assert browser.value("location.hash") == "#d1f3m"
    box = "(() => { const r = document.querySelector('#d1f3m').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight })()"
    assert browser.value(box)


def test_a_click_in_the_draft_leads_to_the_card(browser: Browser, page: Path) -> None:
    browser.show(page)
    browser.value("document.querySelector('#d1f5m').click()")
    assert browser.value("document.activeElement.closest('.card').id") == "d1f5"


def test_filters_hide_cards_numbers_and_marks(browser: Browser, page: Path) -> None:
    browser.show(page)
    shown = "[...document.querySelectorAll('.card.high')].filter(e => e.offsetParent).length"
    assert browser.value(shown) > 0
    browser.value("document.querySelector('#show-high').click()")
    assert browser.value(shown) == 0
    assert browser.value("getComputedStyle(document.querySelector('a.ref.high')).display") == "none"
    assert browser.value("getComputedStyle(document.querySelector('mark.high')).textDecorationLine") == "none"
    assert browser.value("document.querySelector('.card.critical').offsetParent !== null")


def test_dark_mode_follows_the_reader(browser: Browser, page: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    browser.show(page)
    light = browser.value(ground)
    browser.show(page, dark=True)
    assert (light, browser.value(ground)) == ("rgb(251, 248, 241)", "rgb(23, 21, 18)")


def test_print_holds_everything(browser: Browser, page: Path, tmp_path: Path) -> None:
    browser.show(page)
    (tmp_path / "report.pdf").write_bytes(browser.pdf())
    told = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "report.pdf"), "-"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    told = "".join(told.split())
    for review in builders.reviews():
        for finding in review.findings:
            assert finding.rule in told
        for line in review.document.text.splitlines() if review.document else ():
            assert "".join(line.split())[:10] in told
    assert "明示或者暗示保本、无风险或者保收益等" in told
    assert "profiles.yaml:12" in told


def test_libreoffice_opens_the_ledger(tmp_path: Path) -> None:
    (tmp_path / "ledger.xlsx").write_bytes(ledger.xlsx(builders.reviews(), builders.RUN))
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "ledger.xlsx")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = (tmp_path / "ledger.csv").read_text("utf-8")
    rows = list(csv.reader(StringIO(text)))
    assert rows == list(
        csv.reader(StringIO(ledger.report(builders.reviews(), builders.RUN).decode("utf-8-sig")))
    )
