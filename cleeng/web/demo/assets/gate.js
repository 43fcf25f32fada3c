// A player module: it asks who may watch, sells in a popup, and plays. It stands in any page that loads the
// browser library; the film comes with the customer's token, never with a cookie.
import { play } from "./film.js";

export async function open(gate) {
  const { playerOf: offerId, platform, price, title } = gate.dataset;
  const over = Object.assign(document.createElement("div"), { className: "over" });
  const say = (text) => (over.querySelector("p").textContent = text);
  over.append(
    Object.assign(document.createElement("p"), { textContent: title }),
    Object.assign(document.createElement("button"), { className: "press", type: "button", textContent: "Watch", disabled: true }),
  );
  gate.append(over);
  const button = over.querySelector("button");

  async function start(token) {
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(`${platform}/o/${offerId}/playback`, { headers, cache: "no-store" })
      .then((response) => response.json())
      .catch(() => null);
    if (!answer?.url) return say(answer?.error?.message ?? "The film cannot be reached. Try again in a minute.");
    const video = Object.assign(document.createElement("video"), { className: "screen", controls: true, playsInline: true });
    video.setAttribute("aria-label", title);
    gate.replaceChildren(video);
    video.focus();
    await play(video, answer.url, { now: true });
  }

  // Asked before the press: a popup opens in the press itself, or not at all.
  let { accessGranted } = await window.CleengApi.getAccessStatus(offerId);
  if (!accessGranted) button.textContent = `Get access: ${price}`;
  button.disabled = false;
  button.addEventListener("click", () => {
    if (accessGranted) return start(window.CleengApi.getToken());
    window.CleengApi.checkout({
      displayType: "popup",
      offerId,
      completed: (result) => {
        accessGranted = result.accessGranted ?? false;
        if (accessGranted) start(result.token ?? window.CleengApi.getToken());
        else say("The checkout was closed. Nothing was bought.");
      },
    });
  });
}
