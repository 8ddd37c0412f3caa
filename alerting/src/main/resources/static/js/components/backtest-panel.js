// A draft of rules held against those in force, over what the history store keeps.

import { computed, h, onBeforeUnmount, ref, shallowReactive, shallowRef } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { clean, count, elapsed, fullTime, nameOf, quantity } from '../format.js';
import { href } from '../router.js';
import { LIVE } from '../store.js';
import { useReadings } from '../readings.js';
import { failure } from './bits.js';
import { PointChart } from './chart.js';
import { gradeMark, gradeName } from './grade.js';

const HOURS = { '6h': 6, '24h': 24, '7d': 168, '30d': 720 };
const ASK_MS = 700;
const MOST_LISTED = 200;
const KINDS = ['added', 'missed', 'earlier', 'later', 'otherGrade'];
const KIND_OF = { NEW: 'added', MISSED: 'missed', EARLIER: 'earlier', LATER: 'later', OTHER_GRADE: 'otherGrade' };
const LEAST_MARGIN_MS = 5 * 60_000;

/** The readings around one warning that differs, with a mark where each set raises it. */
const ChangeChart = {
  props: { change: { type: Object, required: true } },
  setup(props) {
    const times = computed(() =>
      [props.change.raisedAt, props.change.raisedAtInForce, props.change.endsAt].filter(Boolean).map((at) => Date.parse(at)),
    );
    const stretch = computed(() => {
      const from = Math.min(...times.value);
      const to = Math.max(...times.value);
      const margin = Math.max(LEAST_MARGIN_MS, (to - from) * 0.4);
      return { from: from - margin, to: to + margin };
    });
    const { state } = useReadings(() => ({ point: props.change.point, run: LIVE, ...stretch.value }));
    const events = computed(() =>
      [
        [props.change.raisedAt, props.change.value, props.change.peak],
        [props.change.raisedAtInForce, props.change.valueInForce, null],
      ]
        .filter(([at, value]) => at && Number.isFinite(value))
        .map(([at, value, grade]) => ({ at, value, grade })),
    );
    return () => [
      state.error
        ? failure(state.error)
        : h(PointChart, {
            name: nameOf(props.change.pointName, props.change.point),
            samples: state.samples,
            bucketMs: state.bucketMs,
            unitCode: props.change.unit,
            from: state.from,
            to: state.to,
            events: events.value,
            loading: state.loading,
          }),
      h('p', { class: 'sub' }, t('backtest.marks')),
    ];
  },
};

