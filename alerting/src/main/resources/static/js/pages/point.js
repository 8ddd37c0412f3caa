import { computed, h, onBeforeUnmount, ref, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';
import {
  clean,
  domainOf,
  durationMs,
  fullTime,
  interval,
  moment,
  nameOf,
  number,
  quantity,
  quantityName,
} from '../format.js';
import { go, href, route } from '../router.js';
import { allWarnings, isOpen, LIVE, nowOf, onResume, onStatus, runs, watchPoints } from '../store.js';
import { useReadings } from '../readings.js';
import { Elapsed, failure, Moment, name } from '../components/bits.js';
import { PointChart } from '../components/chart.js';
import { gradeBadge } from '../components/grade.js';
import * as icons from '../components/icons.js';
import { inputOf, momentOfInput } from '../zone.js';
import { quality } from './points.js';

const MINUTE = 60_000;
const RANGES = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '6h': 360 * MINUTE,
  '24h': 1440 * MINUTE,
  '7d': 10_080 * MINUTE,
};
const SEVERITY = ['RED', 'ORANGE', 'YELLOW', 'BLUE'];

export const PointPage = {
  props: { id: { type: String, required: true } },
  setup(props) {
    const point = shallowRef(null);
    const problem = shallowRef(null);
    const last = shallowRef(null);
    const customOpen = ref(false);
    const fromInput = ref('');
    const toInput = ref('');
    const badRange = ref(false);
    const warnings = shallowRef([]);

    const run = computed(() => runs.current);
    const range = computed(() => {
      const { range: asked, from, to } = route.value.query;
      if (from && to && Date.parse(from) < Date.parse(to)) {
        return 'custom';
      }
      return Object.hasOwn(RANGES, asked ?? '') ? asked : run.value === LIVE ? '1h' : 'run';
    });

    async function load() {
      problem.value = null;
      try {
        const found = await api.point(props.id);
        point.value = found;
        last.value = found.last ?? null;
        const listed = await api.warnings({ run: run.value, point: props.id, state: 'all', size: 8 });
        warnings.value = listed.items;
      } catch (error) {
        if (!point.value) {
          problem.value = error;
        }
      }
    }
    watch(() => [props.id, run.value], load, { immediate: true });
    watch(
      () => [props.id, run.value],
      () => watchPoints('point', run.value === LIVE ? [props.id] : []),
      { immediate: true },
    );
    const stopStatus = onStatus((status) => {
      if (status.point === props.id) {
        last.value = status;
      }
    });
    const stopResume = onResume(load);
    onBeforeUnmount(() => {
      stopStatus();
      stopResume();
      watchPoints('point', []);
    });

    const { state: readings, reload } = useReadings(() => {
      if (!point.value || point.value.id !== props.id) {
        return null;
      }
      const base = { point: props.id, run: run.value };
      if (range.value === 'custom') {
        return { ...base, from: Date.parse(route.value.query.from), to: Date.parse(route.value.query.to) };
      }
      return range.value === 'run'
        ? { ...base, from: null, to: null }
        : { ...base, from: null, to: null, lengthMs: RANGES[range.value] };
    });

    // The store's list is live; what it does not hold comes from the fetch.
    const shownWarnings = computed(() => {
      const live = new Map(
        allWarnings.value.filter((warning) => warning.point === props.id).map((warning) => [warning.id, warning]),
      );
      warnings.value.forEach((warning) => live.has(warning.id) || live.set(warning.id, warning));
      return [...live.values()].sort((a, b) => (a.raisedAt > b.raisedAt ? -1 : 1)).slice(0, 8);
    });

    const query = () => ({ run: run.value === LIVE ? null : run.value });
    const show = (from, to) =>
      go('points', props.id, { ...query(), from: new Date(from).toISOString(), to: new Date(to).toISOString() });

    function openCustom() {
      fromInput.value = inputOf(readings.from);
      toInput.value = inputOf(readings.to);
      badRange.value = false;
      customOpen.value = !customOpen.value;
    }
    function submit(event) {
      event.preventDefault();
      const from = momentOfInput(fromInput.value);
      const to = momentOfInput(toInput.value);
      badRange.value = !(from < to);
      if (!badRange.value) {
        show(from, to);
      }
    }

    const ranges = () => {
      const keys = run.value === LIVE ? Object.keys(RANGES) : ['run'];
      return h('div', { class: 'range-bar' }, [
        h('div', { class: 'segments', role: 'group', 'aria-label': t('point.range') }, [
          ...keys.map((key) =>
            h(
              'a',
              {
                class: 'segment',
                href: href('points', props.id, { ...query(), range: key === 'run' ? null : key }),
                'aria-current': range.value === key ? 'true' : null,
                'data-test': `range-${key}`,
              },
              t(`point.range.${key}`),
            ),
          ),
          h(
            'button',
            {
              type: 'button',
              class: 'segment',
              'aria-expanded': customOpen.value ? 'true' : 'false',
              'aria-current': range.value === 'custom' ? 'true' : null,
              onClick: openCustom,
            },
            t('point.range.custom'),
          ),
        ]),
        customOpen.value &&
          h('form', { class: 'custom-range', onSubmit: submit }, [
            h('label', { class: 'field inline' }, [
              h('span', { class: 'label' }, t('point.from')),
              h('input', {
                class: 'input',
                type: 'datetime-local',
                step: 1,
                value: fromInput.value,
                onInput: (event) => (fromInput.value = event.target.value),
              }),
            ]),
            h('label', { class: 'field inline' }, [
              h('span', { class: 'label' }, t('point.to')),
              h('input', {
                class: 'input',
                type: 'datetime-local',
                step: 1,
                value: toInput.value,
                onInput: (event) => (toInput.value = event.target.value),
              }),
            ]),
            h('button', { type: 'submit', class: 'button' }, t('point.apply')),
            badRange.value && h('span', { class: 'bad-text', role: 'alert' }, t('point.badRange')),
          ]),
      ]);
    };

    function thresholdsTable(p) {
      const limits = [...(p.thresholds ?? [])].sort((a, b) =>
        a.rule === b.rule ? SEVERITY.indexOf(a.grade) - SEVERITY.indexOf(b.grade) : a.rule < b.rule ? -1 : 1,
      );
      if (!limits.length) {
        return h('p', { class: 'soft' }, t('point.noThresholds'));
      }
      const rules = [...new Set(limits.map((limit) => limit.rule))];
      return rules.map((rule) => {
        const own = limits.filter((limit) => limit.rule === rule);
        const sign = (limit) => (limit.above === false ? ['≤', '>'] : ['≥', '<']);
        return h('div', { class: 'threshold-rule' }, [
          h('p', { class: 'threshold-name' }, [
            name(own[0].ruleName, rule),
            h('span', { class: 'sub code' }, h('bdi', clean(rule))),
          ]),
          h('table', { class: 'table compact' }, [
            h(
              'thead',
              h('tr', [
                h('th', { scope: 'col' }, t('column.grade')),
                h('th', { scope: 'col', class: 'right' }, t('point.raise')),
                h('th', { scope: 'col', class: 'right' }, t('point.clear')),
              ]),
            ),
            h(
              'tbody',
              own.map((limit) =>
                h('tr', [
                  h('td', gradeBadge(limit.grade, limit.grade, 14)),
                  h('td', { class: 'right number' }, `${sign(limit)[0]} ${quantity(limit.raise, p.unit)}`),
                  h('td', { class: 'right number soft' }, `${sign(limit)[1]} ${quantity(limit.clear, p.unit)}`),
                ]),
              ),
            ),
          ]),
          own[0].source && h('p', { class: 'sub' }, h('bdi', clean(own[0].source))),
        ]);
      });
    }

    const warningsOf = () =>
      shownWarnings.value.length
        ? h(
            'ul',
            { class: 'short-list' },
            shownWarnings.value.map((w) =>
              h('li', { key: w.id }, [
                h(
                  'a',
                  { class: 'short-row', href: href('warnings', w.id, { ...query(), state: isOpen(w) ? null : 'all' }) },
                  [
                    gradeBadge(w.grade, w.peak, 14),
                    h('span', { class: 'short-what' }, name(w.ruleName, w.rule)),
                    h('span', { class: 'short-time' }, [
                      h(Moment, { at: w.raisedAt, run: w.run }),
                      ' · ',
                      h(Elapsed, { from: w.raisedAt, to: w.clearedAt ?? null, run: w.run }),
                    ]),
                  ],
                ),
              ]),
            ),
          )
        : h('p', { class: 'soft' }, t('point.noWarnings'));

    const fact = (label, content) => h('div', { class: 'fact' }, [h('dt', label), h('dd', content || '–')]);

    function physical(p) {
      const low = Number.isFinite(p.low) ? quantity(p.low, p.unit) : null;
      const high = Number.isFinite(p.high) ? quantity(p.high, p.unit) : null;
      return low && high ? `${low} – ${high}` : low ? `≥ ${low}` : high ? `≤ ${high}` : t('point.none');
    }

    const content = (p) => {
      const live = run.value === LIVE;
      const ms = durationMs(p.interval);
      return [
        h('div', { class: 'point-head' }, [
          h('div', { class: 'point-title' }, [
            h('a', { class: 'back-link', href: href('points', null, query()) }, [icons.back(), t('point.back')]),
            h('h1', { class: 'page-title' }, name(p.name, p.id)),
            h('p', { class: 'soft wrap' }, [
              h('bdi', { class: 'code' }, clean(p.id)),
              nameOf(p.assetName, p.asset) && [' · ', h('bdi', nameOf(p.assetName, p.asset))],
              ' · ',
              quantityName(p.quantity),
            ]),
          ]),
          live &&
            h('dl', { class: 'point-now' }, [
              h('dt', { class: 'unseen' }, t('point.last')),
              h(
                'dd',
                { class: 'point-value', 'data-test': 'point-value' },
                last.value ? quantity(last.value.value, p.unit) : '–',
              ),
              h('dd', { class: 'point-when' }, [
                last.value &&
                  h(
                    'time',
                    { datetime: last.value.time, title: fullTime(Date.parse(last.value.time)) },
                    moment(Date.parse(last.value.time), nowOf(LIVE)),
                  ),
                quality(last.value?.quality),
              ]),
            ]),
        ]),
        !live &&
          h('div', { class: 'replay-note' }, [
            h('span', { class: 'replay-mark' }, t('run.replayMark')),
            h('span', { class: 'replay-text' }, t('run.replayNote')),
            h('a', { href: href('points', props.id) }, t('run.backToLive')),
          ]),
        h('section', { class: 'card' }, [
          h('div', { class: 'card-head' }, [
            ranges(),
            h(
              'a',
              {
                class: 'more-link',
                href: href('explorer', null, { ...query(), points: props.id, range: range.value === 'custom' ? null : range.value, from: route.value.query.from, to: route.value.query.to }),
                'data-test': 'explore',
              },
              t('explorer.openHere'),
            ),
          ]),
          readings.error
            ? failure(readings.error, reload)
            : h(PointChart, {
                name: nameOf(p.name, p.id),
                samples: readings.samples,
                bucketMs: readings.bucketMs,
                intervalMs: ms,
                thresholds: p.thresholds ?? [],
                unitCode: p.unit,
                from: readings.from,
                to: readings.to,
                loading: readings.loading,
                zoomable: true,
                tall: true,
                onZoom: ({ from, to }) => show(from, to),
              }),
        ]),
        h('div', { class: 'card-row' }, [
          h('section', { class: 'card' }, [h('h2', t('point.thresholds')), thresholdsTable(p)]),
          h('section', { class: 'card' }, [h('h2', t('point.warnings')), warningsOf()]),
          h('section', { class: 'card' }, [
            h('h2', t('point.about')),
            h('dl', { class: 'facts' }, [
              fact(t('points.domain'), t(`domain.${domainOf(p)}`)),
              fact(t('warning.asset'), h('bdi', nameOf(p.assetName, p.asset))),
              districtName(p.district) && fact(t('warning.district'), h('bdi', districtName(p.district))),
              fact(t('point.gateway'), h('bdi', { class: 'code' }, clean(p.gateway))),
              fact(t('point.interval'), Number.isFinite(ms) ? interval(ms) : null),
              fact(t('point.physical'), physical(p)),
            ]),
          ]),
        ]),
      ];
    };

    return () =>
      h('div', { class: 'page' }, [
        h(
          'div',
          { class: 'page-main point-page' },
          point.value
            ? content(point.value)
            : problem.value
              ? problem.value.status === 404
                ? h('div', { class: 'empty' }, [
                    h('p', { class: 'empty-title' }, t('point.gone')),
                    h('a', { href: href('points', null, query()) }, t('point.back')),
                  ])
                : failure(problem.value, load)
              : h('p', { class: 'loading', role: 'status' }, t('points.loading')),
        ),
      ]);
  },
};
