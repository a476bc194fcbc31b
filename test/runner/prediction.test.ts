import { describe, expect, it } from 'vitest';
import { simulatorAgreesWithLinux } from '../../properties/network/simulator-agrees-with-linux.ts';
import { LinuxStack } from '../../src/model/index.ts';
import type { StackFactory, Topology } from '../../src/network/index.ts';
import { ScenarioRunner } from '../../src/runner/run.ts';
import type { Step } from '../../src/scenario/step.ts';

const TOPOLOGY: Topology = {
  version: 1,
  switches: [{ name: 'tor' }],
  cables: ['A', 'B', 'C'].map((name) => [`${name}.eth0`, 'tor'] as const),
  hosts: ['A', 'B', 'C'].map((name, index) => ({
    name,
    interfaces: [{ name: 'eth0', mac: `02:00:00:00:00:0${index + 1}`, addresses: [`10.0.0.${index + 1}/24`] }],
  })),
};
const STEPS: readonly Step[] = [
  { do: 'ping', from: 'A', to: '10.0.0.2' },
  { do: 'ping', from: 'C', to: '10.0.0.2' },
];

/** What is said of a network in which some hosts have another stack. */
function differences(stackFor: (name: string) => StackFactory | undefined): readonly string[] {
  const properties = [simulatorAgreesWithLinux];
  const runner = new ScenarioRunner({ properties, stackFor: ({ name }) => stackFor(name), predict: true });
  const { violations } = runner.run({ version: 1, topology: TOPOLOGY, steps: STEPS });
  return violations.map(({ mechanism, at, expected, received }) => `${mechanism} ${at}: ${expected} | ${received}`);
}

class Silent extends LinuxStack {
  protected override reply(): void {}
}

class Twice extends LinuxStack {
  protected override reply(...reply: Parameters<LinuxStack['reply']>): void {
    super.reply(...reply);
    super.reply(...reply);
  }
}

class Forgetful extends LinuxStack {
  protected override learnFromRequest(): void {}
}

describe('a network compared with the simulator', () => {
  it('does not differ if it is one', () => {
    expect(differences(() => undefined)).toEqual([]);
  });

  it('differs by a frame that is missing, and only the first difference counts', () => {
    expect(differences((name) => (name === 'B' ? (...all) => new Silent(all[0], all[1]) : undefined))).toEqual([
      'frame-missing A: at A.eth0: 02:00:00:00:00:01 to 02:00:00:00:00:02: echo request 10.0.0.1 → 10.0.0.2 | nothing more',
    ]);
  });

  it('differs by a frame too many', () => {
    expect(differences((name) => (name === 'B' ? (...all) => new Twice(all[0], all[1]) : undefined))).toEqual([
      expect.stringMatching(
        /^frame-differs B: at B\.eth0: .* echo reply .* \| .* 10\.0\.0\.2 is at 02:00:00:00:00:02$/,
      ),
    ]);
  });

  it('differs by what it has learned', () => {
    expect(differences((name) => (name === 'B' ? (...all) => new Forgetful(all[0], all[1]) : undefined))).toEqual([
      'frame-unexpected A: nothing more at A.eth0 | 02:00:00:00:00:01 to 02:00:00:00:00:02: 10.0.0.1 is at 02:00:00:00:00:01',
    ]);
  });

  it('is not compared unless that is asked for', () => {
    const runner = new ScenarioRunner({ properties: [simulatorAgreesWithLinux] });
    const { judgements } = runner.run({ version: 1, topology: TOPOLOGY, steps: STEPS });
    expect(judgements[0]).toMatchObject({ verdict: 'vacuous', exercised: 0 });
  });
});
