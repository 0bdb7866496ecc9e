// The control page: sends what is switched, and follows the org by loading itself again every second.
const aSecond = 1000;
const notice = document.querySelector('#notice');
const shown = new Map([...document.querySelectorAll('[data-live]')].map((part) => [part.id, part.outerHTML]));

function say(text) {
  notice.textContent = text;
  notice.hidden = text === '';
}

async function send(method, path, body) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(path, { method, headers, body: JSON.stringify(body) }).catch(() => undefined);
  if (answer?.ok) say('');
  else if (answer) say((await answer.json()).error);
  await refresh(!answer?.ok);
}

/** Parts that changed take the place of the old ones; what was open or focused stays so. */
async function refresh(all = false) {
  const answer = await fetch('/').catch(() => undefined);
  if (!answer?.ok) return say('The practice org does not answer; it has probably ended.');
  if (notice.textContent.startsWith('The practice org does not answer')) say('');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of fresh.querySelectorAll('[data-live]')) {
    const old = document.getElementById(part.id);
    if (!all && (shown.get(part.id) === part.outerHTML || isTypedIn(old))) continue;
    shown.set(part.id, part.outerHTML);
    replace(old, part);
  }
}

/** What somebody is typing is not taken away from them; the part is replaced when they have left the field. */
function isTypedIn(part) {
  return document.activeElement?.type === 'number' && part.contains(document.activeElement);
}

function replace(old, part) {
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  for (const { id } of old.querySelectorAll('details[open]')) part.querySelector(`#${id}`)?.setAttribute('open', '');
  const [before, after] = [old.querySelector('.scroll'), part.querySelector('.scroll')];
  const top = before?.scrollTop ?? 0;
  old.replaceWith(part);
  if (after) after.scrollTop = top;
  if (focused) document.getElementById(focused)?.focus();
}

function settingOf({ name, type, value, checked }) {
  if (name === 'interruptions') {
    return [...document.querySelectorAll('[name="interruptions"]:checked')].map((each) => each.value);
  }
  if (type === 'checkbox') return checked;
  return type === 'number' ? Number(value) : value;
}

const faultsNow = async () => (await (await fetch('/conditions')).json()).faults;

document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-condition]')) void send('PATCH', '/conditions', { [target.name]: settingOf(target) });
  if (target.matches('[data-method]')) {
    void send('PATCH', '/methods', { [target.name]: target.name === 'passkeys' ? 0 : target.checked });
  }
});

document.addEventListener('click', async ({ target }) => {
  const { post, body = '{}', copies, removes } = target.dataset ?? {};
  if (post) await send('POST', post, JSON.parse(body));
  if (copies) await copy(target, document.getElementById(copies).textContent);
  if (removes) {
    const faults = await faultsNow();
    const place = faults.indexOf(removes);
    await send('PATCH', '/conditions', { faults: faults.filter((_, index) => index !== place) });
  }
});

async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  const label = button.textContent;
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = label;
  }, aSecond);
}

const form = document.querySelector('#new-fault');

/** Fields of the form that this fault does not know cannot be filled in. */
function suit() {
  const { on, place, value } = form.elements.name.selectedOptions[0].dataset;
  form.elements.on.value = on || 'create';
  form.elements.on.disabled = place === 'mail';
  for (const field of [form.elements.value, form.elements.jitter]) field.disabled = value === '';
  form.elements.value.placeholder = value;
  form.elements.value.value = '';
  form.elements.jitter.value = '';
}

form.elements.name.addEventListener('change', suit);
suit();

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { name, on, after, times, value, jitter } = form.elements;
  const length = value.value || (jitter.value && value.placeholder);
  const size = length ? `=${length}${jitter.value ? `~${jitter.value}` : ''}` : '';
  const count = `${Number(after.value) > 0 ? `+${after.value}` : ''}${times.value ? `*${times.value}` : ''}`;
  const fault = `${name.value}@${on.value}${count}${size}`;
  await send('PATCH', '/conditions', { faults: [...(await faultsNow()), fault] });
});

setInterval(() => {
  if (!document.hidden) void refresh();
}, aSecond);
