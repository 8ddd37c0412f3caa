// One gateway: what is missing and why, hour by hour.

import { h, onBeforeUnmount, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { t, tn } from '../i18n.js';
import { clean, count, fullTime, nameOf } from '../format.js';
import { href } from '../router.js';
import { LIVE, nowOf, onAlso, onResume } from '../store.js';
import { failure, Moment, name } from './bits.js';
import { offsetText, percent, refusedCount, stateBadge, stateOf } from './gateway-state.js';
import { HoursChart } from './hours-chart.js';
import { fact, SidePanel } from './side-panel.js';

const HOURS_AGAIN_MS = 60_000;

export const GatewayPanel = {
  props: { id: { type: String, required: true }, reasons: { type: Object, required: true } },
  emits: ['close'],
  setup(props, { emit }) {
    const gateway = shallowRef(null);
    const hours = shallowRef([]);
    const problem = shallowRef(null);

    async function load() {
      problem.value = null;
      try {
        const answer = await api.gateway(props.id);
        gateway.value = answer.gateway;
        hours.value = answer.hours;
      } catch (error) {
        problem.value = error;
      }
    }

    watch(() => props.id, load, { immediate: true });
    const stopAlso = onAlso('gateways', (type, data) => {
      if (type === 'gateway' && data.id === props.id) {
        gateway.value = data;
      }
    });
    const stopResume = onResume(load);
    const timer = setInterval(load, HOURS_AGAIN_MS);
    onBeforeUnmount(() => {
      stopAlso();
      stopResume();
      clearInterval(timer);
    });

    const figure = (label, value, sub, tone) =>
      h('div', { class: 'big-figure' }, [
        h('dt', label),
        h('dd', { class: tone }, value),
        sub && h('dd', { class: 'sub' }, sub),
      ]);

    const reason = (code) => nameOf(props.reasons[code]?.name, code);

    const time = (iso) => h('time', { datetime: iso }, fullTime(Date.parse(iso)));

    function content(g) {
      const refused = Object.entries(g.refused ?? {}).sort(([, a], [, b]) => b - a);
      return [
        h('dl', { class: 'big-figures' }, [
          figure(
            t('gateways.complete'),
            g.completeness === null ? '–' : percent(g.completeness),
            g.completeness === null
              ? t('gateways.notCounted')
              : t('gateways.completeOf', { received: count(g.received), missing: count(g.missing) }),
            g.missing > 0 && 'bad-text',
          ),
          figure(t('gateways.refusedCount'), count(refusedCount(g)), null, refused.length > 0 && 'bad-text'),
          figure(t('gateways.offset'), offsetText(g.clockOffsetSeconds), null, g.clockFault && 'bad-text'),
        ]),
        h('section', { class: 'panel-section' }, [
          h('h3', t('gateways.hours')),
          hours.value.length
            ? h(HoursChart, { hours: hours.value, now: nowOf(LIVE) })
            : h('p', { class: 'soft' }, t('gateways.hoursNone')),
        ]),
        h('section', { class: 'panel-section' }, [
          h('h3', t('gateways.ranges')),
          g.missingRanges.length
            ? h(
                'ul',
                { class: 'ranges', 'data-test': 'ranges' },
                g.missingRanges.map(([first, last]) =>
                  h('li', { class: 'tag' }, first === last ? String(first) : `${first} – ${last}`),
                ),
              )
            : h('p', { class: 'soft' }, t('gateways.rangesNone')),
        ]),
        h('section', { class: 'panel-section' }, [
          h('div', { class: 'section-head' }, [
            h('h3', t('gateways.reasons')),
            refused.length > 0 &&
              h(
                'a',
                { class: 'more-link', href: href('dead-letters', null, { gateway: g.id }) },
                t('gateways.openLetters'),
              ),
          ]),
          refused.length
            ? h(
                'ul',
                { class: 'reason-list' },
                refused.map(([code, n]) =>
                  h('li', [
                    h('a', { href: href('dead-letters', null, { gateway: g.id, reason: code }) }, reason(code)),
                    h('span', { class: 'number' }, count(n)),
                  ]),
                ),
              )
            : h('p', { class: 'soft' }, t('gateways.reasonsNone')),
        ]),
        h('section', { class: 'panel-section' }, [
          h('dl', { class: 'facts' }, [
            fact(t('gateways.heard'), g.lastHeardAt && time(g.lastHeardAt)),
            fact(t('gateways.boot'), g.boot && h('bdi', { class: 'code' }, `${clean(g.boot)} · ${g.seq}`)),
            fact(
              t('points.title'),
              h('a', { href: href('points', null, { query: g.id }) }, tn('points.count', g.points, { total: count(g.points) })),
            ),
            fact(
              t('gateways.samples'),
              t('gateways.samplesOf', { samples: count(g.samples), late: count(g.lateSamples) }),
            ),
            fact(t('gateways.duplicates'), count(g.duplicates)),
            fact(t('gateways.restarts'), count(g.restarts)),
          ]),
          g.startedAt && h('p', { class: 'sub' }, t('gateways.since', { time: fullTime(Date.parse(g.startedAt)) })),
          g.total?.since &&
            h(
              'p',
              { class: 'sub' },
              t('gateways.totals', {
                time: fullTime(Date.parse(g.total.since)),
                received: count(g.total.received),
                missing: count(g.total.missing),
              }),
            ),
        ]),
      ];
    }

    return () => {
      const g = gateway.value;
      return h(
        SidePanel,
        {
          label: t('gateways.gateway'),
          tone: g && stateOf(g) !== 'ok' ? 'attention' : '',
          onClose: () => emit('close'),
        },
        {
          above: () => g && h('div', { class: 'panel-grade' }, stateBadge(g)),
          title: () => (g ? name(g.name, g.id) : t('gateways.gateway')),
          below: () =>
            g &&
            h('p', { class: 'panel-where' }, [
              h('bdi', { class: 'code' }, clean(g.id)),
              g.lastHeardAt && [' · ', h(Moment, { at: g.lastHeardAt, run: LIVE })],
            ]),
          default: () =>
            g
              ? content(g)
              : problem.value?.status === 404
                ? h('p', { class: 'soft' }, t('gateways.gone'))
                : problem.value
                  ? failure(problem.value, load)
                  : null,
        },
      );
    };
  },
};
