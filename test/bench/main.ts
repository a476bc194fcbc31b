import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, type BenchRow, formatAmount } from './bench-row.ts';
import { racksPerSecond, singleStackCampaign } from './campaign.ts';
import { checkTshark, checkTsharkArp } from './check.ts';
import { kernelTap, scapyL2, scapySrp1 } from './kernel.ts';
import { pcapWrite } from './pcap-write.ts';
import { simulatorAgainstNs3, simulatorScaling } from './simulator.ts';

const BENCHES: readonly Bench[] = [
  simulatorAgainstNs3(64),
  simulatorAgainstNs3(256),
  simulatorScaling,
  singleStackCampaign,
  racksPerSecond,
  pcapWrite,
  checkTshark,
  checkTsharkArp,
  kernelTap,
  scapySrp1,
  scapyL2,
];

const USAGE = `usage: npm run bench -- [--only NAME] [--json FILE]

${BENCHES.map((each) => `  ${each.name}`).join('\n')}
`;

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return 64;
  const chosen = BENCHES.filter((each) => options.only === undefined || each.name === options.only);
  if (chosen.length === 0) {
    process.stderr.write(`no benchmark is called ${options.only}\n${USAGE}`);
    return 64;
  }
  const rows: BenchRow[] = [];
  for (const bench of chosen) {
    const row = chosen.length === 1 ? await bench.measure() : measureApart(bench);
    rows.push(row);
    if (options.quiet !== true) process.stdout.write(`${line(bench, row)}\n`);
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
  return 0;
}

interface Options {
  readonly only?: string | undefined;
  readonly json?: string | undefined;
  readonly quiet?: boolean | undefined;
}

function readOptions(): Options | undefined {
  try {
    const string = { type: 'string' } as const;
    return parseArgs({ options: { only: string, json: string, quiet: { type: 'boolean' } } }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return undefined;
  }
}

/** In a process of its own, so that what one benchmark taught the compiler does not slow the next one down. */
function measureApart(bench: Bench): BenchRow {
  const folder = mkdtempSync(path.join(tmpdir(), 'arpcheck-bench-'));
  try {
    const file = path.join(folder, 'row.json');
    const script = process.argv[1]!;
    const child = spawnSync(process.execPath, [script, '--quiet', '--only', bench.name, '--json', file], {
      stdio: 'inherit',
    });
    if (child.status !== 0) throw new Error(`${bench.name} failed`);
    return JSON.parse(readFileSync(file, 'utf8'))[0];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function line(bench: Bench, row: BenchRow): string {
  const peer = row.peer === null ? '' : ` (peer ${formatAmount(row.peer)})`;
  const amount = `${formatAmount(row.ours)} ${row.unit}${peer}`;
  return `${row.name.padEnd(22)} ${amount.padEnd(44)} ${verdict(bench, row)}\n${' '.repeat(23)}${row.note}`;
}

function verdict(bench: Bench, { ratio }: BenchRow): string {
  if (ratio === null) return '';
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = bench.target ?? {};
  const target = bench.target === undefined ? '' : atMost < Number.POSITIVE_INFINITY ? `≤ ${atMost}` : `≥ ${atLeast}`;
  const met = ratio >= atLeast && ratio <= atMost ? 'reached' : 'MISSED';
  return `ratio ${ratio.toFixed(2)}${target === '' ? '' : `, target ${target}: ${met}`}`;
}

process.exitCode = await main();
