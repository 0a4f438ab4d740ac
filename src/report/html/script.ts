/** Filters, and the routes of an agent in the graph. The page is whole without it. */
export const SCRIPT = `
document.documentElement.classList.add('js');
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const form = document.getElementById('filters');
if (form) {
  const findings = all('.finding').map((node) => ({ node, text: node.textContent.toLowerCase(), agents: node.dataset.agents.split(' ') }));
  const apply = () => {
    const on = (name) => new Set(all('input[name=' + name + ']:checked', form).map((box) => box.value));
    const has = (name) => form.querySelector('input[name=' + name + ']');
    const severity = on('severity'), status = on('status');
    const agent = form.agent ? form.agent.value : '', words = form.text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const { node, text, agents } of findings) {
      const fits = severity.has(node.dataset.severity) && (!has('status') || status.has(node.dataset.status)) &&
        (!agent || agents.includes(agent)) && words.every((word) => text.includes(word));
      node.hidden = !fits;
      if (fits) count++;
    }
    for (const group of all('.group')) {
      const shown = all('.finding', group).filter((node) => !node.hidden).length;
      group.hidden = shown === 0;
      group.querySelector('.count').textContent = shown;
    }
    document.getElementById('none').hidden = count > 0;
    form.querySelector('output').textContent = count + ' of ' + findings.length + ' shown';
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  for (const link of all('a.filter')) link.addEventListener('click', () => { form.agent.value = link.dataset.agent; apply(); });
  apply();
}
const lines = all('.graph .line'), nodes = all('.graph .node');
const show = (start) => {
  const reached = new Set([start]);
  for (const id of reached) for (const line of lines) if (line.dataset.from === id) reached.add(line.dataset.to);
  for (const node of nodes) node.classList.toggle('far', !reached.has(node.dataset.node));
  for (const line of lines) line.classList.toggle('far', !reached.has(line.dataset.from));
};
const clear = () => { for (const node of [...nodes, ...lines]) node.classList.remove('far'); };
for (const link of all('.graph a')) {
  const start = link.querySelector('.node').dataset.node;
  link.addEventListener('mouseenter', () => show(start));
  link.addEventListener('mouseleave', clear);
  link.addEventListener('focus', () => show(start));
  link.addEventListener('blur', clear);
}
addEventListener('beforeprint', () => { for (const node of all('details')) node.open = true; });
`;
