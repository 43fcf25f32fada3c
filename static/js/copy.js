// [data-copy] puts its text on the clipboard and says [data-done]. A frame may have no clipboard:
// then the field beside the button is selected, ready for the viewer's own copying.
addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(button.dataset.done);
  } catch {
    button.parentNode.querySelector("input")?.select();
  }
});

function say(text) {
  const toast = Object.assign(document.createElement("div"), { className: "toast", role: "status" });
  document.body.append(toast);
  toast.textContent = text; // after it is there, so that it is announced
  setTimeout(() => toast.remove(), 6000);
}
