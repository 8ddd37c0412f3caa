// The bar that looks back: a slider over the past, play at several speeds, and the way back to now.

import { computed, h, onBeforeUnmount, ref, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { count, fullTime, tickLabel } from '../format.js';
import { LIVE, nowOf, GRADES, wall } from '../store.js';
import { inputOf, momentOfInput, ticks } from '../zone.js';
import * as icons from './icons.js';

const HOUR = 3_600_000;
const SPANS = { '6h': 6 * HOUR, '24h': 24 * HOUR, '7d': 168 * HOUR, '30d': 720 * HOUR };
const SPEEDS = [1, 10, 60, 300, 600];
const BEAT_MS = 500;
const STEPS = 120;

export const TimeBar = {
  props: { at: { type: Number, required: true } },
  emits: ['at', 'now'],
  setup(props, { emit }) {
    const span = ref('24h');
    const speed = ref(60);
    const playing = ref(false);
    const course = shallowRef(null);
    const end = ref(nowOf(LIVE));
    let abort = null;

    // A moment farther back than the span widens it.
    watch(
      () => props.at,
      (at) => {
        const fits = Object.keys(SPANS).find((key) => end.value - at <= SPANS[key]);
        if (end.value - at > SPANS[span.value]) {
          span.value = fits ?? '30d';
        }
      },
      { immediate: true },
    );
    const from = computed(() => Math.min(props.at, end.value - SPANS[span.value]));
    const length = computed(() => Math.max(1, end.value - from.value));

    async function load() {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      try {
        course.value = await api.warningCourse(
          { from: new Date(from.value).toISOString(), to: new Date(end.value).toISOString(), steps: STEPS },
          mine.signal,
        );
      } catch {
        // The slider serves without its picture.
      }
    }
    watch(() => [span.value, end.value].join('/'), load, { immediate: true });
    // The end moves with the clock, but not under the reader's hand.
    watch(wall, () => {
      const now = nowOf(LIVE);
      if (now - end.value > length.value / STEPS) {
        end.value = now;
      }
    });

    function move(at) {
      if (at >= nowOf(LIVE)) {
        playing.value = false;
        emit('now');
      } else {
        emit('at', Math.round(at));
      }
    }
    const beat = setInterval(() => playing.value && move(props.at + BEAT_MS * speed.value), BEAT_MS);
    onBeforeUnmount(() => {
      clearInterval(beat);
      abort?.abort();
    });

    const bars = () => {
      const stretches = course.value?.stretches ?? [];
      const sum = (open) => GRADES.reduce((n, grade) => n + (open[grade] ?? 0), 0);
      const most = Math.max(1, ...stretches.map(({ open }) => sum(open)));
      return h(
        'svg',
        { class: 'time-course', viewBox: `0 0 ${STEPS} 100`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        stretches.map(({ open }, i) => {
          let top = 100;
          return [...GRADES].reverse().map((grade) => {
            const height = ((open[grade] ?? 0) / most) * 100;
            top -= height;
            return height ? h('rect', { class: grade.toLowerCase(), x: i + 0.08, width: 0.84, y: top, height }) : null;
          });
        }),
      );
    };

    const marks = () => {
      const scale = ticks(from.value, end.value, 8);
      return h(
        'div',
        { class: 'time-ticks', 'aria-hidden': 'true' },
        scale.at
          .filter((at) => at - from.value > length.value * 0.03 && end.value - at > length.value * 0.03)
          .map((at) => h('span', { style: { left: `${((at - from.value) / length.value) * 100}%` } }, tickLabel(at, scale.kind))),
      );
    };

    return () =>
      h('section', { class: 'time-bar', 'aria-label': t('past.bar'), 'data-test': 'time-bar' }, [
        h('div', { class: 'time-state' }, [
          h('strong', { class: 'past-mark' }, t('past.mark')),
          h('input', {
            class: 'input time-input',
            type: 'datetime-local',
            step: 1,
            value: inputOf(props.at),
            'aria-label': t('past.moment'),
            'data-test': 'past-moment',
            onChange: (event) => {
              const at = momentOfInput(event.target.value);
              if (Number.isFinite(at)) {
                move(at);
              }
            },
          }),
        ]),
        h('div', { class: 'time-play' }, [
          h(
            'button',
            {
              type: 'button',
              class: 'button square',
              title: t(playing.value ? 'past.pause' : 'past.play'),
              'aria-label': t(playing.value ? 'past.pause' : 'past.play'),
              'data-test': 'play',
              onClick: () => (playing.value = !playing.value),
            },
            playing.value ? icons.pause() : icons.play(),
          ),
          h(
            'select',
            {
              class: 'select',
              'aria-label': t('past.speed'),
              'data-test': 'speed',
              value: speed.value,
              onChange: (event) => (speed.value = Number(event.target.value)),
            },
            SPEEDS.map((one) => h('option', { value: one, selected: one === speed.value }, `×${one}`)),
          ),
        ]),
        h('div', { class: 'time-track' }, [
          bars(),
          h('div', { class: 'time-shade', 'aria-hidden': 'true', style: { left: `${((props.at - from.value) / length.value) * 100}%` } }),
          h('input', {
            class: 'time-slider',
            type: 'range',
            min: 0,
            max: 2000,
            step: 1,
            value: Math.round(((props.at - from.value) / length.value) * 2000),
            'aria-label': t('past.bar'),
            'aria-valuetext': fullTime(props.at),
            'data-test': 'slider',
            onInput: (event) => {
              playing.value = false;
              move(from.value + (Number(event.target.value) / 2000) * length.value);
            },
          }),
          marks(),
        ]),
        h('div', { class: 'time-end' }, [
          h(
            'div',
            { class: 'segments', role: 'group', 'aria-label': t('past.span') },
            Object.keys(SPANS).map((key) =>
              h(
                'button',
                {
                  type: 'button',
                  class: 'segment small',
                  'aria-pressed': span.value === key ? 'true' : 'false',
                  onClick: () => {
                    span.value = key;
                    if (end.value - props.at > SPANS[key]) {
                      emit('at', end.value - SPANS[key]);
                    }
                  },
                },
                t(key === '30d' ? 'explorer.range.30d' : `point.range.${key}`),
              ),
            ),
          ),
          h(
            'button',
            { type: 'button', class: 'button primary', 'data-test': 'to-now', onClick: () => emit('now') },
            t('past.toNow'),
          ),
        ]),
        h('span', { class: 'unseen', role: 'status' }, playing.value ? t('past.playing', { speed: count(speed.value) }) : ''),
      ]);
  },
};
