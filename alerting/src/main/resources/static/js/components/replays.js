// Replays that run: how far they are, and what they are told to do.

import { h, reactive, shallowRef } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { clean, count, interval, number } from '../format.js';
import { LIVE, may } from '../store.js';
import { loadAgain } from './again.js';
import { Moment } from './bits.js';
import { toast } from './toast.js';
import * as icons from './icons.js';

const AGAIN_MS = 1000;
const OVER_SHOWN = 3;
const SPEEDS = [1, 10, 60, 600, 3600];

const goesOn = (one) => one.state === 'RUNNING' || one.state === 'PAUSED';

export const Replays = {
  setup() {
    const items = shallowRef([]);
    // Where somebody holds the slider, by replay.
    const held = reactive({});
    const maySteer = may('RULE_ENGINEER', 'COMMANDER');

    async function load() {
      try {
        items.value = (await api.replays()).items;
      } catch {
        // The page says that there is no connection.
      }
    }

    loadAgain(load, AGAIN_MS);

    async function tell(replay, order) {
      try {
        await api.orderReplay(replay.id, order);
        await load();
      } catch (error) {
        toast(clean(error.detail ?? error.text ?? error.message));
      }
    }

    const speedOf = (speed) => (speed === null ? t('replays.max') : `×${number(speed)}`);

    const button = (label, icon, name, act) =>
      h(
        'button',
        { type: 'button', class: 'button square', title: label, 'aria-label': label, 'data-test': name, onClick: act },
        icon,
      );

    function steering({ replay, state }) {
      const { progress } = replay;
      const speeds = SPEEDS.includes(progress.speed) || progress.speed === null ? SPEEDS : [...SPEEDS, progress.speed].sort((a, b) => a - b);
      return h('div', { class: 'replay-steering' }, [
        state === 'PAUSED'
          ? button(t('replays.resume'), icons.play(), 'replay-resume', () => tell(replay, { action: 'RESUME' }))
          : button(t('replays.pause'), icons.pause(), 'replay-pause', () => tell(replay, { action: 'PAUSE' })),
        h(
          'select',
          {
            class: 'select',
            'aria-label': t('replays.speed'),
            title: t('replays.speed'),
            'data-test': 'replay-speed',
            onChange: (event) =>
              tell(replay, { action: 'SPEED', speed: event.target.value === 'max' ? null : Number(event.target.value) }),
          },
          [
            ...speeds.map((speed) => h('option', { value: speed, selected: speed === progress.speed }, speedOf(speed))),
            replay.run !== LIVE && h('option', { value: 'max', selected: progress.speed === null }, t('replays.max')),
          ],
        ),
        h(
          'button',
          { type: 'button', class: 'button', 'data-test': 'replay-stop', onClick: () => tell(replay, { action: 'STOP' }) },
          t('replays.stop'),
        ),
      ]);
    }

    function bar({ replay }, steered) {
      const { progress } = replay;
      const first = Date.parse(replay.first);
      const last = Date.parse(replay.last);
      const at = held[replay.id] ?? (progress.at ? Date.parse(progress.at) : first);
      return steered
        ? h('input', {
            class: 'range replay-range',
            type: 'range',
            min: first,
            max: last,
            step: Math.max(1, Math.round((last - first) / 1000)),
            value: at,
            'aria-label': t('replays.seek'),
            title: t(replay.run === LIVE ? 'replays.seek' : 'replays.seekAside'),
            'data-test': 'replay-seek',
            onInput: (event) => (held[replay.id] = Number(event.target.value)),
            onChange: async (event) => {
              await tell(replay, { action: 'SEEK', to: new Date(Number(event.target.value)).toISOString() });
              delete held[replay.id];
            },
          })
        : h('progress', { class: 'replay-range', max: progress.total || 1, value: progress.passed });
    }

    function row(one) {
      const { replay, state } = one;
      const { progress } = replay;
      const running = goesOn(one);
      const done = progress.total ? Math.floor((100 * progress.passed) / progress.total) : 0;
      const at = held[replay.id] ? new Date(held[replay.id]).toISOString() : progress.at;
      return h('li', { key: replay.id, class: ['replay-row', !running && 'over'], 'data-replay': replay.id }, [
        h('div', { class: 'replay-head' }, [
          h('span', { class: ['drill-state', state === 'RUNNING' && 'running'], 'data-test': 'replay-state' }, t(`replays.state.${state}`)),
          h('span', { class: 'strong line' }, h('bdi', clean(replay.title))),
          h('span', { class: 'sub line' }, [
            replay.run === LIVE ? h('span', { class: 'tag drill' }, t('row.drill')) : t('replays.aside'),
            ' ',
            h('bdi', { class: 'code' }, clean(replay.id)),
            ' · ',
            h('bdi', clean(replay.startedBy)),
          ]),
        ]),
        running && maySteer && steering(one),
        h('div', { class: 'replay-course' }, [
          running && bar(one, maySteer),
          h('div', { class: 'replay-figures sub' }, [
            h('span', at ? [t('replays.at'), ' ', h(Moment, { at, run: replay.run === LIVE ? 'recording' : replay.run })] : t('replays.begins')),
            h('span', `${number(done)} %`),
            running && h('span', t('replays.rate', { rate: count(progress.rate) })),
            running && !maySteer && h('span', speedOf(progress.speed)),
            progress.passes !== 1 &&
              h(
                'span',
                progress.passes === null
                  ? t('replays.pass', { pass: count(progress.pass) })
                  : t('replays.passOf', { pass: count(progress.pass), passes: count(progress.passes) }),
              ),
            state === 'RUNNING' &&
              progress.remainingMs !== null &&
              h('span', { class: 'replay-left' }, t('replays.left', { time: interval(progress.remainingMs) })),
          ]),
        ]),
      ]);
    }

    return () => {
      const going = items.value.filter(goesOn);
      const over = items.value.filter((one) => !goesOn(one)).slice(0, OVER_SHOWN);
      return (
        items.value.length > 0 &&
        h('section', { class: 'replays', 'aria-label': t('replays.title') }, [
          h('h2', { class: 'section-title' }, t('replays.title')),
          h('ul', { class: 'drill-list', 'data-test': 'replays' }, [...going, ...over].map(row)),
        ])
      );
    };
  },
};
