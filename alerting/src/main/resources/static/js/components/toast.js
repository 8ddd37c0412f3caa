import { h, shallowRef } from 'vue';

const SHOWN_MS = 6000;
const current = shallowRef(null);
let timer = null;

/** A short message at the foot of the page. */
export function toast(text, bad = false) {
  clearTimeout(timer);
  current.value = { text, bad };
  timer = setTimeout(() => {
    current.value = null;
  }, SHOWN_MS);
}

export const Toast = {
  setup() {
    return () =>
      h('div', { class: 'toast-place', role: 'status', 'aria-live': 'polite' }, [
        current.value && h('div', { class: ['toast', current.value.bad && 'bad'] }, current.value.text),
      ]);
  },
};
