// The registry names a district once; the map's layer of districts has the name in both languages.

import { shallowRef } from 'vue';
import * as api from './api.js';
import { nameOf } from './format.js';

const LAYER = 'districts';
const names = shallowRef(new Map());
let asked = false;

async function load() {
  try {
    const { layers } = await api.cityMap();
    if (layers.some(({ id }) => id === LAYER)) {
      const { features } = await api.mapLayer(LAYER);
      names.value = new Map(
        features.flatMap(({ properties: { name_zh: zh, name_en: en } }) =>
          [zh, en].filter(Boolean).map((name) => [name, { zh, en }]),
        ),
      );
    }
  } catch {
    // Districts are called what the registry calls them.
  }
}

/** All names of a district, to search in. */
export function districtNames(name) {
  const known = names.value.get(name);
  return [name, known?.zh, known?.en];
}

/** A district's name in the language on the screen, where the city's map has it. */
export function districtName(name) {
  if (name && !asked) {
    asked = true;
    load();
  }
  return nameOf(names.value.get(name), name);
}
