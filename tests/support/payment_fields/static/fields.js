// Stands for a provider's own fields: draws one, and makes a ticket of what is typed.
export async function mount(node, config) {
  const input = Object.assign(document.createElement("input"), { id: "drawn" });
  const label = Object.assign(document.createElement("label"), { htmlFor: "drawn", textContent: `Card for ${config.key}` });
  node.replaceChildren(label, input);
}

export async function submit(node) {
  const typed = node.querySelector("input").value;
  if (typed) return { ticket: `ticket-${typed}` };
  node.querySelector("label").textContent = "Card: type it first";
  return null;
}

export const destroy = (node) => node.replaceChildren();
