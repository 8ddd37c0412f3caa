// The sign of a grade is a shape, a word and a colour, never the colour alone.

import { h } from 'vue';
import { t } from '../i18n.js';

const OCTAGON = 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3Z';

const SHAPES = {
  BLUE: () => [h('circle', { class: 'shape', cx: 8, cy: 8, r: 5.5 })],
  YELLOW: () => [h('path', { class: 'shape', d: 'M8 1.8 14.6 13.6H1.4Z' })],
  ORANGE: () => [h('path', { class: 'shape', d: 'M8 .9 15.1 8 8 15.1.9 8Z' })],
  RED: () => [h('path', { class: 'shape', d: OCTAGON }), h('path', { class: 'shape-cut', d: 'M8 4.3v4.4M8 11.5v.01' })],
};

/** The same shapes as symbols of a chart. */
export const SYMBOLS = {
  BLUE: 'circle',
  YELLOW: 'triangle',
  ORANGE: 'diamond',
  RED: `path://${OCTAGON}`,
};

export function gradeMark(grade, { hollow = false, size = 16 } = {}) {
  return h(
    'svg',
    {
      class: ['grade-mark', grade.toLowerCase(), hollow && 'hollow'],
      viewBox: '0 0 16 16',
      width: size,
      height: size,
      'aria-hidden': 'true',
      focusable: 'false',
    },
    SHAPES[grade](),
  );
}

export const gradeName = (grade) => (grade ? t(`grade.${grade}`) : t('grade.none'));

/** Shape and word; hollow and grey once the condition is gone. */
export function gradeBadge(grade, peak, size = 16) {
  return h('span', { class: ['grade', grade ? grade.toLowerCase() : 'gone'] }, [
    gradeMark(grade ?? peak, { hollow: !grade, size }),
    h('span', { class: 'grade-word' }, gradeName(grade)),
  ]);
}
