// Small parts that every page uses.

import { h } from 'vue';
import { clean, elapsed, fullTime, moment, nameOf, parts, recordedMoment } from '../format.js';
import { LIVE, nowOf } from '../store.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';

/** A name from outside: isolated, so that its direction cannot spill over. */
export const name = (text, id, attributes = {}) => {
  const shown = nameOf(text, id);
  return h('bdi', { title: shown, ...attributes }, shown);
};

export const plain = (text) => h('bdi', clean(text));

/** A moment on a run's clock. */
export const momentOf = (ms, run) => (run === LIVE ? moment(ms, nowOf(run)) : recordedMoment(ms));

/** A moment on a run's clock, short; the title has it in full. */
export const Moment = {
  props: { at: { type: String, required: true }, run: { type: String, required: true } },
  setup(props) {
    return () => {
      const ms = Date.parse(props.at);
      return h('time', { datetime: props.at, title: fullTime(ms) }, momentOf(ms, props.run));
    };
  },
};

/** How long something has lasted on a run's clock; ticks until it has an end. */
export const Elapsed = {
  props: {
    from: { type: String, required: true },
    to: { type: String, default: null },
    run: { type: String, required: true },
  },
  setup(props) {
    return () => elapsed((props.to ? Date.parse(props.to) : nowOf(props.run)) - Date.parse(props.from));
  },
};

export const marksOf = (warning) => [
  warning.delayed && h('span', { class: 'tag', title: t('row.delayedTitle') }, t('row.delayed')),
  warning.latched && h('span', { class: 'tag', title: t('row.latchedTitle') }, t('row.latched')),
];

/** Of a warning or incident that has been raised for training only. */
export const drillMark = (one) =>
  one.drill ? h('span', { class: 'tag drill', title: t('row.drillTitle'), 'data-test': 'drill-mark' }, t('row.drill')) : null;

/** That work is going on where a warning is. */
export const maintenanceMark = (one) =>
  one.maintenance
    ? h(
        'span',
        {
          class: ['tag', 'maintenance', !one.maintenance.silent && 'loud'],
          title: `${t(one.maintenance.silent ? 'row.maintenanceTitle' : 'row.maintenanceLoud', {
            until: momentOf(Date.parse(one.maintenance.until), LIVE),
          })} ${clean(one.maintenance.reason)}`,
          'data-test': 'maintenance-mark',
        },
        t('row.maintenance'),
      )
    : null;

export const failure = (error, retry) =>
  h('div', { class: 'notice bad', role: 'alert' }, [
    h('p', error.text ?? t('error.network')),
    retry && h('button', { type: 'button', class: 'button', onClick: retry }, t('error.retry')),
  ]);

export const where = (warning) => [nameOf(warning.assetName, warning.asset), districtName(warning.district)].filter(Boolean);

export const place = (warning) =>
  [nameOf(warning.assetName, warning.asset), nameOf(warning.pointName, warning.point)].filter(Boolean).join(' · ');

/** A cell of a table whose rows are stacked where the screen is narrow: then the column's head stands before it. */
export const labelled = (label, content, attributes = {}) =>
  h('td', { 'data-label': label, ...attributes }, h('div', [content]));

/** A value with its unit, which is smaller. */
export function measured(value, code) {
  const [shown, itsUnit] = parts(value, code);
  return [h('span', { class: 'number' }, shown), itsUnit && h('span', { class: 'unit' }, itsUnit)];
}

export const ruleName = (warning) => nameOf(warning.ruleName, warning.rule);
