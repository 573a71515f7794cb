// Builds page elements. Text enters as text nodes only.

/** @typedef {Node|string|number|null|undefined|false} Child */

/**
 * Returns an element. Props: "class", on{Event} handlers, "data" (dataset), DOM
 * booleans, else attributes; null, undefined and false leave an attribute out.
 * @param {string} tag
 * @param {Record<string, any>|null} [props]
 * @param {...(Child|Child[])} children
 * @returns {any} the element of that tag
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "data") Object.assign(element.dataset, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2).toLowerCase(), value);
    else if (key === "value") continue;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  append(element, children);
  // After the children, so that a select finds its option.
  if (props?.value !== undefined) /** @type {any} */ (element).value = props.value;
  return element;
}

/** Returns an SVG element. @param {string} tag @param {Record<string, any>} attributes @param {...Child} children @returns {any} */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, String(value));
  }
  append(element, children);
  return element;
}

/** @param {Element} element @param {(Child|Child[])[]} children */
function append(element, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** Replaces an element's content. @param {Element} element @param {...(Child|Child[])} children */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** Sets text if it differs, so that nothing is announced twice; in the place of other text it is only that. @param {Node} node @param {string} text */
export function say(node, text) {
  const only = node.firstChild;
  if (text && only?.nodeType === Node.TEXT_NODE && !only.nextSibling) {
    if (only.nodeValue !== text) only.nodeValue = text;
  } else if (node.textContent !== text) node.textContent = text;
}

/** Sets an attribute if it differs, so that nothing is laid out again for it. @param {Element} element @param {string} name @param {string} value */
export function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Makes a child, or text, an element's only content, unless it is already. @param {Element} element @param {Child} content */
export function put(element, content) {
  if (!(content instanceof Node)) say(element, String(content ?? ""));
  else if (element.firstChild !== content || element.childNodes.length > 1) element.replaceChildren(content);
}

/** Returns a square of a colour for legends and tables. @param {string} color @param {string} [outline] @param {string} [extra] class */
export function swatch(color, outline, extra = "") {
  const mark = h("span", { class: `swatch ${extra}`, "aria-hidden": "true" });
  mark.style.backgroundColor = color;
  if (outline) mark.style.boxShadow = `inset 0 0 0 2px ${outline}`;
  return mark;
}

/**
 * Returns a row of buttons of which one is chosen, as a radio group.
 * @param {{label: string, name: string, options: {value: string, text: string, title?: string}[],
 *   value: string, onPick: (value: string) => void}} spec
 */
export function choice({ label, name, options, value, onPick }) {
  const group = h("div", { class: "choice", role: "radiogroup", "aria-label": label });
  for (const option of options) {
    const input = h("input", { type: "radio", name, value: option.value, onChange: () => onPick(option.value) });
    input.checked = option.value === value;
    group.append(h("label", { title: option.title }, input, h("span", null, option.text)));
  }
  return group;
}

/** Offers what a list holds, anew where it holds other than before. @param {HTMLSelectElement} select @param {{value: string|number, text: string, disabled?: boolean}[]} list @param {string|number} value the chosen one */
export function choose(select, list, value) {
  const of = JSON.stringify(list);
  if (select.dataset.of !== of) fill(select, list.map(({ text, ...option }) => h("option", option, text)));
  select.dataset.of = of;
  select.value = String(value);
}

/** Gives the person a file. @param {string} name @param {Blob} blob */
export function save(name, blob) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
