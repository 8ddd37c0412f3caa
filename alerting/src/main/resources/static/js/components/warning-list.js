// The list of warnings: draws only the rows that are on the screen, whatever their number.

import { computed, h, nextTick, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue';
import { t } from '../i18n.js';
import { clean, limitFigure } from '../format.js';
import { href } from '../router.js';
import { isOpen, markOf, peakOf, valueOf } from '../store.js';
import { AcknowledgeButton, canAcknowledge } from './acknowledge.js';
import { drillMark, Elapsed, maintenanceMark, marksOf, measured, Moment, name, where } from './bits.js';
import { gradeBadge, gradeName } from './grade.js';
import * as icons from './icons.js';
import { IncidentRow } from './incident-row.js';

const OVERSCAN = 8;
const ROOMY_FROM = 1480; // wider columns
const HOLD_MS = 10_000;

// Width of the list → its form, and the height of a row in it (css/app.css has the same heights).
const FORMS = [
  { form: 'wide', from: 1230, rowHeight: 60 },
  { form: 'middle', from: 680, rowHeight: 76 },
  { form: 'narrow', from: 0, rowHeight: 136 },
];

const WarningRow = {
  props: {
    warning: { type: Object, required: true },
    value: { type: Number, default: null },
    peak: { type: Number, default: null },
    form: { type: String, required: true },
    mark: { type: String, default: null },
    selected: Boolean,
    inside: Boolean,
    index: { type: Number, required: true },
    run: { type: String, required: true },
    address: { type: String, required: true },
  },
  setup(props) {
    const cell = (kind, content) => h('div', { class: `cell ${kind}`, role: 'cell' }, content);

    const grade = (w) =>
      cell('cell-grade', [
        gradeBadge(w.grade, w.peak),
        (w.grade === null || w.peak !== w.grade) &&
          h('span', { class: 'sub peak-of' }, t('row.peakGrade', { grade: gradeName(w.peak) })),
      ]);

    const what = (w) =>
      h('a', { class: 'row-link', href: props.address, 'data-row': props.index }, name(w.ruleName, w.rule));

    const point = (w) => name(w.pointName, w.point);
    const asset = (w) => {
      const parts = where(w);
      return parts.length
        ? h(
            'span',
            { class: 'sub line', title: parts.join(' · ') },
            parts.flatMap((part, i) => [i ? ' · ' : null, h('bdi', part)]),
          )
        : h('span', { class: 'sub line' }, clean(w.point));
    };

    const since = (w) =>
      cell('cell-since', [
        h('span', { class: 'line strong' }, [
          w.clearedAt
            ? h(Moment, { at: w.raisedAt, run: props.run })
            : h(Elapsed, { from: w.raisedAt, run: props.run }),
        ]),
        h('span', { class: 'sub line' }, [
          w.clearedAt
            ? h(Elapsed, { from: w.raisedAt, to: w.clearedAt, run: props.run })
            : h(Moment, { at: w.raisedAt, run: props.run }),
        ]),
      ]);

    const value = (w) =>
      cell('cell-value', [
        h('span', { class: ['line', 'strong', 'reading', w.grade && `${w.grade.toLowerCase()}-ink`] }, measured(props.value, w.unit)),
        Number.isFinite(w.limit) && h('span', { class: 'sub line' }, t('row.limit', { value: limitFigure(w.limit, w.unit) })),
      ]);

    const peak = (w) =>
      cell('cell-peak', [
        h('span', { class: 'cell-label' }, t('column.peak')),
        h('span', { class: 'line' }, measured(props.peak, w.unit)),
      ]);

    const certainty = (w) =>
      cell('cell-certainty', [
        h('span', { class: 'line soft' }, t(`certainty.${w.certainty}`)),
        h('span', { class: 'tags' }, marksOf(w)),
      ]);

    const handling = (w) =>
      cell('cell-handling', [
        canAcknowledge(w)
          ? h(AcknowledgeButton, { warning: w })
          : w.acknowledgedAt
            ? h(
                'span',
                { class: 'acknowledged', title: t('warning.acknowledgedBy', { user: clean(w.acknowledgedBy) }) },
                [
                  icons.check(),
                  h('span', { class: 'unseen' }, t('row.acknowledged')),
                  h('bdi', clean(w.acknowledgedBy)),
                ],
              )
            : h('span', { class: 'sub', title: t('row.notAcknowledged') }, [
                h('span', { 'aria-hidden': 'true' }, '–'),
                h('span', { class: 'unseen' }, t('row.notAcknowledged')),
              ]),
      ]);

    return () => {
      const w = props.warning;
      const open = isOpen(w);
      const wide = props.form === 'wide';
      return h(
        'div',
        {
          role: 'row',
          'aria-rowindex': props.index + 2,
          'data-id': w.id,
          class: [
            'row',
            open ? 'open' : 'closed',
            (w.grade ?? 'gone').toLowerCase(),
            w.acknowledgedAt && 'is-acknowledged',
            props.mark && `is-${props.mark}`,
            props.selected && 'is-selected',
            props.inside && 'is-inside',
          ],
        },
        wide
          ? [
              grade(w),
              cell('cell-what', h('span', { class: 'line strong' }, [drillMark(w), maintenanceMark(w), what(w)])),
              cell('cell-where', [h('span', { class: 'line' }, point(w)), asset(w)]),
              since(w),
              value(w),
              peak(w),
              certainty(w),
              handling(w),
            ]
          : [
              grade(w),
              cell('cell-what', [
                h('span', { class: 'line strong' }, [drillMark(w), maintenanceMark(w), what(w)]),
                h('span', { class: 'line' }, point(w)),
                asset(w),
              ]),
              since(w),
              value(w),
              peak(w),
              certainty(w),
              handling(w),
            ],
      );
    };
  },
};

const COLUMNS = ['grade', 'what', 'where', 'since', 'value', 'peak', 'certainty', 'handling'];

export const WarningList = {
  props: {
    warnings: { type: Array, required: true },
    selectedId: { type: String, default: null },
    run: { type: String, required: true },
    query: { type: Object, default: () => ({}) },
  },
  emits: ['fold'],
  setup(props, { emit }) {
    const root = ref(null);
    const body = ref(null);
    const width = ref(1200);
    const view = shallowRef({ top: 0, height: 800 });
    const form = computed(() => FORMS.find(({ from }) => width.value >= from));

    // While someone points at a button, rows keep their places: a click must hit what it was meant for.
    const held = shallowRef(null);
    let holdTimer = null;
    const rows = computed(() => {
      if (!held.value) {
        return props.warnings;
      }
      const current = new Map(props.warnings.map((warning) => [warning.id, warning]));
      return held.value.map((warning) => current.get(warning.id) ?? warning);
    });
    function hold(event) {
      if (event.target.closest?.('.acknowledge')) {
        held.value ??= props.warnings;
        clearTimeout(holdTimer);
        holdTimer = setTimeout(release, HOLD_MS);
      }
    }
    function release() {
      clearTimeout(holdTimer);
      held.value = null;
    }
    watch(() => [props.run, props.query], release);

    function measure() {
      if (!body.value) {
        return;
      }
      const box = body.value.getBoundingClientRect();
      width.value = box.width;
      view.value = { top: Math.max(0, -box.top), height: innerHeight };
    }
    let frame = 0;
    const measureSoon = () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        measure();
      });
    };
    const resized = new ResizeObserver(measureSoon);
    onMounted(() => {
      measure();
      resized.observe(body.value);
      addEventListener('scroll', measureSoon, { passive: true });
      addEventListener('resize', measureSoon);
    });
    onBeforeUnmount(() => {
      resized.disconnect();
      removeEventListener('scroll', measureSoon);
      removeEventListener('resize', measureSoon);
      cancelAnimationFrame(frame);
      clearTimeout(holdTimer);
    });

    /** Warnings that stand below the head of their incident. */
    const inside = computed(() => {
      const ids = new Set();
      let incident = null;
      for (const one of rows.value) {
        if (one.members) {
          incident = one.incident;
        } else if (incident !== null && one.incident === incident) {
          ids.add(one.id);
        } else {
          incident = null;
        }
      }
      return ids;
    });

    const range = computed(() => {
      const { rowHeight } = form.value;
      const first = Math.max(0, Math.floor(view.value.top / rowHeight) - OVERSCAN);
      const last = Math.min(rows.value.length, Math.ceil((view.value.top + view.value.height) / rowHeight) + OVERSCAN);
      return { first: Math.min(first, Math.max(0, last)), last };
    });

    async function move(event) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const link = event.target.closest?.('[data-row]');
      if (!step || !link) {
        return;
      }
      event.preventDefault();
      const index = Number(link.dataset.row) + step;
      if (index < 0 || index >= rows.value.length) {
        return;
      }
      const find = () => root.value.querySelector(`[data-row="${index}"]`);
      if (!find()) {
        scrollBy(0, step * form.value.rowHeight);
        measure();
        await nextTick();
      }
      find()?.focus();
    }

    return () => {
      const { first, last } = range.value;
      const { rowHeight } = form.value;
      const list = rows.value;
      return h(
        'div',
        {
          ref: root,
          class: ['list', form.value.form, width.value >= ROOMY_FROM && 'roomy'],
          role: 'table',
          'aria-label': t('warnings.title'),
          'aria-rowcount': list.length + 1,
          'data-test': 'warnings',
          onKeydown: move,
          onPointerover: hold,
          onPointerout: (event) => event.target.closest?.('.acknowledge') && release(),
        },
        [
          h('div', { class: 'list-head', role: 'rowgroup' }, [
            h(
              'div',
              { class: 'row head', role: 'row', 'aria-rowindex': 1 },
              COLUMNS.filter((column) => form.value.form === 'wide' || column !== 'where').map((column) =>
                h('div', { class: `cell cell-${column}`, role: 'columnheader' }, t(`column.${column}`)),
              ),
            ),
          ]),
          h(
            'div',
            { ref: body, class: 'list-body', role: 'rowgroup', style: { height: `${list.length * rowHeight}px` } },
            [
              h(
                'div',
                {
                  class: 'list-window',
                  role: 'presentation',
                  style: { transform: `translateY(${first * rowHeight}px)` },
                },
                list.slice(first, last).map((warning, i) =>
                  warning.members
                    ? h(IncidentRow, {
                        key: warning.id,
                        head: warning,
                        form: form.value.form,
                        index: first + i,
                        run: props.run,
                        query: props.query,
                        onFold: (id) => emit('fold', id),
                      })
                    : h(WarningRow, {
                    key: warning.id,
                    warning,
                    value: valueOf(warning),
                    peak: peakOf(warning),
                    form: form.value.form,
                    index: first + i,
                    mark: markOf(warning.id),
                    inside: inside.value.has(warning.id),
                    selected: warning.id === props.selectedId,
                    run: props.run,
                    address: href('warnings', warning.id, props.query),
                  }),
                ),
              ),
            ],
          ),
        ],
      );
    };
  },
};
