// Small comforts of the hosted pages; each page works without them. static/README.md lists the attributes.
const one = (selector) => document.querySelector(selector);
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
const { display, origin } = document.documentElement.dataset;
const framed = parent !== self;
const pay = one("[data-pay]");

// What few pages need comes with those.
const bring = (selector, file) => one(selector) && import(file + new URL(import.meta.url).search);
bring("[data-gateway-script]", "./gateways.js");
bring("[data-copy]", "./copy.js");
bring("[data-until]", "./countdown.js");
bring("[data-poll]", "./poll.js");

// Words to the page around go to one named origin, or are not said.
const post = (message, to) => /^https?:/.test(to) && (framed ? parent : opener)?.postMessage(message, to);
const tell = (type, more) => framed && post({ source: "cleeng", type, ...more }, origin);
const leave = () => (framed ? tell("close") : close());

if (/inline|overlay/.test(display)) {
  tell("ready", { title: document.title, dir: document.dir });
  new ResizeObserver(() => tell("resize", { height: document.documentElement.offsetHeight })).observe(document.body);
}
addEventListener("keydown", (event) => {
  const taken = event.isComposing || one("dialog[open], [aria-busy=true]");
  if (display === "overlay" && event.key === "Escape" && !taken) tell("close");
});
const completion = one("#cleeng-completion");
if (completion) {
  const end = JSON.parse(completion.textContent);
  post(end.message, end.origin);
  // Time to see how it ended. A window whose opener is gone, or cut it off, goes back there itself.
  const alone = end.back && (opener?.closed ?? true);
  if (end.close) setTimeout(() => (alone ? location.replace(end.back) : leave()), 1500);
}

// A pressed button says so and cannot be pressed twice (the server is safe against that anyway).
// Enter presses a form's first button: the unseen [data-default], for which the pay button stands.
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!submitter || form.getAttribute("method") === "dialog") return;
  if (submitter.matches("[data-top-window]")) return leaveFrame(submitter, "formtarget");
  if (form.matches("[data-top-window]")) return leaveFrame(form, "target");
  const button = (submitter.matches("[data-default]") && pay) || submitter;
  if (button.ariaBusy === "true") return event.preventDefault();
  button.ariaBusy = "true";
  button.dataset.idle = button.textContent;
  if (button.dataset.busy) button.textContent = button.dataset.busy;
});
// In a field with a button of its own, Enter presses that one.
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-enter]")) return;
  event.preventDefault();
  event.target.nextElementSibling.click();
});
// Back button: the page comes from the cache still busy. (reload() would send a form again.)
addEventListener("pageshow", (event) => event.persisted && location.replace(location.pathname + location.search));
// Errors first: the summary that the server rendered.
each("[data-focus]", (node) => node.focus());

// The pay button and its note follow the chosen way to pay.
function follow({ dataset: { button, busy, note } }) {
  if (!pay || !button) return;
  pay.textContent = button;
  pay.dataset.busy = busy || "";
  each("[data-pay-note]", (node) => node.textContent === note || (node.textContent = note || "")); // it is read out
}
each("[type=radio]:checked", follow);
addEventListener("change", (event) => event.target.type === "radio" && follow(event.target));

// Dialogs close by <form method=dialog>, Esc or the backdrop.
addEventListener("click", (event) => {
  const { target } = event;
  const opener = target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    one("#" + opener.dataset.dialog).showModal();
  }
  if (target.nodeName === "DIALOG") target.close();
  const link = target.closest("a[data-top-window]");
  if (link) leaveFrame(link, "target");
  if (target.closest("[data-close]")) leave();
  if (target.closest("[data-print]")) print();
});

// A bank or a sign-in that refuses frames gets a window, opened in the press itself; meanwhile the
// frame shows [data-top-window=id] and polls. Where windows are blocked, a tab has to do.
function leaveFrame(node, target) {
  if (!framed) return node.removeAttribute(target);
  node.setAttribute(target, open("", "cleeng-top", "popup,width=480,height=760") ? "cleeng-top" : "_blank");
  document.getElementById(node.dataset.topWindow)?.removeAttribute("hidden");
}
