import { computed, h, onBeforeUnmount, ref, shallowReactive, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { t, tn } from '../i18n.js';
import { clean, count } from '../format.js';
import { go, href, replace, route } from '../router.js';
import { LIVE, onAlso, onResume } from '../store.js';
import { failure, Moment, name } from '../components/bits.js';
import { GatewayPanel } from '../components/gateway-panel.js';
import { offsetText, percent, refusedCount, stateBadge } from '../components/gateway-state.js';
import { Kept } from '../components/kept.js';
import { pager } from '../components/pager.js';
import * as icons from '../components/icons.js';

const PAGE_SIZE = 100;
const STATES = ['all', 'silent', 'incomplete', 'refused', 'clock'];
const COLUMNS = ['gateway', 'state', 'heard', 'complete', 'refusedCount', 'offset', 'points'];

/** Texts of the reasons for which something was refused, by code. */
export function useReasons() {
  const reasons = shallowRef({});
  const take = (summary) => {
    reasons.value = Object.fromEntries(summary.reasons.map((entry) => [entry.reason, entry]));
  };
  api.deadLetterSummary().then(take, () => {
    // The codes are shown as they are.
  });
  return { reasons, take };
}

export const GatewaysPage = {
  setup() {
    const query = computed(() => route.value.query.query ?? '');
    const shown = computed(() => (STATES.includes(route.value.query.state) ? route.value.query.state : 'all'));
    const page = computed(() => Math.max(0, Number.parseInt(route.value.query.page ?? '1', 10) - 1 || 0));
    const state = shallowReactive({ items: null, total: 0, error: null });
    const typed = ref(query.value);
    const { reasons } = useReasons();
    let typing = null;
    let abort = null;

    async function load() {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      try {
        const answer = await api.gateways(
          { query: query.value, state: shown.value, page: page.value, size: PAGE_SIZE },
          mine.signal,
        );
        Object.assign(state, { items: answer.items, total: answer.total, error: null });
      } catch (error) {
        if (error.name !== 'AbortError') {
          state.error = error;
        }
      }
    }

    watch(() => [query.value, shown.value, page.value], load, { immediate: true });
    watch(typed, (text) => {
      clearTimeout(typing);
      typing = setTimeout(
        () => replace('gateways', route.value.id, { query: text.trim(), state: route.value.query.state }),
        250,
      );
    });
    const stopAlso = onAlso('gateways', (type, data) => {
      if (type === 'gateway' && state.items) {
        state.items = state.items.map((item) => (item.id === data.id ? data : item));
      }
    });
    const stopResume = onResume(load);
    onBeforeUnmount(() => {
      clearTimeout(typing);
      abort?.abort();
      stopAlso();
      stopResume();
    });

    const kept = () => ({ query: query.value, state: shown.value === 'all' ? null : shown.value });

    function completeness(gateway) {
      if (gateway.completeness === null || gateway.completeness === undefined) {
        return h('span', { class: 'sub' }, gateway.lastHeardAt ? t('gateways.notCounted') : '–');
      }
      return [
        h('span', { class: ['line', gateway.missing > 0 && 'bad-text strong'] }, percent(gateway.completeness)),
        h(
          'span',
          { class: 'sub line' },
          t('gateways.completeOf', { received: count(gateway.received), missing: count(gateway.missing) }),
        ),
      ];
    }

    const row = (gateway) =>
      h(
        'tr',
        {
          key: gateway.id,
          'data-gateway': gateway.id,
          class: route.value.id === gateway.id ? 'is-selected' : null,
        },
        [
          h('td', { class: 'col-gateway' }, [
            h(
              'a',
              { class: 'row-link strong line', href: href('gateways', gateway.id, kept()) },
              name(gateway.name, gateway.id),
            ),
            h('span', { class: 'sub line code' }, h('bdi', clean(gateway.id))),
          ]),
          h('td', { class: 'col-state' }, stateBadge(gateway)),
          h(
            'td',
            { class: 'col-heard soft' },
            gateway.lastHeardAt ? h(Moment, { at: gateway.lastHeardAt, run: LIVE }) : '–',
          ),
          h('td', { class: 'col-complete' }, completeness(gateway)),
          h(
            'td',
            { class: ['col-refusedCount', refusedCount(gateway) > 0 ? 'bad-text strong' : 'soft'] },
            count(refusedCount(gateway)),
          ),
          h(
            'td',
            { class: ['col-offset', gateway.clockFault ? 'bad-text strong' : 'soft'] },
            offsetText(gateway.clockOffsetSeconds),
          ),
          h('td', { class: 'col-points soft' }, count(gateway.points)),
        ],
      );

    const table = () =>
      h('table', { class: 'table points-table gateways-table', 'data-test': 'gateways' }, [
        h('caption', { class: 'unseen' }, t('gateways.title')),
        h(
          'thead',
          h(
            'tr',
            COLUMNS.map((column) => h('th', { scope: 'col', class: `col-${column}` }, t(`gateways.${column}`))),
          ),
        ),
        h('tbody', state.items.map(row)),
      ]);

    return () =>
      h('div', { class: ['page', route.value.id && 'has-panel'] }, [
        h('div', { class: 'page-main' }, [
          h('div', { class: 'toolbar first' }, [
            h('h1', { class: 'page-title' }, t('gateways.title')),
            h(
              'div',
              { class: 'segments', role: 'group', 'aria-label': t('gateways.state') },
              STATES.map((one) =>
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'segment',
                    'aria-pressed': shown.value === one ? 'true' : 'false',
                    'data-test': `state-${one}`,
                    onClick: () =>
                      replace('gateways', route.value.id, { query: query.value, state: one === 'all' ? null : one }),
                  },
                  t(`gateways.${one}`),
                ),
              ),
            ),
            h('div', { class: 'search', role: 'search' }, [
              icons.search(),
              h('input', {
                class: 'input',
                type: 'search',
                value: typed.value,
                placeholder: t('gateways.search'),
                'aria-label': t('gateways.search'),
                'data-test': 'gateway-search',
                onInput: (event) => (typed.value = event.target.value),
              }),
            ]),
            h(
              'div',
              { class: 'toolbar-count', role: 'status' },
              state.items ? tn('gateways.count', state.total, { total: count(state.total) }) : '',
            ),
          ]),
          state.error && !state.items
            ? failure(state.error, load)
            : !state.items
              ? h('p', { class: 'loading', role: 'status' }, t('gateways.loading'))
              : state.items.length
                ? table()
                : h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, t('gateways.none'))),
          pager({
            label: t('gateways.title'),
            page: page.value,
            size: PAGE_SIZE,
            total: state.total,
            address: (p) => href('gateways', null, { ...kept(), page: p + 1 }),
          }),
          h(Kept),
        ]),
        route.value.id &&
          h(GatewayPanel, {
            key: route.value.id,
            id: route.value.id,
            reasons: reasons.value,
            onClose: () => go('gateways', null, kept()),
          }),
      ]);
  },
};
