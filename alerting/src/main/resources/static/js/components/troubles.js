// What keeps warnings from reaching people: dead channels and gaps of the roster, below the bar.

import { h, shallowReactive } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';
import { clean, count } from '../format.js';
import { LIVE } from '../store.js';
import { loadAgain } from './again.js';
import { gradeName } from './grade.js';
import { Moment } from './bits.js';
import * as icons from './icons.js';

const AGAIN_MS = 15_000;
const SHOWN_GAPS = 12;

const channelName = (channel) => {
  const [kind, provider] = channel.split(':', 2);
  const name = t(`told.channel.${kind}`);
  return provider ? `${name} (${clean(provider)})` : name;
};

export const Troubles = {
  setup() {
    const state = shallowReactive({ channels: [], gaps: [], gapCount: 0, open: false });

    async function load() {
      try {
        Object.assign(state, await api.troubles());
      } catch {
        // What cannot be reached tells so elsewhere.
      }
    }

    loadAgain(load, AGAIN_MS);

    const channel = (one) =>
      h('div', { key: one.channel, class: 'trouble bad', role: 'alert', 'data-trouble': one.channel }, [
        icons.offline(),
        h('span', [
          h('strong', t('trouble.dead', { channel: channelName(one.channel) })),
          ' ',
          t('trouble.since'),
          ' ',
          h(Moment, { at: one.since, run: LIVE }),
          t('trouble.stop'),
          ' ',
          t(one.channel.includes(':') ? 'trouble.providerDo' : 'trouble.channelDo'),
          one.error && h('span', { class: 'trouble-error' }, [' ', h('bdi', clean(one.error))]),
        ]),
      ]);

    const gapRow = (gap) =>
      h('li', { key: `${gap.district}/${gap.lifeline}/${gap.grade}/${gap.from}` }, [
        h('span', { class: 'strong' }, [
          h('bdi', districtName(gap.district)),
          ' · ',
          t(`lifeline.${gap.lifeline}`),
          ' · ',
          gradeName(gap.grade),
        ]),
        h('span', { class: 'sub' }, [
          h(Moment, { at: gap.from, run: LIVE }),
          ' – ',
          h(Moment, { at: gap.to, run: LIVE }),
        ]),
      ]);

    function gaps() {
      if (!state.gapCount) {
        return null;
      }
      return h('div', { class: 'trouble warn', role: 'status', 'data-trouble': 'gaps' }, [
        icons.offline(),
        h('div', { class: 'trouble-body' }, [
          h('span', [
            h('strong', t('trouble.gaps', { count: count(state.gapCount) })),
            ' ',
            t('trouble.gapsDo'),
            ' ',
            h(
              'button',
              {
                type: 'button',
                class: 'link-button',
                'aria-expanded': state.open ? 'true' : 'false',
                'data-test': 'gaps-open',
                onClick: () => (state.open = !state.open),
              },
              t(state.open ? 'trouble.hide' : 'trouble.show'),
            ),
          ]),
          state.open &&
            h('ul', { class: 'trouble-gaps', 'data-test': 'gaps' }, [
              ...state.gaps.slice(0, SHOWN_GAPS).map(gapRow),
              state.gapCount > SHOWN_GAPS &&
                h('li', { class: 'sub' }, t('trouble.moreGaps', { count: count(state.gapCount - SHOWN_GAPS) })),
            ]),
        ]),
      ]);
    }

    return () =>
      state.channels.length || state.gapCount
        ? h('div', { class: 'troubles', 'data-test': 'troubles' }, [...state.channels.map(channel), gaps()])
        : null;
  },
};
