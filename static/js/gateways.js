// Fields that a payment gateway draws itself: [data-gateway-script] names a module with mount(node, config),
// submit(node) and destroy(node). It is fetched when its method is chosen, never before. submit() answers
// with the fields to send, which get [data-prefix], or with null when it has said at its own field what is wrong.
const modules = new Map(); // node -> promise of its module; null where it did not load, then the form goes as it is
const pay = document.querySelector("[data-pay]");
const chosen = (node) => node.closest(".choices > *")?.querySelector("[type=radio]")?.checked ?? true;

async function load(node) {
  try {
    const module = await import(new URL(node.dataset.gatewayScript, document.baseURI));
    await module.mount(node, JSON.parse(node.dataset.config || "{}"));
    return module;
  } catch (error) {
    console.error(error);
    return null;
  }
}

function mountChosen() {
  for (const node of document.querySelectorAll("[data-gateway-script]")) {
    if (chosen(node) && !modules.has(node)) modules.set(node, load(node));
  }
}

// pages.js has made the pay button busy by now; it stays so until the fields are on their way.
addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const [node, loading] = [...modules].find(([own]) => form.contains(own) && chosen(own)) ?? [];
  if (!node || event.defaultPrevented || pay?.ariaBusy !== "true") return;
  event.preventDefault();
  const module = await loading;
  const fields = module?.submit ? await module.submit(node).catch(() => null) : {};
  if (!fields) {
    pay.ariaBusy = "false";
    pay.textContent = pay.dataset.idle;
    return;
  }
  const { prefix = "" } = node.dataset;
  const more = Object.entries(fields).map(([name, value]) => [prefix + name, value]);
  if (submitter.name) more.push([submitter.name, submitter.value]); // submit() below knows of no button
  const add = ({ formData }) => more.forEach(([name, value]) => formData.set(name, value));
  form.addEventListener("formdata", add, { once: true });
  HTMLFormElement.prototype.submit.call(form); // a field may be called "submit"
});

addEventListener("change", mountChosen);
addEventListener("pagehide", () => modules.forEach(async (loading, node) => (await loading)?.destroy?.(node)));
mountChosen();
