import { match, P } from 'ts-pattern';
import { progressText, shrinkingText } from '../report/text/progress-text.ts';
import type { CampaignEvent } from '../runner/campaign.ts';
import type { Terminal } from './terminal.ts';

/** A live line changes ten times a second: faster than anyone reads, slower than it costs anything. */
const LIVE_MILLISECONDS = 100;
/** Without a terminal, lines are for a log that somebody looks at later. */
const LINE_MILLISECONDS = 30_000;

/** Shows how a campaign goes on; asked by every event, it looks at the clock and mostly does nothing. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #started: number;
  readonly #every: number;
  #next: number;

  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
    this.#started = now();
    this.#every = terminal.hasLiveLine ? LIVE_MILLISECONDS : LINE_MILLISECONDS;
    this.#next = this.#started + this.#every;
  }

  readonly event = (event: CampaignEvent): void => {
    match(event)
      .with({ kind: 'progress' }, (each) => this.#show((seconds) => progressText(each, seconds)))
      .with({ kind: 'shrinking' }, (each) => this.#show(() => shrinkingText(each.scenario, each.tries)))
      .with({ kind: 'found' }, ({ run, violation }) =>
        this.#terminal.print(`found a violation of ${violation.property} in case ${run}, shrinking it …\n`),
      )
      .with({ kind: P.union('finding', 'failure') }, () => {})
      .exhaustive();
  };

  /** Shows a line of another kind of run, if it is time for one. */
  readonly tell = (line: string): void => this.#show(() => line);

  #show(text: (seconds: number) => string): void {
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + this.#every;
    const line = text((now - this.#started) / 1000);
    if (this.#terminal.hasLiveLine) this.#terminal.live(line);
    else this.#terminal.complain(line);
  }
}
