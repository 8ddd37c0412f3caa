// How many messages came, were missing and were refused in each hour of the last days.

import { h, onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { t, language } from '../i18n.js';
import { theme } from '../theme.js';
import { count, day, fullTime, hourMinute } from '../format.js';

const HOUR = 3_600_000;
const DAYS = 7;

export const HoursChart = {
  props: { hours: { type: Array, required: true }, now: { type: Number, required: true } },
  setup(props) {
    const place = ref(null);
    const picked = ref(null);
    let chart = null;
    let observer = null;

    /** Every hour of the days shown, also those in which nothing came. */
    function slots() {
      const last = Math.floor(props.now / HOUR) * HOUR;
      const known = new Map(props.hours.map((hour) => [Date.parse(hour.hour), hour]));
      return Array.from({ length: DAYS * 24 }, (unused, i) => {
        const at = last - (DAYS * 24 - 1 - i) * HOUR;
        return { at, ...(known.get(at) ?? { received: 0, missing: 0, refused: 0 }) };
      });
    }

    function draw() {
      if (!chart) {
        return;
      }
      const style = getComputedStyle(document.documentElement);
      const token = (name) => style.getPropertyValue(`--${name}`).trim();
      const all = slots();
      const label = { color: token('chart-axis'), fontFamily: token('font'), fontSize: 11 };
      const bars = (key, colour) => ({
        type: 'bar',
        stack: 'messages',
        name: key,
        data: all.map((hour) => hour[key]),
        itemStyle: { color: token(colour) },
        barCategoryGap: '18%',
        cursor: 'default',
        emphasis: { disabled: true },
      });
      chart.setOption(
        {
          animation: false,
          grid: { left: 44, right: 4, top: 8, bottom: 22 },
          xAxis: {
            type: 'category',
            data: all.map((hour) => hour.at),
            axisTick: { show: false },
            axisLine: { lineStyle: { color: token('line-strong') } },
            axisLabel: {
              ...label,
              interval: (i) => hourMinute(all[i].at) === '00:00',
              formatter: (at) => day(Number(at)),
              hideOverlap: true,
            },
          },
          yAxis: {
            type: 'value',
            minInterval: 1,
            splitNumber: 3,
            splitLine: { lineStyle: { color: token('chart-grid') } },
            axisLabel: { ...label, formatter: (value) => count(value) },
          },
          series: [bars('received', 'chart-line'), bars('missing', 'red-fill'), bars('refused', 'orange-fill')],
        },
        { notMerge: true },
      );
    }

    onMounted(async () => {
      const echarts = await import('echarts');
      if (!place.value) {
        return;
      }
      chart = echarts.init(place.value, null, { renderer: 'canvas' });
      observer = new ResizeObserver(() => chart.resize());
      observer.observe(place.value);
      draw();
    });
    watch(() => [props.hours, props.now, theme.value, language.value], draw);
    onBeforeUnmount(() => {
      observer?.disconnect();
      chart?.dispose();
    });

    function point(event) {
      if (!chart) {
        return;
      }
      const box = place.value.getBoundingClientRect();
      const i = chart.convertFromPixel({ xAxisIndex: 0 }, event.clientX - box.left);
      picked.value = Number.isInteger(i) && i >= 0 && i < DAYS * 24 ? slots()[i] : null;
    }

    const key = (name, text) => h('span', { class: 'hours-key' }, [h('span', { class: ['hours-swatch', name] }), text]);
    const total = (name) => props.hours.reduce((sum, hour) => sum + hour[name], 0);

    return () => {
      const hour = picked.value;
      const figures = hour ?? { received: total('received'), missing: total('missing'), refused: total('refused') };
      return h('figure', { class: 'hours', 'data-test': 'hours' }, [
        h('figcaption', { class: 'hours-legend' }, [
          key('received', `${t('gateways.received')} ${count(figures.received)}`),
          key('missing', `${t('gateways.missing')} ${count(figures.missing)}`),
          key('refused', `${t('gateways.refusedMessages')} ${count(figures.refused)}`),
          h('span', { class: 'hours-when' }, hour ? fullTime(hour.at) : ''),
        ]),
        h('div', {
          ref: place,
          class: 'hours-place',
          role: 'img',
          'aria-label': t('gateways.hours'),
          onPointermove: point,
          onPointerleave: () => (picked.value = null),
        }),
      ]);
    };
  },
};
