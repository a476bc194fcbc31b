import { Terminal } from '../../src/cli/terminal.ts';

/** A terminal of which everything written can be read. */
export function recordingTerminal(
  options: { readonly isTTY?: boolean; readonly columns?: number; readonly environment?: Record<string, string> } = {},
): { readonly terminal: Terminal; readonly out: () => string; readonly error: () => string } {
  const [out, error]: [string[], string[]] = [[], []];
  const stream = (written: string[]) => ({
    isTTY: options.isTTY === true,
    columns: options.columns ?? 80,
    write: (text: string | Uint8Array) => written.push(String(text)) > 0,
  });
  const terminal = new Terminal(stream(out), stream(error), options.environment ?? {});
  return { terminal, out: () => out.join(''), error: () => error.join('') };
}
