// What the public has been told of a warning: proposed by one person, approved by another.

import { h, onBeforeUnmount, reactive, shallowRef, watch } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { clean, fullTime, nameOf } from '../format.js';
import { onResume, takeWarning } from '../store.js';
import { momentOf } from './bits.js';
import { gradeBadge, gradeName } from './grade.js';

const GRADES = ['RED', 'ORANGE', 'YELLOW', 'BLUE'];
const FIELDS = [
  ['text', 'zh'],
  ['measures', 'zh'],
  ['text', 'en'],
  ['measures', 'en'],
];
// Others decide too, and a proposal does not change the warning.
const AGAIN_MS = 5000;

const steps = (all, run) =>
  h(
    'ol',
    { class: 'steps', 'data-test': 'release-steps' },
    [...all].reverse().map((step) =>
      h('li', { key: step.number }, [
        h('div', { class: 'step-what' }, [
          h('span', t(`release.step.${step.action}`, { grade: gradeName(step.grade) })),
          step.comment && h('p', { class: 'ack-comment' }, h('bdi', clean(step.comment))),
        ]),
        h('div', { class: 'step-who' }, h('bdi', step.person === 'the system' ? t('release.system') : clean(step.person))),
        h(
          'time',
          { class: 'timeline-time', datetime: step.at, title: fullTime(Date.parse(step.at)) },
          momentOf(Date.parse(step.at), run),
        ),
      ]),
    ),
  );

function words(title, grade, text, measures) {
  return h('div', { class: 'release-words' }, [
    h('p', { class: 'release-head' }, [h('span', title), gradeBadge(grade, grade)]),
    text && h('p', h('bdi', nameOf(text, ''))),
    measures && nameOf(measures, '') && h('p', { class: 'soft' }, h('bdi', nameOf(measures, ''))),
  ]);
}

