// Readings of several points over one scale of time: a panel for each unit, one below the other.

import { computed, h, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue';
import { t, language } from '../i18n.js';
import { theme } from '../theme.js';
import { clean, fullTime, nameOf, number, quantity, unit } from '../format.js';
import { href } from '../router.js';
import { zone } from '../zone.js';
import { bandOf, loadLibrary, nearest, thresholdAreas, thresholdLines, timeScale, tokens, valueRange, withGaps } from './chart.js';
import { gradeName } from './grade.js';

const LEFT = 56;
const RIGHT_PLAIN = 16;
const RIGHT_LIMITS = 76;
const HEAD = 34;
const FOOT = 28;
const SMALLEST_DRAG = 8;
const COLOURS = 8;
const DASHES = ['solid', [6, 3], [2, 2], [8, 3, 2, 3], [1, 3]];
const MOST_LANES = 2;

/** How the n-th point is drawn: colours first, then dashes. */
export const looksOf = (n) => ({ colour: n % COLOURS, dash: Math.floor(n / COLOURS) % DASHES.length });

export const colourOf = (n) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--series-${(n % COLOURS) + 1}`).trim();

/** What a series says at a moment: `{sample, bad}`, either may be missing. */
export function readAt(series, ms) {
  const reach = Math.max(series.bucketMs, Number.isFinite(series.intervalMs) ? series.intervalMs * 1.5 : 0, 1000);
  const close = (list) => {
    if (!list.length) {
      return null;
    }
    const found = list[nearest(list, ms)];
    return Math.abs(found[0] - ms) <= reach ? found : null;
  };
  return { sample: close(series.samples), bad: close(series.bad) };
}

/** Puts what overlaps on lanes; what finds no room lies on the last. */
function lanes(marks, from, to) {
  const ends = [];
  return [...marks]
    .sort((a, b) => Date.parse(a.raisedAt) - Date.parse(b.raisedAt))
    .map((mark) => {
      const start = Math.max(from, Date.parse(mark.raisedAt));
      const end = Math.min(to, mark.clearedAt ? Date.parse(mark.clearedAt) : to);
      let lane = ends.findIndex((other) => other <= start);
      if (lane < 0) {
        lane = Math.min(ends.length, MOST_LANES - 1);
      }
      ends[lane] = Math.max(ends[lane] ?? 0, end);
      return { mark, start, end, lane };
    });
}

export const ExplorerChart = {
  props: {
    /** Of {unit, series: [{point, name, unit, n, samples, bucketMs, bad, then, thresholds, intervalMs, marks}]}. */
    panels: { type: Array, required: true },
    from: { type: Number, required: true },
    to: { type: Number, required: true },
    active: { type: String, default: '' },
    showBad: Boolean,
    fit: Boolean,
    loading: Boolean,
    /** The moment that is read out, or null. */
    cursor: { type: Number, default: null },
    label: { type: String, required: true },
  },
  emits: ['zoom', 'cursor', 'pan', 'scale'],
  setup(props, { emit, expose }) {
    const place = ref(null);
    const frame = ref(null);
    const width = shallowRef(800);
    const failed = ref(false);
    const drag = shallowRef(null);
    let chart = null;
    let gone = false;

    const activeIn = (panel) =>
      panel.series.find((series) => series.point === props.active) ?? (panel.series.length === 1 ? panel.series[0] : null);

    const layout = computed(() => {
      const narrow = width.value < 560;
      const count = Math.max(1, props.panels.length);
      const plot = count === 1 ? (narrow ? 220 : 380) : count === 2 ? (narrow ? 170 : 220) : narrow ? 130 : 160;
      const limits = props.panels.some((panel) => activeIn(panel)?.thresholds.length && !props.fit);
      const right = limits ? RIGHT_LIMITS : RIGHT_PLAIN;
      return {
        plot,
        right,
        width: Math.max(1, width.value - LEFT - right),
        top: (i) => i * (plot + HEAD) + HEAD,
        height: count * (plot + HEAD) + FOOT,
      };
    });

    function seriesOf(panel, i, range, colours) {
      const out = [];
      const base = { type: 'line', silent: true, animation: false, symbol: 'none', xAxisIndex: i, yAxisIndex: i };
      const active = activeIn(panel);
      const crowded = panel.series.length > 6;
      panel.series.forEach((series) => {
        const { colour, dash } = looksOf(series.n);
        const ink = colours.series[colour];
        const isActive = series === active;
        const samples = withGaps(series.samples, series.intervalMs, series.bucketMs);
        const banded = series.bucketMs > 0 && series.samples.some(([, min, max]) => max > min);
        const z = isActive ? 6 : 3;
        if (banded) {
          out.push({
            ...bandOf(samples, {
              fill: ink,
              stroke: ink,
              lineWidth: 0.75,
              opacity: isActive ? 0.4 : crowded ? 0.16 : 0.28,
            }),
            xAxisIndex: i,
            yAxisIndex: i,
            z: z - 1,
          });
        }
        if (series.then) {
          out.push({
            ...base,
            data: withGaps(series.then.samples, series.intervalMs, series.then.bucketMs).map(([at, , , mean]) => [at, mean]),
            lineStyle: { color: ink, width: 1.25, type: [3, 3], opacity: 0.65 },
            itemStyle: { color: ink },
            z: z - 1,
          });
        }
        out.push({
          ...base,
          data: samples.map(([at, , , mean]) => [at, mean]),
          lineStyle: { color: ink, width: isActive && panel.series.length > 1 ? 2.25 : 1.4, type: DASHES[dash], join: 'round' },
          itemStyle: { color: ink },
          symbol: series.samples.length <= 60 ? 'circle' : 'none',
          showSymbol: series.samples.length <= 60,
          symbolSize: 4,
          z,
          ...(isActive && {
            markLine: {
              silent: true,
              animation: false,
              symbol: 'none',
              data: thresholdLines(series.thresholds, range, layout.value.plot, colours),
            },
            markArea: {
              silent: true,
              animation: false,
              data: [
                ...thresholdAreas(series.thresholds, range, colours),
                ...series.marks.slice(0, 100).map((mark) => [
                  {
                    xAxis: Math.max(props.from, Date.parse(mark.raisedAt)),
                    itemStyle: { color: colours.fill(mark.peak), opacity: 0.13 },
                  },
                  { xAxis: Math.min(props.to, mark.clearedAt ? Date.parse(mark.clearedAt) : props.to) },
                ]),
              ],
            },
          }),
        });
        if (props.showBad && series.bad.length) {
          out.push({
            type: 'scatter',
            silent: true,
            animation: false,
            xAxisIndex: i,
            yAxisIndex: i,
            z: 8,
            data: series.bad.map(([at, low, high]) => badMark(at, low, high, range, ink, colours)),
          });
        }
      });
      return out;
    }

    /** A bad value is a hollow diamond where it is; beyond the axis, or without a value, a triangle at the edge. */
    function badMark(at, low, high, range, ink, colours) {
      const value = high === null ? null : high > range.high ? high : low;
      const beyond = value === null ? -1 : value > range.high ? 1 : value < range.low ? -1 : 0;
      return {
        value: [at, beyond > 0 ? range.high : beyond < 0 ? range.low : value],
        symbol: beyond ? 'triangle' : 'diamond',
        symbolSize: beyond ? 8 : 9,
        symbolRotate: beyond < 0 ? 180 : 0,
        symbolOffset: [0, beyond > 0 ? 5 : beyond < 0 ? -5 : 0],
        itemStyle: {
          color: beyond ? colours.text : colours.ground,
          borderColor: beyond ? colours.ground : ink,
          borderWidth: beyond ? 1 : 1.75,
        },
      };
    }

    function option() {
      const colours = { ...tokens(), series: Array.from({ length: COLOURS }, (none, n) => colourOf(n)) };
      const { plot, right, top } = layout.value;
      const scale = timeScale(props.from, props.to, layout.value.width);
      const all = { animation: false, textStyle: { fontFamily: colours.font }, grid: [], xAxis: [], yAxis: [], series: [] };
      props.panels.forEach((panel, i) => {
        const last = i === props.panels.length - 1;
        const active = activeIn(panel);
        const seen = panel.series.flatMap((series) => [...series.samples, ...(series.then?.samples ?? [])]);
        const range = valueRange(seen, active?.thresholds ?? [], props.fit, plot < 140 ? 3 : 5);
        all.grid.push({ left: LEFT, right, top: top(i), height: plot, containLabel: false, outerBoundsMode: 'none' });
        all.xAxis.push({
          ...scale,
          gridIndex: i,
          axisLine: { lineStyle: { color: colours.strong } },
          axisTick: { ...scale.axisTick, show: last, lineStyle: { color: colours.strong } },
          axisLabel: { ...scale.axisLabel, show: last, color: colours.axis, fontSize: 11, margin: 8 },
          splitLine: { show: false },
        });
        all.yAxis.push({
          type: 'value',
          gridIndex: i,
          min: range.low,
          max: range.high,
          interval: range.step,
          axisLabel: { color: colours.axis, fontSize: 11, formatter: (value) => number(value), margin: 8 },
          splitLine: { lineStyle: { color: colours.grid } },
        });
        all.series.push(...seriesOf(panel, i, range, colours));
      });
      return all;
    }

    let drawing = 0;
    const drawSoon = () => {
      drawing ||= requestAnimationFrame(() => {
        drawing = 0;
        if (chart && place.value) {
          chart.resize({ width: width.value, height: layout.value.height });
          chart.setOption(option(), { notMerge: true });
          frame.value.dataset.drawn = String(Number(frame.value.dataset.drawn ?? 0) + 1);
        }
      });
    };

    const resized = new ResizeObserver(() => {
      if (frame.value && frame.value.clientWidth !== width.value) {
        width.value = frame.value.clientWidth;
        drawSoon();
      }
    });

    onMounted(async () => {
      width.value = frame.value.clientWidth;
      resized.observe(frame.value);
      try {
        const { init } = await loadLibrary();
        if (!gone) {
          chart = init(place.value, null, { renderer: 'canvas', width: width.value, height: layout.value.height });
          drawSoon();
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
    watch(() => [props.panels, props.from, props.to, props.active, props.showBad, props.fit], drawSoon);
    watch([theme, language, zone], drawSoon, { flush: 'post' });

    const offset = (event) => event.clientX - frame.value.getBoundingClientRect().left;
    const timeAt = (x) =>
      props.from + (Math.min(Math.max(x - LEFT, 0), layout.value.width) / layout.value.width) * (props.to - props.from);
    const xOf = (ms) => LEFT + ((ms - props.from) / (props.to - props.from)) * layout.value.width;

    /** The cursor stands on samples of the point in front. */
    const steps = computed(() => {
      const all = props.panels.flatMap((panel) => panel.series);
      return (all.find((series) => series.point === props.active) ?? all[0])?.samples ?? [];
    });
    const onSample = (ms) => (steps.value.length ? steps.value[nearest(steps.value, ms)][0] : ms);

    function point(event) {
      if (drag.value) {
        drag.value = { ...drag.value, end: offset(event) };
      }
      emit('cursor', onSample(timeAt(offset(event))));
    }
    function press(event) {
      if (event.button === 0 && event.pointerType !== 'touch' && !event.target.closest('a')) {
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
      if (event.target !== frame.value || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      if (event.key === '+' || event.key === '=') {
        emit('scale', 0.5);
      } else if (event.key === '-') {
        emit('scale', 2);
      } else if (event.shiftKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
        emit('pan', event.key === 'ArrowLeft' ? -0.5 : 0.5);
      } else {
        const last = steps.value.length - 1;
        const now = props.cursor === null ? last : nearest(steps.value, props.cursor);
        const target = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last, PageUp: now - 10, PageDown: now + 10 }[
          event.key
        ];
        if (target === undefined || last < 0) {
          return;
        }
        emit('cursor', steps.value[Math.min(last, Math.max(0, target))][0]);
      }
      event.preventDefault();
    }

    /** The picture with its title and key, as a PNG. */
    expose({
      async picture(title, period) {
        const scale = 2;
        const colours = { ...tokens(), series: Array.from({ length: COLOURS }, (none, n) => colourOf(n)) };
        const all = props.panels.flatMap((panel) => panel.series);
        const columns = Math.max(1, Math.floor(width.value / 300));
        const rows = Math.ceil(all.length / columns);
        const head = 56 + rows * 20;
        const canvas = document.createElement('canvas');
        canvas.width = width.value * scale;
        canvas.height = (head + layout.value.height) * scale;
        const pen = canvas.getContext('2d');
        pen.scale(scale, scale);
        pen.fillStyle = colours.ground;
        pen.fillRect(0, 0, width.value, head + layout.value.height);
        pen.textBaseline = 'middle';
        pen.fillStyle = colours.text;
        pen.font = `600 16px ${colours.font}`;
        pen.fillText(title, 16, 20, width.value - 32);
        pen.fillStyle = colours.axis;
        pen.font = `12px ${colours.font}`;
        pen.fillText(period, 16, 40, width.value - 32);
        all.forEach((series, i) => {
          const x = 16 + (i % columns) * ((width.value - 16) / columns);
          const y = 62 + Math.floor(i / columns) * 20;
          const { colour, dash } = looksOf(series.n);
          pen.strokeStyle = colours.series[colour];
          pen.lineWidth = 2;
          pen.setLineDash(dash ? DASHES[dash] : []);
          pen.beginPath();
          pen.moveTo(x, y);
          pen.lineTo(x + 18, y);
          pen.stroke();
          pen.setLineDash([]);
          pen.fillStyle = colours.text;
          pen.fillText(`${series.name} (${series.point}) ${unit(series.unit)}`, x + 26, y, (width.value - 16) / columns - 36);
        });
        pen.drawImage(
          chart.renderToCanvas({ pixelRatio: scale, backgroundColor: colours.ground }),
          0,
          head,
          width.value,
          layout.value.height,
        );
        pen.fillStyle = colours.axis;
        props.panels.forEach((panel, i) => {
          pen.textAlign = 'end';
          pen.fillText(unit(panel.unit), LEFT - 8, head + layout.value.top(i) - 17);
          pen.textAlign = 'start';
        });
        return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
      },
    });

    function strip(panel, i) {
      const marks = panel.series.flatMap((series) => series.marks);
      return lanes(marks, props.from, props.to).map(({ mark, start, end, lane }) => {
        const left = xOf(start);
        const text = t('explorer.mark', {
          grade: gradeName(mark.peak),
          rule: nameOf(mark.ruleName, mark.rule),
          point: clean(mark.point),
          time: fullTime(Date.parse(mark.raisedAt)),
        });
        return h('a', {
          key: `${i}/${mark.id}`,
          class: ['mark-bar', mark.peak.toLowerCase()],
          href: href('warnings', mark.id, { run: mark.run === 'live' ? null : mark.run, state: mark.clearedAt ? 'all' : null }),
          title: text,
          'aria-label': text,
          style: {
            left: `${left}px`,
            width: `${Math.max(6, xOf(end) - left)}px`,
            top: `${layout.value.top(i) - 19 + lane * 9}px`,
          },
        });
      });
    }

    const placeOf = (i) => ({ top: `${layout.value.top(i)}px`, height: `${layout.value.plot}px` });
    const cursorInView = computed(() => props.cursor !== null && props.cursor >= props.from && props.cursor <= props.to);
    const summary = computed(() => {
      const at = cursorInView.value ? fullTime(props.cursor) : '';
      const values = cursorInView.value
        ? props.panels
            .flatMap((panel) => panel.series)
            .slice(0, 8)
            .map((series) => {
              const { sample } = readAt(series, props.cursor);
              return `${series.name} ${sample ? quantity(sample[3], series.unit) : t('explorer.noValue')}`;
            })
        : [];
      return [at, ...values].filter(Boolean).join(', ');
    });
    const empty = computed(() => props.panels.every((panel) => panel.series.every((s) => !s.samples.length && !s.bad.length)));

    return () =>
      h(
        'div',
        {
          ref: frame,
          class: ['explorer-chart', 'chart-frame', 'zoomable', props.loading && 'is-loading'],
          tabindex: 0,
          role: 'group',
          'aria-label': props.label,
          'data-test': 'explorer-chart',
          style: { height: `${layout.value.height}px` },
          onPointermove: point,
          onPointerdown: press,
          onPointerup: release,
          onPointercancel: () => (drag.value = null),
          onPointerleave: () => !drag.value && emit('cursor', null),
          onKeydown: key,
          onBlur: () => emit('cursor', null),
        },
        [
          h('div', { ref: place, class: 'chart-place', 'aria-hidden': 'true' }),
          props.panels.map((panel, i) => [
            h(
              'span',
              { class: 'explorer-unit', 'aria-hidden': 'true', style: { top: `${layout.value.top(i) - 25}px` } },
              unit(panel.unit),
            ),
            strip(panel, i),
            cursorInView.value &&
              h('div', { class: 'explorer-cursor', style: { ...placeOf(i), left: `${xOf(props.cursor)}px` } }),
            drag.value &&
              h('div', {
                class: 'explorer-drag',
                style: {
                  ...placeOf(i),
                  left: `${Math.max(LEFT, Math.min(drag.value.start, drag.value.end))}px`,
                  width: `${Math.abs(drag.value.end - drag.value.start)}px`,
                },
              }),
          ]),
          h('output', { class: 'unseen', 'aria-live': 'polite' }, summary.value),
          failed.value
            ? h('p', { class: 'chart-note', role: 'alert' }, t('chart.failed'))
            : empty.value && h('p', { class: 'chart-note' }, t(props.loading ? 'chart.loading' : 'chart.empty')),
        ],
      );
  },
};
