// Readings of a fast point as they were measured, and the spectrum of their fluctuation, beside an earlier stretch.

import { computed, h, onBeforeUnmount, onMounted, ref, shallowReactive, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { language, t } from '../i18n.js';
import { theme } from '../theme.js';
import { fullTime, number, quantity, unit } from '../format.js';
import { zone } from '../zone.js';
import { failure } from './bits.js';
import { loadLibrary, timeScale, tokens, valueRange } from './chart.js';
import { colourOf } from './explorer-chart.js';
import * as icons from './icons.js';

const LENGTHS = [5, 20, 60, 300];
const PLOT = { top: 22, right: 16, bottom: 26, left: 56 };
const MOST_DRAWN = 4000;

/** A picture that ECharts draws; `option` takes colours and width. */
const Picture = {
  props: { option: { type: Function, required: true }, label: { type: String, required: true }, test: { type: String, required: true } },
  setup(props) {
    const place = ref(null);
    const size = shallowRef({ width: 600, height: 220 });
    let chart = null;
    let gone = false;
    const draw = () => {
      if (chart) {
        chart.resize();
        chart.setOption(props.option({ ...tokens(), now: colourOf(0), then: colourOf(1) }, size.value.width), { notMerge: true });
      }
    };
    const resized = new ResizeObserver(() => {
      if (place.value) {
        size.value = { width: place.value.clientWidth, height: place.value.clientHeight };
        draw();
      }
    });
    onMounted(async () => {
      size.value = { width: place.value.clientWidth, height: place.value.clientHeight };
      const { init } = await loadLibrary().catch(() => ({}));
      if (!gone && init) {
        chart = init(place.value, null, { renderer: 'canvas' });
        draw();
        resized.observe(place.value);
      }
    });
    onBeforeUnmount(() => {
      gone = true;
      resized.disconnect();
      chart?.dispose();
      chart = null;
    });
    watch(() => props.option, draw);
    watch([theme, language, zone], draw, { flush: 'post' });
    return () => h('div', { ref: place, class: 'wave-place', role: 'img', 'aria-label': props.label, 'data-test': props.test });
  },
};

/** Every sample, or the least and the greatest of each stretch, where there are more than pixels. */
function thinned(samples) {
  const width = Math.ceil(samples.length / (MOST_DRAWN / 2));
  if (width <= 1) {
    return samples;
  }
  const out = [];
  for (let i = 0; i < samples.length; i += width) {
    const part = samples.slice(i, i + width).sort((a, b) => a[1] - b[1]);
    out.push(...[part[0], part.at(-1)].sort((a, b) => a[0] - b[0]));
  }
  return out;
}

export const WaveformPanel = {
  props: {
    point: { type: String, required: true },
    name: { type: String, required: true },
    unitCode: { type: String, default: '' },
    run: { type: String, required: true },
    to: { type: Number, required: true },
    seconds: { type: Number, default: 20 },
    /** How much earlier the stretch to compare with is, ms; 0: none. */
    shift: { type: Number, default: 0 },
    shiftText: { type: String, default: '' },
  },
  emits: ['to', 'seconds', 'close'],
  setup(props, { emit }) {
    const state = shallowReactive({ now: null, then: null, loading: true, error: null });
    const logarithmic = ref(false);
    let abort = null;

    async function load() {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      state.loading = true;
      const ask = (to) =>
        api.waveform({ point: props.point, run: props.run, to: new Date(to).toISOString(), seconds: props.seconds }, mine.signal);
      try {
        const [now, then] = await Promise.all([ask(props.to), props.shift ? ask(props.to - props.shift) : null]);
        Object.assign(state, { now, then, loading: false, error: null });
      } catch (error) {
        if (error.name !== 'AbortError') {
          Object.assign(state, { error, loading: false });
        }
      }
    }
    // The range's end moves with the clock; a waveform stays until one asks for another.
    watch(() => [props.point, props.run, Math.floor(props.to / (props.seconds * 1000)), props.seconds, props.shift].join('/'), load, {
      immediate: true,
    });
    onBeforeUnmount(() => abort?.abort());

    const axes = (colours) => ({
      axisLine: { lineStyle: { color: colours.strong } },
      splitLine: { lineStyle: { color: colours.grid } },
    });
    const line = (data, ink, width, dashed) => ({
      type: 'line',
      silent: true,
      animation: false,
      symbol: 'none',
      data,
      lineStyle: { color: ink, width, type: dashed ? [4, 3] : 'solid', join: 'round' },
    });
    const frame = (colours) => ({
      animation: false,
      textStyle: { fontFamily: colours.font },
      grid: { ...PLOT, containLabel: false, outerBoundsMode: 'none' },
    });

    const waveOption = computed(() => {
      const { now, then } = state;
      const shift = props.shift;
      return (colours, width) => {
        const from = Date.parse(now.from);
        const to = Date.parse(now.to);
        const current = thinned(now.samples);
        const before = thinned(then?.samples ?? []).map(([at, value]) => [at + shift, value]);
        const range = valueRange([...current, ...before].map(([at, value]) => [at, value, value]), [], true);
        const scale = timeScale(from, to, width - PLOT.left - PLOT.right);
        return {
          ...frame(colours),
          xAxis: {
            ...scale,
            ...axes(colours),
            splitLine: { show: false },
            axisLabel: { ...scale.axisLabel, color: colours.axis, fontSize: 11 },
          },
          yAxis: {
            type: 'value',
            min: range.low,
            max: range.high,
            interval: range.step,
            axisLabel: { color: colours.axis, fontSize: 11, formatter: (value) => number(value) },
            ...axes(colours),
          },
          series: [line(before, colours.then, 1, true), line(current, colours.now, 1.25, false)],
        };
      };
    });

    const spectrumOption = computed(() => {
      const { now, then } = state;
      const log = logarithmic.value;
      return (colours) => {
        const pairs = (wave) => (wave?.spectrum ?? []).map((value, i) => [i * wave.stepHz, log ? Math.max(value, 1e-9) : value]).slice(1);
        const top = Math.max(...pairs(now).map(([, value]) => value), ...pairs(then).map(([, value]) => value), 1e-9);
        return {
          ...frame(colours),
          xAxis: {
            type: 'value',
            min: 0,
            max: now.rateHz / 2,
            axisLabel: { color: colours.axis, fontSize: 11, hideOverlap: true, formatter: (hz) => number(hz) },
            ...axes(colours),
            splitLine: { show: false },
          },
          yAxis: {
            type: log ? 'log' : 'value',
            min: log ? 10 ** (Math.floor(Math.log10(top)) - 4) : 0,
            splitNumber: 4,
            axisLabel: { color: colours.axis, fontSize: 11, formatter: (value) => number(value) },
            ...axes(colours),
          },
          series: [
            line(pairs(then), colours.then, 1, true),
            {
              ...line(pairs(now), colours.now, 1.25, false),
              markPoint: {
                silent: true,
                animation: false,
                symbol: 'circle',
                symbolSize: 6,
                itemStyle: { color: colours.ground, borderColor: colours.now, borderWidth: 2 },
                label: {
                  show: true,
                  position: 'top',
                  color: colours.text,
                  fontSize: 11,
                  formatter: ({ data }) => `${number(data.coord[0])} Hz`,
                },
                data: now.peaks.slice(0, 3).map(({ hz, amplitude }) => ({ coord: [hz, amplitude] })),
              },
            },
          ],
        };
      };
    });

    const step = (direction) => emit('to', props.to + direction * props.seconds * 1000);
    const moving = (label, icon, direction) =>
      h('button', { type: 'button', class: 'button small square', title: label, 'aria-label': label, onClick: () => step(direction) }, icon);

    const peaks = (now) =>
      now.peaks.length
        ? h('table', { class: 'table compact peaks', 'data-test': 'peaks' }, [
            h('caption', t('explorer.peaks')),
            h(
              'tbody',
              now.peaks.map(({ hz, amplitude }) =>
                h('tr', [
                  h('th', { scope: 'row', class: 'number' }, t('explorer.peak', { hz: number(hz) })),
                  h('td', { class: 'right number' }, quantity(amplitude, props.unitCode)),
                ]),
              ),
            ),
          ])
        : h('p', { class: 'soft' }, t('explorer.noPeaks'));

    function content() {
      const { now } = state;
      if (state.error) {
        return failure(state.error, load);
      }
      if (!now) {
        return h('p', { class: 'loading', role: 'status' }, t('chart.loading'));
      }
      if (!now.samples.length) {
        return h('p', { class: 'soft' }, t('explorer.waveNone'));
      }
      return [
        h('div', { class: 'wave-pictures' }, [
          h('figure', [
            h('figcaption', [t('explorer.waveform'), h('span', { class: 'sub' }, unit(props.unitCode))]),
            h(Picture, { option: waveOption.value, test: 'waveform', label: t('explorer.waveOf', { point: props.name }) }),
          ]),
          h('figure', [
            h('figcaption', [
              t('explorer.spectrum'),
              h('span', { class: 'sub' }, unit(props.unitCode)),
              h('label', { class: 'check' }, [
                h('input', { type: 'checkbox', checked: logarithmic.value, onChange: (event) => (logarithmic.value = event.target.checked) }),
                t('explorer.logarithmic'),
              ]),
            ]),
            now.spectrum.length
              ? h(Picture, {
                  option: spectrumOption.value,
                  test: 'spectrum',
                  label: [t('explorer.spectrum'), ...now.peaks.map(({ hz }) => t('explorer.peak', { hz: number(hz) }))].join(', '),
                })
              : h('p', { class: 'soft wave-none' }, t('explorer.waveUneven')),
          ]),
        ]),
        h('div', { class: 'wave-foot' }, [
          h('div', { class: 'legend' }, [
            now.rateHz > 0 && h('span', { class: 'legend-item' }, t('explorer.waveRate', { rate: number(now.rateHz) })),
            h('span', { class: 'legend-item' }, t('explorer.period', { from: fullTime(Date.parse(now.from)), to: fullTime(Date.parse(now.to)) })),
            state.then && h('span', { class: 'legend-item' }, [h('span', { class: 'swatch wave-then', 'aria-hidden': 'true' }), props.shiftText]),
          ]),
          now.spectrum.length > 0 && peaks(now),
        ]),
      ];
    }

    return () =>
      h('section', { class: 'card wave-card', 'aria-label': t('explorer.waveOf', { point: props.name }), 'data-test': 'wave' }, [
        h('div', { class: 'card-head' }, [
          h('h2', [t('explorer.wave'), h('span', { class: 'sub' }, [' ', h('bdi', props.name)])]),
          h('div', { class: 'button-row' }, [
            h('div', { class: 'segments', role: 'group', 'aria-label': t('explorer.waveLength') },
              LENGTHS.map((seconds) =>
                h('button', {
                  type: 'button',
                  class: 'segment small',
                  'aria-pressed': props.seconds === seconds ? 'true' : 'false',
                  onClick: () => emit('seconds', seconds),
                }, t(seconds < 60 ? 'time.s' : 'time.m', { s: seconds, m: seconds / 60 })),
              ),
            ),
            moving(t('explorer.waveEarlier'), icons.back(), -1),
            moving(t('explorer.waveLater'), icons.next(), 1),
            h('button', {
              type: 'button',
              class: 'button bare square',
              title: t('warning.close'),
              'aria-label': t('warning.close'),
              onClick: () => emit('close'),
            }, icons.close()),
          ]),
        ]),
        content(),
      ]);
  },
};
