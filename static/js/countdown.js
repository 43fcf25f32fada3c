// The server renders days, hours and minutes until [data-until]; this keeps them true.
for (const node of document.querySelectorAll("[data-until]")) {
  const parts = node.querySelectorAll("b");
  const tick = () => {
    const minutes = Math.max(0, new Date(node.dataset.until) - Date.now()) / 60_000;
    [minutes / 1440, (minutes / 60) % 24, minutes % 60].forEach((n, i) => (parts[i].textContent = Math.floor(n)));
  };
  tick();
  setInterval(tick, 20_000);
}
