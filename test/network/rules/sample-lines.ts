/** Lines that both we and the real tools take, with the normal form that we give them. */
export interface AcceptedLine {
  readonly line: string;
  readonly normal: string;
  /** A part of the kernel without which the tool fails at the last step. */
  readonly needs?: 'nft_meta_bridge';
}

const line = (line: string, normal = line): AcceptedLine => ({ line, normal });
const logical = (line: string, normal = line): AcceptedLine => ({ line, normal, needs: 'nft_meta_bridge' });

/** What `ebtables-nft` (1.8) takes. */
export const EBTABLES_LINES: readonly AcceptedLine[] = [
  line(
    'ebtables -t nat -A PREROUTING -p ARP -i vnet+ --arp-op Request --arp-ip-dst 169.254.1.1 -j arpreply --arpreply-mac 98:3:9b:a0:98:2a',
    'ebtables -t nat -A PREROUTING -p ARP -i vnet+ --arp-op Request --arp-ip-dst 169.254.1.1 -j arpreply --arpreply-mac 98:03:9b:a0:98:2a',
  ),
  line('ebtables -A FORWARD -p ARP --arp-ip-src 169.254.1.1 -j DROP'),
  line('ebtables-nft -A INPUT -j ACCEPT'),
  line('  ebtables\t-A  INPUT   -j ACCEPT ', 'ebtables -A INPUT -j ACCEPT'),
  line(`ebtables -A "INPUT" -i 'veth1' -j ACC"EPT"`, 'ebtables -A INPUT -i veth1 -j ACCEPT'),
  line('ebtables --append FORWARD --jump DROP', 'ebtables -A FORWARD -j DROP'),
  line('ebtables --append=FORWARD --jump=DROP', 'ebtables -A FORWARD -j DROP'),
  line('ebtables --table filter --append FORWARD -j DROP', 'ebtables -A FORWARD -j DROP'),
  line('ebtables -A FORWARD -j DROP -t filter', 'ebtables -A FORWARD -j DROP'),
  line('ebtables --concurrent -t nat -A OUTPUT -j DROP', 'ebtables -t nat -A OUTPUT -j DROP'),
  line('ebtables -t nat -A POSTROUTING -o eth0 -j DROP'),
  line('ebtables -A FORWARD', 'ebtables -A FORWARD -j CONTINUE'),
  line('ebtables -A FORWARD -j CONTINUE'),
  line('ebtables -A FORWARD -j RETURN'),
  line('ebtables -I FORWARD -j DROP', 'ebtables -I FORWARD 1 -j DROP'),
  line('ebtables -I FORWARD 2 -j DROP'),
  line('ebtables --insert FORWARD 1 ! -i eth0', 'ebtables -I FORWARD 1 ! -i eth0 -j CONTINUE'),
  line('ebtables -P FORWARD DROP'),
  line('ebtables --policy FORWARD ACCEPT', 'ebtables -P FORWARD ACCEPT'),
  line('ebtables -t nat -P PREROUTING DROP'),
  line('ebtables -t nat -P PREROUTING ACCEPT'),
  line('ebtables -A FORWARD -p arp -j DROP', 'ebtables -A FORWARD -p ARP -j DROP'),
  line('ebtables -A FORWARD --protocol 0x0806 -j DROP', 'ebtables -A FORWARD -p ARP -j DROP'),
  line('ebtables -A FORWARD --proto 806 -j DROP', 'ebtables -A FORWARD -p ARP -j DROP'),
  line('ebtables -A FORWARD -p IPv4 -j DROP'),
  line('ebtables -A FORWARD -p IPv6 -j DROP'),
  line('ebtables -A FORWARD -p 8100 -j DROP', 'ebtables -A FORWARD -p 802_1Q -j DROP'),
  line('ebtables -A FORWARD -p 88b5 -j DROP', 'ebtables -A FORWARD -p 0x88b5 -j DROP'),
  line('ebtables -A FORWARD ! -p ARP -j DROP'),
  line('ebtables -A FORWARD -p ! ARP -j DROP', 'ebtables -A FORWARD ! -p ARP -j DROP'),
  line('ebtables -A INPUT --in-interface eth0 -j DROP', 'ebtables -A INPUT -i eth0 -j DROP'),
  line('ebtables -A INPUT --in-if ! eth+ -j DROP', 'ebtables -A INPUT ! -i eth+ -j DROP'),
  line('ebtables -A FORWARD -i + -j DROP'),
  line('ebtables -A FORWARD ! -o veth+ -j DROP'),
  line('ebtables -A OUTPUT --out-interface eth0 -j DROP', 'ebtables -A OUTPUT -o eth0 -j DROP'),
  line('ebtables -A OUTPUT --out-if abcdefghijklmno -j DROP', 'ebtables -A OUTPUT -o abcdefghijklmno -j DROP'),
  logical('ebtables -A INPUT --logical-in br0 -j DROP'),
  logical('ebtables -A FORWARD ! --logical-out br0 -j DROP'),
  logical(
    'ebtables -A FORWARD -o eth1 -i eth0 --logical-out br+ --logical-in ! br0 -j DROP',
    'ebtables -A FORWARD -i eth0 ! --logical-in br0 -o eth1 --logical-out br+ -j DROP',
  ),
  line('ebtables -A FORWARD -s 2:0:0:0:0:1 -j DROP', 'ebtables -A FORWARD -s 02:00:00:00:00:01 -j DROP'),
  line(
    'ebtables -A FORWARD --source ! 02:00:00:00:00:01/FF:ff:ff:0:0:0 -j DROP',
    'ebtables -A FORWARD ! -s 02:00:00:00:00:00/ff:ff:ff:00:00:00 -j DROP',
  ),
  line(
    'ebtables -A FORWARD --src unicast -j DROP',
    'ebtables -A FORWARD -s 00:00:00:00:00:00/01:00:00:00:00:00 -j DROP',
  ),
  line('ebtables -A FORWARD -d Broadcast -j DROP', 'ebtables -A FORWARD -d ff:ff:ff:ff:ff:ff -j DROP'),
  line(
    'ebtables -A FORWARD --destination ! Multicast -j DROP',
    'ebtables -A FORWARD ! -d 01:00:00:00:00:00/01:00:00:00:00:00 -j DROP',
  ),
  line('ebtables -A FORWARD --dst BGA -j DROP', 'ebtables -A FORWARD -d 01:80:c2:00:00:00 -j DROP'),
  line('ebtables -A FORWARD --arp-op request -p ARP -j DROP', 'ebtables -A FORWARD -p ARP --arp-op Request -j DROP'),
  line('ebtables -A FORWARD -p ARP --arp-opcode 2 -j DROP', 'ebtables -A FORWARD -p ARP --arp-op Reply -j DROP'),
  line('ebtables -A FORWARD -p ARP --arp-op 65535 -j DROP'),
  line('ebtables -A FORWARD -p ARP --arp-op 0 -j DROP'),
  line(
    'ebtables -A FORWARD -p ARP --arp-op ! Request_Reverse -j DROP',
    'ebtables -A FORWARD -p ARP ! --arp-op Request_Reverse -j DROP',
  ),
  line('ebtables -A FORWARD -p RARP --arp-op Reply_Reverse -j DROP'),
  line('ebtables -A FORWARD -p ARP --arp-htype 1 -j DROP', 'ebtables -A FORWARD -p ARP --arp-htype Ethernet -j DROP'),
  line('ebtables -A FORWARD -p ARP --arp-htype 10 -j DROP'),
  line('ebtables -A FORWARD -p ARP ! --arp-htype Ethernet -j DROP'),
  line('ebtables -A FORWARD -p ARP --arp-ptype 800 -j DROP', 'ebtables -A FORWARD -p ARP --arp-ptype IPv4 -j DROP'),
  line('ebtables -A FORWARD -p ARP ! --arp-ptype 0x0001 -j DROP'),
  line(
    'ebtables -A FORWARD -p ARP --arp-ip-src 10.1.2.3/8 -j DROP',
    'ebtables -A FORWARD -p ARP --arp-ip-src 10.0.0.0/8 -j DROP',
  ),
  line(
    'ebtables -A FORWARD -p ARP --arp-ip-dst ! 10.0.0.1/255.255.0.0 -j DROP',
    'ebtables -A FORWARD -p ARP ! --arp-ip-dst 10.0.0.0/16 -j DROP',
  ),
  line('ebtables -A FORWARD -p ARP ! --arp-ip-src 10.0.0.1 -j DROP'),
  line('ebtables -A FORWARD -p ARP --arp-ip-dst 10.0.3.0/255.0.255.0 -j DROP'),
  line(
    'ebtables -A FORWARD -p ARP --arp-ip-src 1.2.3.4/0 -j DROP',
    'ebtables -A FORWARD -p ARP --arp-ip-src 0.0.0.0/0 -j DROP',
  ),
  line('ebtables -A FORWARD -p ARP --arp-mac-src 02:00:00:00:00:01 -j DROP'),
  line('ebtables -A FORWARD -p ARP ! --arp-mac-src 02:00:00:00:00:01 -j DROP'),
  line(
    'ebtables -A FORWARD -p ARP --arp-mac-dst ! broadcast -j DROP',
    'ebtables -A FORWARD -p ARP ! --arp-mac-dst ff:ff:ff:ff:ff:ff -j DROP',
  ),
  line('ebtables -A FORWARD -p ARP --arp-gratuitous -j DROP'),
  line('ebtables -A FORWARD -p ARP ! --arp-gratuitous -j DROP'),
  line(
    'ebtables -t nat -A PREROUTING -p ARP -j arpreply',
    'ebtables -t nat -A PREROUTING -p ARP -j arpreply --arpreply-mac 00:00:00:00:00:00',
  ),
  line('ebtables -t nat -A PREROUTING -p ARP -j arpreply --arpreply-mac 02:00:00:00:00:01 --arpreply-target ACCEPT'),
  line('ebtables -t nat -A PREROUTING -p ARP -j arpreply --arpreply-mac 02:00:00:00:00:01 --arpreply-target CONTINUE'),
  line(
    'ebtables -t nat -A PREROUTING -p ARP -j arpreply --arpreply-target DROP --arpreply-mac 02:00:00:00:00:01',
    'ebtables -t nat -A PREROUTING -p ARP -j arpreply --arpreply-mac 02:00:00:00:00:01',
  ),
];

