// Which field of a file states which fact: what was chosen, as the service takes it.

/**
 * @typedef {{feature: number, id?: string, value: string, scheme?: string, code?: string, number?: number, text?: string, rule?: string}} Value
 * @typedef {{fact: string, field?: string, other_fields?: string[], reason: "alias"|"given"|"untold", missing?: boolean, usable: number, unusable: number, empty: number, examples?: Value[]}} Source
 * @typedef {{name: string, features: number, examples?: string[]}} Sample
 * @typedef {{facts: Source[], fields: Sample[], more_fields?: boolean}} Report
 */

/** Facts that are offered first even where no field is known for them. */
const first = ["class", "kind", "name", "population"];

/** @param {string} fact */
export const offered = (fact) => first.includes(fact);

/** How the service takes a field whose name is empty. */
export const unnamed = " ";

/** Facts that one field may state together. */
const texts = ["kind", "name", "name_en"];

/**
 * Returns the choices after another: "" leaves the fact to the names that are known, "none" to no field, "=name" to that
 * field, which no longer states what it was chosen for before, unless both are texts.
 * @param {string[]} choices "fact:field" each @param {string} fact @param {string} value @returns {string[]}
 */
export function chosenWith(choices, fact, value) {
  const field = value.startsWith("=") ? value.slice(1) : "";
  const kept = choices.filter((c) => {
    const at = c.indexOf(":"), other = c.slice(0, at);
    return other !== fact && !(field && c.slice(at + 1) === field && !(texts.includes(other) && texts.includes(fact)));
  });
  return value === "" ? kept : [...kept, `${fact}:${field}`];
}