export const ReleaseSection = {
  props: { warning: { type: Object, required: true } },
  setup(props) {
    const release = shallowRef(null);
    const form = reactive({ open: '', grade: 'RED', comment: '', words: {}, busy: false, problem: '' });

    async function fetchRelease() {
      try {
        release.value = await api.release(props.warning.id);
      } catch {
        // The next round asks again.
      }
    }

    watch(() => [props.warning.id, props.warning.releasedGrade, props.warning.lastEventNumber].join('/'), fetchRelease, {
      immediate: true,
    });
    const timer = setInterval(fetchRelease, AGAIN_MS);
    const stopResume = onResume(fetchRelease);
    onBeforeUnmount(() => {
      clearInterval(timer);
      stopResume();
    });

    async function act(action, body) {
      if (form.busy) {
        return;
      }
      form.busy = true;
      form.problem = '';
      try {
        release.value = await api.handle(props.warning.id, `release/${action}`, body, release.value.version);
        Object.assign(form, { open: '', comment: '' });
        takeWarning(await api.warning(props.warning.id));
      } catch (error) {
        form.problem = error.detail ? clean(error.detail) : (error.text ?? error.message);
        if (error.status === 412) {
          await fetchRelease();
        }
      } finally {
        form.busy = false;
      }
    }

    const comment = () => form.comment.trim() || undefined;

    function openProposal(now) {
      const from = now.proposal && !now.proposal.cancellation ? now.proposal : (now.text ? now : now.draft);
      form.words = Object.fromEntries(FIELDS.map(([part, language]) => [`${part}.${language}`, from[part]?.[language] ?? '']));
      Object.assign(form, {
        open: 'propose',
        grade: now.proposal?.grade ?? props.warning.grade ?? props.warning.peak,
        problem: '',
      });
    }

    function submit(event) {
      event.preventDefault();
      if (form.open !== 'propose') {
        act(form.open, { comment: comment() });
        return;
      }
      const said = (part) => ({ zh: form.words[`${part}.zh`].trim(), en: form.words[`${part}.en`].trim() });
      act('propose', { grade: form.grade, text: said('text'), measures: said('measures'), comment: comment() });
    }

    const area = ([part, language]) =>
      h('label', { class: 'field whole' }, [
        h('span', { class: 'label' }, t(`release.${part}.${language}`)),
        h('textarea', {
          class: 'input',
          rows: 2,
          maxlength: 500,
          lang: language === 'zh' ? 'zh-CN' : 'en',
          required: part === 'text' && language === 'zh',
          'data-test': `release-${part}-${language}`,
          value: form.words[`${part}.${language}`],
          onInput: (event) => (form.words[`${part}.${language}`] = event.target.value),
        }),
      ]);

    function proposal() {
      return [
        h('label', { class: 'field short' }, [
          h('span', { class: 'label' }, t('release.grade')),
          h(
            'select',
            { class: 'select', value: form.grade, onChange: (event) => (form.grade = event.target.value) },
            GRADES.map((grade) => h('option', { value: grade, selected: grade === form.grade }, gradeName(grade))),
          ),
        ]),
        ...FIELDS.map(area),
      ];
    }

    const remark = () =>
      h('label', { class: 'field' }, [
        h('span', { class: 'unseen' }, t('warning.comment')),
        h('input', {
          class: 'input',
          maxlength: 500,
          value: form.comment,
          placeholder: t('warning.comment'),
          onInput: (event) => (form.comment = event.target.value),
        }),
      ]);

    function label(action, now) {
      if (action === 'approve' && now.proposal?.cancellation) {
        return t('release.do.approveCancellation');
      }
      return t(action === 'propose' && now.grade ? 'release.do.update' : `release.do.${action}`);
    }

    function actions(now) {
      const cancelling = now.proposal?.cancellation || now.state === 'RELEASED';
      const order = [
        ['approve', 'APPROVE'],
        ...(cancelling ? [['cancel', 'PROPOSE_CANCELLATION'], ['propose', 'PROPOSE']] : [['propose', 'PROPOSE'], ['cancel', 'PROPOSE_CANCELLATION']]),
        ['reject', 'REJECT'],
      ].filter(([, name]) => now.allowed.includes(name));
      if (form.open && !order.some(([action]) => action === form.open)) {
        form.open = '';
      }
      return h('div', { class: 'actions' }, [
        form.open &&
          h('form', { class: 'ack-form', onSubmit: submit }, [
            form.open === 'propose' && proposal(),
            remark(),
            h('button', { type: 'submit', class: 'button primary', disabled: form.busy, 'data-test': 'release-submit' }, label(form.open, now)),
            h('button', { type: 'button', class: 'button bare', onClick: () => (form.open = '') }, t('handling.cancel')),
          ]),
        form.problem && h('p', { class: 'bad-text', role: 'alert', 'data-test': 'release-problem' }, form.problem),
        h(
          'div',
          { class: 'action-row' },
          order
            .filter(([action]) => action !== form.open)
            .map(([action], i) =>
              h(
                'button',
                {
                  type: 'button',
                  class: ['button', 'small', i === 0 && !form.open && 'primary'],
                  'data-test': `release-${action}`,
                  onClick: () => (action === 'propose' ? openProposal(now) : Object.assign(form, { open: action, problem: '' })),
                },
                label(action, now),
              ),
            ),
        ),
      ]);
    }

    function waiting(now) {
      const one = now.proposal;
      if (!one) {
        return null;
      }
      const time = fullTime(Date.parse(one.at));
      return [
        one.cancellation ? h('p', t('release.toCancel')) : words(t('release.toTell'), one.grade, one.text, one.measures),
        h('p', { class: 'soft' }, one.by ? t('release.by', { person: clean(one.by), time }) : t('release.bySystem', { time })),
      ];
    }

    return () => {
      const now = release.value;
      if (!now) {
        return null;
      }
      return h('section', { class: 'panel-section', 'data-test': 'release' }, [
        h('h3', t('release.title')),
        h('p', { class: ['release-state', now.proposal && 'waits'], 'data-test': 'release-state' }, t(`release.state.${now.state}`)),
        now.grade && words(t('release.told'), now.grade, now.text, now.measures),
        waiting(now),
        actions(now),
        now.steps.length > 0 && steps(now.steps, props.warning.run),
      ]);
    };
  },
};
