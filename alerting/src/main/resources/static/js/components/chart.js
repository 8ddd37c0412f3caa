// A point's readings with their thresholds. ECharts draws the picture; the read-out, the cursor and the zoom are ours,
// because ECharts' own tooltip needs inline styles, which the content security policy forbids.

import { computed, h, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue';
import { t, language } from '../i18n.js';
import { theme } from '../theme.js';
import { fullTime, interval, number, quantity, tickLabel, unit } from '../format.js';
import { ticks, zone } from '../zone.js';
import { gradeName, SYMBOLS } from './grade.js';

const LABEL_HEIGHT = 15;
const PLOT = { top: 14, right: 76, bottom: 26, left: 52 };
const SMALLEST_DRAG = 8;
const SEVERITY = ['BLUE', 'YELLOW', 'ORANGE', 'RED'];

let library = null;
export const loadLibrary = () => {
  library ??= import('echarts').catch((error) => {
    library = null;
    throw error;
  });
  return library;
};

export function tokens() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    font: token('font'),
    line: token('chart-line'),
    band: token('chart-band'),
    grid: token('chart-grid'),
    axis: token('chart-axis'),
    strong: token('line-strong'),
    episode: token('chart-episode'),
    ground: token('surface'),
    text: token('text'),
    fill: (grade) => token(`${grade.toLowerCase()}-fill`),
    ink: (grade) => token(`${grade.toLowerCase()}-ink`),
  };
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999);
}

export function valueRange(samples, thresholds, fit, steps = 5) {
  let low = Infinity;
  let high = -Infinity;
  for (const [, min, max] of samples) {
    if (Number.isFinite(min)) low = Math.min(low, min);
    if (Number.isFinite(max)) high = Math.max(high, max);
  }
  const positive = low >= 0;
  if (!fit || low > high) {
    for (const { raise, clear } of thresholds) {
      low = Math.min(low, raise, clear);
      high = Math.max(high, raise, clear);
    }
  }
  if (low > high) {
    [low, high] = [0, 1];
  }
  const span = high - low || Math.abs(high) * 0.1 || 1;
  const step = niceStep((span * 1.12) / steps);
  const from = Math.floor((low - span * 0.06) / step) * step;
  return { low: positive ? Math.max(0, from) : from, high: Math.ceil((high + span * 0.06) / step) * step, step };
}

/**
 * The stretch between least and greatest, as one shape for each run without a gap. ECharts stacks lines only over its
 * own scale of time, which knows the browser's zone alone.
 */
export function bandOf(samples, style) {
  const runs = [[]];
  samples.forEach((sample) => (sample[1] === null ? runs.push([]) : runs.at(-1).push(sample)));
  const shapes = runs.filter((run) => run.length);
  return {
    type: 'custom',
    silent: true,
    animation: false,
    clip: true,
    data: shapes.length ? [[shapes[0][0][0], shapes[0][0][1]]] : [],
    renderItem: (params, api) => ({
      type: 'group',
      children: shapes.map((run) => {
        const upper = run.map(([at, , max]) => api.coord([at, max]));
        const lower = run.map(([at, min]) => api.coord([at, min])).reverse();
        return { type: 'polygon', shape: { points: [...upper, ...lower] }, style };
      }),
    }),
  };
}

/** The marks of a scale of time, by the city's clock: ECharts knows the browser's only. */
export function timeScale(from, to, width) {
  const marks = ticks(from, to, Math.max(2, Math.floor(width / 90)));
  return {
    type: 'value',
    min: from,
    max: to,
    axisTick: { customValues: marks.at, length: 4 },
    axisLabel: { customValues: marks.at, hideOverlap: true, formatter: (ms) => tickLabel(ms, marks.kind) },
  };
}

/** Puts an empty place wherever readings are missing, so that no line is drawn across. */
export function withGaps(samples, intervalMs, bucketMs) {
  const spacing = [];
  for (let i = 1; i < samples.length; i++) {
    spacing.push(samples[i][0] - samples[i - 1][0]);
  }
  const usual = Number.isFinite(intervalMs)
    ? intervalMs
    : (spacing.sort((a, b) => a - b)[Math.floor(spacing.length / 2)] ?? 0);
  const widest = Math.max(3 * usual, 2.5 * bucketMs, 1000);
  const out = [];
  samples.forEach((sample, i) => {
    if (i && sample[0] - samples[i - 1][0] > widest) {
      out.push([samples[i - 1][0] + 1, null, null, null]);
    }
    out.push(sample);
  });
  return out;
}

