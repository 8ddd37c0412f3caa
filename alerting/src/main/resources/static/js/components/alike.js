// Closed warnings like this one: what they were found to be, and what was done.

import { h, onBeforeUnmount, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { clean, nameOf } from '../format.js';
import { href } from '../router.js';
import { LIVE } from '../store.js';
import { momentOf } from './bits.js';
import { gradeBadge } from './grade.js';

export const AlikeSection = {
  props: {
    id: { type: String, required: true },
    run: { type: String, required: true },
  },
  setup(props) {
    const alike = shallowRef([]);
    let asked = null;

    watch(
      () => props.id,
      async () => {
        asked?.abort();
        const mine = new AbortController();
        asked = mine;
        try {
          const found = await api.alikeWarnings(props.id, mine.signal);
          if (asked === mine) {
            alike.value = found;
          }
        } catch {
          // The rest of the page stands without it.
        }
      },
      { immediate: true },
    );
    onBeforeUnmount(() => asked?.abort());

    const row = (one) =>
      h('li', { key: one.warning.id, 'data-alike': one.warning.id }, [
        gradeBadge(one.warning.grade, one.warning.peak, 14),
        h('div', { class: 'alike-what' }, [
          h('a', { href: href('warnings', one.warning.id, { run: props.run === LIVE ? null : props.run }) }, [
            one.assessment ? t(`handling.assessment.${one.assessment}`) : t('alike.notAssessed'),
          ]),
          !one.samePoint && [' · ', h('bdi', nameOf(one.warning.pointName, one.warning.point))],
          one.order && h('p', { class: 'sub' }, h('bdi', t('handling.assigned', { assignee: clean(one.assignee ?? ''), order: clean(one.order) }))),
          one.comment && h('p', { class: 'ack-comment' }, h('bdi', clean(one.comment))),
        ]),
        h('div', { class: 'sub' }, [
          h('time', { datetime: one.warning.raisedAt }, momentOf(Date.parse(one.warning.raisedAt), props.run)),
          one.closedBy && [' · ', h('bdi', clean(one.closedBy))],
        ]),
      ]);

    return () =>
      alike.value.length > 0 &&
      h('section', { class: 'panel-section', 'data-test': 'alike' }, [
        h('h3', t('alike.title')),
        h('ol', { class: 'alike' }, alike.value.map(row)),
      ]);
  },
};
