// The demo site's own script: what its pages do when a checkout has ended, and its film player.
import { play } from "./film.js";

const told = document.getElementById("told");

/** Say something where assistive technology reads it out. */
function tell(text, href, label) {
  if (!told) return;
  told.textContent = text;
  if (!href) return;
  told.append(" ", Object.assign(document.createElement("a"), { href, textContent: label }));
}

const ended = (result) =>
  result.authorizationSuccessful
    ? tell("You have access.", told?.dataset.watch, "Watch it")
    : tell("The checkout was closed. Nothing was bought.");

window.demo = {
  bought: ended,
  /** The server looks at the token again: it decides what the page shows. */
  reload: (result) => (result.authorizationSuccessful ? location.reload() : ended(result)),
};

// The snippet stands in the page as a publisher pastes it; here it also says how it ended.
for (const trigger of document.querySelectorAll(".checkout [data-cleeng-trigger]")) {
  trigger.dataset.completedCallback = "demo.bought(result)";
}
const back = window.CleengApi?.getRedirectResult();
if (back) ended(back);

for (const video of document.querySelectorAll("[data-film]")) play(video, video.dataset.film);

const gate = document.querySelector("[data-player-of]");
if (gate) import("./gate.js").then(({ open }) => open(gate));

// An embedded page says how high it is.
const frame = document.querySelector(".frame");
addEventListener("message", ({ source, origin, data }) => {
  if (!frame || source !== frame.contentWindow || origin !== frame.dataset.platform) return;
  if (data?.source === "cleeng" && data.type === "resize" && data.height > 0) frame.style.height = `${Math.ceil(data.height)}px`;
});