function byRule(thresholds) {
  const rules = new Map();
  thresholds.forEach((threshold) => rules.set(threshold.rule, [...(rules.get(threshold.rule) ?? []), threshold]));
  return [...rules.values()].map((list) => list.sort((a, b) => SEVERITY.indexOf(a.grade) - SEVERITY.indexOf(b.grade)));
}

export function thresholdLines(thresholds, range, plotHeight, colours) {
  const inView = (value) => value >= range.low && value <= range.high;
  const pixel = (value) => ((value - range.low) / (range.high - range.low)) * plotHeight;
  const placed = [];
  const lines = [];
  const sorted = [...thresholds].sort((a, b) => SEVERITY.indexOf(b.grade) - SEVERITY.indexOf(a.grade));
  for (const { grade, raise, clear } of sorted) {
    if (inView(raise)) {
      const free = placed.every((other) => Math.abs(other - pixel(raise)) >= LABEL_HEIGHT);
      if (free) {
        placed.push(pixel(raise));
      }
      lines.push({
        yAxis: raise,
        lineStyle: { color: colours.fill(grade), width: 1.25, type: 'solid', opacity: 0.9 },
        label: {
          show: free,
          position: 'end',
          distance: 6,
          formatter: `${gradeName(grade)} ${number(raise)}`,
          color: colours.ink(grade),
          fontSize: 11,
          fontFamily: colours.font,
        },
      });
    }
    if (inView(clear) && clear !== raise) {
      lines.push({
        yAxis: clear,
        lineStyle: { color: colours.fill(grade), width: 1, type: [1, 4], opacity: 0.75 },
        label: { show: false },
      });
    }
  }
  return lines;
}

export function thresholdAreas(thresholds, range, colours) {
  const areas = [];
  const seen = new Set();
  for (const rule of byRule(thresholds)) {
    const above = rule[0].above !== false;
    if (seen.has(above)) {
      continue;
    }
    seen.add(above);
    rule.forEach(({ grade, raise }, i) => {
      const end = rule[i + 1]?.raise ?? (above ? range.high : range.low);
      const [low, high] = [Math.max(Math.min(raise, end), range.low), Math.min(Math.max(raise, end), range.high)];
      if (high > low) {
        areas.push([{ yAxis: low, itemStyle: { color: colours.fill(grade), opacity: 0.07 } }, { yAxis: high }]);
      }
    });
  }
  return areas;
}

function optionOf(props, fit, size) {
  const colours = tokens();
  const range = valueRange(props.samples, props.thresholds, fit);
  const plotHeight = Math.max(40, size.height - PLOT.top - PLOT.bottom);
  const scale = timeScale(props.from, props.to, size.width - PLOT.left - PLOT.right);
  const samples = withGaps(props.samples, props.intervalMs, props.bucketMs);
  const banded = props.bucketMs > 0 && props.samples.some(([, min, max]) => max > min);
  const base = { type: 'line', silent: true, animation: false, symbol: 'none', z: 3 };
  const episode = props.episode
    ? [
        [
          { xAxis: props.episode.from, itemStyle: { color: colours.episode, opacity: 0.06 } },
          { xAxis: props.episode.to },
        ],
      ]
    : [];
  const series = [
    {
      ...base,
      id: 'mean',
      data: samples.map(([at, , , mean]) => [at, mean]),
      lineStyle: { color: colours.line, width: banded ? 1.25 : 1.5, join: 'round' },
      itemStyle: { color: colours.line },
      symbol: props.samples.length <= 80 ? 'circle' : 'none',
      showSymbol: props.samples.length <= 80,
      symbolSize: 4,
      markLine: {
        silent: true,
        animation: false,
        symbol: 'none',
        data: thresholdLines(props.thresholds, range, plotHeight, colours),
      },
      markArea: {
        silent: true,
        animation: false,
        data: [...thresholdAreas(props.thresholds, range, colours), ...episode],
      },
    },
  ];
  if (banded) {
    series.push({
      ...bandOf(samples, { fill: colours.band, stroke: colours.band, lineWidth: 0.75, opacity: 0.42 }),
      id: 'band',
      z: 2,
    });
  }
  if (props.events.length) {
    series.push({
      id: 'events',
      type: 'scatter',
      silent: true,
      animation: false,
      z: 5,
      data: props.events.map((event) => ({
        value: [Date.parse(event.at), event.value],
        symbol: event.grade ? SYMBOLS[event.grade] : 'circle',
        symbolSize: event.grade === 'YELLOW' ? 11 : 10,
        itemStyle: {
          color: event.grade ? colours.fill(event.grade) : colours.ground,
          borderColor: event.grade ? colours.ground : colours.text,
          borderWidth: 1.5,
        },
      })),
    });
  }
  return {
    animation: false,
    textStyle: { fontFamily: colours.font },
    grid: { ...PLOT, containLabel: false, outerBoundsMode: 'none' },
    xAxis: {
      ...scale,
      axisLine: { lineStyle: { color: colours.strong } },
      axisTick: { ...scale.axisTick, lineStyle: { color: colours.strong } },
      axisLabel: { ...scale.axisLabel, color: colours.axis, fontSize: 11, margin: 8 },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: range.low,
      max: range.high,
      interval: range.step,
      axisLabel: { color: colours.axis, fontSize: 11, formatter: (value) => number(value), margin: 8 },
      splitLine: { lineStyle: { color: colours.grid } },
    },
    series,
  };
}