/** What `arptables-legacy` (0.0.5) takes. */
export const ARPTABLES_LINES: readonly AcceptedLine[] = [
  line(
    'arptables -A FORWARD -j DROP -s 169.254.1.1 ! --src-mac 98:03:9b:a0:98:2a',
    'arptables -A FORWARD -s 169.254.1.1 ! --src-mac 98:03:9b:a0:98:2a -j DROP',
  ),
  line('arptables-legacy -A INPUT -j ACCEPT'),
  line('arptables -j DROP --append INPUT', 'arptables -A INPUT -j DROP'),
  line('arptables --table filter -A INPUT --jump RETURN', 'arptables -A INPUT -j RETURN'),
  line('arptables -A OUTPUT'),
  line('arptables -I INPUT -j DROP', 'arptables -I INPUT 1 -j DROP'),
  line('arptables -I INPUT ! -s 10.0.0.1 -j DROP', 'arptables -I INPUT 1 ! -s 10.0.0.1 -j DROP'),
  line('arptables --insert INPUT 2 -j DROP', 'arptables -I INPUT 2 -j DROP'),
  line('arptables -P INPUT DROP'),
  line('arptables --policy INPUT ACCEPT', 'arptables -P INPUT ACCEPT'),
  line('arptables -A INPUT --in-interface eth0 -j DROP', 'arptables -A INPUT -i eth0 -j DROP'),
  line('arptables -t filter -A INPUT ! -i eth0 -j DROP', 'arptables -A INPUT ! -i eth0 -j DROP'),
  line('arptables -A FORWARD -o ! veth+ -i eth0 -j DROP', 'arptables -A FORWARD -i eth0 ! -o veth+ -j DROP'),
  line('arptables -A OUTPUT --out-interface + -j DROP', 'arptables -A OUTPUT -o + -j DROP'),
  line('arptables -A INPUT --source-ip 10.1.2.3/8 -j DROP', 'arptables -A INPUT -s 10.0.0.0/8 -j DROP'),
  line('arptables -A INPUT --src-ip ! 10.0.0.1 -j DROP', 'arptables -A INPUT ! -s 10.0.0.1 -j DROP'),
  line('arptables -A INPUT ! -d 10.0.0.1 -j DROP'),
  line('arptables -A INPUT -d 10.0.0.0/255.0.0.0 -j DROP', 'arptables -A INPUT -d 10.0.0.0/8 -j DROP'),
  line(
    'arptables -A INPUT --destination-ip 10.0.3.0/255.0.255.0 -j DROP',
    'arptables -A INPUT -d 10.0.3.0/255.0.255.0 -j DROP',
  ),
  line('arptables -A INPUT --dst-ip 10.0.0.1/0 -j DROP', 'arptables -A INPUT -d 0.0.0.0/0 -j DROP'),
  line(
    'arptables -A INPUT --source-mac Unicast -j DROP',
    'arptables -A INPUT --src-mac 00:00:00:00:00:00/01:00:00:00:00:00 -j DROP',
  ),
  line(
    'arptables -A INPUT --dst-mac ! 2:0:0:0:0:1/ff:ff:ff:0:0:0 -j DROP',
    'arptables -A INPUT ! --dst-mac 02:00:00:00:00:00/ff:ff:ff:00:00:00 -j DROP',
  ),
  line(
    'arptables -A INPUT --destination-mac broadcast -j DROP',
    'arptables -A INPUT --dst-mac ff:ff:ff:ff:ff:ff -j DROP',
  ),
  line('arptables -A INPUT --opcode request -j DROP', 'arptables -A INPUT --opcode Request -j DROP'),
  line('arptables -A INPUT --opcode ! 1 -j DROP', 'arptables -A INPUT ! --opcode Request -j DROP'),
  line('arptables -A INPUT ! --opcode InARP_Request -j DROP'),
  line('arptables -A INPUT --opcode 257/255 -j DROP'),
  line('arptables -A INPUT --h-length 6 -j DROP'),
  line('arptables -A INPUT -l ! 6/254 -j DROP', 'arptables -A INPUT ! --h-length 6/254 -j DROP'),
  line('arptables -A INPUT --h-type 10 -j DROP', 'arptables -A INPUT --h-type 0x0010 -j DROP'),
  line('arptables -A INPUT ! --h-type Ethernet -j DROP'),
  line('arptables -A INPUT --h-type 1/ffff -j DROP', 'arptables -A INPUT --h-type Ethernet -j DROP'),
  line('arptables -A INPUT --proto-type 2048 -j DROP', 'arptables -A INPUT --proto-type IPv4 -j DROP'),
  line('arptables -A INPUT --proto-type ! 0x0806 -j DROP', 'arptables -A INPUT ! --proto-type 0x0806 -j DROP'),
  line('arptables -A INPUT --proto-type 010 -j DROP', 'arptables -A INPUT --proto-type 0x0008 -j DROP'),
  line('arptables -A INPUT --proto-type 0x800/0xff00 -j DROP', 'arptables -A INPUT --proto-type 0x0800/0xff00 -j DROP'),
];

/** What `arptables-nft` (1.8) takes. */
export const ARPTABLES_NFT_LINES: readonly AcceptedLine[] = [
  line('arptables-nft -A OUTPUT ! -d 10.0.0.1 -j DROP'),
  line('arptables-nft -A INPUT -s 169.254.1.1 ! --src-mac 98:03:9b:a0:98:2a -j DROP'),
  line('arptables-nft -A INPUT --h-length 6 --opcode Request --h-type 0x0010 --proto-type IPv4 -j RETURN'),
  line('arptables-nft -P INPUT DROP'),
];

/** What the tests cannot hand to the real tools as it stands. */
const OTHER_LINES: readonly AcceptedLine[] = [
  line('sudo ebtables -A INPUT -j ACCEPT', 'ebtables -A INPUT -j ACCEPT'),
  line('sudo /usr/sbin/arptables-legacy -A INPUT -j ACCEPT', 'arptables-legacy -A INPUT -j ACCEPT'),
  line('ebtables-legacy -A INPUT -j ACCEPT'),
];

export const ACCEPTED_LINES: readonly AcceptedLine[] = [
  ...EBTABLES_LINES,
  ...ARPTABLES_LINES,
  ...ARPTABLES_NFT_LINES,
  ...OTHER_LINES,
];
