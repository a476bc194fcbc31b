import path from 'node:path';
import { CaptureCheck, type CheckResult } from '../check/capture-check.ts';
import type { Topology } from '../network/index.ts';
import { type CaptureOutcome, CaptureScanner } from '../pcap-writer/index.ts';
import { checkJson } from '../report/check-json.ts';
import { checkText, newFindingLine } from '../report/text/check-text.ts';
import { checkWritable, writeFile } from '../report/write-file.ts';
import { Breath } from '../runner/breath.ts';
import { UsageError } from '../runner/usage-error.ts';
import { formatProblem } from '../scenario/problem.ts';
import { readTopologyFile } from '../scenario/topology-file.ts';
import { type Annotation, openAnnotation } from './annotate-capture.ts';
import { type CaptureSource, CompressionError, captureSource } from './capture-source.ts';
import type { CheckCommandOptions } from './check.ts';
import { ExitCode } from './exit-code.ts';
import { Interrupt } from './interrupt.ts';
import type { CommandContext } from './run-command.ts';

/** `arpcheck check` */
export async function runCheck(
  capture: string,
  options: CheckCommandOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const topology = options.topology === undefined ? undefined : readTopology(options.topology);
  checkPlace(options, topology);
  const source = captureSource(capture);
  for (const file of [options.json, options.write]) if (file !== undefined) checkWritable(path.dirname(file));
  checkNotItself(capture, options.write);
  const annotation = options.write === undefined ? undefined : openAnnotation(source, options.write);
  const { signal } = new Interrupt(terminal);
  try {
    const check = new CaptureCheck({
      topology,
      at: options.at,
      profile: options.profile,
      ...(source.isFile ? {} : { onFinding: (finding) => terminal.print(newFindingLine(finding)) }),
    });
    const { scanner, outcome } = await scan(source, check, annotation, signal);
    const result = check.end();
    const isInterrupted = signal.aborted;
    const exitCode = isInterrupted ? ExitCode.interrupted : exitCodeOf(result, outcome, options.strict === true);
    const problem = outcome.ok || isInterrupted ? undefined : outcome.error.message;
    const facts = {
      capture: source.name,
      format: scanner.format,
      result,
      problem,
      hasTopology: topology !== undefined,
    };
    terminal.print(checkText(facts));
    if (problem !== undefined) terminal.complain(`${source.name}: ${problem}\n${wayOut(result)}`);
    if (options.json !== undefined) writeFile(options.json, checkJson({ ...facts, exitCode }));
    if (annotation !== undefined) terminal.print(await annotation.write(result.findings));
    return exitCode;
  } finally {
    annotation?.close();
  }
}

async function scan(
  source: CaptureSource,
  check: CaptureCheck,
  annotation: Annotation | undefined,
  signal: AbortSignal,
): Promise<{ readonly scanner: CaptureScanner; readonly outcome: CaptureOutcome }> {
  const scanner = new CaptureScanner();
  const breath = new Breath(signal);
  let compression: string | undefined;
  try {
    for await (const chunk of source.chunks(signal)) {
      annotation?.keep(chunk);
      scanner.push(chunk);
      while (scanner.advance()) check.packet(scanner.packet, scanner);
      if (scanner.outcome !== undefined || (await breath.interrupted())) break;
    }
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    compression = `the gzip data are damaged or cut off (${error.message})`;
  }
  if (scanner.outcome === undefined && !signal.aborted) {
    scanner.end();
    while (scanner.advance()) check.packet(scanner.packet, scanner);
  }
  const outcome = scanner.outcome ?? { ok: true };
  if (compression === undefined) return { scanner, outcome };
  const behind = outcome.ok ? '' : `; decompressed, ${outcome.error.message}`;
  return { scanner, outcome: { ok: false, error: { offset: 0, message: `${compression}${behind}` } } };
}

function readTopology(file: string): Topology {
  const read = readTopologyFile(file);
  if (!read.ok) throw new UsageError(read.problems.map(formatProblem).join('\n'));
  return read.topology;
}

/** `--at` has to name something, or the whole verdict would be of another place than the user thinks. */
function checkPlace({ at }: CheckCommandOptions, topology: Topology | undefined): void {
  if (at === undefined) return;
  if (topology === undefined) throw new UsageError('--at names a port of a topology; add --topology FILE');
  const nodes = topology.hosts.flatMap((host) => [host, ...(host.guests ?? [])]);
  const names = nodes.flatMap((node) => [node.name, ...node.interfaces.map((each) => `${node.name}.${each.name}`)]);
  const taps = topology.hosts.flatMap((host) => (host.guests ?? []).map((guest) => `${host.name}.${guest.port}`));
  if ([...names, ...taps].includes(at)) return;
  throw new UsageError(`--at ${at}: no such port; the topology has ${[...names, ...taps].join(', ')}`);
}

function checkNotItself(capture: string, written: string | undefined): void {
  if (written === undefined || capture === '-' || path.resolve(capture) !== path.resolve(written)) return;
  throw new UsageError(`--write ${written}: this is the capture itself; name another file`);
}

/** A MUST that is violated, unless an ordinary set-up would look the same; nothing to judge is not a pass. */
function exitCodeOf(result: CheckResult, outcome: CaptureOutcome, isStrict: boolean): ExitCode {
  const counts = result.findings.filter((each) =>
    isStrict ? each.level !== 'NOTE' : each.level === 'MUST' && each.confidence !== 'possible',
  );
  if (counts.length > 0) return ExitCode.violated;
  return outcome.ok && result.arp > 0 ? ExitCode.ok : ExitCode.inconclusive;
}

function wayOut({ packets }: CheckResult): string {
  return packets === 0
    ? 'nothing could be read; `capinfos` or `file` may say what it is, `editcap -F pcapng` converts what Wireshark knows'
    : `what came before that was judged; capture again, or see whether \`editcap\` can read on`;
}
