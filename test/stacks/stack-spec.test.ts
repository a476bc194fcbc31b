import { describe, expect, it } from 'vitest';
import { parseStackSpec } from '../../src/stacks/stack-spec.ts';

describe('the name of a stack', () => {
  it.each([
    ['kernel', 'kernel', {}, ''],
    ['kernel,arp_accept=1', 'kernel', { arp_accept: '1' }, ''],
    ['exec,control:./my-stack --fast', 'exec', { control: '' }, './my-stack --fast'],
    [
      'tcp,barrier=echo,reply-delay=250:127.0.0.1:7000',
      'tcp',
      { barrier: 'echo', 'reply-delay': '250' },
      '127.0.0.1:7000',
    ],
    ['reference:linux', 'reference', {}, 'linux'],
    ['module:./stack.js', 'module', {}, './stack.js'],
    ['unix,control=/tmp/a=b.sock:/tmp/x,y.sock', 'unix', { control: '/tmp/a=b.sock' }, '/tmp/x,y.sock'],
    ['exec:', 'exec', {}, ''],
    ['exec,control=:x', 'exec', { control: '' }, 'x'],
  ])('%s', (label, kind, options, target) => {
    const spec = parseStackSpec(label);
    expect({ ...spec, options: Object.fromEntries(spec.options) }).toEqual({ label, kind, options, target });
  });

  it.each([
    ['', 'names no stack'],
    [':./x', 'names no stack'],
    ['./my-stack', 'names no stack'],
    ['Kernel', 'names no stack'],
    ['exec,:./x', '"" is no option in exec,:./x'],
    ['exec,=1:./x', '"=1" is no option'],
    ['kernel,arp accept=1', '"arp accept=1" is no option'],
    ['exec,control,control:./x', 'control is given twice in exec,control,control:./x'],
  ])('is refused with the reason: %j', (label, message) => {
    expect(() => parseStackSpec(label)).toThrow(message);
  });
});
