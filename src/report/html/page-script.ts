/**
 * The script of a report page, for browsers as they have been since 2020: it shows the controls and filters rows by text, verdict and
 * level. Everything can be read without it.
 */
export const PAGE_SCRIPT = `
'use strict';
(() => {
  const form = document.querySelector('.controls');
  if (!form) return;
  const rows = [...document.querySelectorAll('[data-row]')];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const bodies = [...document.querySelectorAll('table.matrix tbody')];
  const output = form.querySelector('output');
  const { text, verdict, level } = form.elements;
  const filter = () => {
    const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      const { verdict: verdicts, level: own } = row.dataset;
      const fits =
        (verdict.value === '' || verdicts.split(' ').includes(verdict.value)) &&
        (level.value === '' || own === level.value) &&
        words.every((word) => texts[index].includes(word));
      row.toggleAttribute('data-out', !fits);
      if (fits) shown += 1;
    });
    for (const body of bodies) body.toggleAttribute('data-out', body.querySelector('[data-row]:not([data-out])') === null);
    const all = shown === rows.length;
    output.textContent = all ? '' : shown + ' of ' + rows.length + ' rows and violations';
  };
  let timer = 0;
  text.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(filter, 150); });
  for (const select of [verdict, level]) select.addEventListener('change', filter);
  form.addEventListener('submit', (event) => { event.preventDefault(); filter(); });
  window.addEventListener('hashchange', () => {
    const target = document.querySelector(':target');
    if (target && target.hasAttribute('data-out')) { form.reset(); filter(); target.scrollIntoView(); }
  });
  form.hidden = false;
  filter();
})();
`;
