// Writes numbers the way planners read them.

import { grouped } from "./digits.js";
import { locale, t } from "./i18n.js";

export const number = grouped;

/**
 * Writes a difference with its sign, "±" where nothing of it is seen; the minus is as wide as the plus.
 * @param {number} value @param {(size: number) => string} write
 */
export function signed(value, write) {
  const size = write(Math.abs(value));
  return (size === write(0) ? "±" : value > 0 ? "+" : "−") + size;
}

/** Returns a ratio as tenths of a per cent: never all where something is short, never 0 where something is. @param {number} ratio */
export function tenths(ratio) {
  if (ratio <= 0) return 0;
  return Math.max(1, ratio < 1 ? Math.min(999, Math.round(1000 * ratio)) : Math.round(1000 * ratio));
}

/** Writes a number of hundredths. @param {number} hundredths @param {number} [digits] */
export const perCent = (hundredths, digits = 1) => `${number(hundredths, digits)}\u202f%`;

/** Returns a ratio 0..1 as "41.2 %", as tenths rounds it. @param {number|null|undefined} ratio */
export const percent = (ratio) => (ratio === null || ratio === undefined || !Number.isFinite(ratio) ? "–" : perCent(tenths(ratio) / 10));

/** Returns square metres as hectares, or square kilometres from 10 km². @param {number} m2 */
export function area(m2) {
  if (m2 >= 1e7) return `${number(m2 / 1e6, 2)}\u00a0km²`;
  return `${number(m2 / 1e4, m2 < 1e5 ? 2 : 1)}\u00a0${t("unit.ha")}`;
}

/** Returns metres as "640 m" or "1.8 km" from 10 km. @param {number|null|undefined} m */
export function metres(m) {
  if (m === null || m === undefined || !Number.isFinite(m)) return "–";
  if (m >= 10000) return `${number(m / 1000, 1)}\u00a0km`;
  return `${number(m)}\u00a0m`;
}

/** Returns an amount of demand in its unit. @param {number} value @param {string} unit "m2", "people" or "jobs" */
export function amount(value, unit) {
  if (unit === "m2") return area(value);
  return `${number(value)}\u00a0${t(unit === "jobs" ? "unit.jobs" : "unit.people")}`;
}

/** Returns a value with about three figures. @param {number} value */
export function figure(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return number(value, size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2);
}

/** What writes dates, by locale and style: to make one takes longer than to write. @type {Map<string, Intl.DateTimeFormat>} */
const writers = new Map();

/** Writes a time in the page's language. @param {Date} time @param {Intl.DateTimeFormatOptions} style */
function written(time, style) {
  const key = JSON.stringify([locale(), style]), writer = writers.get(key) ?? new Intl.DateTimeFormat(locale(), style);
  writers.set(key, writer);
  return writer.format(time);
}

/** Returns an ISO time as a short local date and time. @param {string|undefined} iso */
export function when(iso) {
  const time = timeOf(iso);
  return time ? written(time, { dateStyle: "medium", timeStyle: "short" }) : "–";
}

/** Returns the day of an ISO time, "" where there is none. @param {string|undefined} iso */
export function day(iso) {
  const time = timeOf(iso);
  return time ? written(time, { dateStyle: "medium" }) : "";
}

/** Returns the time of an ISO time; the service writes the first day of year 1 where it knows none. @param {string|undefined} iso */
function timeOf(iso) {
  const time = new Date(iso || NaN);
  return time.getFullYear() > 1 ? time : null;
}

/** Returns an ISO time of today without its day. @param {string} iso */
export function clock(iso) {
  const time = new Date(iso);
  return time.toDateString() === new Date().toDateString() ? written(time, { timeStyle: "short" }) : when(iso);
}

/** Returns a text as it is compared. @param {any} v */
export const plain = (v) => String(v ?? "").normalize("NFKC").toLowerCase();
