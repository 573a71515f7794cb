// Reads the service's binary answers: named arrays behind a header in JSON.

/** The layout this page reads. */
const version = 1;

/** @type {Record<string, any>} */
const kinds = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u32: Uint32Array, u8: Uint8Array };

/**
 * @typedef {object} Arrays
 * @property {Record<string, any>} header what the service says beside the arrays
 * @property {Record<string, any>} of typed arrays by name; they look into the answer and copy nothing
 */

/**
 * Returns the arrays of an answer.
 * @param {ArrayBuffer} buffer
 * @returns {Arrays}
 * @throws {Error} where it is cut off or of another version
 */
export function decode(buffer) {
  const head = new DataView(buffer);
  if (buffer.byteLength < 12 || head.getUint32(0) !== 0x43544d54) throw new Error("arrays: not in the layout known");
  if (head.getUint32(4, true) !== version) throw new Error(`arrays: version ${head.getUint32(4, true)}, this page reads ${version}`);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 12, head.getUint32(8, true))));
  /** @type {Record<string, any>} */
  const of = {};
  // A machine whose bytes run the other way could not look into the answer; none that runs a browser does.
  for (const { name, type, offset, length } of header.arrays) of[name] = new kinds[type](buffer, offset, length);
  return { header, of };
}
