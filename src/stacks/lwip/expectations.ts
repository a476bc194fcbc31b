import { expectationsOf } from '../deviation.ts';

const ARP = 'src/core/ipv4/etharp.c';

/** lwIP as Debian has it (2.1.3); the files are those of its repository. */
export const expectations = expectationsOf('lwip', [
  {
    property: 'rfc826.frames-for-others-are-ignored',
    mechanisms: ['answered', 'learned', 'updated'],
    reason: 'It does not look at the Ethernet destination of ARP and leaves that to the hardware (C22).',
    source: 'src/netif/ethernet.c, ethernet_input',
    rows: ['R826-67'],
  },
  {
    property: 'robustness.truncated-packets-are-ignored',
    mechanisms: ['answered', 'learned', 'completed-from-elsewhere'],
    reason:
      'It does not check the length of a packet: fields beyond its end are read from what the receive buffer held before.',
    source: `${ARP}, etharp_input; lwIP pull request 108 adds the check`,
    rows: ['LEN-01', 'LEN-02', 'LEN-03'],
  },
  {
    property: 'rfc1122.one-request-a-second',
    mechanisms: ['asked-again-too-soon'],
    reason:
      'Requests are repeated at every tick of a timer of one second that runs whether or not anything is asked, so the second request may follow the first at once.',
    source: `${ARP}, etharp_tmr`,
    rows: ['R1122-12'],
  },
]);
