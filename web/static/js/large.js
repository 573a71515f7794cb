// Which layers are too large to be sent whole.

/** Layers of more features than this are shown from tiles. */
export const manyFeatures = 20000;

/** Roles of layers that always come whole: answers name their features one by one. */
const named = ["facility", "boundary"];

/**
 * Says whether a layer is shown from tiles: what is in view, at the fineness of the view.
 * @param {{role: string, features: number}} layer
 */
export const comesAsTiles = ({ role, features }) => features > manyFeatures && !named.includes(role);
