// What all of the page's scripts need of it.

export const app = document.getElementById("app");

export const one = (selector, within = app) => within.querySelector(selector);
export const all = (selector, within = app) => [...within.querySelectorAll(selector)];

/** Says a text wherever the page shows it; only what changed is touched, so that it is read aloud once. */
export function show(name, text) {
  for (const place of all(`[data-show="${name}"]`)) say(place, text);
}

export function say(place, text) {
  const said = text ?? "";
  if (place.textContent !== said) place.textContent = said;
}

export function element(kind, name, text) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  if (text !== undefined && text !== null) made.textContent = String(text);
  return made;
}
