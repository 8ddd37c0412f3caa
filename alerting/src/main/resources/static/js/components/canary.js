// How long ago the watchdog's last reading came all the way, in the bar.

import { h, shallowReactive } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { count } from '../format.js';
import { loadAgain } from './again.js';

const AGAIN_MS = 10_000;
const LATE_S = 90;

export const Canary = {
  setup() {
    const state = shallowReactive({ any: false, pass: null, age: 0, failed: false });

    async function load() {
      try {
        const { now, passes } = await api.canary();
        const pass = passes.find((one) => !one.smsDue || one.sentAt) ?? null;
        state.any = passes.length > 0;
        state.pass = pass;
        state.age = pass ? Math.max(0, Math.round((Date.parse(now) - Date.parse(pass.sentAt ?? pass.storedAt)) / 1000)) : 0;
        state.failed = false;
      } catch {
        state.failed = true;
      }
    }

    loadAgain(load, AGAIN_MS);

    return () => {
      // A city without a canary has nothing to show.
      if (!state.any) {
        return null;
      }
      const late = state.failed || !state.pass || state.age > LATE_S;
      const text = t(late ? 'canary.late' : 'canary.ago', { seconds: count(state.age) });
      return h('div', { class: ['connection', 'canary', late ? 'lost' : 'live'], title: t('canary.title'), 'data-test': 'canary' }, [
        h('span', { class: 'connection-dot', 'aria-hidden': 'true' }),
        h('span', { class: 'connection-text' }, text),
      ]);
    };
  },
};
