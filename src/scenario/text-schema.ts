import { z } from 'zod';
import {
  type Complaint,
  checkDestination,
  checkHex,
  checkInterfaceAddress,
  checkInterfaceMac,
  checkInterfaceName,
  checkIpv4,
  checkMac,
  checkNodeName,
  DESTINATION_PATTERN,
  INTERFACE_ADDRESS_PATTERN,
  INTERFACE_MAC_PATTERN,
  INTERFACE_NAME_PATTERN,
  IPV4_PATTERN,
  MAC_PATTERN,
  NODE_NAME_PATTERN,
} from './address-text.ts';
import { FRAME_BYTES_MAX } from './limits.ts';

/** Texts of a certain form. The form is checked in code, for the sake of the message; the pattern is for editors. */
function text(check: (text: string) => Complaint | undefined, pattern: string, ...examples: string[]): z.ZodString {
  return z
    .string()
    .check((context) => {
      const complaint = check(context.value);
      if (complaint === undefined) return;
      const { message, hint, column } = complaint;
      context.issues.push({ code: 'custom', message, input: context.value, params: { hint, column } });
    })
    .meta({ pattern, examples });
}

export const TEXTS = {
  mac: text(checkMac, MAC_PATTERN, '02:00:00:00:00:01'),
  interfaceMac: text(checkInterfaceMac, INTERFACE_MAC_PATTERN, '02:00:00:00:00:01'),
  ipv4: text(checkIpv4, IPV4_PATTERN, '10.0.0.1'),
  interfaceAddress: text(checkInterfaceAddress, INTERFACE_ADDRESS_PATTERN, '10.0.0.1/24', '169.254.1.1/32 scope host'),
  destination: text(checkDestination, DESTINATION_PATTERN, '10.0.0.0/24', 'default'),
  nodeName: text(checkNodeName, NODE_NAME_PATTERN, 'BM-1'),
  interfaceName: text(checkInterfaceName, INTERFACE_NAME_PATTERN, 'eth0'),
  /** Nothing is looked up: a step that names what is not there does nothing. */
  name: z.string().min(1),
  hex: text(checkHex, '^([0-9A-Fa-f]{2})*$', 'ffffffffffff0200000000010806').max(FRAME_BYTES_MAX * 2),
} as const;
