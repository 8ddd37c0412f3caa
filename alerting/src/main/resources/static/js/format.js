// How numbers, units, times and names from the server are shown.

import { locale, language, t, hasText } from './i18n.js';
import { sameDay, yearOf, zone } from './zone.js';

// Controls, bidi controls and invisible characters: they can hide or reorder what a reader sees.
const UNWANTED =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const NOTHING_VISIBLE =
  /^[\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200c\u200d\u2800\u3164\ufe00-\ufe0f\uffa0]*$/u;
const LONGEST = 300;
const LONG_S = 3600;
const YEAR_S = 365 * 86_400;

/** Text from outside, made fit for the eye. Always rendered as text, never as markup. */
export function clean(text) {
  const visible = String(text ?? '')
    .replace(UNWANTED, ' ')
    .trim();
  if (NOTHING_VISIBLE.test(visible)) {
    return '';
  }
  return visible.length > LONGEST ? `${visible.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, '')}…` : visible;
}

/** A name in the language on the screen; the other language, or the id, where there is none. */
export function nameOf(text, id) {
  const own = language.value;
  const other = own === 'zh' ? 'en' : 'zh';
  return clean(text?.[own]) || clean(text?.[other]) || clean(id);
}

const formats = new Map();

function format(kind, key, make) {
  const id = `${kind}/${locale()}/${key}`;
  let found = formats.get(id);
  if (!found) {
    found = make();
    formats.set(id, found);
  }
  return found;
}

function decimals(magnitude) {
  if (magnitude >= 1000) return 0;
  if (magnitude >= 100) return 1;
  if (magnitude >= 1) return 2;
  if (magnitude >= 0.1) return 3;
  return 4;
}

export function number(value, least = 0) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 0.0001 || magnitude >= 1e9)) {
    return format(
      'number',
      'tiny',
      () => new Intl.NumberFormat(locale(), { notation: 'scientific', maximumSignificantDigits: 3 }),
    ).format(value);
  }
  const most = Math.max(least, decimals(magnitude));
  return format(
    'number',
    `${least}-${most}`,
    () => new Intl.NumberFormat(locale(), { minimumFractionDigits: least, maximumFractionDigits: most }),
  ).format(value);
}

export const count = (value) => (Number.isFinite(value) ? number(Math.round(value)) : '–');

const UNITS = {
  Cel: '°C',
  deg: '°',
  '%': '%',
  '10*-6{strain}': 'µε',
  'm/s2': 'm/s²',
  1: '',
};

/** A UCUM code as people write it. */
export function unit(code) {
  const known = UNITS[code];
  if (known !== undefined) {
    return known;
  }
  return clean(code)
    .replace(/\{([^}]*)\}/g, '$1')
    .replace(/\((\d+)\.([a-z]+)\)/g, '$1\u00a0$2')
    .replace(/\bCel\b/g, '°C')
    .replace(/\bdeg\b/g, '°')
    .replace(/10\*(-?\d+)/g, (whole, power) => `10${superscript(power)}`)
    .replace(/([a-zA-Z])(-?\d)/g, (whole, letter, power) => letter + superscript(power))
    .replace(/\./g, '·');
}

function superscript(digits) {
  return digits.replace(/[-\d]/g, (d) => (d === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)]));
}

/** The two parts of a value on the screen. Seconds that nobody can read as such, of a clock that is far off, are told in larger units. */
export function parts(value, code) {
  if (code === 's' && Math.abs(value) >= LONG_S) {
    return [`${value < 0 ? '−' : ''}${elapsed(Math.abs(value) * 1000)}`, ''];
  }
  return [number(value), unit(code)];
}

/** A limit beside a value that has the unit: in the words of the value where that is told in larger units. */
export function limitFigure(value, code) {
  return code === 's' ? quantity(value, code) : number(value);
}

/** A value with its unit. Percentages and degrees stand close to their number in Chinese typesetting too. */
export function quantity(value, code) {
  return parts(value, code).filter(Boolean).join('\u00a0');
}

const dateTime = (key, options) =>
  format(
    `date/${zone.value}`,
    key,
    () => new Intl.DateTimeFormat(locale(), { hourCycle: 'h23', timeZone: zone.value ?? undefined, ...options }),
  );

const HMS = { hour: '2-digit', minute: '2-digit', second: '2-digit' };
const HM = { hour: '2-digit', minute: '2-digit' };

