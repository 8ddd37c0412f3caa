// The frame of what opens beside a list: head, close button, body; Escape closes it.

import { h, onBeforeUnmount, onMounted, ref } from 'vue';
import { t } from '../i18n.js';
import * as icons from './icons.js';

export const SidePanel = {
  props: { label: { type: String, required: true }, tone: { type: String, default: '' } },
  emits: ['close'],
  setup(props, { slots, emit }) {
    const heading = ref(null);
    const escape = (event) => event.key === 'Escape' && !event.defaultPrevented && emit('close');
    onMounted(() => {
      heading.value?.focus({ preventScroll: true });
      addEventListener('keydown', escape);
    });
    onBeforeUnmount(() => removeEventListener('keydown', escape));
    return () =>
      h('aside', { class: ['panel', props.tone], 'aria-label': props.label, 'data-test': 'panel' }, [
        h('div', { class: 'panel-head' }, [
          h('div', { class: 'panel-title' }, [
            slots.above?.(),
            h('h2', { ref: heading, tabindex: -1 }, slots.title()),
            slots.below?.(),
          ]),
          h(
            'button',
            {
              type: 'button',
              class: 'button bare square',
              'aria-label': t('warning.close'),
              title: t('warning.close'),
              'data-test': 'close-panel',
              onClick: () => emit('close'),
            },
            icons.close(),
          ),
        ]),
        h('div', { class: 'panel-body' }, slots.default()),
      ]);
  },
};

/** A line of a description list; nothing if there is nothing to say. */
export const fact = (label, content) =>
  content || content === 0 ? h('div', { class: 'fact' }, [h('dt', label), h('dd', content)]) : null;
