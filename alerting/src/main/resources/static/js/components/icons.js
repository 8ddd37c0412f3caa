// The icon set: 16 × 16, drawn with lines that take the colour of their text.

import { h } from 'vue';

const line = (d) =>
  h('path', {
    d,
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': 1.5,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });

function icon(...shapes) {
  return (attributes = {}) =>
    h(
      'svg',
      {
        class: 'icon',
        viewBox: '0 0 16 16',
        width: 16,
        height: 16,
        'aria-hidden': 'true',
        focusable: 'false',
        ...attributes,
      },
      shapes.map((d) => line(d)),
    );
}

export const search = icon('M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14');
export const close = icon('M4 4l8 8M12 4l-8 8');
export const check = icon('M3 8.5l3.3 3.3L13 4.8');
export const back = icon('M9.5 3.5 5 8l4.5 4.5');
export const next = icon('M6.5 3.5 11 8l-4.5 4.5');
export const unfold = icon('M4 6.5 8 10.5l4-4');
export const sun = icon(
  'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Z',
  'M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.8.8M11.8 11.8l.8.8M3.4 12.6l.8-.8M11.8 4.2l.8-.8',
);
export const moon = icon('M13.2 9.8A5.6 5.6 0 0 1 6.2 2.8a5.6 5.6 0 1 0 7 7Z');
export const signOut = icon('M9.5 2.5h-6v11h6M6.5 8H14M11.5 5.5 14 8l-2.5 2.5');
export const clock = icon('M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z', 'M8 4.8V8l2.2 1.6');
export const lock = icon('M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5');
export const up = icon('M8 13V3M4 7l4-4 4 4');
export const down = icon('M8 3v10M4 9l4 4 4-4');
export const chart = icon('M2 13.5h12M3 10l3-3.5 3 2.5 4-5');
export const play = icon('M5 3v10l8-5Z');
export const pause = icon('M5.5 3.5v9M10.5 3.5v9');
export const rewind = icon('M3 3.5v3.5h3.5', 'M3.3 7A5.5 5.5 0 1 1 3 9.5', 'M8.5 6v2.8l1.8 1.2');
export const plus = icon('M8 3v10M3 8h10');
export const minus = icon('M3 8h10');
export const download = icon('M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10');
export const wave = icon('M1.5 8c1.2-6 2.8-6 4 0s2.8 6 4 0 2.8-6 5 0');
export const offline = icon(
  'M2 2l12 12M5.2 9.8a4 4 0 0 1 2-1M3 7.3A7 7 0 0 1 5.3 5.8M8.7 5.1A7 7 0 0 1 13 7.3M8 12.5v.01',
);

export const sound = icon('M2.5 6v4H5l3.5 3V3L5 6Z', 'M11 5.5a3.5 3.5 0 0 1 0 5M12.8 3.5a6.2 6.2 0 0 1 0 9');
export const muted = icon('M2.5 6v4H5l3.5 3V3L5 6Z', 'M11 6.2l3.5 3.6M14.5 6.2 11 9.8');

/** The mark of Lifeline: a pulse on a line. */
export const mark = (size = 28) =>
  h(
    'svg',
    { class: 'mark', viewBox: '0 0 32 32', width: size, height: size, 'aria-hidden': 'true', focusable: 'false' },
    [
      h('rect', { class: 'mark-ground', x: 0.5, y: 0.5, width: 31, height: 31, rx: 7.5 }),
      h('path', { class: 'mark-pulse', d: 'M4 17h6l3-8 5 15 3.5-10 1.5 3h5' }),
    ],
  );
