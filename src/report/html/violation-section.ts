import { Buffer } from 'node:buffer';
import { sequenceSvg } from '../sequence/sequence-svg.ts';
import type { Story } from '../text/bubble-story.ts';
import { plural } from '../text/numbers.ts';
import { seconds } from '../text/seconds.ts';
import { frameMarkup } from './frame-section.ts';
import { type Markup, markup } from './markup.ts';
import type { PageCapture, PageEvidence, PageFact, PageViolation } from './report-page.ts';
import { verdictBadge } from './verdict-badge.ts';

/** A violation with all that is known of it. */
export function violationSection(violation: PageViolation, anchor: string): Markup {
  const { property, stack, isKnown, expected, received, remark, evidence } = violation;
  const { id, level, source, statement, rationale } = property;
  const verdict = isKnown ? 'expected' : 'violated';
  return markup`<article class="case" id="${anchor}" data-row data-verdict="${verdict}" data-level="${level}" aria-labelledby="${anchor}-title">
<h3 id="${anchor}-title">${statement}</h3>
<p class="meta">${verdictBadge(verdict)} <span class="badge level">${level}</span> <code>${id}</code> on <b>${stack}</b> <span class="hint">${source}</span></p>
${remark === undefined ? undefined : markup`<p class="remark">${remark}</p>`}
<dl class="contrast"><div><dt>Expected</dt><dd>${expected}</dd></div><div class="received"><dt>Received</dt><dd>${received}</dd></div></dl>
<p><b>Why it matters:</b> ${rationale}</p>
${evidence === undefined ? undefined : evidenceMarkup(evidence, anchor)}
${requirementsMarkup(violation)}
<h4>Run it again</h4>
<dl class="commands">${violation.commands.map(commandMarkup)}</dl>
${evidence === undefined ? undefined : capturesMarkup(evidence.captures)}
</article>
`;
}

function evidenceMarkup(evidence: PageEvidence, anchor: string): Markup {
  const { story, steps, remedies } = evidence;
  return markup`<h4>What happens</h4>
${story === undefined ? markup`<ol class="story">${steps.map((step) => markup`<li>${step}</li>`)}</ol>` : storyMarkup(story)}
${diagram(evidence, anchor)}
${remedies.length === 0 ? undefined : remediesMarkup(remedies)}
${framesMarkup(evidence)}`;
}

function storyMarkup({ setting, steps, moral }: Story): Markup {
  const items = steps.map(([first, ...rest]) => {
    const sentences = rest.map((sentence) => markup`<li>${sentence}</li>`);
    return markup`<li><b>${first}</b>${rest.length === 0 ? undefined : markup`<ul>${sentences}</ul>`}</li>`;
  });
  return markup`<p class="setting">${setting}</p>
<ol class="story">${items}</ol>
<p class="moral">${moral}</p>`;
}

function diagram({ sequence, caches }: PageEvidence, anchor: string): Markup | undefined {
  const { items, participants } = sequence;
  if (items.length === 0) return undefined;
  const label = `Sequence diagram of ${participants.filter((name) => name !== '*').join(', ')}; the list below says the same in words`;
  const words = items.map((item) => {
    const way =
      item.kind === 'note'
        ? ''
        : `${item.from} to ${item.to.map((name) => (name === '*' ? 'everybody' : name)).join(', ')}${item.lost ? ' (lost)' : ''}: `;
    const mark = item.violates ? markup` <strong>violates</strong>` : undefined;
    return markup`<li><span class="time">${seconds(item.time)}</span> ${way}${item.words}${mark}</li>`;
  });
  return markup`<figure>
<figcaption id="${anchor}-diagram">Who sends what to whom, in seconds${caches.length === 0 ? '' : ', and what is cached'}</figcaption>
<div class="scroll" role="group" aria-labelledby="${anchor}-diagram" tabindex="0">${sequenceSvg(sequence, caches, label)}</div>
<details><summary>The diagram in words</summary><ol class="words">${words}</ol></details>
</figure>`;
}

function remediesMarkup(remedies: readonly PageFact[]): Markup {
  const rows = remedies.map(
    ({ name, value }) => markup`<tr><th scope="row"><code>${name}</code></th><td>${value}</td></tr>`,
  );
  return markup`<h4>What helps</h4>
<div class="scroll" role="group" aria-label="What helps" tabindex="0"><table class="remedies"><caption>The same case again, with this on every host</caption><tbody>${rows}</tbody></table></div>`;
}

function framesMarkup({ frames, framesLeftOut }: PageEvidence): Markup | undefined {
  if (frames.length === 0) return undefined;
  const more =
    framesLeftOut === 0
      ? undefined
      : markup`<p class="hint">${plural(framesLeftOut, 'more frame')}, of less importance, ${framesLeftOut === 1 ? 'is' : 'are'} in the capture only.</p>`;
  return markup`<h4>Frames</h4>
<p class="hint">Numbered as in the capture. Point at octets, or move to them with the Tab key, to see which field they are.</p>
${frames.map((frame) => frameMarkup(frame, frame.role === 'violation'))}${more}`;
}

function requirementsMarkup({ requirements, mechanism }: PageViolation): Markup {
  const rows = requirements.map(
    ({ id, level, source, requirement }) =>
      markup`<li><code>${id}</code> <span class="badge level">${level}</span> ${requirement} <span class="hint">${source}</span></li>`,
  );
  const list =
    rows.length === 0
      ? undefined
      : markup`<h4>What is required</h4>
<ul class="requirements">${rows}</ul>`;
  return markup`${list}
<p><b>Mechanism:</b> <code>${mechanism}</code></p>`;
}

function commandMarkup({ name, value }: PageFact): Markup {
  return markup`<div><dt>${name}</dt><dd><code>${value}</code></dd></div>`;
}

function capturesMarkup(captures: readonly PageCapture[]): Markup | undefined {
  if (captures.length === 0) return undefined;
  return markup`<p class="downloads">${captures.map(captureMarkup)}</p>`;
}

const KINDS: Readonly<Record<string, string>> = {
  pcapng: 'with comments, names of ports and the case itself',
  pcap: 'the packets, for tools that know the old format only',
};

function captureMarkup({ name, size, bytes }: PageCapture): Markup {
  const text = `${(size / 1024).toFixed(1)} KiB`;
  const kind = KINDS[name.slice(name.lastIndexOf('.') + 1)] ?? '';
  if (bytes === undefined) {
    return markup`<span class="hint">${name} is not in this page, as it is large (${text}); it lies beside the case.</span> `;
  }
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return markup`<a class="download" download="${name}" href="data:application/octet-stream;base64,${data}">Download ${name} <span>(${text}: ${kind})</span></a> `;
}
