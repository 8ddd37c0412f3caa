// The explorer: what any points read over any stretch of time. All of its state is in the address.

import { computed, h, onBeforeUnmount, onMounted, ref, shallowReactive, watch } from 'vue';
import * as api from '../api.js';
import { language, t } from '../i18n.js';
import { clean, count, durationMs, fullTime, interval, nameOf, number, quantity, timeOfDay } from '../format.js';
import { go, href, replace, route } from '../router.js';
import { allWarnings, isOpen, LIVE, nowOf, onResume, wall } from '../store.js';
import { inputOf, momentOfInput, zone } from '../zone.js';
import { failure } from '../components/bits.js';
import { ExplorerChart, looksOf, readAt } from '../components/explorer-chart.js';
import { PointFinder } from '../components/point-finder.js';
import { WaveformPanel } from '../components/waveform-panel.js';
import { gradeMark } from '../components/grade.js';
import { toast } from '../components/toast.js';
import * as icons from '../components/icons.js';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const RANGES = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '6h': 360 * MINUTE,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '1y': 365 * DAY,
};
const SHIFTS = { '1d': DAY, '7d': 7 * DAY };
const MOST_POINTS = 40;
const SHORTEST = 1000;
const LONGEST = 20 * 365 * DAY;
const LONGEST_CSV = 400 * DAY;
const LEAST_REFRESH = 5000;
/** A point that reads faster has a waveform. */
const FAST_MS = 500;

const rangeText = (key) => t(['30d', '1y'].includes(key) ? `explorer.range.${key}` : `point.range.${key}`);

