// The head of the warnings page: whose warnings, how many of each grade, and the run's figures.

import { h } from 'vue';
import { t } from '../i18n.js';
import { clean, count, dayYear } from '../format.js';
import { GRADES, LIVE, openCounts, runs, runSummary } from '../store.js';
import { gradeMark, gradeName } from './grade.js';

export function runTitle(run) {
  return clean(run.title) || clean(run.run);
}

export function runSelector(onChange) {
  const known = runs.list.some((run) => run.run === runs.current);
  const options = [h('option', { value: LIVE }, t('run.live'))];
  if (runs.current !== LIVE && !known) {
    options.push(h('option', { value: runs.current }, t('run.replay', { title: clean(runs.current) })));
  }
  for (const run of runs.list) {
    const started = run.startedAt ? ` · ${dayYear(Date.parse(run.startedAt))}` : '';
    options.push(h('option', { value: run.run }, t('run.replay', { title: runTitle(run) }) + started));
  }
  return h('label', { class: 'field inline run-field' }, [
    h('span', { class: 'unseen' }, t('run.label')),
    h('select', { class: 'select', 'data-test': 'run', value: runs.current, onChange: (event) => onChange(event.target.value) }, options),
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
          'aria-label': t(byPeak ? 'summary.filterPeak' : 'summary.filter', { grade: gradeName(grade), count: count(number) }),
          'data-test': `filter-${grade}`,
          onClick: () => onToggle(grade),
        },
        [
          h('span', { class: 'tally-name' }, [gradeMark(grade, { size: 14 }), h('span', gradeName(grade))]),
          h('span', { class: 'tally-number' }, counts ? count(number) : '–'),
        ],
      );
    }),
  );
}

const FIGURES = ['warnings', 'raised', 'upgrades', 'downgrades', 'clears'];

export function figures() {
  const summary = runSummary.value;
  return h('div', { class: 'figures', 'data-test': 'figures' }, [
    h(
      'dl',
      { class: 'figure-list', 'aria-label': t('summary.label') },
      FIGURES.map((key) =>
        h('div', { class: 'figure' }, [
          h('dt', t(`summary.${key}`)),
          h('dd', { 'data-test': `figure-${key}` }, summary ? count(summary[key]) : '–'),
        ]),
      ),
    ),
    h('dl', { class: 'figure-list peaks' }, [
      h('div', { class: 'figure' }, [
        h('dt', t('summary.peaks')),
        h(
          'dd',
          { class: 'peak-counts' },
          GRADES.map((grade) =>
            h('span', { class: ['peak-count', grade.toLowerCase()], title: gradeName(grade) }, [
              gradeMark(grade, { size: 12 }),
              h('span', { class: 'unseen' }, gradeName(grade)),
              h('span', { 'data-test': `peak-${grade}` }, summary ? count(summary.peaks?.[grade] ?? 0) : '–'),
            ]),
          ),
        ),
      ]),
    ]),
  ]);
}
