import { h, onBeforeUnmount, ref } from 'vue';
import { t } from '../i18n.js';
import { gradeName } from './grade.js';
import { place, ruleName } from './bits.js';
import { onRaised } from '../store.js';

const GATHER_MS = 1500;

/** Tells a screen reader about new warnings: red ones at once, the others when it is free. */
export const Announcer = {
  setup() {
    const polite = ref('');
    const assertive = ref('');
    let gathered = [];
    let timer = null;

    function say(warnings) {
      const red = warnings.filter((warning) => warning.grade === 'RED');
      const text =
        warnings.length > 3
          ? t('warnings.newMany', { count: warnings.length, red: red.length })
          : warnings
              .map((warning) =>
                t('warnings.newOne', {
                  grade: gradeName(warning.grade),
                  rule: ruleName(warning),
                  place: place(warning),
                }),
              )
              .join('. ');
      (red.length ? assertive : polite).value = text;
    }

    const stop = onRaised((warnings) => {
      gathered.push(...warnings);
      timer ??= setTimeout(() => {
        timer = null;
        const all = gathered;
        gathered = [];
        say(all);
      }, GATHER_MS);
    });
    onBeforeUnmount(() => {
      stop();
      clearTimeout(timer);
    });

    return () => [
      h('div', { class: 'unseen', 'aria-live': 'polite' }, polite.value),
      h('div', { class: 'unseen', 'aria-live': 'assertive' }, assertive.value),
    ];
  },
};
