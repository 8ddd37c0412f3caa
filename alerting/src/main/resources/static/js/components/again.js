// What is loaded when it is first shown, every so often, and when the connection is back.

import { onBeforeUnmount } from 'vue';
import { onResume } from '../store.js';

/** To be called in setup. */
export function loadAgain(load, everyMs) {
  load();
  const timer = setInterval(load, everyMs);
  const stopResume = onResume(load);
  onBeforeUnmount(() => {
    clearInterval(timer);
    stopResume();
  });
}
