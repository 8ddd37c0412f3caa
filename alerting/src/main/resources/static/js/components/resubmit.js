// Submitting dead letters again: asked twice, then followed until each message has its answer.

import { h, onBeforeUnmount, ref, shallowRef } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { count } from '../format.js';

const ASK_AGAIN_MS = 1000;
const PATIENCE = 60;

export const Resubmit = {
  props: { label: { type: String, required: true }, submit: { type: Function, required: true } },
  emits: ['done'],
  setup(props, { emit }) {
    const asking = ref(false);
    const comment = ref('');
    const busy = ref(false);
    const problem = ref('');
    const result = shallowRef(null);
    let timer = null;

    onBeforeUnmount(() => clearTimeout(timer));

    async function send(event) {
      event.preventDefault();
      busy.value = true;
      problem.value = '';
      try {
        const answer = await props.submit(comment.value.trim());
        asking.value = false;
        comment.value = '';
        follow(answer, 0);
      } catch (error) {
        problem.value = t('letters.failed', { reason: error.text ?? error.message });
      } finally {
        busy.value = false;
      }
    }

    function follow(answer, tries) {
      result.value = answer;
      if (answer.pending === 0 || tries === PATIENCE) {
        emit('done');
        return;
      }
      timer = setTimeout(async () => {
        try {
          follow(await api.resubmission(answer.id), tries + 1);
        } catch {
          follow(answer, tries + 1);
        }
      }, ASK_AGAIN_MS);
    }

    const told = (answer) =>
      h('p', { class: 'soft', role: 'status', 'data-test': 'resubmitted' }, [
        answer.pending > 0
          ? t('letters.pending', { pending: count(answer.pending) })
          : t('letters.result', { accepted: count(answer.accepted), refused: count(answer.refused) }),
        answer.skipped > 0 && ` ${t('letters.skipped', { skipped: count(answer.skipped) })}`,
      ]);

    return () =>
      h('div', { class: 'resubmit' }, [
        asking.value
          ? h('form', { class: 'ack-form', onSubmit: send }, [
              h('label', { class: 'field' }, [
                h('span', { class: 'unseen' }, t('letters.comment')),
                h('input', {
                  class: 'input',
                  maxlength: 500,
                  value: comment.value,
                  placeholder: t('letters.comment'),
                  onInput: (event) => (comment.value = event.target.value),
                }),
              ]),
              h(
                'button',
                {
                  type: 'submit',
                  class: 'button primary',
                  'aria-disabled': busy.value ? 'true' : null,
                  'data-test': 'confirm',
                },
                busy.value ? t('letters.busy') : props.label,
              ),
              h(
                'button',
                { type: 'button', class: 'button', onClick: () => (asking.value = false) },
                t('letters.cancel'),
              ),
            ])
          : h(
              'button',
              { type: 'button', class: 'button', 'data-test': 'resubmit', onClick: () => (asking.value = true) },
              props.label,
            ),
        problem.value && h('p', { class: 'bad-text', role: 'alert' }, problem.value),
        result.value && told(result.value),
      ]);
  },
};
