import { computed, h, onBeforeUnmount, ref, shallowReactive, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t, tn } from '../i18n.js';
import { clean, count, domainOf, moment, fullTime, number, quantityName, unit } from '../format.js';
import { href, replace, route } from '../router.js';
import { LIVE, nowOf, onResume, onStatus, runs, watchPoints } from '../store.js';
import { failure, name } from '../components/bits.js';
import { pager } from '../components/pager.js';
import * as icons from '../components/icons.js';

const PAGE_SIZE = 40;

export const quality = (code) =>
  h('span', { class: ['quality', (code ?? 'none').toLowerCase()] }, [
    h('span', { class: 'quality-dot', 'aria-hidden': 'true' }),
    t(`quality.${code ?? 'none'}`),
  ]);

export const PointsPage = {
  setup() {
    const query = computed(() => route.value.query.query ?? '');
    const page = computed(() => Math.max(0, Number.parseInt(route.value.query.page ?? '1', 10) - 1 || 0));
    const state = shallowReactive({ items: null, total: 0, error: null });
    const latest = shallowRef(new Map());
    const typed = ref(query.value);
    let typing = null;
    let abort = null;

    const run = computed(() => (runs.current === LIVE ? null : runs.current));

    async function load() {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      try {
        const answer = await api.points({ query: query.value, page: page.value, size: PAGE_SIZE }, mine.signal);
        Object.assign(state, { items: answer.items, total: answer.total, error: null });
        latest.value = new Map();
        watchPoints(
          'points',
          answer.items.map((point) => point.id),
        );
      } catch (error) {
        if (error.name !== 'AbortError') {
          state.error = error;
        }
      }
    }

    watch(() => [query.value, page.value], load, { immediate: true });
    watch(typed, (text) => {
      clearTimeout(typing);
      typing = setTimeout(() => replace('points', null, { run: run.value, query: text.trim() }), 250);
    });
    const stopStatus = onStatus((status) => {
      latest.value = new Map(latest.value).set(status.point, status);
    });
    const stopResume = onResume(load);
    onBeforeUnmount(() => {
      clearTimeout(typing);
      abort?.abort();
      stopStatus();
      stopResume();
      watchPoints('points', []);
    });

    function row(point) {
      const last = latest.value.get(point.id) ?? point.last;
      const at = last ? Date.parse(last.time) : Number.NaN;
      return h('tr', { key: point.id, 'data-point': point.id }, [
        h('td', { class: 'col-point' }, [
          h(
            'a',
            { class: 'row-link strong line', href: href('points', point.id, { run: run.value }) },
            name(point.name, point.id),
          ),
          h('span', { class: 'sub line code' }, h('bdi', clean(point.id))),
        ]),
        h('td', { class: 'col-place' }, [
          name(point.assetName, point.asset, { class: 'line' }),
          h('span', { class: 'sub line' }, h('bdi', districtName(point.district))),
        ]),
        h('td', { class: 'col-domain' }, [
          h('span', { class: 'line' }, t(`domain.${domainOf(point)}`)),
          h('span', { class: 'sub line' }, quantityName(point.quantity)),
        ]),
        h(
          'td',
          { class: 'col-last' },
          last
            ? h('span', { class: 'reading line strong' }, [
                h('span', { class: 'number' }, number(last.value)),
                h('span', { class: 'unit' }, unit(point.unit)),
              ])
            : h('span', { class: 'sub' }, '–'),
        ),
        h(
          'td',
          { class: 'col-time' },
          last && Number.isFinite(at)
            ? h('time', { class: 'line soft', datetime: last.time, title: fullTime(at) }, moment(at, nowOf(LIVE)))
            : null,
        ),
        h('td', { class: 'col-quality' }, quality(last?.quality)),
      ]);
    }

    const COLUMNS = ['point', 'place', 'domain', 'last', 'time', 'quality'];

    return () =>
      h('div', { class: 'page' }, [
        h('div', { class: 'page-main' }, [
          h('div', { class: 'toolbar first' }, [
            h('h1', { class: 'page-title' }, t('points.title')),
            h('div', { class: 'search', role: 'search' }, [
              icons.search(),
              h('input', {
                class: 'input',
                type: 'search',
                value: typed.value,
                placeholder: t('points.search'),
                'aria-label': t('points.search'),
                'data-test': 'point-search',
                onInput: (event) => (typed.value = event.target.value),
              }),
            ]),
            h(
              'div',
              { class: 'toolbar-count', role: 'status' },
              state.items ? tn('points.count', state.total, { total: count(state.total) }) : '',
            ),
          ]),
          state.error && !state.items
            ? failure(state.error, load)
            : !state.items
              ? h('p', { class: 'loading', role: 'status' }, t('points.loading'))
              : state.items.length
                ? h('table', { class: 'table points-table', 'data-test': 'points' }, [
                    h('caption', { class: 'unseen' }, t('points.title')),
                    h(
                      'thead',
                      h(
                        'tr',
                        COLUMNS.map((column) =>
                          h('th', { scope: 'col', class: `col-${column}` }, t(`points.${column}`)),
                        ),
                      ),
                    ),
                    h('tbody', state.items.map(row)),
                  ])
                : h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, t('points.none'))),
          pager({
            label: t('points.title'),
            page: page.value,
            size: PAGE_SIZE,
            total: state.total,
            address: (p) => href('points', null, { run: run.value, query: query.value, page: p + 1 }),
          }),
        ]),
      ]);
  },
};
