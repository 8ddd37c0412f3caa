import { ref } from 'vue';
import { read, write } from './settings.js';

const systemIsLight = matchMedia('(prefers-color-scheme: light)');

/** What the reader chose: `system`, `dark` or `light`. */
export const themeChoice = ref(read('theme', ['system', 'dark', 'light'], 'system'));

/** What is on the screen now: `dark` or `light`. */
export const theme = ref('dark');

/** Shows what the reader chose. */
export function apply() {
  const chosen = themeChoice.value;
  theme.value = chosen === 'system' ? (systemIsLight.matches ? 'light' : 'dark') : chosen;
  document.documentElement.dataset.theme = theme.value;
}

export function toggleTheme() {
  themeChoice.value = theme.value === 'dark' ? 'light' : 'dark';
  write('theme', themeChoice.value);
  apply();
}

systemIsLight.addEventListener('change', apply);
apply();

// Paper is white, whatever the screen is.
let onScreen;
addEventListener('beforeprint', () => {
  onScreen = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = 'light';
});
addEventListener('afterprint', () => (document.documentElement.dataset.theme = onScreen));
