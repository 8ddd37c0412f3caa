// Whether the history store has what Kafka has taken, hour by hour.

import { h, shallowReactive } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { count } from '../format.js';
import { LIVE } from '../store.js';
import { loadAgain } from './again.js';
import { Moment } from './bits.js';

const AGAIN_MS = 60_000;
const HOURS = 24;
const COLUMNS = ['hour', 'live', 'late', 'kept', 'lacks', 'askedAt'];
const NUMBERS = new Set(['live', 'late', 'kept', 'lacks']);

export const Kept = {
  setup() {
    const state = shallowReactive({ hours: null, open: false });

    async function load() {
      try {
        state.hours = await api.reconciliation(HOURS);
      } catch {
        // What cannot be reached tells so elsewhere.
      }
    }

    loadAgain(load, AGAIN_MS);

    const lacks = (hour) => (hour.missing === null ? null : Math.max(0, hour.missing));

    const row = (hour) =>
      h('tr', { key: hour.hour, 'data-hour': hour.hour }, [
        h('td', h(Moment, { at: hour.hour, run: LIVE })),
        h('td', { class: 'number' }, count(hour.live)),
        h('td', { class: 'number' }, count(hour.late)),
        h('td', { class: 'number' }, hour.missing === null ? '–' : count(hour.keptLive + hour.keptLate)),
        h(
          'td',
          { class: ['number', lacks(hour) > 0 ? 'bad-text strong' : 'soft'] },
          hour.missing === null ? '–' : count(lacks(hour)),
        ),
        h('td', { class: 'soft' }, hour.askedAt ? h(Moment, { at: hour.askedAt, run: LIVE }) : '–'),
      ]);

    return () => {
      if (!state.hours) {
        return null;
      }
      const compared = state.hours.filter((hour) => hour.missing !== null);
      const taken = compared.reduce((sum, hour) => sum + hour.live + hour.late, 0);
      const missing = compared.reduce((sum, hour) => sum + lacks(hour), 0);
      const figures = { taken: count(taken), missing: count(missing), hours: count(HOURS) };
      return h('section', { class: 'kept', 'aria-label': t('kept.title'), 'data-test': 'kept' }, [
        h('div', { class: 'kept-line', role: 'status' }, [
          h('h2', { class: 'section-title' }, t('kept.title')),
          h(
            'span',
            { class: missing > 0 ? 'bad-text strong' : 'soft' },
            compared.length ? t(missing > 0 ? 'kept.missing' : 'kept.all', figures) : t('kept.none'),
          ),
          state.hours.length > 0 &&
            h(
              'button',
              {
                type: 'button',
                class: 'link-button',
                'aria-expanded': state.open ? 'true' : 'false',
                'data-test': 'kept-open',
                onClick: () => (state.open = !state.open),
              },
              t(state.open ? 'kept.hide' : 'kept.show'),
            ),
        ]),
        state.open && [
          h('p', { class: 'soft kept-note' }, t('kept.note')),
          h('div', { class: 'kept-scroll', tabindex: 0, role: 'group', 'aria-label': t('kept.title') }, [
            h('table', { class: 'table kept-table' }, [
              h('caption', { class: 'unseen' }, t('kept.title')),
              h('thead', h('tr', COLUMNS.map((column) => h('th', { scope: 'col', class: NUMBERS.has(column) ? 'number' : null }, t(`kept.${column}`))))),
              h('tbody', state.hours.map(row)),
            ]),
          ]),
        ],
      ]);
    };
  },
};
