import { ReferenceStack, type StackInterface } from '../../src/model/index.ts';
import { type ArpView, Frame } from '../../src/wire/index.ts';

/** Keeps the frame that is being worked on: bugs that read the Ethernet header need it where RFC 826 does not. */
export class FramedStack extends ReferenceStack {
  protected frame = new Frame(new Uint8Array(14));

  protected override receiveArp(on: StackInterface, frame: Frame, arp: ArpView): void {
    this.frame = frame;
    super.receiveArp(on, frame, arp);
  }
}