export const BacktestPanel = {
  props: {
    /** Text by file of the draft. */
    files: { type: Object, required: true },
    disabled: Boolean,
  },
  setup(props) {
    const range = ref('24h');
    const state = shallowReactive({ run: null, problem: '', outdated: false });
    const chosen = shallowRef(null);
    const only = ref(null); // a rule
    let timer = null;
    let gone = false;

    const running = computed(() => state.run !== null && ['WAITING', 'RUNNING'].includes(state.run.state));

    async function start() {
      state.problem = '';
      chosen.value = null;
      only.value = null;
      try {
        state.run = await api.startBacktest({ files: { ...props.files }, hours: HOURS[range.value] });
        follow();
      } catch (error) {
        state.problem = error.detail || error.text;
      }
    }
    function follow() {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        try {
          state.run = await api.backtest(state.run.id);
          state.problem = '';
        } catch (error) {
          if (error.status === 404) {
            state.run = null;
            state.problem = t('backtest.lost');
            return;
          }
          state.problem = error.text;
        }
        if (!gone && running.value) {
          follow();
        }
      }, ASK_MS);
    }
    const cancel = () => api.cancelBacktest(state.run.id).catch((error) => (state.problem = error.text));
    onBeforeUnmount(() => {
      gone = true;
      clearTimeout(timer);
      if (running.value) {
        cancel();
      }
    });

    const progress = () =>
      h('div', { class: 'backtest-progress' }, [
        h('progress', { max: 1, value: state.run.part, 'aria-label': t('backtest.progress') }),
        h(
          'span',
          { class: 'soft' },
          state.run.state === 'WAITING'
            ? t('backtest.waiting')
            : t('backtest.readings', { percent: count(Math.floor(state.run.part * 100)), readings: count(state.run.readings) }),
        ),
        h('button', { type: 'button', class: 'button small', 'data-test': 'backtest-cancel', onClick: cancel }, t('backtest.cancel')),
      ]);

    const cell = (n, kind) => h('td', { class: ['right number', n ? `backtest-${kind}` : 'faint'] }, n ? count(n) : '·');

    function table(run) {
      const rows = run.counts.filter(({ rule }) => rule !== 'all');
      const all = run.counts.find(({ rule }) => rule === 'all');
      return h('div', { class: 'backtest-table' }, [
        h('table', { class: 'table compact', 'data-test': 'backtest-counts' }, [
          h('caption', { class: 'unseen' }, t('backtest.title')),
          h('thead', [
            h('tr', [
              h('th', { scope: 'col' }, t('rules.rule')),
              h('th', { scope: 'col', class: 'right' }, t('backtest.inForce')),
              h('th', { scope: 'col', class: 'right' }, t('backtest.draft')),
              ...KINDS.map((kind) => h('th', { scope: 'col', class: 'right' }, t(`backtest.kind.${kind}`))),
            ]),
          ]),
          h('tbody', [
            ...rows.map((row) =>
              h('tr', { key: row.rule, class: only.value === row.rule ? 'is-chosen' : null }, [
                h('th', { scope: 'row' }, [
                  h(
                    'button',
                    {
                      type: 'button',
                      class: 'link-button',
                      'aria-pressed': only.value === row.rule ? 'true' : 'false',
                      onClick: () => (only.value = only.value === row.rule ? null : row.rule),
                    },
                    h('bdi', nameOf(row.name, row.rule)),
                  ),
                  h('span', { class: 'sub code' }, clean(row.rule)),
                ]),
                h('td', { class: 'right number' }, count(row.inForce)),
                h('td', { class: 'right number' }, count(row.given)),
                ...KINDS.map((kind) => cell(row[kind], kind)),
              ]),
            ),
            all &&
              h('tr', { class: 'backtest-all' }, [
                h('th', { scope: 'row' }, t('backtest.all')),
                h('td', { class: 'right number' }, count(all.inForce)),
                h('td', { class: 'right number' }, count(all.given)),
                ...KINDS.map((kind) => cell(all[kind], kind)),
              ]),
          ]),
        ]),
      ]);
    }

    function said(change) {
      const draft = change.raisedAt && Date.parse(change.raisedAt);
      const before = change.raisedAtInForce && Date.parse(change.raisedAtInForce);
      switch (change.change) {
        case 'EARLIER':
          return t('backtest.by.earlier', { time: elapsed(before - draft) });
        case 'LATER':
          return t('backtest.by.later', { time: elapsed(draft - before) });
        case 'OTHER_GRADE':
          return t('backtest.by.grade', { before: gradeName(change.peakInForce), after: gradeName(change.peak) });
        default:
          return t(`backtest.kind.${KIND_OF[change.change]}`);
      }
    }

    function strip(run, changes) {
      const from = Date.parse(run.from);
      const length = Date.parse(run.to) - from;
      return h(
        'div',
        { class: 'backtest-strip', 'aria-hidden': 'true' },
        changes.slice(0, 500).map((change, i) =>
          h('span', {
            key: i,
            class: ['backtest-tick', `backtest-${KIND_OF[change.change]}`, change === chosen.value && 'is-chosen'],
            style: { left: `${((Date.parse(change.raisedAt ?? change.raisedAtInForce) - from) / length) * 100}%` },
            onClick: () => (chosen.value = change),
          }),
        ),
      );
    }

    function list(run) {
      const changes = run.changes.filter((change) => !only.value || change.rule === only.value);
      return [
        strip(run, changes),
        h('div', { class: 'backtest-ends sub' }, [h('span', fullTime(Date.parse(run.from))), h('span', fullTime(Date.parse(run.to)))]),
        h(
          'ul',
          { class: 'backtest-changes', 'data-test': 'backtest-changes' },
          changes.slice(0, MOST_LISTED).map((change, i) =>
            h('li', { key: `${change.rule}/${change.point}/${change.change}/${i}` }, [
              h(
                'button',
                {
                  type: 'button',
                  class: ['backtest-change', change === chosen.value && 'is-chosen'],
                  'aria-expanded': change === chosen.value ? 'true' : 'false',
                  onClick: () => (chosen.value = change === chosen.value ? null : change),
                },
                [
                  h('span', { class: ['backtest-kind', `backtest-${KIND_OF[change.change]}`] }, said(change)),
                  h('bdi', { class: 'strong' }, nameOf(change.pointName, change.point)),
                  h('span', { class: 'soft' }, [h('bdi', nameOf(change.ruleName, change.rule)), ' · ', fullTime(Date.parse(change.raisedAt ?? change.raisedAtInForce))]),
                  h('span', { class: 'backtest-value' }, [
                    gradeMark(change.peak ?? change.peakInForce, { size: 12 }),
                    quantity(change.value ?? change.valueInForce, change.unit),
                  ]),
                ],
              ),
              change === chosen.value && [
                h(ChangeChart, { key: `${change.point}/${change.raisedAt}`, change }),
                h(
                  'a',
                  {
                    class: 'more-link',
                    href: href('explorer', null, {
                      points: change.point,
                      from: new Date(Date.parse(change.raisedAt ?? change.raisedAtInForce) - 3_600_000).toISOString(),
                      to: new Date(Date.parse(change.raisedAt ?? change.raisedAtInForce) + 3_600_000).toISOString(),
                    }),
                  },
                  t('explorer.openHere'),
                ),
              ],
            ]),
          ),
        ),
        run.changesInAll > Math.min(run.changes.length, MOST_LISTED) &&
          h('p', { class: 'soft' }, t('backtest.more', { shown: count(Math.min(changes.length, MOST_LISTED)), total: count(run.changesInAll) })),
      ];
    }

    function outcome(run) {
      if (run.state === 'CANCELLED') {
        return h('p', { class: 'soft', role: 'status' }, t('backtest.cancelled'));
      }
      if (run.state === 'FAILED') {
        return h('div', { class: 'notice bad', role: 'alert' }, h('p', t('backtest.failed', { reason: clean(run.fault) })));
      }
      return [
        h('p', { class: 'soft', role: 'status', 'data-test': 'backtest-done' }, t('backtest.done', { readings: count(run.readings) })),
        run.changesInAll ? [table(run), list(run)] : h('p', t('backtest.same')),
      ];
    }

    return () =>
      h('section', { class: 'backtest', 'data-test': 'backtest' }, [
        h('h2', t('backtest.title')),
        h('p', { class: 'soft' }, t('backtest.intro')),
        h('div', { class: 'button-row' }, [
          h(
            'div',
            { class: 'segments', role: 'group', 'aria-label': t('point.range') },
            Object.keys(HOURS).map((key) =>
              h(
                'button',
                { type: 'button', class: 'segment small', 'aria-pressed': range.value === key ? 'true' : 'false', onClick: () => (range.value = key) },
                t(key === '30d' ? 'explorer.range.30d' : `point.range.${key}`),
              ),
            ),
          ),
          h(
            'button',
            { type: 'button', class: 'button', disabled: props.disabled || running.value, 'data-test': 'backtest-start', onClick: start },
            t('backtest.start'),
          ),
        ]),
        state.problem && h('p', { class: 'bad-text', role: 'alert' }, clean(state.problem)),
        state.run && (running.value ? progress() : outcome(state.run)),
      ]);
  },
};
