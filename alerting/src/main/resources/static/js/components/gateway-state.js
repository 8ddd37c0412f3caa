// What a gateway's figures say about it, worst first, and how that is shown.

import { h } from 'vue';
import { t } from '../i18n.js';
import { elapsed, number } from '../format.js';

const LEAST_OFFSET_S = 1;

/** `never`, `silent`, `clock`, `incomplete`, `refused` or `ok`. */
export function stateOf(gateway) {
  if (!gateway.lastHeardAt) return 'never';
  if (gateway.silent) return 'silent';
  if (gateway.clockFault) return 'clock';
  if (gateway.missing > 0) return 'incomplete';
  if (refusedCount(gateway) > 0) return 'refused';
  return 'ok';
}

export const refusedCount = (gateway) => Object.values(gateway.refused ?? {}).reduce((sum, n) => sum + n, 0);

/** A shape for each state, so that colour is never the only sign. */
export const stateBadge = (gateway) => {
  const state = stateOf(gateway);
  return h('span', { class: ['state', state] }, [
    h('span', { class: 'state-mark', 'aria-hidden': 'true' }),
    t(`gateways.${state}`),
  ]);
};

/** 99.9 % is not complete: it is never rounded up to 100. */
export function percent(part) {
  if (part === null || part === undefined) {
    return '–';
  }
  return part >= 1 ? '100 %' : `${number(Math.floor(part * 10_000) / 100)} %`;
}

export function offsetText(seconds) {
  if (seconds === null || seconds === undefined) {
    return '–';
  }
  if (Math.abs(seconds) < LEAST_OFFSET_S) {
    return t('gateways.offsetNone');
  }
  return t(seconds > 0 ? 'gateways.offsetAhead' : 'gateways.offsetBehind', { time: elapsed(Math.abs(seconds) * 1000) });
}
