// How the classes of a mix look to eyes of every kind: fetched where that is wanted.

export { looksOf } from "./safe.js";
