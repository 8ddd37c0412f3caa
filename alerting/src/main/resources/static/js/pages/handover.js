// What a shift hands over: what is open, what was done, and notes; to read and to print.

import { h, onMounted, ref, shallowReactive, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';
import { clean, count, fullMinute, fullTime, nameOf } from '../format.js';
import { href, replace, route } from '../router.js';
import { LIVE, may, session } from '../store.js';
import { failure, labelled, momentOf } from '../components/bits.js';
import { gradeMark, gradeName } from '../components/grade.js';
import { stepText } from '../components/handling.js';
import { toast } from '../components/toast.js';

const what = (w) => [
  h('a', { class: 'line strong', href: href('warnings', w.id) }, h('bdi', nameOf(w.ruleName, w.rule))),
  h('span', { class: 'sub line' }, h('bdi', [nameOf(w.assetName, w.asset), nameOf(w.pointName, w.point), districtName(w.district)].filter(Boolean).join(' · '))),
];

const moment = (at) => h('time', { datetime: at, title: fullTime(Date.parse(at)) }, momentOf(Date.parse(at), LIVE));

function table(columns, rows, test) {
  return h('table', { class: 'report-table stacked handover-table', 'data-test': test }, [
    h('thead', h('tr', columns.map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', rows.map((cells, i) => h('tr', { key: i }, cells.map((cell, column) => labelled(columns[column], cell))))),
  ]);
}

const SOON_MS = 12 * 3600_000;
const MOST_GAPS = 10;

const signature = (name, at) => (name ? h('strong', { class: 'line' }, [h('bdi', clean(name)), ' ', moment(at)]) : null);

export const HandoverPage = {
  setup() {
    const state = shallowReactive({ sheet: null, signed: null, version: 0, error: null });
    const typed = ref('');
    const busy = ref(false);

    async function load() {
      try {
        const { sheet, signed, version } = await api.handover(route.value.query.at ?? null);
        Object.assign(state, { sheet, signed, version });
        state.error = null;
      } catch (error) {
        state.error = error;
      }
    }
    onMounted(load);
    watch(() => route.value.query.at, load);

    const show = (ms) => replace('handover', null, ms === null ? {} : { at: new Date(ms).toISOString() });
    const goesOn = (sheet) => Date.now() >= Date.parse(sheet.from) && Date.now() < Date.parse(sheet.to);
    const isLate = (sheet) => Date.now() > Date.parse(sheet.to) + SOON_MS;

    /** Hands the shift over, or accepts it. */
    async function sign(action, done) {
      if (busy.value) {
        return;
      }
      busy.value = true;
      try {
        const { sheet, signed, version } = await api.signHandover(action, state.sheet.from, state.version);
        Object.assign(state, { sheet, signed, version });
        toast(t(done));
      } catch (error) {
        toast(clean(error.detail ?? error.text ?? error.message), true);
        if (error.status === 412) {
          await load();
        }
      } finally {
        busy.value = false;
      }
    }

    async function leave(event) {
      event.preventDefault();
      if (busy.value || !typed.value.trim()) {
        return;
      }
      busy.value = true;
      try {
        await api.leaveNote(typed.value);
        typed.value = '';
        toast(t('handover.left'));
        await load();
      } catch (error) {
        toast(clean(error.detail ?? error.text ?? error.message), true);
      } finally {
        busy.value = false;
      }
    }

    const section = (title, ...content) => h('section', { class: 'report-section' }, [h('h2', title), ...content]);
    const button = (label, test, onClick) =>
      h('button', { type: 'button', class: 'button', 'data-test': test, onClick }, label);

    function body(sheet) {
      const tasks = (list, test) =>
        table(
          [t('handover.grade'), t('handover.what'), t('handover.state'), t('handover.owner'), t('handover.next')],
          list.map(({ warning: w, next, owner, deadline, order, shelving }) => [
            h('span', { class: 'report-grade' }, [gradeMark(w.grade ?? w.peak, { size: 14 }), gradeName(w.grade ?? w.peak)]),
            [what(w), h('span', { class: 'sub line' }, [t('handover.since'), ' ', moment(w.raisedAt)])],
            [
              w.unanswered
                ? h('span', { class: 'handover-unanswered' }, t('handover.unanswered'))
                : t(`handling.state.${w.handlingState}`),
              order && h('span', { class: 'sub handover-text' }, h('bdi', clean(order))),
              shelving &&
                h('span', { class: 'sub handover-text' }, h('bdi', [
                  t('handling.step.SHELVE', { until: fullTime(Date.parse(shelving.until)) }),
                  clean(shelving.reason),
                  [shelving.by, shelving.confirmedBy].filter(Boolean).map(clean).join(' + '),
                ].join(' · '))),
            ],
            owner ? h('bdi', clean(owner)) : '–',
            [
              h('span', { class: 'line' }, t(`handover.next.${next}`)),
              deadline && h('span', { class: 'sub line' }, [t('handover.deadline'), ' ', moment(deadline)]),
            ],
          ]),
          test,
        );
      // Of a part of a sheet that was cut nobody knows; one that was kept before things were counted has no total.
      const left = (total, list, kind) => {
        if (total < 0) {
          return h('p', { class: 'soft' }, t(`handover.perhaps.${kind}`));
        }
        return total > list.length ? h('p', { class: 'soft' }, t(`handover.${kind}`, { count: count(total - list.length) })) : null;
      };
      const more = (total, list) => left(total, list, 'more');
      const earlier = (total, list) => left(total, list, 'earlier');
      const none = (total, text) => (total < 0 ? null : h('p', { class: 'soft' }, t(text)));
      const all = (total, list) => ({ count: count(Math.max(total ?? 0, list.length)) });
      const works = sheet.maintenance.map((work) => [
        h('span', t(`maintenance.state.${work.state}`)),
        h('bdi', work.targets.map(clean).join(', ') + (work.targetCount > work.targets.length ? ' …' : '')),
        h('span', { class: 'handover-text' }, h('bdi', clean(work.reason))),
        h('bdi', [work.plannedBy, work.confirmedBy].filter(Boolean).map(clean).join(' + ')),
        [moment(work.from), ' – ', moment(work.until)],
      ]);
      const deeds = sheet.deeds.map(({ deed, warning }) => [
        moment(deed.at),
        h('bdi', clean(deed.person)),
        [
          h('span', { class: 'line' }, stepText(deed)),
          deed.comment && h('span', { class: 'sub handover-text' }, h('bdi', clean(deed.comment))),
        ],
        warning ? what(warning) : h('span', { class: 'code' }, clean(deed.warning)),
      ]);
      return [
        section(
          t('handover.notes'),
          earlier(sheet.notesTotal, sheet.notes),
          sheet.notes.length
            ? h('ul', { class: 'handover-notes', 'data-test': 'handover-notes' }, sheet.notes.map((note) =>
                h('li', { key: note.id }, [
                  h('p', { class: 'handover-text' }, h('bdi', clean(note.text))),
                  h('span', { class: 'sub' }, [h('bdi', clean(note.person)), ' · ', moment(note.at)]),
                ]),
              ))
            : h('p', { class: 'soft' }, t('handover.noNotes')),
          goesOn(sheet) && !state.signed?.acceptedBy && may('DUTY_OFFICER', 'DISTRICT_OFFICER')
            ? h('form', { class: 'handover-form no-print', onSubmit: leave }, [
                h('textarea', {
                  class: 'input',
                  rows: 2,
                  maxlength: 1000,
                  value: typed.value,
                  placeholder: t('handover.note'),
                  'aria-label': t('handover.note'),
                  'data-test': 'handover-text',
                  onInput: (event) => (typed.value = event.target.value),
                }),
                h(
                  'button',
                  { type: 'submit', class: 'button primary', disabled: !typed.value.trim(), 'data-test': 'handover-leave' },
                  t('handover.leave'),
                ),
              ])
            : null,
        ),
        section(
          t('handover.open', all(sheet.openTotal, sheet.open)),
          sheet.open.length ? tasks(sheet.open, 'handover-open') : none(sheet.openTotal, 'handover.noOpen'),
          more(sheet.openTotal, sheet.open),
        ),
        sheet.unfinished.length || sheet.unfinishedTotal < 0
          ? section(
              t('handover.unfinished', all(sheet.unfinishedTotal, sheet.unfinished)),
              sheet.unfinished.length ? tasks(sheet.unfinished, 'handover-unfinished') : null,
              more(sheet.unfinishedTotal, sheet.unfinished),
            )
          : null,
        section(
          t('handover.shelved', all(sheet.shelvedTotal, sheet.shelved)),
          sheet.shelved.length ? tasks(sheet.shelved, 'handover-shelved') : none(sheet.shelvedTotal, 'handover.noShelved'),
          more(sheet.shelvedTotal, sheet.shelved),
        ),
        section(
          t('handover.works', { count: count(works.length) }),
          works.length
            ? table(
                [t('users.state'), t('handover.where'), t('handover.reason'), t('handover.person'), t('handover.time')],
                works,
                'handover-works',
              )
            : h('p', { class: 'soft' }, t('handover.noWorks')),
        ),
        section(
          t('handover.troubles'),
          sheet.channels.length || sheet.gapCount
            ? h('ul', { class: 'handover-troubles', 'data-test': 'handover-troubles' }, [
                ...sheet.channels.map((one) =>
                  h('li', { key: one.channel }, [t('handover.dead', { channel: clean(one.channel) }), ' ', moment(one.since)]),
                ),
                ...sheet.gaps.slice(0, MOST_GAPS).map((gap, i) =>
                  h('li', { key: `gap-${i}` }, [
                    t('handover.gap', {
                      district: districtName(gap.district),
                      lifeline: t(`lifeline.${gap.lifeline}`),
                      grade: gradeName(gap.grade),
                    }),
                    ' ',
                    moment(gap.from),
                    ' – ',
                    moment(gap.to),
                  ]),
                ),
                sheet.gapCount > MOST_GAPS ? h('li', t('trouble.moreGaps', { count: count(sheet.gapCount - MOST_GAPS) })) : null,
              ])
            : h('p', { class: 'soft' }, t('handover.noTroubles')),
        ),
        section(
          t('handover.deeds', all(sheet.deedsTotal, deeds)),
          deeds.length
            ? table([t('handover.time'), t('handover.person'), t('handover.action'), t('handover.what')], deeds, 'handover-deeds')
            : none(sheet.deedsTotal, 'handover.noDeeds'),
          earlier(sheet.deedsTotal, deeds),
        ),
        h('div', { class: 'handover-signs', 'data-test': 'handover-signs' }, [
          h('span', [t('handover.signOver'), signature(state.signed?.handedBy, state.signed?.handedAt)]),
          h('span', [t('handover.signTake'), signature(state.signed?.acceptedBy, state.signed?.acceptedAt)]),
        ]),
        h('div', { class: 'handover-do no-print' }, [
          may('DUTY_OFFICER') && !state.signed?.acceptedBy && !isLate(sheet)
            ? button(t(state.signed ? 'handover.again' : 'handover.handOver'), 'handover-over', () =>
                sign('hand-over', 'handover.handed'),
              )
            : null,
          may('DUTY_OFFICER') && state.signed && !state.signed.acceptedBy && state.signed.handedBy !== session.user
            ? button(t('handover.accept'), 'handover-accept', () => sign('accept', 'handover.accepted'))
            : null,
        ]),
      ];
    }

    return () => {
      const { sheet } = state;
      return h('div', { class: 'page' }, [
        h('div', { class: 'page-main', 'data-test': 'handover' }, [
          h('div', { class: 'page-head handover-head' }, [
            h('div', [
              h('h1', { class: 'page-title' }, t('handover.title')),
              sheet &&
                h('p', { class: 'soft' }, [
                  t('handover.shift', { from: fullMinute(Date.parse(sheet.from)), to: fullMinute(Date.parse(sheet.to)) }),
                  ' · ',
                  t('handover.drawn', { time: fullTime(Date.parse(sheet.at)), person: clean(state.signed?.handedBy ?? session.user) }),
                ]),
            ]),
            sheet &&
              h('div', { class: 'handover-do no-print' }, [
                button(t('handover.before'), 'handover-before', () => show(Date.parse(sheet.from) - 1000)),
                !goesOn(sheet) && button(t('handover.after'), 'handover-after', () => show(Date.parse(sheet.to) + 1000)),
                !goesOn(sheet) && button(t('handover.now'), 'handover-now', () => show(null)),
                button(t('handover.print'), 'handover-print', () => window.print()),
              ]),
          ]),
          state.error
            ? failure(state.error, load)
            : sheet
              ? body(sheet)
              : h('p', { class: 'loading', role: 'status' }, t('handover.loading')),
        ]),
      ]);
    };
  },
};