export function nearest(samples, ms) {
  let low = 0;
  let high = samples.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples[middle][0] < ms) low = middle + 1;
    else high = middle;
  }
  return low > 0 && ms - samples[low - 1][0] < samples[low][0] - ms ? low - 1 : low;
}

export const PointChart = {
  props: {
    name: { type: String, required: true },
    samples: { type: Array, required: true },
    bucketMs: { type: Number, default: 0 },
    intervalMs: { type: Number, default: Number.NaN },
    thresholds: { type: Array, default: () => [] },
    unitCode: { type: String, default: '' },
    from: { type: Number, required: true },
    to: { type: Number, required: true },
    episode: { type: Object, default: null },
    events: { type: Array, default: () => [] },
    loading: Boolean,
    zoomable: Boolean,
    tall: Boolean,
  },
  emits: ['zoom'],
  setup(props, { emit }) {
    const place = ref(null);
    const frame = ref(null);
    const size = shallowRef({ width: 600, height: 240 });
    const fit = ref(false);
    const failed = ref(false);
    const cursor = ref(null); // index of the sample that is read out
    const drag = shallowRef(null);
    let chart = null;
    let gone = false;

    const draw = () => {
      if (chart) {
        chart.setOption(optionOf(props, fit.value, size.value), { notMerge: true });
      }
    };
    let drawing = 0;
    const drawSoon = () => {
      drawing ||= requestAnimationFrame(() => {
        drawing = 0;
        draw();
      });
    };

    const resized = new ResizeObserver(() => {
      if (!place.value) {
        return;
      }
      size.value = { width: place.value.clientWidth, height: place.value.clientHeight };
      chart?.resize();
      drawSoon();
    });

    onMounted(async () => {
      resized.observe(place.value);
      size.value = { width: place.value.clientWidth, height: place.value.clientHeight };
      try {
        const { init } = await loadLibrary();
        if (!gone) {
          chart = init(place.value, null, { renderer: 'canvas' });
          draw();
        }
      } catch {
        failed.value = true;
      }
    });
    onBeforeUnmount(() => {
      gone = true;
      resized.disconnect();
      cancelAnimationFrame(drawing);
      chart?.dispose();
      chart = null;
    });
    watch(() => [props.samples, props.thresholds, props.from, props.to, props.episode, props.events], drawSoon);
    watch([fit, theme, language, zone], drawSoon, { flush: 'post' });
    watch(
      () => props.samples,
      () => {
        if (cursor.value !== null && cursor.value >= props.samples.length) {
          cursor.value = null;
        }
      },
    );

    const plotWidth = () => Math.max(1, size.value.width - PLOT.left - PLOT.right);
    const timeAt = (x) =>
      props.from + (Math.min(Math.max(x - PLOT.left, 0), plotWidth()) / plotWidth()) * (props.to - props.from);
    const xOf = (ms) => PLOT.left + ((ms - props.from) / (props.to - props.from)) * plotWidth();
    const offset = (event) => event.clientX - frame.value.getBoundingClientRect().left;

    function point(event) {
      if (drag.value) {
        drag.value = { ...drag.value, end: offset(event) };
      }
      if (props.samples.length) {
        cursor.value = nearest(props.samples, timeAt(offset(event)));
      }
    }
    function press(event) {
      if (props.zoomable && event.button === 0 && event.pointerType !== 'touch') {
        drag.value = { start: offset(event), end: offset(event) };
        frame.value.setPointerCapture(event.pointerId);
      }
    }
    function release() {
      const done = drag.value;
      drag.value = null;
      if (done && Math.abs(done.end - done.start) >= SMALLEST_DRAG) {
        const [from, to] = [timeAt(done.start), timeAt(done.end)].sort((a, b) => a - b);
        emit('zoom', { from: Math.round(from), to: Math.round(to) });
      }
    }
    function key(event) {
      const last = props.samples.length - 1;
      const now = cursor.value ?? last;
      const target = {
        ArrowLeft: now - 1,
        ArrowRight: now + 1,
        Home: 0,
        End: last,
        PageUp: now - 10,
        PageDown: now + 10,
      }[event.key];
      if (target === undefined || last < 0) {
        return;
      }
      event.preventDefault();
      cursor.value = Math.min(last, Math.max(0, target));
    }

    const summary = computed(() => {
      const values = props.samples;
      if (!values.length) {
        return `${props.name}: ${t('chart.empty')}`;
      }
      return t('chart.summary', {
        name: props.name,
        count: number(values.length),
        from: fullTime(values[0][0]),
        to: fullTime(values.at(-1)[0]),
        min: quantity(
          values.reduce((low, [, min]) => Math.min(low, min), Infinity),
          props.unitCode,
        ),
        max: quantity(
          values.reduce((high, [, , max]) => Math.max(high, max), -Infinity),
          props.unitCode,
        ),
        last: quantity(values.at(-1)[3], props.unitCode),
      });
    });

    const swatch = (kind, text) =>
      h('span', { class: 'legend-item' }, [h('span', { class: `swatch ${kind}`, 'aria-hidden': 'true' }), text]);

    function head() {
      const banded = props.bucketMs > 0;
      return h('div', { class: 'chart-head' }, [
        h('div', { class: 'legend' }, [
          swatch('line', banded ? t('chart.mean') : t('chart.value')),
          banded && swatch('band', t('chart.band')),
          props.thresholds.length > 0 && swatch('raise', t('chart.raise')),
          props.thresholds.length > 0 && swatch('clear', t('chart.clear')),
          h(
            'span',
            { class: 'legend-item faint' },
            banded ? t('chart.bucket', { time: interval(props.bucketMs) }) : t('chart.raw'),
          ),
          h('label', { class: 'check' }, [
            h('input', {
              type: 'checkbox',
              checked: fit.value,
              onChange: (event) => (fit.value = event.target.checked),
            }),
            t('chart.fit'),
          ]),
        ]),
      ]);
    }

    /** What stands under the cursor, on the side of it where there is room. */
    function readout(sample) {
      const x = sample && xOf(sample[0]);
      const left = sample && x < PLOT.left + plotWidth() / 2;
      const style = !sample ? {} : left ? { left: `${x + 8}px` } : { right: `${size.value.width - x + 8}px` };
      return h(
        'output',
        { class: ['readout', sample && 'shown'], 'aria-live': 'polite', style },
        sample && [
          h('span', { class: 'readout-value' }, quantity(sample[3], props.unitCode)),
          sample[2] > sample[1] && h('span', { class: 'readout-band' }, `${number(sample[1])} – ${number(sample[2])}`),
          h('span', { class: 'readout-time' }, fullTime(sample[0])),
        ],
      );
    }

    return () => {
      const sample = cursor.value === null ? null : props.samples[cursor.value];
      return h('figure', { class: ['chart', props.tall && 'tall'], 'data-test': 'chart' }, [
        head(),
        h(
          'div',
          {
            ref: frame,
            class: ['chart-frame', props.zoomable && 'zoomable'],
            tabindex: 0,
            role: 'group',
            'aria-label': summary.value,
            onPointermove: point,
            onPointerdown: press,
            onPointerup: release,
            onPointercancel: () => (drag.value = null),
            onPointerleave: () => !drag.value && (cursor.value = null),
            onKeydown: key,
            onBlur: () => (cursor.value = null),
          },
          [
            h('div', { ref: place, class: 'chart-place', 'aria-hidden': 'true' }),
            h('span', { class: 'chart-unit', 'aria-hidden': 'true' }, unit(props.unitCode)),
            sample && h('div', { class: 'chart-cursor', style: { left: `${xOf(sample[0])}px` } }),
            readout(sample),
            drag.value &&
              h('div', {
                class: 'chart-drag',
                style: {
                  left: `${Math.min(drag.value.start, drag.value.end)}px`,
                  width: `${Math.abs(drag.value.end - drag.value.start)}px`,
                },
              }),
            failed.value
              ? h('p', { class: 'chart-note', role: 'alert' }, t('chart.failed'))
              : props.loading && !props.samples.length
                ? h('p', { class: 'chart-note' }, t('chart.loading'))
                : !props.samples.length && h('p', { class: 'chart-note' }, t('chart.empty')),
          ],
        ),
      ]);
    };
  },
};
