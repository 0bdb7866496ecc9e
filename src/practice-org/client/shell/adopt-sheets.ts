/** In native shadow no rule of the page reaches into a component, so ours take the sheets of the page in with them. */
const sheets = ['slds.css', 'setup.css'].map((name) => {
  const sheet = new CSSStyleSheet();
  void fetch(`/practice-org/${name}`)
    .then((response) => response.text())
    .then((rules) => sheet.replace(rules));
  return sheet;
});

const { attachShadow } = Element.prototype;

Element.prototype.attachShadow = function (init) {
  const root = attachShadow.call(this, init);
  if (this.localName.startsWith('setup-')) root.adoptedStyleSheets.push(...sheets);
  return root;
};
