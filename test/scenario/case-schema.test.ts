import { describe, expect, test } from 'vitest';
import { change, toldOfCase as told } from './ping-case.ts';

describe('cases that are none', () => {
  test('other files', () => {
    expect(told('{}')).toMatchInlineSnapshot(
      `"bug.json:1:1: this is not a case file; "kind" would be "arpcheck-case""`,
    );
    expect(told('[1]')).toMatchInlineSnapshot(
      `"bug.json:1:1: this is not a case file; "kind" would be "arpcheck-case""`,
    );
    expect(told('12')).toMatchInlineSnapshot(
      `"bug.json:1:1: this is not a case file; "kind" would be "arpcheck-case""`,
    );
    expect(told('{\n  "kind": "package"\n}')).toMatchInlineSnapshot(
      `"bug.json:2:11: this is not a case file; "kind" would be "arpcheck-case""`,
    );
  });

  test('later versions', () => {
    expect(change('"version": 1,\n  "kind"', '"version": 2,\n  "kind"')).toMatchInlineSnapshot(
      `"bug.json:2:14: this case is of version 2, and this arpcheck knows versions up to 1; use the arpcheck that wrote it, or a later one"`,
    );
    expect(change('"scenario": {\n    "version": 1', '"scenario": {\n    "version": 3')).toMatchInlineSnapshot(
      `"bug.json:15:16: this scenario is of version 3, and this arpcheck knows versions up to 1; use the arpcheck that wrote it, or a later one"`,
    );
    expect(change('"topology": {\n      "version": 1', '"topology": {\n      "version": 9')).toMatchInlineSnapshot(
      `"bug.json:17:18: this topology is of version 9, and this arpcheck knows versions up to 1; use the arpcheck that wrote it, or a later one"`,
    );
    expect(change('"version": 1,\n  "kind"', '"version": 0,\n  "kind"')).toMatchInlineSnapshot(
      `"bug.json:2:14: "version" in a case is 0; it has to be the number 1"`,
    );
  });

  test('keys', () => {
    expect(change('"seed"', '"sead"')).toMatchInlineSnapshot(`
      "bug.json:1:1: a case has no "seed"
      bug.json:10:3: unknown key "sead" in a case; did you mean "seed"?"
    `);
    expect(change('"ms"', '"s"')).toMatchInlineSnapshot(`
      "bug.json:32:7: a wait step has no "ms"
      bug.json:32:23: unknown key "s" in a wait step; it can be "do" or "ms""
    `);
    expect(change('"heal"', '"steps2"')).toMatchInlineSnapshot(
      `"bug.json:44:5: unknown key "steps2" in a scenario; did you mean "steps"?"`,
    );
    expect(change('"addresses"', '"adresses"')).toMatchInlineSnapshot(
      `"bug.json:21:72: unknown key "adresses" in an interface; did you mean "addresses"?"`,
    );
    expect(change('"heal"', '"__proto__"')).toMatchInlineSnapshot(
      `"bug.json:44:5: unknown key "__proto__" in a scenario; it can be "version", "topology", "steps" or "heal""`,
    );
  });

  test('steps', () => {
    expect(change('"do": "wait"', '"do": "wiat"')).toMatchInlineSnapshot(
      `"bug.json:32:15: "wiat" is not a step; did you mean "wait"?"`,
    );
    expect(change('"do": "wait"', '"do": "sleep"')).toMatchInlineSnapshot(
      `"bug.json:32:15: "sleep" is not a step; it can be "metric", "ping", "wait" or one of 21 more"`,
    );
    expect(change('"do": "wait", ', '')).toMatchInlineSnapshot(`"bug.json:32:7: a step has no "do""`);
    expect(change('{ "do": "wait", "ms": 1000 }', '"wait"')).toMatchInlineSnapshot(
      `"bug.json:32:7: an item of "steps" has to be a mapping, not text"`,
    );
    expect(change('"ms": 1000', '"ms": 0.5')).toMatchInlineSnapshot(
      `"bug.json:32:29: "ms" in a wait step is 0.5; it has to be a whole number"`,
    );
    expect(change('"ms": 1000', '"ms": -1')).toMatchInlineSnapshot(
      `"bug.json:32:29: "ms" in a wait step is -1; the least is 0"`,
    );
    expect(change('"ms": 1000', '"ms": 1e9')).toMatchInlineSnapshot(
      `"bug.json:32:29: "ms" in a wait step is 1000000000; the most is 86400000"`,
    );
    expect(change('"operation": 1', '"operation": 65536')).toMatchInlineSnapshot(
      `"bug.json:36:22: "operation" in an arp step is 65536; the most is 65535"`,
    );
    expect(change('"senderIp": "10.0.0.2"', '"senderIp": "10.0.0"')).toMatchInlineSnapshot(
      `"bug.json:38:21: "10.0.0" is not an IPv4 address; write four numbers from 0 to 255, such as 10.0.0.1"`,
    );
    expect(change('"00:00:00:00:00:00"', '"00:00"')).toMatchInlineSnapshot(
      `"bug.json:39:22: "00:00" is not a MAC address; write six pairs of hexadecimal digits, such as 02:00:00:00:00:01"`,
    );
    expect(change('"lose"', '"loose"')).toMatchInlineSnapshot(
      `"bug.json:42:56: "loose" is not understood; a fate is "pass", "lose", "duplicate", "swap", or a delay in whole milliseconds"`,
    );
    expect(change('12]', '1.5]')).toMatchInlineSnapshot(
      `"bug.json:42:77: 1.5 is not understood; a fate is "pass", "lose", "duplicate", "swap", or a delay in whole milliseconds"`,
    );
    expect(change('12]', '60001]')).toMatchInlineSnapshot(
      `"bug.json:42:77: an item of "fates" is 60001; the most is 60000"`,
    );
    expect(change('"tester.eth0",\n', '"",\n')).toMatchInlineSnapshot(
      `"bug.json:35:17: "from" in an arp step is empty"`,
    );
  });

  test('frames', () => {
    const frame = (bytes: string): string =>
      change('{ "do": "wait", "ms": 1000 }', `{ "do": "frame", "from": "tester.eth0", "bytes": "${bytes}" }`);
    expect(frame('')).toBe('ok');
    expect(frame('FFffff')).toBe('ok');
    expect(frame('fff')).toMatchInlineSnapshot(
      `"bug.json:32:56: an odd number of hexadecimal digits (3); write two for each octet"`,
    );
    expect(frame('ffffgg')).toMatchInlineSnapshot(
      `"bug.json:32:61: "g" is not a hexadecimal digit; write two digits for each octet and nothing between them"`,
    );
    expect(frame('ff ff')).toMatchInlineSnapshot(
      `"bug.json:32:59: " " is not a hexadecimal digit; write two digits for each octet and nothing between them"`,
    );
    expect(frame('00'.repeat(65_549))).toBe('ok');
    expect(frame('00'.repeat(65_550))).toMatchInlineSnapshot(
      `"bug.json:32:56: "bytes" in a frame step has 131100 characters; the most is 131098"`,
    );
  });

  test('every other step has its fields checked', () => {
    const steps = [
      { do: 'metric', from: 'a', to: 'b', by: 'sctp' },
      { do: 'ping', from: 'a' },
      { do: 'delete-neighbour', at: 'a', address: '1.2.3' },
      { do: 'flush-neighbours', at: 5 },
      { do: 'add-address', at: 'a', interface: 'eth0', address: '10.0.0.1' },
      detecting({ policy: 'defend' }),
      detecting({ policy: 'cease', delays: [1001, 1000, 1000] }),
      detecting({ policy: 'cease', delays: [1000, 1000] }),
      { do: 'link-local', at: 'a', interface: 'eth0', policy: 'defend-always' },
      { do: 'link-local', at: 'a', interface: 'eth0', policy: 'cease', delays: [0, 0, 0] },
      { do: 'contest', from: 'a.eth0', of: 'b.eth0', as: 'claim', senderMac: '02:00:00:00:00:01', peer: '10.0.0.1' },
      { do: 'remove-address', at: 'a', interface: 'eth0', address: '10.0.0.1/24 scope hosts' },
      { do: 'gratuitous', at: 'a', address: '10.0.0.1', form: 'replay' },
      { do: 'link', at: 'a', interface: 'eth0', up: 'yes' },
      { do: 'attach', guest: 'a', to: null },
      { do: 'detach', guests: 'a' },
      { do: 'migrate', guest: 'a', to: 'b', announce: 'garp' },
      { do: 'reboot', at: 'a', hard: true },
    ];
    const lines = steps.map((each) => JSON.stringify(each)).join(',\n');
    expect(change('{ "do": "wait", "ms": 1000 }', lines)).toMatchInlineSnapshot(`
      "bug.json:32:38: "b" is not an IPv4 address; write four numbers from 0 to 255, such as 10.0.0.1
      bug.json:32:47: "by" in a metric step is "sctp"; it can be "tcp" or "udp"
      bug.json:33:1: a ping step has no "to"; for example "10.0.0.1"
      bug.json:34:45: "1.2.3" is not an IPv4 address; write four numbers from 0 to 255, such as 10.0.0.1
      bug.json:35:31: "at" in a flush-neighbours step has to be text, not a number; put it in quotes
      bug.json:36:59: 10.0.0.1 has no prefix length; add the length, as in 10.0.0.1/24; a single address is 10.0.0.1/32
      bug.json:37:94: "policy" in a detection is "defend"; it can be "cease", "defend-once" or "defend-always"
      bug.json:38:112: an item of "delays" is 1001; the most is 1000
      bug.json:39:102: "delays" in a detection has 2; it needs 3 at least
      bug.json:40:57: "policy" in a link-local step is "defend-always"; it can be "cease" or "defend-once"
      bug.json:41:77: an item of "delays" is 0; the least is 1000
      bug.json:41:79: an item of "delays" is 0; the least is 1000
      bug.json:42:52: "as" in a contest step is "claim"; it can be "request", "reply", "announcement", "probe", "question" or "echo"
      bug.json:43:75: "hosts" is not a scope; did you mean "host"?
      bug.json:44:57: "form" in a gratuitous step is "replay"; did you mean "reply"?
      bug.json:45:47: "up" in a link step has to be true or false, not text
      bug.json:46:33: "to" in an attach step is empty; it has to be text
      bug.json:47:1: a detach step has no "guest"
      bug.json:47:16: unknown key "guests" in a detach step; did you mean "guest"?
      bug.json:48:49: "announce" in a migrate step is "garp"; did you mean "rarp"?
      bug.json:49:25: unknown key "hard" in a reboot step; it can be "do" or "at""
    `);
  });

  test('what the topology has wrong, and where in the case', () => {
    expect(change('"sut.eth0", "tester.eth0"', '"sut.eth0", "sut.eth1"')).toMatchInlineSnapshot(
      `"bug.json:29:31: sut has no interface "eth1"; did you mean "eth0"?"`,
    );
    expect(change('"name": "tester"', '"name": "sut"')).toMatchInlineSnapshot(`
      "bug.json:24:19: the name "sut" is taken by a host; choose another one
      bug.json:29:31: there is no host or switch "tester"; add it to "hosts" or "switches""
    `);
  });

  test('values', () => {
    expect(change('"violated"', '"broken"')).toMatchInlineSnapshot(
      `"bug.json:12:14: "verdict" in a case is "broken"; it can be "held", "violated", "vacuous", "inconclusive" or "unsupported""`,
    );
    expect(change('42', '4.2')).toMatchInlineSnapshot(
      `"bug.json:10:11: "seed" in a case is 4.2; it has to be a whole number"`,
    );
    expect(change('42', '1e400')).toMatchInlineSnapshot(
      `"bug.json:10:11: "seed" in a case is Infinity; it has to be a number"`,
    );
    expect(change('"linux"', '"minix"')).toMatchInlineSnapshot(
      `"bug.json:7:14: unknown profile "minix"; it can be "rfc826-strict", "host-5227", "linux", "hardened", "router-1812" or "tc8""`,
    );
    expect(change('rfc826.replies-to-requests', '')).toMatchInlineSnapshot(
      `"bug.json:4:15: "property" in a case is empty"`,
    );
  });

  test('more waiting than virtual time is exact for', () => {
    const day = '{ "do": "wait", "ms": 86400000 }';
    const wait = '{ "do": "wait", "ms": 1000 }';
    expect(change(wait, Array.from({ length: 90 }, () => day).join(', '))).toBe('ok');
    expect(change(wait, Array.from({ length: 91 }, () => day).join(', '))).toMatchInlineSnapshot(
      `"bug.json:31:5: the waits add up to 91 days; virtual time is exact for 90 days"`,
    );
  });

  test('too many steps', () => {
    const many = Array.from({ length: 10_000 }, () => '{ "do": "wait", "ms": 1 }').join(', ');
    expect(change('{ "do": "wait", "ms": 1000 }', many)).toMatchInlineSnapshot(
      `"bug.json:31:5: "steps" in a scenario has 10002 items, and the most is 10000; longer scenarios neither shrink nor replay in reasonable time"`,
    );
  });
});

function detecting(detection: unknown): unknown {
  return { do: 'add-address', at: 'a', interface: 'eth0', address: '10.0.0.1/8', detection };
}
