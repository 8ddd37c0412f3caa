import { computed, h, onBeforeUnmount, shallowReactive, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { t, tn } from '../i18n.js';
import { clean, count, nameOf } from '../format.js';
import { go, href, replace, route } from '../router.js';
import { LIVE, may, onAlso, onResume } from '../store.js';
import { failure, Moment } from '../components/bits.js';
import { DeadLetterPanel, position } from '../components/dead-letter-panel.js';
import { pager } from '../components/pager.js';
import { Resubmit } from '../components/resubmit.js';
import * as icons from '../components/icons.js';

const PAGE_SIZE = 50;
const MOST_AT_ONCE = 1000;
const COLUMNS = ['time', 'reason', 'from', 'detail', 'done'];
const DONE = [null, 'false', 'true'];

export const DeadLettersPage = {
  setup() {
    const filter = computed(() => {
      const { reason = null, gateway = null, resubmitted = null } = route.value.query;
      return { reason, gateway, resubmitted: DONE.includes(resubmitted) ? resubmitted : null };
    });
    const page = computed(() => Math.max(0, Number.parseInt(route.value.query.page ?? '1', 10) - 1 || 0));
    const state = shallowReactive({ items: null, total: 0, error: null });
    const summary = shallowRef(null);
    let abort = null;

    async function load() {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      try {
        const answer = await api.deadLetters(
          { ...filter.value, run: 'live', page: page.value, size: PAGE_SIZE },
          mine.signal,
        );
        Object.assign(state, { items: answer.items, total: answer.total, error: null });
      } catch (error) {
        if (error.name !== 'AbortError') {
          state.error = error;
        }
      }
    }

    async function loadSummary() {
      try {
        summary.value = await api.deadLetterSummary();
      } catch {
        // The list below tells what is wrong.
      }
    }

    watch(() => JSON.stringify([filter.value, page.value]), load, { immediate: true });
    loadSummary();
    const stopAlso = onAlso('dead-letters', (type, data) => {
      if (type === 'dead-letters') {
        summary.value = data;
        load();
      }
    });
    const stopResume = onResume(() => {
      load();
      loadSummary();
    });
    onBeforeUnmount(() => {
      abort?.abort();
      stopAlso();
      stopResume();
    });

    const show = (changes) => replace('dead-letters', null, { ...filter.value, ...changes });

    function reasons() {
      const entries = summary.value?.reasons ?? [];
      if (!entries.length) {
        return null;
      }
      return h('section', { class: 'reasons', 'aria-label': t('letters.byReason') }, [
        h('h2', { class: 'reasons-title' }, t('letters.byReason')),
        h(
          'ul',
          { class: 'reason-cards', 'data-test': 'reasons' },
          entries.map((entry) => {
            const pressed = filter.value.reason === entry.reason;
            return h(
              'li',
              h(
                'button',
                {
                  type: 'button',
                  class: 'reason-card',
                  'aria-pressed': pressed ? 'true' : 'false',
                  'data-reason': entry.reason,
                  onClick: () => show({ reason: pressed ? null : entry.reason }),
                },
                [
                  h('span', { class: 'reason-count number' }, count(entry.count)),
                  h('span', { class: 'reason-name' }, nameOf(entry.name, entry.reason)),
                  h(
                    'span',
                    { class: 'sub' },
                    tn('letters.reasonFrom', entry.gateways, {
                      gateways: count(entry.gateways),
                    }),
                  ),
                ],
              ),
            );
          }),
        ),
      ]);
    }

    function gatewaySelector() {
      const known = (summary.value?.gateways ?? []).map((entry) => entry.gateway).filter(Boolean);
      const chosen = filter.value.gateway;
      const options = chosen && !known.includes(chosen) ? [chosen, ...known] : known;
      return h('label', { class: 'field inline' }, [
        h('span', { class: 'unseen' }, t('letters.gateway')),
        h(
          'select',
          {
            class: 'select',
            value: chosen ?? '',
            'data-test': 'gateway-filter',
            onChange: (event) => show({ gateway: event.target.value || null }),
          },
          [
            h('option', { value: '' }, t('letters.allGateways')),
            options.map((id) => h('option', { key: id, value: id }, clean(id))),
          ],
        ),
      ]);
    }

    const doneSegments = () =>
      h(
        'div',
        { class: 'segments', role: 'group', 'aria-label': t('letters.state') },
        DONE.map((value) =>
          h(
            'button',
            {
              type: 'button',
              class: 'segment',
              'aria-pressed': filter.value.resubmitted === value ? 'true' : 'false',
              onClick: () => show({ resubmitted: value }),
            },
            t(value === null ? 'letters.stateAll' : value === 'false' ? 'letters.stateNew' : 'letters.stateDone'),
          ),
        ),
      );

    const row = (letter) =>
      h(
        'tr',
        { key: letter.id, 'data-letter': letter.id, class: route.value.id === letter.id ? 'is-selected' : null },
        [
          h('td', { class: 'col-time soft' }, h(Moment, { at: letter.receivedAt, run: LIVE })),
          h('td', { class: 'col-reason' }, [
            h(
              'a',
              {
                class: 'row-link strong line',
                href: href('dead-letters', letter.id, { ...filter.value, page: page.value ? page.value + 1 : null }),
              },
              nameOf(letter.reasonText, letter.reason),
            ),
            h('span', { class: 'sub line' }, position(letter)),
          ]),
          h('td', { class: 'col-from' }, [
            h('span', { class: 'line code' }, h('bdi', clean(letter.gateway) || t('letters.noGateway'))),
            h('span', { class: 'sub line code' }, h('bdi', clean(letter.point))),
          ]),
          h('td', { class: 'col-detail' }, h('span', { class: 'wrap' }, h('bdi', clean(letter.detail)))),
          h(
            'td',
            { class: 'col-done' },
            letter.resubmittedAt
              ? h('span', { class: 'acknowledged' }, [
                  icons.check(),
                  h(Moment, { at: letter.resubmittedAt, run: LIVE }),
                ])
              : h('span', { class: 'sub' }, '–'),
          ),
        ],
      );

    const table = () =>
      h('table', { class: 'table points-table letters-table', 'data-test': 'letters' }, [
        h('caption', { class: 'unseen' }, t('letters.title')),
        h(
          'thead',
          h(
            'tr',
            COLUMNS.map((column) => h('th', { scope: 'col', class: `col-${column}` }, t(`letters.${column}`))),
          ),
        ),
        h('tbody', state.items.map(row)),
      ]);

    /** Many at once only where one cause can have been mended: of one reason or one gateway. */
    function submitAll() {
      const { reason, gateway, resubmitted } = filter.value;
      if (!may('SYSTEM_ADMIN') || (!reason && !gateway) || resubmitted === 'true' || !state.total) {
        return null;
      }
      const many = Math.min(state.total, MOST_AT_ONCE);
      return h(Resubmit, {
        key: `${reason}/${gateway}`,
        label: t(state.total > MOST_AT_ONCE ? 'letters.resubmitMost' : 'letters.resubmitAll', { count: count(many) }),
        submit: (comment) =>
          api.resubmitLetters({
            ...(reason && { reason }),
            ...(gateway && { gateway }),
            ...(comment && { comment }),
            run: LIVE,
            again: resubmitted === null,
            limit: MOST_AT_ONCE,
          }),
        onDone: load,
      });
    }

    const empty = () => {
      const filtered = filter.value.reason || filter.value.gateway || filter.value.resubmitted;
      return h('div', { class: 'empty', 'data-test': 'empty' }, [
        icons.check({ class: 'icon empty-icon', width: 32, height: 32 }),
        h('p', { class: 'empty-title' }, t(filtered ? 'letters.noMatch' : 'letters.none')),
      ]);
    };

    return () =>
      h('div', { class: ['page', route.value.id && 'has-panel'] }, [
        h('div', { class: 'page-main' }, [
          h('div', { class: 'page-head' }, [
            h('h1', { class: 'page-title' }, t('letters.title')),
            h('p', { class: 'soft' }, t('letters.intro')),
          ]),
          reasons(),
          h('div', { class: 'toolbar' }, [
            gatewaySelector(),
            doneSegments(),
            h('div', { class: 'toolbar-count', role: 'status' }, [
              state.items ? tn('letters.count', state.total, { total: count(state.total) }) : '',
            ]),
          ]),
          submitAll(),
          state.error && !state.items
            ? failure(state.error, load)
            : !state.items
              ? h('p', { class: 'loading', role: 'status' }, t('letters.loading'))
              : state.items.length
                ? table()
                : empty(),
          pager({
            label: t('letters.title'),
            page: page.value,
            size: PAGE_SIZE,
            total: state.total,
            address: (p) => href('dead-letters', null, { ...filter.value, page: p + 1 }),
          }),
          summary.value?.notKept > 0 &&
            h('p', { class: 'note' }, t('letters.notKeptCount', { count: count(summary.value.notKept) })),
        ]),
        route.value.id &&
          h(DeadLetterPanel, {
            key: route.value.id,
            id: route.value.id,
            onChanged: load,
            onClose: () => go('dead-letters', null, { ...filter.value, page: page.value ? page.value + 1 : null }),
          }),
      ]);
  },
};
