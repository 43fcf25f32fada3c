"""Path E: the first page of the checkout: what it weighs, when it can be used, how many the server makes."""

import gzip
import shutil
import statistics
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from benchmarks.databases import FIRST_FILM, installation
from benchmarks.load import REPEATS, bring_wrk, in_turn, serving
from benchmarks.table import Table

PATH = f"/checkout/A{FIRST_FILM}_US"
BACKENDS = ("sqlite", "postgresql")
CONNECTIONS = 16
RATE = 0.12
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
#: As Lighthouse sees a phone: a slow 4G line and a processor that is four times slower than this one.
PHONE = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
SLOWER = 4
LOGO = "/branding/"
#: When the page is painted, its scripts have run, and no long task follows: milliseconds since the click.
INTERACTIVE = """() => new Promise(done => {
  const tasks = [];
  new PerformanceObserver(list => tasks.push(...list.getEntries())).observe({type: 'longtask', buffered: true});
  setTimeout(() => {
    const [visit] = performance.getEntriesByType('navigation');
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const ends = tasks.map(task => task.startTime + task.duration);
    done(Math.max(visit.domContentLoadedEventEnd, paint.startTime, ...ends));
  }, 500);
})"""


def main():
    bring_wrk()
    print("E: the first page of the checkout, with its database reads, for a viewer who is not signed in")
    print("H: a bare Pyramid view, renderer json, on the same server, in turn with E")
    table = Table(("database", "connections", "E/s", "H/s", "E/H", "goal", "by CPU"), (12, 12, 8, 8, 7, 7, 8))
    for backend in BACKENDS:
        with installation(backend) as env, serving("ours", env) as ours, serving("floor") as floor:
            ours.get(PATH)  # compiles the templates
            e, h = in_turn(lambda: ours.load(PATH, CONNECTIONS), lambda: floor.load("/", CONNECTIONS))
            rates = f"{e.per_second:,.0f}", f"{h.per_second:,.0f}"
            ratios = f"{e.per_second / h.per_second:.2f}", f">={RATE}", f"{h.cpu / e.cpu:.2f}"
            table.row(backend, CONNECTIONS, *rates, *ratios)
            if backend == BACKENDS[-1]:
                look(ours.origin + PATH)


def look(url):
    table = Table(("in Chromium, one visit with an empty cache", "seen", "goal"), (48, 10, 10))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=FLAGS
        )
        files = fetched(chromium, url)
        table.row("bytes after gzip, without the publisher's logo", sum(files.values()), "<=15,360")
        table.row("requests, without the publisher's logo", len(files), "<=3")
        scripts = sum(size for (kind, _), size in files.items() if kind == "script")
        table.row("bytes of script after gzip", scripts, "<=8,192")
        phone, desktop = (
            statistics.median(interactive(chromium, url, on_phone) for _ in range(REPEATS))
            for on_phone in (True, False)
        )
        table.row("interactive on a phone, s", f"{phone / 1000:.2f}", "<=1.0")
        table.row("interactive on a desktop, s", f"{desktop / 1000:.2f}", "<=0.3")
        for (kind, path), size in files.items():
            print(f"    {kind:<12}{size:>7,}  {path}")
        chromium.close()


def fetched(chromium, url):
    """Return the bytes after gzip of each (kind, path) that a visit fetches."""
    page = chromium.new_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a built-in bears no mark of Playwright
    page.goto(url, wait_until="networkidle")
    kinds = {(a.request.resource_type, urlsplit(a.url).path): len(gzip.compress(a.body(), 9)) for a in answers}
    page.close()
    return {file: size for file, size in kinds.items() if LOGO not in file[1]}


def interactive(chromium, url, on_phone):
    size = {"width": 375, "height": 667} if on_phone else {"width": 1280, "height": 800}
    context = chromium.new_context(viewport=size)
    page = context.new_page()
    if on_phone:
        tools = context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", {"offline": False, **PHONE})
        tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="load")
    seen = page.evaluate(INTERACTIVE)
    context.close()
    return seen
