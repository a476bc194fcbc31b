import { plural } from '../report/text/numbers.ts';
import { UsageError } from '../runner/usage-error.ts';
import { machinesOf } from '../scenario/machine.ts';
import { formatProblem } from '../scenario/problem.ts';
import { readTopologyFile } from '../scenario/topology-file.ts';
import { ExitCode } from './exit-code.ts';
import type { CommandContext } from './run-command.ts';

/** `arpcheck topology check`: throws a {@link UsageError} that tells all that is wrong, with lines. */
export async function runTopologyCheck(file: string, { terminal }: CommandContext): Promise<ExitCode> {
  const read = readTopologyFile(file);
  if (!read.ok) throw new UsageError(read.problems.map(formatProblem).join('\n'));
  const machines = machinesOf(read.topology);
  const { switches = [], hosts } = read.topology;
  const rules = machines.reduce((sum, { spec }) => sum + (spec.rules?.length ?? 0), 0);
  const parts = [
    plural(hosts.length, 'host'),
    plural(machines.length - hosts.length, 'guest'),
    plural(switches.length, 'switch', 'switches'),
    plural(rules, 'rule'),
  ];
  terminal.print(`${file}: ${parts.join(', ')}; nothing is wrong with it`);
  return ExitCode.ok;
}
