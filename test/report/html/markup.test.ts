import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markup } from '../../../src/report/html/markup.ts';

test('text is escaped, markup is not, and nothing stays nothing', () => {
  const inner = markup`<b>${'a & b'}</b>`;
  expect(markup`<p title="${'"<x>\''}">${inner}${[1, ' < ', inner]}${undefined}</p>`.text).toBe(
    '<p title="&quot;&lt;x&gt;&#39;"><b>a &amp; b</b>1 &lt; <b>a &amp; b</b></p>',
  );
});

test('what is not seen is shown: controls, turns of direction, half of a character', () => {
  expect(markup`${'a\u0000\u202eb\ud800c\u200d\ufffed\u{1f600}\n\t'}`.text).toBe(
    'a‹U+0000›‹U+202E›b‹U+D800›c‹U+200D›‹U+FFFE›d\u{1f600}\n\t',
  );
});

test('no string opens an element, ends an attribute, or is more than one text (seed 1)', () => {
  const unit = fc.constantFrom('<', '>', '"', "'", '&', '\u0000', '\u202e', '\ud800', 'x', '/', '-', '!', ']');
  const any = fc.oneof(fc.string({ unit }), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(any, (text) => {
      const escaped = markup`${text}`.text;
      expect(escaped).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/);
      expect(Buffer.from(escaped).toString()).toBe(escaped);
    }),
    { seed: 1 },
  );
});
