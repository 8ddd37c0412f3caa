// Enrolling a second factor: password, picture for the app, a code of it, recovery codes.

import { h, reactive } from 'vue';
import * as api from '../api.js';
import { t } from '../i18n.js';
import { resumeSession } from '../store.js';

export const SecondFactor = {
  setup() {
    const form = reactive({ password: '', code: '', enrolment: null, recovery: null, problem: '' });

    async function run(event, work, refused) {
      event.preventDefault();
      form.problem = '';
      try {
        await work();
      } catch (error) {
        form.problem =
          error.status === 422
            ? t(refused)
            : error.status === 409
              ? t('factor.already')
              : (error.text ?? error.message);
      }
    }

    const begin = (event) =>
      run(
        event,
        async () => {
          form.enrolment = await api.beginSecondFactor(form.password);
          form.password = '';
        },
        'factor.wrongPassword',
      );

    const confirm = (event) =>
      run(
        event,
        async () => {
          form.recovery = (await api.confirmSecondFactor(form.code.trim())).recoveryCodes;
          Object.assign(form, { enrolment: null, code: '' });
        },
        'factor.wrongCode',
      );

    const field = (name, attributes) =>
      h('label', { class: 'field' }, [
        h('span', { class: 'label' }, t(`factor.${name}`)),
        h('input', {
          class: 'input',
          required: true,
          value: form[name],
          'data-test': `factor-${name}`,
          onInput: (event) => (form[name] = event.target.value),
          ...attributes,
        }),
      ]);

    const button = (key) => h('div', { class: 'action-row' }, [h('button', { type: 'submit', class: 'button', 'data-test': key }, t(`factor.${key}`))]);

    const content = () => {
      if (form.recovery) {
        return [
          h('p', { role: 'status' }, t('factor.done')),
          h('ul', { class: 'recovery', 'data-test': 'recovery' }, form.recovery.map((code) => h('li', h('code', code)))),
          h('button', { type: 'button', class: 'button', 'data-test': 'noted', onClick: resumeSession }, t('factor.noted')),
        ];
      }
      if (form.enrolment) {
        return h('form', { class: 'user-form own', onSubmit: confirm }, [
          h('p', t('factor.scan')),
          h('img', { class: 'qr', src: form.enrolment.qr, alt: t('factor.qr'), 'data-test': 'qr' }),
          h('p', { class: 'soft' }, [t('factor.byHand'), ' ', h('code', { class: 'given-secret' }, form.enrolment.secret)]),
          field('code', { autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 6 }),
          button('confirm'),
        ]);
      }
      return h('form', { class: 'user-form own', onSubmit: begin }, [
        field('password', { type: 'password', autocomplete: 'current-password' }),
        button('begin'),
      ]);
    };

    return () =>
      h('section', { class: 'tokens', 'data-test': 'second-factor' }, [
        h('h2', t('factor.title')),
        h('p', { class: 'soft' }, t('factor.intro')),
        content(),
        form.problem && h('p', { class: 'bad-text', role: 'alert' }, form.problem),
      ]);
  },
};
