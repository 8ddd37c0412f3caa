// The city's zone: every time on the screen is the city's, wherever the reader sits.

import { ref } from 'vue';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The zone's name, such as `Asia/Shanghai`; null as long as nobody has said: then the browser's. */
export const zone = ref(null);

export function setZone(id) {
  try {
    zone.value = id && new Intl.DateTimeFormat('en', { timeZone: id }) ? id : null;
  } catch {
    zone.value = null; // a zone that this browser does not know
  }
}

const readers = new Map();

function reader() {
  const id = zone.value ?? '';
  if (!readers.has(id)) {
    readers.set(
      id,
      new Intl.DateTimeFormat('en-GB', {
        timeZone: zone.value ?? undefined,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }),
    );
  }
  return readers.get(id);
}

/** What a clock and a calendar in the city show: `{year, month, day, hour, minute, second}`. */
export function fieldsOf(ms) {
  const fields = {};
  for (const { type, value } of reader().formatToParts(ms)) {
    fields[type] = Number(value);
  }
  return fields;
}

/** How far the city's clock is ahead of UTC at a moment. */
export function offsetOf(ms) {
  const { year, month, day, hour, minute, second } = fieldsOf(ms);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / SECOND) * SECOND;
}

/** The moment at which the city's clock shows this. */
export function momentAt(year, month, day, hour = 0, minute = 0, second = 0) {
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - offsetOf(shown - offsetOf(shown));
}

export const sameDay = (a, b) =>
  ['year', 'month', 'day'].every((field) => fieldsOf(a)[field] === fieldsOf(b)[field]);

export const yearOf = (ms) => fieldsOf(ms).year;

/** A moment as a `datetime-local` field wants it. */
export const inputOf = (ms) => new Date(ms + offsetOf(ms)).toISOString().slice(0, 19);

/** The moment that a `datetime-local` field shows; NaN if it shows none. */
export function momentOfInput(text) {
  const shown = Date.parse(`${text}Z`);
  return shown - offsetOf(shown - offsetOf(Number.isNaN(shown) ? 0 : shown));
}

// Of a scale of time, in steps that a clock and a calendar have.
const EVEN = [1, 2, 5, 10, 15, 30]
  .map((n) => n * SECOND)
  .concat([1, 2, 5, 10, 15, 30].map((n) => n * MINUTE))
  .concat([1, 2, 3, 6, 12].map((n) => n * HOUR));
const DAYS = [1, 2, 7, 14];
const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];

/** Where a scale from one moment to another has its marks, and how they are labelled: `{at, kind}`. */
export function ticks(from, to, most) {
  const least = (to - from) / Math.max(1, most);
  const found = [];
  const even = EVEN.find((step) => step >= least);
  if (even) {
    const ahead = offsetOf(from);
    for (let at = Math.ceil((from + ahead) / even) * even - ahead; at <= to; at += even) {
      found.push(at);
    }
    return { at: found, kind: even < MINUTE ? 'seconds' : 'minutes' };
  }
  const start = fieldsOf(from);
  const days = DAYS.find((n) => n * DAY >= least);
  if (days) {
    for (let day = days === 1 || days === 2 ? start.day : start.day - 7; ; day += days) {
      const at = momentAt(start.year, start.month, day);
      if (at > to) {
        return { at: found, kind: 'days' };
      }
      if (at >= from) {
        found.push(at);
      }
    }
  }
  const months = MONTHS.find((n) => n * 30 * DAY >= least) ?? 240;
  const first = months >= 12 ? 1 : start.month - ((start.month - 1) % months);
  const firstYear = months >= 12 ? start.year - (start.year % (months / 12)) : start.year;
  for (let month = first; ; month += months) {
    const at = momentAt(firstYear, month, 1);
    if (at > to) {
      return { at: found, kind: months >= 12 ? 'years' : 'months' };
    }
    if (at >= from) {
      found.push(at);
    }
  }
}
