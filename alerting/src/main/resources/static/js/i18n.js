import { ref, watchEffect } from 'vue';
import { read, write } from './settings.js';
import { TEXTS } from './texts.js';

const LANGUAGES = ['en', 'zh'];

/** The language on the screen: `en` or `zh`. */
export const language = ref(
  read('language', LANGUAGES, (navigator.language || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en'),
);

/** The language as Intl and the `lang` attribute want it. */
export const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en-GB');

export function toggleLanguage() {
  language.value = language.value === 'zh' ? 'en' : 'zh';
  write('language', language.value);
}

export function hasText(key) {
  return Object.hasOwn(TEXTS, key);
}

/** The text of a key in the language on the screen. */
export function t(key, values = {}) {
  const pair = TEXTS[key];
  if (!pair) {
    throw new Error(`no text for ${key}`);
  }
  return pair[language.value === 'zh' ? 1 : 0].replace(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  );
}

/** The text of a key for so many; one of something may have a text of its own, whose key ends in 1. */
export const tn = (key, n, values = {}) => t(n === 1 && hasText(`${key}1`) ? `${key}1` : key, values);

watchEffect(() => {
  document.documentElement.lang = locale();
});
