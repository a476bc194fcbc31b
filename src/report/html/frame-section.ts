import { seconds } from '../text/seconds.ts';
import { frameFields } from './frame-fields.ts';
import { type Markup, markup } from './markup.ts';
import type { PageFrame } from './report-page.ts';

/** Octets of a frame that are shown; what is longer is payload that says nothing about ARP. */
const OCTETS_MAX = 128;
/** The style highlights so many fields of a frame; none that is read has more. */
export const FIELDS_MAX = 32;

const ROLES = { violation: 'violates', cause: 'cause' } as const;

/**
 * A frame: one line, and behind it its octets and its fields, each of which points out the other. `open`: unfolded.
 */
export function frameMarkup(frame: PageFrame, open: boolean): Markup {
  const { number, time, way, words, role } = frame;
  const badge = role === undefined ? undefined : markup` <span class="badge is-${role}">${ROLES[role]}</span>`;
  return markup`<details class="frame${role === undefined ? undefined : ` is-${role}`}"${open ? OPEN : undefined}>
<summary><span class="number">${number}</span> <span class="time">${seconds(time)}</span> <b>${way}</b> ${words}${badge}</summary>
${octets(frame)}
</details>
`;
}

const OPEN = markup` open`;

function octets({ bytes, number }: PageFrame): Markup {
  const fields = frameFields(bytes.subarray(0, OCTETS_MAX)).slice(0, FIELDS_MAX);
  const hex = fields.map(({ offset, length, name, value }, index) => {
    const text = [...bytes.subarray(offset, offset + length)].map((each) => each.toString(16).padStart(2, '0'));
    // Focus shows what hovering shows; the name is what a screen reader says instead of the octets.
    return markup`<span class="octets b${index}" tabindex="0" role="img" aria-label="${name}: ${value}">${text.join(' ')}</span> `;
  });
  const rows = fields.map(
    ({ offset, length, name, value }, index) =>
      markup`<tr class="f${index}"><td>${offset}</td><td>${length}</td><th scope="row">${name}</th><td>${value}</td></tr>`,
  );
  const rest = bytes.length - OCTETS_MAX;
  const more = rest <= 0 ? undefined : markup`<p class="hint">and ${rest} more octets, which only the capture has</p>`;
  return markup`<div class="fields"><p class="hex">${hex}</p>${more}
<table><caption>Fields of frame ${number}</caption><thead><tr><th scope="col">at</th><th scope="col">octets</th><th scope="col">field</th><th scope="col">value</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