export const timeOfDay = (ms) => dateTime('hms', HMS).format(ms);
export const hourMinute = (ms) => dateTime('hm', HM).format(ms);
export const day = (ms) => dateTime('md', { month: 'short', day: 'numeric' }).format(ms);
export const dayYear = (ms) => dateTime('ymd', { year: 'numeric', month: 'short', day: 'numeric' }).format(ms);
export const fullTime = (ms) =>
  dateTime('full', { year: 'numeric', month: 'short', day: 'numeric', ...HMS }).format(ms);

/** A moment that falls on a minute, such as the end of a shift. */
export const fullMinute = (ms) =>
  dateTime('minute', { year: 'numeric', month: 'short', day: 'numeric', ...HM }).format(ms);

export const monthYear = (ms) => dateTime('ym', { year: 'numeric', month: 'short' }).format(ms);
export const yearOnly = (ms) => dateTime('y', { year: 'numeric' }).format(ms);

export const fullDay = (ms) =>
  dateTime('weekday', { weekday: 'long', year: 'numeric', month: 'short', day: 'numeric' }).format(ms);

/** A moment as short as it can be said at `now` without doubt about the day; seconds only matter today. */
export function moment(ms, now) {
  if (sameDay(ms, now)) {
    return timeOfDay(ms);
  }
  return `${yearOf(ms) === yearOf(now) ? day(ms) : dayYear(ms)} ${hourMinute(ms)}`;
}

/** A moment of a recording: its day is never understood. */
export const recordedMoment = (ms) => `${day(ms)} ${timeOfDay(ms)}`;

const two = (n) => String(n).padStart(2, '0');

/** The label of a mark of a scale of time, of the kind that `ticks` of zone.js tells. */
export function tickLabel(ms, kind) {
  switch (kind) {
    case 'seconds':
      return timeOfDay(ms);
    case 'minutes':
      return hourMinute(ms) === '00:00' ? day(ms) : hourMinute(ms);
    case 'days':
      return day(ms);
    case 'months':
      return monthYear(ms);
    default:
      return yearOnly(ms);
  }
}

/** How long, in its two largest units. */
export function elapsed(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return t('time.s', { s });
  if (s < 3600) return t('time.ms', { m: Math.floor(s / 60), s: two(s % 60) });
  if (s < 86_400) return t('time.hm', { h: Math.floor(s / 3600), m: two(Math.floor((s % 3600) / 60)) });
  if (s >= 2 * YEAR_S) return t('time.y', { y: count(Math.floor(s / YEAR_S)) });
  return t('time.dh', { d: count(Math.floor(s / 86_400)), h: Math.floor((s % 86_400) / 3600) });
}

/** A length of time in one unit, such as an interval: two digits say enough. */
export function interval(ms) {
  const round = (value) => number(value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
  if (ms < 1000) return t('time.millis', { ms: round(ms) });
  if (ms < 60_000) return t('time.s', { s: round(ms / 1000) });
  if (ms < 3_600_000) return t('time.m', { m: round(ms / 60_000) });
  if (ms < 86_400_000) return t('time.h', { h: round(ms / 3_600_000) });
  return t('time.d', { d: round(ms / 86_400_000) });
}

/** An ISO-8601 duration of days to fractions of a second; NaN if it is none. */
export function durationMs(text) {
  if (typeof text === 'number') {
    return text * 1000;
  }
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text ?? '');
  if (!parts) {
    return Number.NaN;
  }
  const [d, h, m, s] = parts.slice(1).map((part) => Number(part ?? 0));
  return (((d * 24 + h) * 60 + m) * 60 + s) * 1000;
}

const DOMAINS = {
  gas: 'gas',
  water: 'water',
  drain: 'drainage',
  drainage: 'drainage',
  sewer: 'drainage',
  underpass: 'drainage',
  rain: 'drainage',
  heat: 'heating',
  heating: 'heating',
  heated: 'heating',
  bridge: 'bridge',
  lift: 'elevator',
  elevator: 'elevator',
  duct: 'duct',
  tunnel: 'duct',
  hazard: 'hazard',
  tank: 'hazard',
  mine: 'mine',
  river: 'river',
};

/** The lifeline that something belongs to: the first known word in its asset class, else its gateway, else its id. */
export function domainOf({ assetClass, gateway, id }) {
  for (const text of [assetClass, gateway, id]) {
    for (const word of String(text ?? '')
      .toLowerCase()
      .split(/[^a-z]+/)) {
      if (Object.hasOwn(DOMAINS, word)) {
        return DOMAINS[word];
      }
    }
  }
  return 'other';
}

export function quantityName(id) {
  const key = `quantity.${id}`;
  if (hasText(key)) {
    return t(key);
  }
  const words = clean(id).replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
