// What a mapping becomes by the choices made in its editor.

/** @typedef {import("./documents.js").Entry} Entry */
/** @typedef {import("./types.js").Code} Code */

/** Names a choice: a property and its value. @param {{key: string, value: string}} e */
export const choiceKey = ({ key, value }) => `${key}\u0000${value}`;

/**
 * Returns the entries after the choices: those of a value chosen for in the scheme
 * are replaced, one chosen to be nothing goes, all else stays in its place.
 * @param {Entry[]} entries @param {string} scheme
 * @param {Map<string, string>} choices code by choiceKey, "" for nothing
 * @returns {Entry[]}
 */
export function chosenEntries(entries, scheme, choices) {
  const left = new Map(choices);
  /** @type {Entry[]} */
  const kept = [];
  for (const e of entries) {
    const key = choiceKey(e);
    if (e.scheme !== scheme || !choices.has(key)) kept.push(e);
    else if (left.get(key)) kept.push({ ...e, code: /** @type {string} */ (left.get(key)) });
    if (e.scheme === scheme) left.delete(key);
  }
  for (const [name, code] of left) {
    const [key, value] = name.split("\u0000");
    if (code) kept.push({ key, value, scheme, code });
  }
  return kept;
}

/**
 * Returns the class that words mean: its code, its code with its name, or its name
 * alone; null for none, undefined for no words.
 * @param {string} words @param {Code[]} codes
 * @returns {Code|null|undefined}
 */
export function classMeant(words, codes) {
  const text = words.trim();
  if (!text) return undefined;
  const code = text.split(/\s/)[0].toUpperCase();
  const same = (/** @type {string|undefined} */ name) => name?.toLowerCase() === text.toLowerCase();
  return codes.find((c) => c.code.toUpperCase() === code) ?? codes.find((c) => same(c.name_zh) || same(c.name_en)) ?? null;
}

/**
 * Returns the codes that typed words choose, "" for none chosen, by the same keys; null where some words mean no class.
 * @param {Map<string, string>} typed @param {Code[]} codes
 * @returns {Map<string, string>|null}
 */
export function chosenCodes(typed, codes) {
  const meant = [...typed].map(([key, words]) => /** @type {const} */ ([key, classMeant(words, codes)]));
  return meant.some(([, c]) => c === null) ? null : new Map(meant.map(([key, c]) => [key, c?.code ?? ""]));
}
