import { h, ref } from 'vue';
import { t } from '../i18n.js';
import { count, fullTime, limitFigure, quantity } from '../format.js';
import { momentOf } from './bits.js';
import { gradeMark, gradeName } from './grade.js';

const SHOWN = 12;

/** Runs of new peaks are one line: what matters is the highest. */
function gathered(events) {
  const out = [];
  for (const event of events) {
    const last = out.at(-1);
    if (event.kind === 'PEAKED' && last?.kind === 'PEAKED') {
      out[out.length - 1] = { ...event, peaks: last.peaks + 1 };
    } else {
      out.push({ ...event, peaks: 1 });
    }
  }
  return out.reverse();
}

/** What happened to a warning's condition, newest first. */
export const Timeline = {
  props: {
    events: { type: Array, required: true },
    unitCode: { type: String, required: true },
    run: { type: String, required: true },
  },
  setup(props) {
    const all = ref(false);
    const title = (event) =>
      event.kind === 'PEAKED' && event.peaks > 1
        ? t('event.PEAKS', { count: count(event.peaks) })
        : t(`event.${event.kind}`, { grade: gradeName(event.grade) });
    return () => {
      const lines = gathered(props.events);
      const shown = all.value ? lines : lines.slice(0, SHOWN);
      return h('div', [
        h(
          'ol',
          { class: 'timeline', 'data-test': 'timeline' },
          shown.map((event) =>
            h('li', { key: event.number, class: ['timeline-item', event.kind.toLowerCase()] }, [
              h('span', { class: 'timeline-sign' }, [
                event.kind === 'PEAKED'
                  ? h('span', { class: 'timeline-dot' })
                  : gradeMark(event.grade ?? event.peak, { hollow: !event.grade, size: 14 }),
              ]),
              h('span', { class: 'timeline-what' }, title(event)),
              h('span', { class: 'timeline-value' }, [
                h('span', { class: 'number' }, quantity(event.value, props.unitCode)),
                event.kind !== 'PEAKED' && Number.isFinite(event.limit) && h('span', { class: 'sub' }, t('row.limit', { value: limitFigure(event.limit, props.unitCode) })),
              ]),
              h(
                'time',
                { class: 'timeline-time', datetime: event.at, title: fullTime(Date.parse(event.at)) },
                momentOf(Date.parse(event.at), props.run),
              ),
            ]),
          ),
        ),
        lines.length > shown.length &&
          h(
            'button',
            { type: 'button', class: 'button bare', onClick: () => (all.value = true) },
            t('warning.more', { count: count(lines.length) }),
          ),
      ]);
    };
  },
};
