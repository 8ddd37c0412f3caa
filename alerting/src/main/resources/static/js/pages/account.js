// One's own account: a new password.

import { h, reactive } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { resumeSession, session } from '../store.js';
import { SecondFactor } from '../components/second-factor.js';
import { toast } from '../components/toast.js';

export const AccountPage = {
  setup() {
    const form = reactive({ current: '', next: '', again: '', problem: '', busy: false });

    async function submit(event) {
      event.preventDefault();
      if (form.busy) {
        return;
      }
      if (form.next !== form.again) {
        form.problem = t('account.differ');
        return;
      }
      form.busy = true;
      form.problem = '';
      try {
        await api.setOwnPassword(form.current, form.next);
        Object.assign(form, { current: '', next: '', again: '' });
        toast(t('account.done'));
        await resumeSession();
      } catch (error) {
        form.problem = error.status === 422 ? t('account.refused') : (error.text ?? error.message);
      } finally {
        form.busy = false;
      }
    }

    const input = (field, autocomplete) =>
      h('label', { class: 'field' }, [
        h('span', { class: 'label' }, t(`account.${field}`)),
        h('input', {
          class: 'input',
          type: 'password',
          required: true,
          value: form[field],
          autocomplete,
          'data-test': `password-${field}`,
          onInput: (event) => (form[field] = event.target.value),
        }),
      ]);

    return () =>
      h('div', { class: 'page' }, [
        h('div', { class: 'page-main' }, [
          h('div', { class: 'page-head' }, [
            h('h1', { class: 'page-title' }, t('account.title')),
            session.pending === 'SECOND_FACTOR' && h('p', { role: 'alert', 'data-test': 'pending' }, t('factor.pending')),
            session.pending === 'PASSWORD' && h('p', { role: 'alert', 'data-test': 'pending' }, t('account.pending')),
            h('p', { class: 'soft' }, t('account.rules')),
          ]),
          h('form', { class: 'user-form own', onSubmit: submit }, [
            input('current', 'current-password'),
            input('next', 'new-password'),
            input('again', 'new-password'),
            form.problem && h('p', { class: 'bad-text', role: 'alert' }, form.problem),
            h('div', { class: 'action-row' }, [
              h('button', { type: 'submit', class: 'button primary', 'data-test': 'set-password' }, t('account.set')),
            ]),
          ]),
          session.pending !== 'PASSWORD' && h(SecondFactor),
        ]),
      ]);
  },
};
