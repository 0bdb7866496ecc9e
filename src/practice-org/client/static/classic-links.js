// Inside Lightning, a link of a classic page changes the address of the whole page: the frame tells, the shell goes.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="/"]');
  if (!link || window.parent === window || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  window.parent.postMessage({ practiceOrgLink: link.pathname + link.search }, window.location.origin);
});

const view = document.querySelector('#fcf');
view?.addEventListener('change', () => {
  if (window.parent === window) view.form.submit();
  else
    window.parent.postMessage(
      { practiceOrgLink: `/005?isUserEntityOverride=1&fcf=${view.value}` },
      window.location.origin,
    );
});

for (const button of document.querySelectorAll('[data-absent]')) {
  button.addEventListener('click', () => {
    const says = document.querySelector('.absent') ?? document.createElement('p');
    says.className = 'absent';
    says.setAttribute('role', 'status');
    says.textContent = `${button.value} is not part of the practice org.`;
    button.parentElement.after(says);
  });
}
