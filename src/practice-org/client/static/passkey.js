// Runs the ceremony that the form names, and sends with the form what the authenticator answered.
// It stands before the button and listens to the document, so that no click comes before it.
document.addEventListener('submit', async (event) => {
  const form = event.target;
  const failed = form.querySelector('#ceremonyFailed');
  const answer = form.elements.namedItem('answer');
  if (answer.value) return;
  event.preventDefault();
  failed.hidden = true;
  const options = JSON.parse(form.dataset.options);
  try {
    const credential =
      form.dataset.ceremony === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    answer.value = JSON.stringify(credential);
  } catch {
    failed.hidden = false;
    return;
  }
  form.submit();
});
