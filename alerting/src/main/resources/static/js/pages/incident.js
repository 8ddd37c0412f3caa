// One incident: its warnings, why each is in it, and what people do about it as a whole.

import { computed, h, onBeforeUnmount, onMounted, reactive, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';
import { clean, count, elapsed, fullTime, nameOf, number, quantity } from '../format.js';
import { go, href } from '../router.js';
import { incidentList, LIVE, may, onIncident, onResume } from '../store.js';
import { Elapsed, failure, Moment, momentOf, where } from '../components/bits.js';
import { gradeBadge, gradeName } from '../components/grade.js';
import { AcknowledgeAll } from '../components/incident-row.js';

const AGAIN_MS = 5000;
const SORTS = ['grade', 'depth', 'time'];

const excess = ({ warning }) =>
  Number.isFinite(warning.value) && Number.isFinite(warning.limit) && warning.limit !== 0
    ? Math.abs(warning.value / warning.limit)
    : 0;

function why(one) {
  const reason = one.why;
  if (reason.person) {
    return t('incident.why.person', { person: clean(reason.person) });
  }
  if (!reason.join) {
    return t('incident.why.first');
  }
  const parts = [t('incident.why.join', { name: nameOf(reason.name, reason.join) })];
  if (reason.place) {
    parts.push(t('incident.why.with', { place: nameOf(reason.place, reason.with) }));
  }
  if (reason.metres > 0) {
    parts.push(t('incident.why.metres', { metres: count(reason.metres) }));
  }
  parts.push(t('incident.why.apart', { time: elapsed(reason.apartSeconds * 1000) }));
  return parts.join(t('incident.why.comma'));
}

export const IncidentPage = {
  props: { id: { type: String, required: true } },
  setup(props) {
    const details = shallowRef(null);
    const problem = shallowRef(null);
    const form = reactive({ open: '', chosen: new Set(), reason: '', other: '', problem: '', sort: 'grade' });

    async function load() {
      try {
        const found = await api.incident(props.id);
        if (found.incident.mergedInto) {
          go('incidents', found.incident.mergedInto);
          return;
        }
        details.value = found;
        problem.value = null;
      } catch (error) {
        problem.value = error;
      }
    }
    onMounted(load);
    watch(() => props.id, load);
    const timer = setInterval(load, AGAIN_MS);
    const stops = [onResume(load), onIncident((news) => news.id === props.id && load())];
    onBeforeUnmount(() => {
      clearInterval(timer);
      stops.forEach((stop) => stop());
    });

    const members = computed(() => {
      const all = [...(details.value?.members ?? [])];
      if (form.sort === 'depth') {
        all.sort((a, b) => excess(b) - excess(a));
      } else if (form.sort === 'time') {
        all.sort((a, b) => (a.warning.raisedAt < b.warning.raisedAt ? -1 : 1));
      }
      return all;
    });

    async function act(work) {
      form.problem = '';
      try {
        const found = await work();
        Object.assign(form, { open: '', chosen: new Set(), reason: '', other: '' });
        if (found.incident.id !== props.id) {
          go('incidents', found.incident.id);
        } else {
          details.value = found;
        }
      } catch (error) {
        form.problem = error.status === 409 && error.detail ? clean(error.detail) : (error.text ?? error.message);
      }
    }

    function toggle(id) {
      const chosen = new Set(form.chosen);
      if (!chosen.delete(id)) {
        chosen.add(id);
      }
      form.chosen = chosen;
    }

    const row = (one) => {
      const w = one.warning;
      return h('li', { key: w.id, class: ['member', w.grade ? w.grade.toLowerCase() : 'gone'], 'data-warning': w.id }, [
        form.open === 'split' &&
          h('input', {
            type: 'checkbox',
            checked: form.chosen.has(w.id),
            'aria-label': t('incident.choose', { rule: nameOf(w.ruleName, w.rule) }),
            onChange: () => toggle(w.id),
          }),
        h('div', { class: 'member-grade' }, gradeBadge(w.grade, w.peak)),
        h('div', { class: 'member-what' }, [
          h('a', { class: 'strong', href: href('warnings', w.id, { run: w.run === LIVE ? null : w.run }) }, h('bdi', nameOf(w.ruleName, w.rule))),
          h('p', { class: 'soft' }, h('bdi', where(w).join(' · ') || clean(w.point))),
          h('p', { class: 'member-why' }, why(one)),
        ]),
        h('div', { class: 'member-value' }, [
          h('span', { class: ['strong', w.grade && `${w.grade.toLowerCase()}-ink`] }, quantity(w.value, w.unit)),
          h('span', { class: 'sub' }, t('row.limit', { value: number(w.limit) })),
        ]),
        h('div', { class: 'member-since' }, [
          h('span', h(Elapsed, { from: w.raisedAt, to: w.clearedAt, run: w.run })),
          h('span', { class: 'sub' }, h(Moment, { at: w.raisedAt, run: w.run })),
        ]),
        h('div', { class: 'member-state' }, t(`handling.state.${w.handlingState === 'ARCHIVED' ? 'CLOSED' : w.handlingState}`)),
      ]);
    };

    const input = () =>
      h('label', { class: 'field' }, [
        h('span', t('incident.reason')),
        h('input', {
          class: 'input',
          required: true,
          maxlength: 500,
          value: form.reason,
          'data-test': 'reason',
          onInput: (event) => (form.reason = event.target.value),
        }),
      ]);

    function change(incident) {
      if (!may('DUTY_OFFICER')) {
        return null;
      }
      const others = incidentList.value.filter((one) => one.id !== props.id && one.run === incident.run);
      const button = (name, able) =>
        able &&
        h(
          'button',
          { type: 'button', class: 'button small', 'data-test': `open-${name}`, onClick: () => Object.assign(form, { open: name, problem: '' }) },
          t(`incident.${name}`),
        );
      return h('section', { class: 'card' }, [
        h('h2', t('incident.change')),
        h('p', { class: 'soft' }, t('incident.changeNote')),
        form.open
          ? h(
              'form',
              {
                class: 'incident-form',
                onSubmit: (event) => {
                  event.preventDefault();
                  act(() =>
                    form.open === 'split'
                      ? api.splitIncident(props.id, { warnings: [...form.chosen], reason: form.reason.trim() })
                      : api.joinIncident(props.id, { incident: form.other, reason: form.reason.trim() }),
                  );
                },
              },
              [
                form.open === 'split'
                  ? h('p', t('incident.chosen', { count: count(form.chosen.size) }))
                  : h('label', { class: 'field' }, [
                      h('span', t('incident.other')),
                      h(
                        'select',
                        { class: 'select', required: true, value: form.other, onChange: (event) => (form.other = event.target.value) },
                        [
                          h('option', { value: '' }, '–'),
                          ...others.map((one) => h('option', { value: one.id }, `${gradeName(one.grade)} · ${nameOf(one.title, one.id)}`)),
                        ],
                      ),
                    ]),
                input(),
                h('div', { class: 'action-row' }, [
                  h(
                    'button',
                    {
                      type: 'submit',
                      class: 'button primary',
                      'data-test': 'submit',
                      disabled: form.open === 'split' && !form.chosen.size,
                    },
                    t(`incident.${form.open}`),
                  ),
                  h('button', { type: 'button', class: 'button bare', onClick: () => (form.open = '') }, t('handling.cancel')),
                ]),
              ],
            )
          : h('div', { class: 'action-row' }, [button('split', incident.warnings > 1), button('join', others.length > 0)]),
        form.problem && h('p', { class: 'bad-text', role: 'alert' }, form.problem),
      ]);
    }

    return () => {
      if (!details.value) {
        return h('div', { class: 'page' }, h('div', { class: 'page-main' }, [
          problem.value ? failure(problem.value, load) : h('p', { class: 'loading' }, t('incident.loading')),
        ]));
      }
      const { incident, steps } = details.value;
      return h('div', { class: 'page' }, h('div', { class: 'page-main incident-page', 'data-test': 'incident' }, [
        h('p', h('a', { class: 'more-link', href: href('warnings', null, { run: incident.run === LIVE ? null : incident.run }) }, t('incident.back'))),
        h('div', { class: 'page-head incident-head' }, [
          h('div', [gradeBadge(incident.grade, incident.peak ?? 'BLUE', 20)]),
          h('h1', { class: 'page-title' }, h('bdi', nameOf(incident.title, incident.id))),
          h('p', { class: 'soft' }, [
            [
              t('incident.warnings', { open: count(incident.open), all: count(incident.warnings) }),
              t('incident.places', { count: count(incident.assets) }),
              districtName(incident.district),
              incident.grade !== incident.peak && incident.peak && t('row.peakGrade', { grade: gradeName(incident.peak) }),
              incident.endedAt
                ? t('incident.lasted', { time: elapsed(Date.parse(incident.endedAt) - Date.parse(incident.openedAt)) })
                : null,
              t('incident.since', { time: fullTime(Date.parse(incident.openedAt)) }),
            ]
              .filter(Boolean)
              .join(' · '),
          ]),
          incident.joins.length > 0 &&
            h('p', { class: 'soft' }, t('incident.because', { reasons: incident.joins.map((one) => nameOf(one.name, one.id)).join(t('incident.why.comma')) })),
          incident.unanswered > 0 &&
            may('DUTY_OFFICER', 'DISTRICT_OFFICER') &&
            h('div', { class: 'action-row' }, h(AcknowledgeAll, { id: props.id, count: incident.unanswered, onDone: (found) => (details.value = found) })),
        ]),
        h('div', { class: 'segments', role: 'group', 'aria-label': t('incident.sort') },
          SORTS.map((sort) =>
            h(
              'button',
              {
                type: 'button',
                class: 'segment',
                'aria-pressed': form.sort === sort ? 'true' : 'false',
                'data-test': `sort-${sort}`,
                onClick: () => (form.sort = sort),
              },
              t(`incident.sort.${sort}`),
            ),
          ),
        ),
        h('ul', { class: 'members', 'data-test': 'members' }, members.value.map(row)),
        change(incident),
        steps.length > 0 &&
          h('section', { class: 'card' }, [
            h('h2', t('incident.steps')),
            h('ol', { class: 'steps' }, steps.map((step, i) =>
              h('li', { key: i }, [
                h('div', { class: 'step-what' }, [
                  h('span', t(`incident.step.${step.action}`, { count: count(step.warnings) })),
                  step.reason && h('p', { class: 'ack-comment' }, h('bdi', clean(step.reason))),
                ]),
                h('div', { class: 'step-who' }, step.person ? h('bdi', clean(step.person)) : t('incident.byItself')),
                h('time', { class: 'timeline-time', datetime: step.at }, momentOf(Date.parse(step.at), LIVE)),
              ]),
            )),
          ]),
      ]));
    };
  },
};
