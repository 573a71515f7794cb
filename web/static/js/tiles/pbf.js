// Reads protocol buffers: the fields of a message, one after the other, never
// beyond its end. Whoever sent the bytes is not trusted.

/** Bytes that are not what they should be. */
export class Malformed extends Error {}

/** The wire types read here. */
export const whole = 0, eight = 1, sized = 2, four = 5;

/** What is read next in some bytes. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.end = bytes.length;
    /** The halves of the last varint. */
    this.low = 0;
    this.high = 0;
  }

  /** Returns a varint below 2^53 as it is, a larger one rounded; its halves are in low and high. */
  varint() {
    const { bytes, end } = this;
    if (this.at < end && bytes[this.at] < 128) { // most are of one byte
      this.high = 0;
      return (this.low = bytes[this.at++]);
    }
    let low = 0, high = 0, shift = 0;
    for (let n = 0; n < 10; n++, shift += 7) {
      if (this.at >= end) throw new Malformed("a number is cut off");
      const b = bytes[this.at++], bits = b & 127;
      if (shift < 32) low |= bits << shift;
      if (shift > 25 && shift < 64) high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32);
      if (b < 128) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return this.high * 4294967296 + this.low;
      }
    }
    throw new Malformed("a number is too long");
  }

  /** Returns a varint of 32 bits that is signed by zigzag. */
  zigzag() {
    this.varint();
    if (this.high) throw new Malformed("a number is too large");
    return (this.low >>> 1) ^ -(this.low & 1);
  }

  /** Returns where what has a length ends, and stands before its first byte. */
  size() {
    const n = this.varint();
    if (n > this.end - this.at) throw new Malformed("a length goes beyond the end");
    return this.at + n;
  }

  /** Passes over a value. @param {number} type its wire type */
  skip(type) {
    if (type === whole) this.varint();
    else if (type === sized) this.at = this.size();
    else if (type === eight || type === four) this.at += type === eight ? 8 : 4;
    else throw new Malformed(`wire type ${type}`);
    if (this.at > this.end) throw new Malformed("a value is cut off");
  }

  /** Returns the double, or the float, that comes next. @param {number} bytes 8 or 4 */
  real(bytes) {
    if (this.end - this.at < bytes) throw new Malformed("a value is cut off");
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, bytes);
    this.at += bytes;
    return bytes === 8 ? view.getFloat64(0, true) : view.getFloat32(0, true);
  }

  /** Returns the text up to a place, and stands there. @param {number} end */
  text(end) {
    const { bytes, at } = this;
    let text = "";
    for (let i = at; i < end; i++) {
      if (end - at > 24 || bytes[i] > 126) { // long, or not plain
        text = utf8.decode(bytes.subarray(at, end));
        break;
      }
      text += String.fromCharCode(bytes[i]);
    }
    this.at = end;
    return text;
  }

  /**
   * Reads the fields of a message up to its end. What a field does not read to its end is passed over.
   * @param {number} end of the message @param {(number: number, type: number, end: number) => boolean|void} field
   *   stands before the value, for a sized one before its first byte and with where it ends; false leaves the value to be passed over
   */
  fields(end, field) {
    const outer = this.end;
    this.end = end;
    while (this.at < end) {
      const tag = this.varint(), number = Math.floor(tag / 8), type = tag % 8;
      if (type !== sized) {
        if (field(number, type, 0) === false) this.skip(type);
        continue;
      }
      const to = (this.end = this.size());
      field(number, type, to);
      this.at = to;
      this.end = end;
    }
    this.end = outer;
  }
}

const utf8 = new TextDecoder();
