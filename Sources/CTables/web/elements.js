
// Elements that are made once and afterwards only told what to say.

const byId = id => document.getElementById(id);
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}
function say(element, text) { if (element.textContent !== text) element.textContent = text; }
function pieces(element, texts) {
  const all = texts.filter(Boolean);
  if (element.dataset.text === all.join("\n")) return;
  element.dataset.text = all.join("\n");
  element.replaceChildren(...all.map(text => make("span", "", text)));
}
/// Keeps one row an entry, so that what stays is not drawn anew.
function rows(parent, entries, key, build) {
  const old = new Map([...parent.children].map(row => [row.dataset.key, row]));
  const wanted = entries.map((entry, place) => {
    const name = key(entry, place);
    let row = old.get(name);
    if (!row) { row = make("li"); row.dataset.key = name; row.fill = build(row); }
    row.fill(entry);
    return row;
  });
  if (wanted.length !== parent.children.length || wanted.some((row, k) => parent.children[k] !== row)) parent.replaceChildren(...wanted);
}
function section(id, entries, key, build) {
  const element = byId(id);
  element.hidden = entries.length === 0;
  rows(element.querySelector("ul"), entries, (entry, place) => key(entry) + "\n" + place, build);
}