export const ExplorerPage = {
  setup() {
    const query = computed(() => route.value.query);
    const points = computed(() => [...new Set((query.value.points ?? '').split(',').filter(Boolean))].slice(0, MOST_POINTS));
    const run = computed(() => query.value.run ?? LIVE);
    const custom = computed(() => {
      const from = Date.parse(query.value.from);
      const to = Date.parse(query.value.to);
      return from < to ? { from, to } : null;
    });
    const range = computed(() =>
      custom.value ? 'custom' : Object.hasOwn(RANGES, query.value.range ?? '') ? query.value.range : run.value === LIVE ? '24h' : 'run',
    );
    const compare = computed(() => (Object.hasOwn(SHIFTS, query.value.compare ?? '') ? query.value.compare : null));
    const showBad = computed(() => query.value.bad !== '0');
    const fit = computed(() => query.value.fit === '1');
    const active = computed(() => (points.value.includes(query.value.front) ? query.value.front : (points.value[0] ?? '')));
    const wave = computed(() => (points.value.includes(query.value.wave) ? query.value.wave : null));

    const data = shallowReactive({ series: [], marks: [], then: null, from: 0, to: 1, loading: true, error: null, stale: false });
    const cursor = ref(null);
    const customOpen = ref(false);
    const fromInput = ref('');
    const toInput = ref('');
    const badRange = ref(false);
    const finder = ref(null);
    const picture = ref(null);
    let abort = null;
    let fetchedAt = 0;

    /** Changes the address; what is null falls out. Ranges are steps that one can go back, the rest is not. */
    const change = (values, step = false) => (step ? go : replace)('explorer', null, { ...query.value, ...values });
    const showRange = (from, to) => {
      const length = Math.min(LONGEST, Math.max(SHORTEST, to - from));
      const middle = (from + to) / 2;
      change(
        {
          range: null,
          from: new Date(Math.round(middle - length / 2)).toISOString(),
          to: new Date(Math.round(middle + length / 2)).toISOString(),
        },
        true,
      );
    };

    function add(ids) {
      const all = [...new Set([...points.value, ...ids])];
      if (all.length > MOST_POINTS) {
        toast(t('explorer.most', { count: MOST_POINTS }), true);
      }
      change({ points: all.slice(0, MOST_POINTS).join(',') });
    }
    const remove = (id) => change({ points: points.value.filter((other) => other !== id).join(',') });

    async function load(quietly = false) {
      abort?.abort();
      if (!points.value.length) {
        Object.assign(data, { series: [], marks: [], then: null, loading: false, error: null, stale: false });
        return;
      }
      const mine = new AbortController();
      abort = mine;
      const length = RANGES[range.value];
      const to = custom.value?.to ?? (length ? nowOf(run.value) : null);
      const from = custom.value?.from ?? (length ? to - length : null);
      if (!quietly) {
        data.loading = true;
        if (from !== null) {
          Object.assign(data, { from, to });
        }
      }
      const want = {
        points: points.value.join(','),
        run: run.value,
        maxPoints: Math.round(Math.min(1000, Math.max(240, innerWidth * 0.6))),
      };
      const ask = (shift) =>
        api.history(
          {
            ...want,
            from: from === null ? null : new Date(from - shift).toISOString(),
            to: to === null ? null : new Date(to - shift).toISOString(),
          },
          mine.signal,
        );
      try {
        const shift = compare.value && from !== null ? SHIFTS[compare.value] : 0;
        const [now, then] = await Promise.all([ask(0), shift ? ask(shift) : null]);
        if (mine.signal.aborted) {
          return;
        }
        fetchedAt = Date.now();
        Object.assign(data, {
          series: now.series,
          marks: now.marks.map((mark) => ({ ...mark, run: run.value })),
          then: then && { shift, series: new Map(then.series.map((series) => [series.point, series])) },
          from: from ?? Date.parse(now.from),
          to: to ?? Math.max(Date.parse(now.to), Date.parse(now.from) + SHORTEST),
          loading: false,
          error: null,
          stale: false,
        });
      } catch (error) {
        if (error.name !== 'AbortError') {
          Object.assign(data, quietly && data.series.length ? { stale: true, loading: false } : { error, loading: false });
        }
      }
    }

    watch(
      () => [points.value.join(','), run.value, range.value, custom.value?.from, custom.value?.to, compare.value].join('/'),
      () => load(),
      { immediate: true },
    );
    // A range that ends now moves on.
    watch(wall, () => {
      const pause = Math.max(LEAST_REFRESH, (data.to - data.from) / 400);
      if (run.value === LIVE && RANGES[range.value] && !data.loading && !data.error && Date.now() - fetchedAt > pause) {
        fetchedAt = Date.now();
        load(true);
      }
    });
    const stopResume = onResume(() => load(true));

    function key(event) {
      if (event.key === '/' && !event.target.closest('input, textarea, select') && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        finder.value?.focus();
      }
    }
    onMounted(() => addEventListener('keydown', key));
    onBeforeUnmount(() => {
      abort?.abort();
      stopResume();
      removeEventListener('keydown', key);
    });

    // A point keeps its look while others come and go.
    const looks = new Map();
    const lookOf = (id) => {
      for (const other of [...looks.keys()]) {
        if (!points.value.includes(other)) {
          looks.delete(other);
        }
      }
      if (!looks.has(id)) {
        const taken = new Set(looks.values());
        let n = 0;
        while (taken.has(n)) n++;
        looks.set(id, n);
      }
      return looks.get(id);
    };

    const series = computed(() =>
      // Names follow the language.
      language.value &&
      data.series
        .filter((one) => points.value.includes(one.point))
        .map((one) => {
          const then = data.then?.series.get(one.point);
          return {
            ...one,
            name: nameOf(one.name, one.point),
            place: nameOf(one.assetName, one.asset),
            n: lookOf(one.point),
            intervalMs: durationMs(one.interval),
            marks: data.marks.filter((mark) => mark.point === one.point),
            then: then && {
              bucketMs: then.bucketMs,
              samples: then.samples.map(([at, ...rest]) => [at + data.then.shift, ...rest]),
            },
          };
        }),
    );
    const panels = computed(() => {
      const byUnit = new Map();
      series.value.forEach((one) => byUnit.set(one.unit, [...(byUnit.get(one.unit) ?? []), one]));
      return [...byUnit].map(([code, of]) => ({ unit: code, series: of }));
    });
    const widest = computed(() => Math.max(0, ...series.value.map((one) => one.bucketMs)));
    const hasBad = computed(() => series.value.some((one) => one.bad.length));

    const scale = (factor) => {
      const middle = cursor.value ?? (data.from + data.to) / 2;
      showRange(middle - (middle - data.from) * factor, middle + (data.to - middle) * factor);
    };
    const pan = (part) => {
      const length = data.to - data.from;
      showRange(data.from + length * part, data.to + length * part);
    };

    function openCustom() {
      fromInput.value = inputOf(data.from);
      toInput.value = inputOf(data.to);
      badRange.value = false;
      customOpen.value = !customOpen.value;
    }
    function submit(event) {
      event.preventDefault();
      const from = momentOfInput(fromInput.value);
      const to = momentOfInput(toInput.value);
      badRange.value = !(from < to);
      if (!badRange.value) {
        customOpen.value = false;
        showRange(from, to);
      }
    }

    async function savePicture() {
      const blob = await picture.value?.picture(
        series.value.length === 1 ? series.value[0].name : t('explorer.title'),
        `${t('explorer.period', { from: fullTime(data.from), to: fullTime(data.to) })}${zone.value ? ` · ${zone.value}` : ''}`,
      );
      if (blob) {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(blob);
        link.download = `lifeline-${new Date(data.from).toISOString().slice(0, 16).replace(':', '')}.png`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      }
    }

    const square = (label, icon, onClick, test) =>
      h('button', { type: 'button', class: 'button small square', title: label, 'aria-label': label, 'data-test': test, onClick }, icon);

    const ranges = () =>
      h('div', { class: 'range-bar' }, [
        h('div', { class: 'segments', role: 'group', 'aria-label': t('point.range') }, [
          ...(run.value === LIVE ? Object.keys(RANGES) : ['run']).map((one) =>
            h(
              'a',
              {
                class: 'segment',
                href: href('explorer', null, { ...query.value, range: one === 'run' ? null : one, from: null, to: null }),
                'aria-current': range.value === one ? 'true' : null,
                'data-test': `range-${one}`,
              },
              rangeText(one),
            ),
          ),
          h(
            'button',
            {
              type: 'button',
              class: 'segment',
              'aria-expanded': customOpen.value ? 'true' : 'false',
              'aria-current': range.value === 'custom' ? 'true' : null,
              'data-test': 'range-custom',
              onClick: openCustom,
            },
            t('point.range.custom'),
          ),
        ]),
        h('div', { class: 'button-row' }, [
          square(t('explorer.earlier'), icons.back(), () => pan(-0.5), 'earlier'),
          square(t('explorer.later'), icons.next(), () => pan(0.5), 'later'),
          square(t('explorer.wider'), icons.minus(), () => scale(2), 'wider'),
          square(t('explorer.narrower'), icons.plus(), () => scale(0.5), 'narrower'),
        ]),
        customOpen.value &&
          h('form', { class: 'custom-range', onSubmit: submit }, [
            ...[
              ['point.from', fromInput],
              ['point.to', toInput],
            ].map(([label, model]) =>
              h('label', { class: 'field inline' }, [
                h('span', { class: 'label' }, t(label)),
                h('input', {
                  class: 'input',
                  type: 'datetime-local',
                  step: 1,
                  value: model.value,
                  onInput: (event) => (model.value = event.target.value),
                }),
              ]),
            ),
            h('button', { type: 'submit', class: 'button' }, t('point.apply')),
            badRange.value && h('span', { class: 'bad-text', role: 'alert' }, t('point.badRange')),
          ]),
      ]);

    const check = (label, on, key, off) =>
      h('label', { class: 'check' }, [
        h('input', {
          type: 'checkbox',
          checked: on,
          'data-test': `check-${key}`,
          onChange: (event) => change({ [key]: event.target.checked ? off[0] : off[1] }),
        }),
        label,
      ]);

    const options = () => {
      const tooLong = data.to - data.from > LONGEST_CSV;
      return h('div', { class: 'explorer-options' }, [
        run.value === LIVE || custom.value
          ? h('div', { class: 'explorer-compare' }, [
              h('span', { class: 'label', id: 'compare-label' }, t('explorer.compare')),
              h(
                'div',
                { class: 'segments', role: 'group', 'aria-labelledby': 'compare-label' },
                [null, '1d', '7d'].map((one) =>
                  h(
                    'button',
                    {
                      type: 'button',
                      class: 'segment',
                      'aria-pressed': compare.value === one ? 'true' : 'false',
                      'data-test': `compare-${one ?? 'none'}`,
                      onClick: () => change({ compare: one }),
                    },
                    t(`explorer.compare.${one ?? 'none'}`),
                  ),
                ),
              ),
            ])
          : null,
        h('div', { class: 'explorer-checks' }, [
          check(t('explorer.bad'), showBad.value, 'bad', [null, '0']),
          check(t('chart.fit'), fit.value, 'fit', ['1', null]),
        ]),
        h('div', { class: 'button-row explorer-exports' }, [
          tooLong
            ? h('span', { class: 'button small disabled', title: t('explorer.csvTooLong') }, [icons.download(), t('explorer.csv')])
            : h(
                'a',
                {
                  class: 'button small',
                  download: '',
                  title: t('explorer.csvTitle'),
                  'data-test': 'csv',
                  href: api.historyCsv({
                    points: points.value.join(','),
                    run: run.value,
                    from: new Date(data.from).toISOString(),
                    to: new Date(data.to).toISOString(),
                  }),
                },
                [icons.download(), t('explorer.csv')],
              ),
          h('button', { type: 'button', class: 'button small', title: t('explorer.pngTitle'), 'data-test': 'png', onClick: savePicture }, [
            icons.download(),
            t('explorer.png'),
          ]),
        ]),
      ]);
    };

    function swatch(n) {
      const { colour, dash } = looksOf(n);
      return h('svg', { class: `series-swatch series-${colour + 1} dash-${dash}`, width: 22, height: 10, viewBox: '0 0 22 10', 'aria-hidden': 'true' }, [
        h('path', { d: 'M1 5h20' }),
      ]);
    }

    function item(one) {
      const at = cursor.value;
      const { sample, bad } = readAt(one, at ?? data.to);
      const shown = at === null ? (one.samples.at(-1) ?? null) : sample;
      const before = at !== null && one.then ? readAt({ ...one, ...one.then, bad: [] }, at).sample : null;
      const badTotal = one.bad.reduce((sum, [, , , n]) => sum + n, 0);
      const isFront = one.point === active.value;
      return h('li', { key: one.point, class: ['series-item', isFront && 'front'], 'data-series': one.point }, [
        h(
          'button',
          {
            type: 'button',
            class: 'series-pick',
            'aria-pressed': isFront ? 'true' : 'false',
            title: t('explorer.front', { point: one.name }),
            onClick: () => change({ front: one.point }),
          },
          [
            swatch(one.n),
            h('span', { class: 'series-words' }, [
              h('bdi', { class: 'series-name' }, one.name),
              h('span', { class: 'sub line' }, h('bdi', one.place)),
            ]),
            h('span', { class: 'series-value' }, [
              h('span', { class: 'number strong' }, shown ? quantity(shown[3], one.unit) : '–'),
              shown && shown[2] > shown[1]
                ? h('span', { class: 'sub number' }, `${number(shown[1])} – ${number(shown[2])}`)
                : null,
              before && h('span', { class: 'sub number' }, t('explorer.then', { value: number(before[3]) })),
              at !== null && bad
                ? h('span', { class: 'sub number bad-note' }, [
                    bad[3] > 1 || bad[2] === null
                      ? t('explorer.badCount', { count: count(bad[3]) })
                      : t('explorer.badValue', { value: number(bad[2]) }),
                  ])
                : at === null && badTotal > 0
                  ? h('span', { class: 'sub number bad-note' }, t('explorer.badCount', { count: count(badTotal) }))
                  : null,
            ]),
          ],
        ),
        h('span', { class: 'series-actions' }, [
          one.intervalMs <= FAST_MS &&
            h(
              'button',
              {
                type: 'button',
                class: 'button bare square',
                'aria-pressed': wave.value === one.point ? 'true' : 'false',
                title: t('explorer.wave'),
                'aria-label': t('explorer.waveOf', { point: one.name }),
                'data-test': 'open-wave',
                onClick: () => change({ wave: wave.value === one.point ? null : one.point, front: one.point, waveAt: null }),
              },
              icons.wave(),
            ),
          h(
            'a',
            {
              class: 'button bare square',
              href: href('points', one.point, { run: run.value === LIVE ? null : run.value }),
              title: t('explorer.openPoint', { point: one.name }),
              'aria-label': t('explorer.openPoint', { point: one.name }),
            },
            icons.chart(),
          ),
          h(
            'button',
            {
              type: 'button',
              class: 'button bare square',
              title: t('explorer.remove', { point: one.name }),
              'aria-label': t('explorer.remove', { point: one.name }),
              'data-test': 'remove-point',
              onClick: () => remove(one.point),
            },
            icons.close(),
          ),
        ]),
      ]);
    }

    const list = () =>
      h('section', { class: 'series-list', 'aria-label': t('explorer.points') }, [
        h('div', { class: 'series-head' }, [
          h('h2', t('explorer.points')),
          h(
            'span',
            { class: 'sub' },
            cursor.value === null ? t('explorer.newest') : t('explorer.atCursor', { time: fullTime(cursor.value) }),
          ),
        ]),
        h('ul', { 'data-test': 'series' }, series.value.map(item)),
        series.value.length > 1 &&
          h('button', { type: 'button', class: 'button bare small', onClick: () => change({ points: null, front: null, wave: null }) }, t('explorer.removeAll')),
      ]);

    function start() {
      const seen = new Map();
      allWarnings.value.filter(isOpen).forEach((w) => w.point && !seen.has(w.point) && seen.set(w.point, w));
      const some = [...seen.values()].slice(0, 8);
      return h('div', { class: 'empty explorer-empty' }, [
        icons.chart({ width: 40, height: 40, class: 'icon empty-icon' }),
        h('p', { class: 'empty-title' }, t('explorer.none')),
        h('p', { class: 'soft' }, t('explorer.noneNote')),
        some.length > 0 && [
          h('h2', { class: 'suggest-title' }, t('explorer.suggestions')),
          h(
            'div',
            { class: 'suggestions' },
            some.map((w) =>
              h('button', { type: 'button', class: 'button small', onClick: () => add([w.point]) }, [
                gradeMark(w.grade ?? w.peak, { size: 12 }),
                h('bdi', nameOf(w.pointName, w.point)),
              ]),
            ),
          ),
        ],
      ]);
    }

    const legend = () =>
      h('div', { class: 'legend explorer-legend' }, [
        h('span', { class: 'legend-item' }, widest.value ? t('chart.bucket', { time: interval(widest.value) }) : t('chart.raw')),
        widest.value > 0 && h('span', { class: 'legend-item' }, [h('span', { class: 'swatch band', 'aria-hidden': 'true' }), t('chart.band')]),
        data.then && h('span', { class: 'legend-item' }, [h('span', { class: 'swatch then', 'aria-hidden': 'true' }), t(`explorer.compare.${compare.value ?? 'none'}`)]),
        showBad.value &&
          hasBad.value &&
          h('span', { class: 'legend-item' }, [h('span', { class: 'swatch bad', 'aria-hidden': 'true' }, '◇'), t('explorer.badKey')]),
        zone.value && h('span', { class: 'legend-item faint' }, t('explorer.zone', { zone: zone.value })),
      ]);

    return () =>
      h('div', { class: 'page' }, [
        h('div', { class: 'page-main explorer-page' }, [
          h('div', { class: 'toolbar first' }, [
            h('h1', { class: 'page-title' }, t('explorer.title')),
            h(PointFinder, { ref: finder, chosen: points.value, onPoints: add }),
          ]),
          !points.value.length
            ? start()
            : [
                run.value !== LIVE &&
                  h('div', { class: 'replay-note' }, [
                    h('span', { class: 'replay-mark' }, t('run.replayMark')),
                    h('span', { class: 'replay-text' }, t('run.replayNote')),
                    h('a', { href: href('explorer', null, { points: points.value.join(',') }) }, t('run.backToLive')),
                  ]),
                h('section', { class: 'card explorer-card' }, [
                  ranges(),
                  options(),
                  data.error
                    ? data.error.status === 404
                      ? h('div', { class: 'notice bad', role: 'alert' }, [
                          h('p', t('explorer.gone')),
                          h('a', { class: 'button', href: href('explorer') }, t('explorer.removeAll')),
                        ])
                      : failure(data.error, () => load())
                    : h('div', { class: 'explorer-body' }, [
                        h('div', { class: 'explorer-main' }, [
                          h(ExplorerChart, {
                            ref: picture,
                            panels: panels.value,
                            from: data.from,
                            to: data.to,
                            active: active.value,
                            showBad: showBad.value,
                            fit: fit.value,
                            loading: data.loading,
                            cursor: cursor.value,
                            label: t('explorer.chartLabel', {
                              points: series.value.map((one) => one.name).slice(0, 6).join(', '),
                              from: fullTime(data.from),
                              to: fullTime(data.to),
                            }),
                            onZoom: ({ from, to }) => showRange(from, to),
                            onCursor: (ms) => (cursor.value = ms),
                            onPan: pan,
                            onScale: scale,
                          }),
                          legend(),
                          data.stale &&
                            h('p', { class: 'bad-text', role: 'status', 'data-test': 'stale' }, t('explorer.stale', { time: timeOfDay(fetchedAt) })),
                        ]),
                        list(),
                      ]),
                ]),
                wave.value &&
                  h(WaveformPanel, {
                    key: wave.value,
                    point: wave.value,
                    name: series.value.find((one) => one.point === wave.value)?.name ?? clean(wave.value),
                    unitCode: series.value.find((one) => one.point === wave.value)?.unit ?? '',
                    run: run.value,
                    to: Date.parse(query.value.waveAt) || data.to,
                    seconds: Number(query.value.waveFor) || 20,
                    shift: compare.value ? SHIFTS[compare.value] : 0,
                    shiftText: compare.value ? t(`explorer.compare.${compare.value}`) : '',
                    onTo: (ms) => change({ waveAt: new Date(ms).toISOString() }),
                    onSeconds: (seconds) => change({ waveFor: seconds === 20 ? null : seconds }),
                    onClose: () => change({ wave: null, waveAt: null, waveFor: null }),
                  }),
              ],
        ]),
      ]);
  },
};
