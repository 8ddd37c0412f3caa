// Where a warning is: a small map, and what its neighbours read.

import { h, onBeforeUnmount, ref, shallowReactive, watch } from 'vue';
import * as api from '../api.js';
import { language, t } from '../i18n.js';
import { clean, count, fullTime, moment, nameOf, quantity } from '../format.js';
import { go, href } from '../router.js';
import { allWarnings, isOpen, LIVE, nowOf, onStatus, watchPoints } from '../store.js';
import { theme } from '../theme.js';
import { CityMap } from './city-map.js';

const MOST_TOGETHER = 8;

export const Around = {
  props: { warning: { type: Object, required: true }, location: { type: Object, default: null } },
  setup(props) {
    const state = shallowReactive({ near: null, risk: null, mapFailed: false });
    const latest = shallowReactive(new Map());
    const live = ref(props.warning.run === LIVE);
    let abort = null;

    watch(
      () => [props.warning.point, props.warning.lastEventNumber].join('/'),
      async () => {
        abort?.abort();
        const mine = new AbortController();
        abort = mine;
        live.value = props.warning.run === LIVE;
        try {
          state.near = await api.around(props.warning.point, mine.signal);
          watchPoints('around', live.value ? state.near.map(({ point }) => point.id) : []);
        } catch {
          // The point may be gone from the registry; the next event asks again.
        }
        if (live.value && props.location) {
          state.risk = (await api.risk(mine.signal).catch(() => null))?.risk ?? state.risk;
        }
      },
      { immediate: true },
    );
    const stopStatus = onStatus((status) => latest.set(status.point, status));
    onBeforeUnmount(() => {
      abort?.abort();
      stopStatus();
      watchPoints('around', []);
    });

    function row({ point, sameAsset, metres }) {
      const last = live.value ? (latest.get(point.id) ?? point.last) : null;
      const at = last && Date.parse(last.time);
      const open = live.value && allWarnings.value.find((warning) => warning.point === point.id && isOpen(warning));
      return h('tr', { key: point.id, 'data-near': point.id }, [
        h('th', { scope: 'row' }, [
          h('a', { class: open ? `${(open.grade ?? open.peak).toLowerCase()}-ink` : null, href: href('points', point.id, { run: live.value ? null : props.warning.run }) }, h('bdi', nameOf(point.name, point.id))),
          h('span', { class: 'sub line' }, sameAsset ? t('around.same') : h('bdi', nameOf(point.assetName, point.asset))),
        ]),
        h('td', { class: 'right number' }, [
          last ? h('span', { class: last.quality === 'BAD' ? 'faint' : 'strong' }, quantity(last.value, point.unit)) : '–',
          h('span', { class: 'sub line' }, [
            Number.isFinite(at) ? h('time', { datetime: last.time, title: fullTime(at) }, moment(at, nowOf(LIVE))) : null,
            last && last.quality !== 'GOOD' ? ` · ${t(`quality.${last.quality}`)}` : null,
          ]),
        ]),
        h('td', { class: 'right number soft' }, metres === null ? '' : t('around.metres', { metres: count(Math.round(metres)) })),
      ]);
    }

    return () => {
      const near = state.near ?? [];
      if (!props.location && !near.length) {
        return null;
      }
      const together = [props.warning.point, ...near.map(({ point }) => point.id)].slice(0, MOST_TOGETHER);
      return h('section', { class: 'panel-section', 'data-test': 'around' }, [
        h('div', { class: 'section-head' }, [
          h('h3', t('around.title')),
          near.length > 0 &&
            h(
              'a',
              {
                class: 'more-link',
                'data-test': 'together',
                href: href('explorer', null, {
                  run: live.value ? null : clean(props.warning.run),
                  points: together.join(','),
                  range: live.value ? '6h' : null,
                  front: props.warning.point,
                }),
              },
              t('around.together'),
            ),
        ]),
        props.location &&
          !state.mapFailed &&
          h('div', { class: 'around-map' }, [
            h(CityMap, {
              key: theme.value,
              risk: state.risk,
              focus: props.location,
              language: language.value,
              onFailed: () => (state.mapFailed = true),
              onSelect: (spot) => {
                const found = allWarnings.value.find((warning) => warning.asset === spot.asset && isOpen(warning));
                if (found && found.id !== props.warning.id) {
                  go('warnings', found.id);
                }
              },
            }),
          ]),
        near.length > 0 && h('table', { class: 'table compact around-table' }, [h('caption', { class: 'unseen' }, t('around.title')), h('tbody', near.map(row))]),
      ]);
    };
  },
};
