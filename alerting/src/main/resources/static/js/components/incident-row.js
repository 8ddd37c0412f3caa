// An incident in the list of warnings: its head, below which its warnings fold out.

import { h, ref } from 'vue';
import * as api from '../api.js';
import { districtName } from '../districts.js';
import { t } from '../i18n.js';
import { count, nameOf } from '../format.js';
import { href } from '../router.js';
import { incidentById, isOpen, mayHandle, takeWarning } from '../store.js';
import { drillMark, Elapsed, maintenanceMark, Moment } from './bits.js';
import { gradeBadge } from './grade.js';
import * as icons from './icons.js';
import { toast } from './toast.js';

/** What an incident is called; until its name is here, its worst warning names it. */
export function incidentTitle(id, lead) {
  const known = incidentById(id);
  return known
    ? nameOf(known.title, id)
    : lead
      ? `${nameOf(lead.ruleName, lead.rule)} · ${nameOf(lead.assetName, lead.asset)}`
      : id;
}

export const unansweredOf = (members) =>
  members.filter((one) => isOpen(one) && (one.unanswered ?? !one.acknowledgedAt)).length;

export const AcknowledgeAll = {
  props: { id: { type: String, required: true }, count: { type: Number, required: true }, small: Boolean },
  emits: ['done'],
  setup(props, { emit }) {
    const busy = ref(false);
    async function click() {
      if (busy.value) {
        return;
      }
      busy.value = true;
      try {
        const details = await api.acknowledgeIncident(props.id);
        details.members.forEach(({ warning }) => takeWarning(warning));
        emit('done', details);
      } catch (error) {
        toast(t('row.acknowledgeFailed', { reason: error.text ?? error.message }), true);
      } finally {
        busy.value = false;
      }
    }
    return () =>
      h(
        'button',
        {
          type: 'button',
          class: ['button', props.small ? 'small acknowledge' : 'primary'],
          'data-test': 'acknowledge-all',
          'aria-disabled': busy.value ? 'true' : null,
          onClick: click,
        },
        busy.value ? t('row.acknowledging') : t('incident.acknowledge', { count: count(props.count) }),
      );
  },
};

export const IncidentRow = {
  props: {
    head: { type: Object, required: true },
    form: { type: String, required: true },
    index: { type: Number, required: true },
    run: { type: String, required: true },
    query: { type: Object, required: true },
  },
  emits: ['fold'],
  setup(props, { emit }) {
    const cell = (kind, content) => h('div', { class: `cell ${kind}`, role: 'cell' }, content);
    return () => {
      const { head } = props;
      const lead = head.members[0];
      const places = new Set(head.members.map((one) => one.asset)).size;
      const districts = [...new Set(head.members.map((one) => districtName(one.district)).filter(Boolean))].join(' · ');
      const open = head.members.filter(isOpen);
      const grade = open.length ? (lead.grade ?? lead.peak) : null;
      const waiting = unansweredOf(head.members);
      const first = head.members.reduce((a, b) => (a.raisedAt < b.raisedAt ? a : b)).raisedAt;
      const last = head.members.map((one) => one.clearedAt).sort().at(-1) ?? null;
      const title = incidentTitle(head.incident, lead);
      const sum = [
        t('incident.warnings', { open: count(open.length), all: count(head.members.length) }),
        t('incident.places', { count: count(places) }),
        districts,
      ].filter(Boolean);
      const what = [
        h('span', { class: 'line strong' }, [
          drillMark(lead),
          maintenanceMark(lead),
          h(
            'a',
            {
              class: 'row-link',
              href: href('incidents', head.incident, { run: props.query.run }),
              'data-row': props.index,
            },
            h('bdi', { title }, title),
          ),
        ]),
        h('span', { class: 'sub line' }, sum.join(' · ')),
      ];
      return h(
        'div',
        {
          role: 'row',
          'aria-rowindex': props.index + 2,
          'data-incident': head.incident,
          class: ['row', 'incident-row', open.length ? 'open' : 'closed', (grade ?? 'gone').toLowerCase(), !waiting && 'is-acknowledged'],
        },
        [
          cell('cell-grade', [
            gradeBadge(grade, lead.peak),
            h('span', { class: 'sub peak-of' }, t('incident.title')),
          ]),
          cell('cell-what', what),
          cell('cell-since', [
            h('span', { class: 'line strong' }, h(Elapsed, { from: first, to: open.length ? null : last, run: props.run })),
            h('span', { class: 'sub line' }, h(Moment, { at: first, run: props.run })),
          ]),
          cell('cell-fold', [
            (head.unfolded || head.members.length > head.shown) && h(
              'button',
              {
                type: 'button',
                class: ['button small bare fold', head.unfolded && 'is-open'],
                'aria-expanded': head.unfolded ? 'true' : 'false',
                'data-test': 'fold',
                title: t(head.unfolded ? 'incident.fold' : 'incident.unfold', { title }),
                onClick: () => emit('fold', head.incident),
              },
              [
                icons.next(),
                head.unfolded
                  ? t('incident.foldShort')
                  : t('incident.hidden', { count: count(head.members.length - head.shown) }),
              ],
            ),
          ]),
          cell(
            'cell-handling',
            waiting && mayHandle()
              ? h(AcknowledgeAll, { id: head.incident, count: waiting, small: true })
              : h('span', { class: 'sub' }, waiting ? t('incident.waiting', { count: count(waiting) }) : t('row.acknowledged')),
          ),
        ],
      );
    };
  },
};
