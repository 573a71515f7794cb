// Writes numbers in digits, as both languages of the page do. The browser's own writer of numbers takes
// longer to make, the first time, than all else of a first answer that is written.

/**
 * Returns a number with its thousands apart and so many digits behind the point, halves away from zero.
 * @param {number} value @param {number} [digits]
 */
export function grouped(value, digits = 0) {
  const size = Math.abs(value);
  if (!(size * 10 ** digits < 1e15)) return new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  // Moved by its digits as it is written, 1.005 has its half, which it lacks in binary.
  const whole = size < 1e-6 ? 0 : Math.round(Number(`${size}e${digits}`)), text = String(whole).padStart(digits + 1, "0");
  const cut = text.length - digits, before = text.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ",");
  return (value < 0 && whole ? "-" : "") + before + (digits ? "." + text.slice(cut) : "");
}
