// A field that finds points and whole assets while one types: a combobox with a list (WAI-ARIA).

import { computed, h, onBeforeUnmount, ref, shallowRef } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { clean, count, nameOf, quantityName } from '../format.js';
import * as icons from './icons.js';

const MOST = 30;
const MOST_ASSETS = 3;
const PAUSE_MS = 120;

export const PointFinder = {
  props: { chosen: { type: Array, required: true } },
  emits: ['points'],
  setup(props, { emit, expose }) {
    const field = ref(null);
    const typed = ref('');
    const found = shallowRef(null); // of the last answer
    const open = ref(false);
    const at = ref(-1);
    let timer = null;
    let abort = null;

    const options = computed(() => {
      const points = found.value ?? [];
      const assets = new Map();
      points.forEach((point) => assets.set(point.asset, [...(assets.get(point.asset) ?? []), point]));
      const wanted = typed.value.trim().toLowerCase();
      const fits = ([id, [first]]) =>
        [id, first.assetName?.zh, first.assetName?.en].some((text) => text?.toLowerCase().includes(wanted));
      const shown = [...assets]
        .filter((entry) => entry[1].length > 1 && fits(entry))
        .slice(0, MOST_ASSETS)
        .map(([id, of]) => ({ kind: 'asset', id, name: nameOf(of[0].assetName, id), of }));
      return [
        ...shown,
        ...points.map((point) => ({
          kind: 'point',
          id: point.id,
          name: nameOf(point.name, point.id),
          sub: [nameOf(point.assetName, point.asset), quantityName(point.quantity)].filter(Boolean).join(' · '),
        })),
      ];
    });

    async function search() {
      abort?.abort();
      const mine = new AbortController();
      abort = mine;
      const query = typed.value.trim();
      try {
        const answer = await api.points({ query, size: MOST }, mine.signal);
        found.value = answer.items;
        open.value = true;
        at.value = answer.items.length ? 0 : -1;
      } catch (error) {
        if (error.name !== 'AbortError') {
          found.value = null;
          open.value = false;
        }
      }
    }

    function input(event) {
      typed.value = event.target.value;
      clearTimeout(timer);
      timer = setTimeout(search, PAUSE_MS);
    }

    async function choose(option) {
      if (option.kind === 'point') {
        emit('points', [option.id]);
      } else {
        // The list may have been cut short.
        const answer = await api.points({ query: option.id, size: 200 }).catch(() => ({ items: option.of }));
        emit(
          'points',
          answer.items.filter((point) => point.asset === option.id).map((point) => point.id),
        );
      }
      typed.value = '';
      found.value = null;
      open.value = false;
      field.value?.focus();
    }

    function key(event) {
      if (event.key === 'Escape') {
        open.value = false;
      } else if (event.key === 'ArrowDown' && !open.value) {
        search();
      } else if (event.key === 'ArrowDown') {
        at.value = Math.min(options.value.length - 1, at.value + 1);
      } else if (event.key === 'ArrowUp') {
        at.value = Math.max(0, at.value - 1);
      } else if (event.key === 'Enter' && open.value && options.value[at.value]) {
        choose(options.value[at.value]);
      } else {
        return;
      }
      event.preventDefault();
      requestAnimationFrame(() => document.getElementById(`finder-${at.value}`)?.scrollIntoView({ block: 'nearest' }));
    }

    onBeforeUnmount(() => {
      clearTimeout(timer);
      abort?.abort();
    });
    expose({ focus: () => field.value?.focus() });

    return () =>
      h('div', { class: 'finder search', onFocusout: (event) => event.currentTarget.contains(event.relatedTarget) || (open.value = false) }, [
        icons.search(),
        h('input', {
          ref: field,
          class: 'input',
          type: 'text',
          autocomplete: 'off',
          spellcheck: 'false',
          role: 'combobox',
          'aria-autocomplete': 'list',
          'aria-expanded': open.value ? 'true' : 'false',
          'aria-controls': 'finder-list',
          'aria-activedescendant': open.value && at.value >= 0 ? `finder-${at.value}` : null,
          'aria-label': t('explorer.search'),
          placeholder: t('explorer.search'),
          value: typed.value,
          'data-test': 'explorer-search',
          onInput: input,
          onKeydown: key,
          onClick: () => found.value === null && search(),
        }),
        h(
          'ul',
          {
            id: 'finder-list',
            class: ['finder-list', !open.value && 'shut'],
            role: 'listbox',
            'aria-label': t('explorer.results'),
          },
          !open.value
            ? []
            : options.value.length
              ? options.value.map((option, i) => {
                  const already = option.kind === 'point' && props.chosen.includes(option.id);
                  return h(
                    'li',
                    {
                      id: `finder-${i}`,
                      key: `${option.kind}/${option.id}`,
                      role: 'option',
                      'aria-selected': i === at.value ? 'true' : 'false',
                      class: ['finder-option', option.kind],
                      'data-option': option.id,
                      onPointermove: () => (at.value = i),
                      onPointerdown: (event) => event.preventDefault(),
                      onClick: () => choose(option),
                    },
                    [
                      h('span', { class: 'finder-name' }, [
                        h('bdi', option.name),
                        h('span', { class: 'sub line' }, h('bdi', option.kind === 'asset' ? t('explorer.assetAll', { count: count(option.of.length) }) : option.sub)),
                      ]),
                      h('span', { class: 'finder-id code' }, h('bdi', clean(option.id))),
                      already && h('span', { class: 'tag' }, t('explorer.already')),
                    ],
                  );
                })
              : h('li', { class: 'finder-none', role: 'presentation' }, t('explorer.noResult', { query: clean(typed.value) })),
        ),
      ]);
  },
};
