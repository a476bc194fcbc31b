import type { Monitor, MonitorContext, Property } from '../../src/monitor/index.ts';
import { formatIpv4, formatMac, isGroupMac } from '../../src/wire/index.ts';
import { convergedToImpostor, convergedToOwner } from './examples.ts';

/** Safety first, then liveness: whatever went wrong, a healed network finds back by itself. */
export const converges: Property = {
  id: 'network.converges',
  level: 'MUST',
  source: 'RFC 1122, section 2.3.2.1 (ARP cache validation)',
  rows: ['R1122-01', 'TOPO-04', 'TOPO-05'],
  statement:
    'On a healed network, once the timers have run out under traffic, every entry in use maps to a current owner of the address; for a host-scoped address to the own host.',
  rationale: 'An entry that is wrong and stays in use for ever is an outage that only an operator can end.',
  exercisedBy: 'a scenario that heals the network, and a host that still has entries then',
  examples: { holds: convergedToOwner, violates: convergedToImpostor },
  watch: (context) => watchHealedTalk(context),
};

function watchHealedTalk(context: MonitorContext): Monitor {
  const { world } = context;
  let healed = false;
  return {
    restart() {
      healed = false;
    },
    step(event) {
      healed = event.phase === 'healed';
    },
    ipSent(host, event) {
      const packet = event.frame.ip;
      const mac = event.frame.destination;
      if (!healed || packet?.message !== 'echo-request' || isGroupMac(mac)) return;
      // What the operator wrote down stays, right or wrong.
      if (world.binding(event.port, packet.destination)?.state === 'permanent') return;
      context.exercised();
      const owner = world.ownerOfMac(mac);
      const right = owner !== undefined && world.hosts[owner]?.owns(packet.destination) === true;
      const isOwnHost = !world.isHostScoped(packet.destination) || world.homeOf(owner) === world.homeOf(host.index);
      if (right && isOwnHost) return;
      context.violated({
        time: event.time,
        at: host.name,
        expected: `${formatIpv4(packet.destination)} maps to ${right ? 'the own host' : 'an owner of the address'}, or is resolved anew`,
        received: `it still maps to ${formatMac(mac)} of ${world.nameOf(owner)}`,
        mechanism: right ? 'captured-for-good' : 'never-revalidated',
        events: [event.id],
      });
    },
  };
}
