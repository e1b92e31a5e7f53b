
// A big number, or a few smaller ones, over their chart.

class Tile {
  constructor(parent, name, chart) {
    this.figure = make("p", "figure");
    this.detail = make("p", "detail");
    this.chart = chart;
    this.element = make("div", "tile", make("h2", "", name), this.figure, this.detail, chart.element);
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", name);
    byId(parent).append(this.element);
  }
  show(number, unit, detail, level, line, history) {
    this.figure.className = "figure " + (level || "");
    if (this.figure.childElementCount !== 1) this.figure.replaceChildren(document.createTextNode(""), make("span", "unit"));
    this.figure.firstChild.data = number;
    say(this.figure.lastChild, unit);
    say(this.detail, detail);
    this.draw(line, history);
  }
  none(text, detail, line, history) {
    this.figure.className = "figure none";
    say(this.figure, text);
    say(this.detail, detail);
    this.draw(line, history);
  }
  draw(line, history) {
    this.chart.element.hidden = list(line).length === 0;
    this.chart.draw([line], history.period_seconds, history.points);
  }
}
class FlowTile {
  constructor(parent, name, labels, format, range) {
    this.format = format;
    this.chart = new Chart(name, labels, format, range);
    this.values = labels.map(() => make("b"));
    this.flows = make("div", "flows", ...labels.map((label, k) => make("div", "", this.values[k], document.createElement("br"), make("span", "", make("i"), label))));
    this.element = make("div", "tile", make("h2", "", name), this.flows, this.chart.element);
    byId(parent).append(this.element);
  }
  show(lines, now, history) {
    this.element.hidden = lines.every(line => list(line).length === 0) && !now.some(known);
    lines.forEach((line, k) => {
      const all = list(line), last = known(now[k]) ? now[k] : all[all.length - 1];
      say(this.values[k], known(last) ? this.format(last) : "\u2013");
    });
    this.chart.draw(lines, history.period_seconds, history.points);
  }
}
