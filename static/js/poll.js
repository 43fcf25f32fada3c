// [data-poll] asks until it is done, less and less often, and goes where the answer says; not while out of sight.
for (const node of document.querySelectorAll("[data-poll]")) poll(node);

async function poll(node) {
  const least = +node.dataset.pollEvery || 2;
  for (let pause = least; ; ) {
    await new Promise((wake) => setTimeout(wake, pause * 1000));
    if (node.closest("[hidden]")) continue;
    pause = Math.max(least, Math.min(pause * 1.3, 10));
    const answer = await fetch(node.dataset.poll, { cache: "no-store" }).then((r) => r.json()).catch(() => null);
    if (answer?.state === "done") return location.replace(answer.url);
  }
}
