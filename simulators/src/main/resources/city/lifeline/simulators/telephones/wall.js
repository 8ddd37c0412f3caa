// Shows what the telephones show, twice a second, and lets one answer.

const providers = document.getElementById('providers');
const wall = document.getElementById('telephones');
const shown = new Map();

const post = (path, form) =>
  fetch(path, { method: 'POST', headers: { 'X-Wall': '1' }, body: new URLSearchParams(form) });

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) {
    made.className = name;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

const FAULTS = [
  ['throttled', 'throttling · 限流'],
  ['refusing', 'refusing · 拒绝'],
  ['losingAnswers', 'answers lost · 丢失应答'],
  ['undeliverable', 'undeliverable · 无法送达'],
  ['withoutReceipts', 'no receipts · 无回执'],
];

function showProviders(all) {
  const state = JSON.stringify(all);
  if (providers.dataset.state === state) {
    return;
  }
  providers.dataset.state = state;
  providers.replaceChildren(
    ...all.map((one) => {
      const box = element('div', 'provider');
      box.append(
        element('b', '', one.name),
        element('span', one.bound ? 'bound' : 'unbound', one.bound ? 'bound · 已连接' : 'not bound · 未连接'),
      );
      for (const [fault, label] of FAULTS) {
        const tick = element('input');
        tick.type = 'checkbox';
        tick.checked = one[fault];
        tick.addEventListener('change', () => post('/behave', { ...one, provider: one.name, [fault]: tick.checked }));
        const wrapped = element('label');
        wrapped.append(tick, label);
        box.append(wrapped);
      }
      return box;
    }),
  );
}

/** The answer that the last message asks for. */
function suggestion(messages) {
  const asked = messages.filter((sms) => sms.toTelephone).at(-1);
  return asked?.text.match(/1 \d{4}/)?.[0] ?? '';
}

function telephone(one) {
  const box = element('section', 'telephone');
  box.dataset.number = one.number;
  const owner = element('div', 'owner');
  owner.append(element('h2', '', one.name || one.number), element('span', '', one.number));
  const messages = element('div', 'messages');
  const form = element('form');
  const text = element('input');
  text.type = 'text';
  text.maxLength = 70;
  text.setAttribute('aria-label', `Answer of ${one.name || one.number}`);
  const send = element('button', '', 'Answer · 回复');
  form.append(text, send);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const answer = await post('/answer', { number: one.number, text: text.value });
    if (answer.ok) {
      text.value = '';
    } else {
      text.setCustomValidity(await answer.text());
      text.reportValidity();
    }
  });
  text.addEventListener('input', () => text.setCustomValidity(''));
  box.append(owner, messages, form);
  wall.append(box);
  return { box, messages, text, last: 0 };
}

function showTelephone(one) {
  const view = shown.get(one.number) ?? telephone(one);
  shown.set(one.number, view);
  const last = one.messages.at(-1)?.id ?? 0;
  if (view.last === last && view.messages.childElementCount) {
    return;
  }
  view.last = last;
  view.messages.replaceChildren(
    ...(one.messages.length
      ? one.messages.map((sms) => {
          const bubble = element('div', sms.toTelephone ? 'sms' : 'sms mine', sms.text);
          const parts = sms.parts > 1 ? ` · ${sms.parts} parts` : '';
          bubble.append(
            element('small', '', `${new Date(sms.at).toLocaleTimeString()} · ${sms.provider}${parts}`),
          );
          return bubble;
        })
      : [element('p', 'none', 'No messages · 暂无消息')]),
  );
  view.messages.scrollTop = view.messages.scrollHeight;
  if (!view.text.value && one.messages.at(-1)?.toTelephone) {
    view.text.value = suggestion(one.messages);
  }
  view.box.classList.toggle('new', Boolean(one.messages.at(-1)?.toTelephone));
}

async function refresh() {
  try {
    const state = await (await fetch('/wall')).json();
    showProviders(state.providers);
    state.telephones.forEach(showTelephone);
  } catch {
    // The wall is being restarted; the next half second is another try.
  }
  setTimeout(refresh, 500);
}

refresh();
