// What the city has planned for a warning: what to do, step by step, and whom to call.

import { h, onBeforeUnmount, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { nameOf } from '../format.js';

export const PlanSection = {
  props: {
    id: { type: String, required: true },
    peak: { type: String, required: true }, // another plan may hold once it is worse
  },
  setup(props) {
    const plan = shallowRef(null);
    let asked = null;

    watch(
      () => [props.id, props.peak],
      async () => {
        asked?.abort();
        const mine = new AbortController();
        asked = mine;
        try {
          const found = await api.warningPlan(props.id, mine.signal);
          if (asked === mine) {
            plan.value = found?.plan ?? null;
          }
        } catch {
          // The rest of the page stands without it; the rule's own measures are above.
        }
      },
      { immediate: true },
    );
    onBeforeUnmount(() => asked?.abort());

    return () => {
      const p = plan.value;
      return (
        p &&
        h('section', { class: 'panel-section plan', 'data-test': 'plan' }, [
          h('div', { class: 'section-head' }, [
            h('h3', t('warning.plan')),
            p.document &&
              h(
                'a',
                { class: 'more-link', href: p.document, target: '_blank', rel: 'noopener noreferrer' },
                t('warning.plan.document'),
              ),
          ]),
          h('p', { class: 'strong' }, h('bdi', nameOf(p.title, p.id))),
          h(
            'ol',
            { class: 'plan-steps' },
            p.steps.map((step) => h('li', h('bdi', nameOf(step, '')))),
          ),
          p.call.length > 0 &&
            h('div', { class: 'plan-call' }, [
              h('span', { class: 'soft' }, t('warning.plan.call')),
              h(
                'ul',
                p.call.map((unit) => h('li', h('bdi', nameOf(unit, '')))),
              ),
            ]),
        ])
      );
    };
  },
};
