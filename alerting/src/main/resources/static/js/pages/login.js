import { h, nextTick, onMounted, ref, shallowRef } from 'vue';
import * as api from '../api.js';
import { clean } from '../format.js';
import { t } from '../i18n.js';
import { session, signIn } from '../store.js';
import { languageButton, themeButton } from '../components/shell.js';
import * as icons from '../components/icons.js';

export const LoginPage = {
  setup() {
    const user = ref('');
    const password = ref('');
    const code = ref('');
    const needsCode = ref(false);
    const codeInput = ref(null);
    const problem = ref(session.expired ? () => t('login.expired') : null);
    const busy = ref(false);
    const userInput = ref(null);
    const passwordInput = ref(null);

    const provider = shallowRef(null);
    const returned = new URLSearchParams(location.search).get('login');
    if (returned === 'no-role' || returned === 'failed') {
      problem.value = () => t(`login.provider.${returned}`);
      history.replaceState(null, '', location.pathname + location.hash);
    }

    onMounted(async () => {
      userInput.value.focus();
      try {
        provider.value = (await api.loginOptions()).provider;
      } catch {
        // A password still does.
      }
    });

    async function submit(event) {
      event.preventDefault();
      if (busy.value) {
        return;
      }
      if (!user.value.trim() || !password.value) {
        problem.value = () => t('login.missing');
        (user.value.trim() ? passwordInput : userInput).value.focus();
        return;
      }
      busy.value = true;
      problem.value = null;
      try {
        await signIn(user.value.trim(), password.value, code.value.trim());
      } catch (error) {
        if (error.problem?.secondFactor) {
          needsCode.value = true;
          await nextTick();
          codeInput.value?.focus();
          return;
        }
        code.value = '';
        problem.value = () => message(error);
        password.value = '';
        await nextTick();
        passwordInput.value?.focus();
      } finally {
        busy.value = false;
      }
    }

    function message(error) {
      if (error.status === 401 || error.status === 400) return t('login.wrong');
      if (error.status === 423 || error.status === 429) return t('login.locked');
      return error.text ?? t('error.network');
    }

    const input = (model, box, attributes) =>
      h('input', {
        ref: box,
        class: 'input',
        value: model.value,
        'aria-describedby': problem.value ? 'login-problem' : null,
        'aria-invalid': problem.value ? 'true' : null,
        onInput: (event) => (model.value = event.target.value),
        ...attributes,
      });

    return () =>
      h('div', { class: 'login' }, [
        h('div', { class: 'login-tools' }, [languageButton(), themeButton()]),
        h('main', { class: 'login-card' }, [
          h('div', { class: 'login-brand' }, [icons.mark(44), h('h1', t('app.name')), h('p', t('app.purpose'))]),
          h('form', { class: 'login-form', 'aria-label': t('login.title'), novalidate: true, onSubmit: submit }, [
            h('label', { class: 'field' }, [
              h('span', { class: 'label' }, t('login.user')),
              input(user, userInput, {
                name: 'username',
                autocomplete: 'username',
                autocapitalize: 'none',
                spellcheck: 'false',
                'data-test': 'username',
              }),
            ]),
            h('label', { class: 'field' }, [
              h('span', { class: 'label' }, t('login.password')),
              input(password, passwordInput, {
                name: 'password',
                type: 'password',
                autocomplete: 'current-password',
                'data-test': 'password',
              }),
            ]),
            needsCode.value &&
              h('label', { class: 'field' }, [
                h('span', { class: 'label' }, t('login.code')),
                input(code, codeInput, {
                  name: 'code',
                  autocomplete: 'one-time-code',
                  spellcheck: 'false',
                  maxlength: 32,
                  'data-test': 'code',
                }),
              ]),
            h(
              'div',
              { id: 'login-problem', class: 'login-problem', role: 'alert', 'data-test': 'login-problem' },
              problem.value ? problem.value() : null,
            ),
            h(
              'button',
              { class: 'button primary', type: 'submit', 'data-test': 'sign-in' },
              busy.value ? t('login.busy') : t('login.submit'),
            ),
            provider.value &&
              h(
                'a',
                { class: 'button', href: provider.value.address, 'data-test': 'provider' },
                t('login.provider', { title: clean(provider.value.title) }),
              ),
          ]),
        ]),
      ]);
  },
};
