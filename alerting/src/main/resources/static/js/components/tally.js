// The head of the warnings page: whose warnings, how many of each grade, and the run's figures.

import { h } from 'vue';
import { t } from '../i18n.js';
import { clean, count } from '../format.js';
import { GRADES, LIVE, openCounts, runs, runSummary } from '../store.js';
import { gradeMark, gradeName } from './grade.js';
import * as icons from './icons.js';

export function runTitle(run) {
  return clean(run.title) || clean(run.id);
}

export function runSelector(onChange) {
  const known = runs.list.some((run) => run.id === runs.current);
  const options = [h('option', { value: LIVE }, t('run.live'))];
  if (runs.current !== LIVE && !known) {
    options.push(h('option', { value: runs.current }, t('run.replay', { title: clean(runs.current) })));
  }
  for (const run of runs.list) {
    options.push(h('option', { value: run.id }, t('run.replay', { title: runTitle(run) })));
  }
  return h('label', { class: 'field inline run-field' }, [
    h('span', { class: 'unseen' }, t('run.label')),
    h(
      'select',
      { class: 'select', 'data-test': 'run', value: runs.current, onChange: (event) => onChange(event.target.value) },
      options,
    ),
  ]);
}

/**
 * Four counts that are filters too. Open ones count by their grade now; in a list with closed ones they count by peak.
 */
export function gradeFilter(chosen, byPeak, onToggle) {
  const counts = byPeak ? runSummary.value?.peaks : openCounts.value;
  return h(
    'div',
    { class: 'tally', role: 'group', 'aria-label': byPeak ? t('summary.peaks') : t('summary.openNow') },
    GRADES.map((grade) => {
      const number = counts?.[grade] ?? 0;
      return h(
        'button',
        {
          type: 'button',
          class: ['tally-grade', grade.toLowerCase(), !number && 'zero'],
          'aria-pressed': chosen.has(grade) ? 'true' : 'false',
          title: t(byPeak ? 'summary.filterPeak' : 'summary.filter', { grade: gradeName(grade), count: count(number) }),
          'data-test': `filter-${grade}`,
          onClick: () => onToggle(grade),
        },
        [
          h('span', { class: 'tally-name' }, [gradeMark(grade, { size: 14 }), h('span', gradeName(grade))]),
          h('span', { class: 'tally-count' }, [
            h('span', { class: 'tally-number' }, counts ? count(number) : '–'),
            h('span', { class: 'tally-kind' }, t(byPeak ? 'summary.peak' : 'summary.open')),
          ]),
        ],
      );
    }),
  );
}

const FIGURES = ['warnings', 'raised', 'upgrades', 'downgrades', 'clears'];

function gradeCounts(label, counts, test) {
  return h('div', { class: 'figure' }, [
    h('dt', label),
    h(
      'dd',
      { class: 'grade-counts' },
      GRADES.map((grade) =>
        h('span', { class: 'grade-count', title: gradeName(grade) }, [
          gradeMark(grade, { size: 12 }),
          h('span', { class: 'unseen' }, gradeName(grade)),
          h('span', { 'data-test': `${test}-${grade}` }, counts ? count(counts[grade] ?? 0) : '–'),
        ]),
      ),
    ),
  ]);
}

/** The run's figures, and the counts by grade that the filter does not show. A telephone shows them when asked. */
export function figures(byPeak, folded, onToggle) {
  const summary = runSummary.value;
  return [
    h(
      'button',
      { type: 'button', class: 'figures-toggle', 'aria-expanded': folded ? 'false' : 'true', onClick: onToggle },
      [t('summary.total'), icons.next()],
    ),
    h('dl', { class: ['figures', folded && 'folded'], 'aria-label': t('summary.label'), 'data-test': 'figures' }, [
      FIGURES.map((key) =>
        h('div', { class: 'figure' }, [
          h('dt', t(`summary.${key}`)),
          h('dd', { 'data-test': `figure-${key}` }, summary ? count(summary[key]) : '–'),
        ]),
      ),
      byPeak
        ? gradeCounts(t('summary.openNow'), openCounts.value, 'open')
        : gradeCounts(t('summary.peaks'), summary?.peaks, 'peak'),
    ]),
  ];
}
