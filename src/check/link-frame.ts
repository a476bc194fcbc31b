/** What a link layer is found to carry. */
export type Carried =
  /** An ARP packet, whose place is known. */
  | 'arp'
  /** Anything else that arpcheck has no question about. */
  | 'other'
  /** It ends before it says what it carries. */
  | 'short'
  /** It may be ARP: an IEEE 802.11 frame that is encrypted, or holds several at once. */
  | 'hidden'
  /** A link type that is not understood. */
  | 'unknown';

/**
 * Where the payload of a frame is and what the link layer says about it. One object serves for all frames of a capture;
 * offsets are into the bytes that it was read from.
 */
export class LinkFrame {
  payload = 0;
  /** Behind the last octet of the frame, without a frame check sequence if the link layer tells of one. */
  end = 0;
  /** The header is Ethernet's: the frame is one, and is padded to the least length of Ethernet. */
  isEthernet = false;
  /** Where the link-layer addresses are; -1 if there is none. */
  sourceAt = -1;
  destinationAt = -1;
  /** Everyone was addressed; undefined if neither an address nor the kernel tells. */
  isBroadcast: boolean | undefined = undefined;
  /** The kernel says that the machine of the capture sent it. */
  isOutgoing = false;
  /** VLAN ids of the outermost and the next tag; -1 for none. */
  vlan = -1;
  innerVlan = -1;
  /** Interface index that the cooked header (version 2) gives; 0 for none. */
  device = 0;

  reset(): void {
    this.isEthernet = false;
    this.sourceAt = -1;
    this.destinationAt = -1;
    this.isBroadcast = undefined;
    this.isOutgoing = false;
    this.vlan = -1;
    this.innerVlan = -1;
    this.device = 0;
  }
}
