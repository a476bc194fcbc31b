/** Lines that are refused, with the whole error. `|` marks the column: it stands before the offending token. */
export interface RefusedLine {
  readonly marked: string;
  readonly message: string;
  readonly hint: string;
}

const refuse = (marked: string, message: string, hint: string): RefusedLine => ({ marked, message, hint });

const TWICE = 'the tools take an option once in a line';
const BANG_TWICE = "leave one '!'";
const IPV4 = 'it takes an IPv4 address, optionally with a prefix length or a mask (10.0.0.0/8, 10.0.0.0/255.0.0.0)';
const NAME = 'it takes a name of at most 15 characters, or a prefix and + (veth1, veth+)';
const PROTOCOLS = 'it takes ARP, IPv4, IPv6, RARP, 802_1Q or a hexadecimal number from 0600 to ffff';
const ARP = 'add -p ARP (or -p RARP), not negated';

/** Refused because the tools (`ebtables-nft`, `arptables-legacy`, or the kernel behind them) refuse them. */
export const TOOLS_REFUSE: readonly RefusedLine[] = [
  refuse('ebtables -A |forward -j DROP', "the table ebtables filter has no chain 'forward'", 'did you mean FORWARD?'),
  refuse(
    'ebtables -A |PREROUTING -j DROP',
    "the table ebtables filter has no chain 'PREROUTING'",
    'PREROUTING is a chain of table nat: add -t nat',
  ),
  refuse(
    'ebtables -t nat -A |FORWARD -j DROP',
    "the table ebtables nat has no chain 'FORWARD'",
    'FORWARD is a chain of table filter: add -t filter',
  ),
  refuse(
    'ebtables -A |mine -j DROP',
    "the table ebtables filter has no chain 'mine'",
    "its chains are INPUT, FORWARD, OUTPUT; chains of one's own are not modelled",
  ),
  refuse(
    'ebtables -t |broute -A BROUTING -j DROP',
    "the table 'broute' is not understood",
    'ebtables has the tables filter and nat here',
  ),
  refuse('ebtables -A FORWARD -j |drop', "the target 'drop' is not understood", 'did you mean DROP?'),
  refuse(
    'ebtables -A FORWARD -j |mine',
    "the target 'mine' is not understood",
    "targets are ACCEPT, DROP, CONTINUE, RETURN or arpreply; chains of one's own are not modelled",
  ),
  refuse('ebtables -A FORWARD -j DROP |-j DROP', '-j is given a second time', TWICE),
  refuse('ebtables -A FORWARD -p ARP --arp-op 1 |--arp-opcode 2', '--arp-opcode is given a second time', TWICE),
  refuse('ebtables -A FORWARD |-I FORWARD -j DROP', 'a line has one command', 'make a line of its own for -I'),
  refuse('ebtables |-j DROP -A FORWARD', '-j stands before the command', 'ebtables wants -A CHAIN or -I CHAIN first'),
  refuse('ebtables -A FORWARD -p |LENGHT', "'LENGHT' is no value for -p", PROTOCOLS),
  refuse('ebtables -A FORWARD -p |0x5ff', "'0x5ff' is no value for -p", PROTOCOLS),
  refuse('ebtables -A FORWARD -p |0x10000', "'0x10000' is no value for -p", PROTOCOLS),
  refuse('ebtables -A FORWARD |-p', '-p has no value', PROTOCOLS),
  refuse('ebtables -A FORWARD -i |eth+0', "'eth+0' is no value for -i", NAME),
  refuse('ebtables -A FORWARD -i |abcdefghijklmnop', "'abcdefghijklmnop' is no value for -i", NAME),
  refuse('ebtables -A INPUT |-o eth0', '-o cannot stand in INPUT', 'what INPUT sees has come in: match on -i'),
  refuse(
    'ebtables -t nat -A PREROUTING |--logical-out br0',
    '--logical-out cannot stand in PREROUTING',
    'what PREROUTING sees has come in: match on -i',
  ),
  refuse('ebtables -A OUTPUT |-i eth0', '-i cannot stand in OUTPUT', 'what OUTPUT sees is going out: match on -o'),
  refuse(
    'ebtables -t nat -A POSTROUTING |--logical-in br0',
    '--logical-in cannot stand in POSTROUTING',
    'what POSTROUTING sees is going out: match on -o',
  ),
  refuse(
    'ebtables -A FORWARD -s |02-00-00-00-00-01',
    "'02-00-00-00-00-01' is no value for -s",
    'it takes a MAC address, optionally with a mask (02:00:00:00:00:01/ff:ff:ff:00:00:00), Unicast, Multicast, Broadcast or BGA',
  ),
  refuse(
    'ebtables -A FORWARD |-s 02:00:00:00:00:01/00:00:00:00:00:00',
    '-s has a mask of zeros',
    'every address matches that: leave the match out',
  ),
  refuse('ebtables -A FORWARD |--arp-op Request -j DROP', '--arp-op needs -p ARP', ARP),
  refuse('ebtables -A FORWARD -p IPv4 |--arp-gratuitous', '--arp-gratuitous needs -p ARP', ARP),
  refuse('ebtables -A FORWARD ! -p ARP |--arp-ip-src 10.0.0.1', '--arp-ip-src needs -p ARP', ARP),
  refuse(
    'ebtables -A FORWARD -p ARP --arp-htype |0x1',
    "'0x1' is no value for --arp-htype",
    'it takes a decimal number up to 65535, or Ethernet',
  ),
  refuse('ebtables -A FORWARD -p ARP --arp-ip-src |10.0.0.256', "'10.0.0.256' is no value for --arp-ip-src", IPV4),
  refuse('ebtables -A FORWARD -p ARP --arp-ip-dst=|10.0.0.1/33', "'10.0.0.1/33' is no value for --arp-ip-dst", IPV4),
  refuse('ebtables -A FORWARD ! |! -i eth0', "'!' is given a second time", BANG_TWICE),
  refuse('ebtables -A FORWARD ! -i |! eth0', "'!' is given a second time", BANG_TWICE),
  refuse(
    'ebtables -I FORWARD |! -i eth0 -j DROP',
    "'!' is no rule number",
    'write the number: ebtables -I FORWARD 1 ! …',
  ),
  refuse(
    'ebtables -I FORWARD |0 -j DROP',
    "'0' is no rule number",
    'rules are counted from 1; without a number, -I puts it first',
  ),
  refuse('ebtables -P FORWARD |RETURN', "'RETURN' is no policy of a built-in chain", 'a policy is ACCEPT or DROP'),
  refuse('ebtables |-P FORWARD', '-P has no value', 'it takes a chain and ACCEPT or DROP'),
  refuse(
    'ebtables -P FORWARD DROP |-i eth0',
    "'-i' does not go with -P",
    'a policy is for a whole chain: -P CHAIN ACCEPT or -P CHAIN DROP',
  ),
  refuse(
    'ebtables -A FORWARD |extra -j DROP',
    "'extra' stands where an option should",
    'an option such as -p or -j belongs here',
  ),
  refuse(
    'ebtables -A FORWARD |--arp-ip-scr 10.0.0.1',
    'the option --arp-ip-scr is not understood',
    'did you mean --arp-ip-src?',
  ),
  refuse('ebtables -t nat -A PREROUTING -j |arpreply', 'arpreply needs -p ARP', 'add -p ARP, not negated'),
  refuse('ebtables -t nat -A PREROUTING -p RARP -j |arpreply', 'arpreply needs -p ARP', 'add -p ARP, not negated'),
  refuse(
    'ebtables -t nat -A OUTPUT -p ARP -j |arpreply',
    'arpreply works in chain PREROUTING of table nat only',
    'write ebtables -t nat -A PREROUTING …',
  ),
  refuse(
    'ebtables -t nat -A PREROUTING -p ARP -j arpreply --arpreply-target |drop',
    "'drop' is no value for --arpreply-target",
    'it takes ACCEPT, DROP or CONTINUE',
  ),
  refuse(
    'ebtables -t nat -A PREROUTING -p ARP -j arpreply --arpreply-mac |Broadcast',
    "'Broadcast' is no value for --arpreply-mac",
    'it takes one MAC address, such as 02:00:00:00:00:01',
  ),
  refuse(
    'arptables -A FORWARD -j |CONTINUE',
    'arptables has no target CONTINUE',
    'leave -j out: the next rule is asked then',
  ),
  refuse(
    'arptables -A INPUT --opcode |! Request',
    "arptables takes no name behind '--opcode !'",
    'write ! --opcode Request',
  ),
  refuse(
    'arptables -A INPUT |--source 10.0.0.1',
    'the option --source is not understood',
    'that is an option of ebtables; arptables has none like it',
  ),
  refuse(
    'arptables -A INPUT |--in-if eth0',
    'the option --in-if is not understood',
    'that is an option of ebtables; arptables calls it -i',
  ),
  refuse(
    'arptables -A INPUT |--arp-op 1',
    'the option --arp-op is not understood',
    'that is an option of ebtables; arptables calls it --opcode',
  ),
  refuse(
    'arptables -A INPUT |! -j DROP',
    "'!' cannot negate -j",
    "'!' stands before a match such as -s, or before its value",
  ),
  refuse('arptables -A INPUT -j DROP |!', "nothing follows '!'", "'!' negates the match behind it"),
  refuse('arptables -A OUTPUT |-i eth0', '-i cannot stand in OUTPUT', 'what OUTPUT sees is going out: match on -o'),
  refuse(
    'arptables -A INPUT --src-mac |BGA',
    "'BGA' is no value for --src-mac",
    'it takes a MAC address, optionally with a mask (02:00:00:00:00:01/ff:ff:ff:00:00:00), Unicast, Multicast or Broadcast',
  ),
  refuse(
    'arptables -A INPUT --h-type |10000',
    "'10000' is no value for --h-type",
    'it takes a hexadecimal number up to ffff, optionally with a mask (1/ffff), or Ethernet',
  ),
  refuse(
    'arptables -A INPUT --proto-type |ARP',
    "'ARP' is no value for --proto-type",
    'it takes a number up to 0xffff (0x for hexadecimal), optionally with a mask (0x800/0xff00), or IPv4',
  ),
  refuse(
    'arptables -A |PREROUTING -j DROP',
    "the table arptables filter has no chain 'PREROUTING'",
    "its chains are INPUT, OUTPUT, FORWARD; chains of one's own are not modelled",
  ),
  refuse('arptables -P INPUT |CONTINUE', "'CONTINUE' is no policy of a built-in chain", 'a policy is ACCEPT or DROP'),
];

/** Refused because `arptables-nft` refuses them. */
export const ARPTABLES_NFT_REFUSES: readonly RefusedLine[] = [
  refuse(
    'arptables-nft -A |FORWARD -j DROP',
    'arptables-nft has no chain FORWARD',
    'arptables-legacy has it, and so has ebtables',
  ),
  refuse(
    'arptables-nft -A INPUT |--h-length 5',
    'arptables-nft takes --h-length 6 only',
    'write 6, or arptables-legacy',
  ),
  refuse(
    'arptables-nft -A INPUT -j |CONTINUE',
    'arptables has no target CONTINUE',
    'leave -j out: the next rule is asked then',
  ),
];

/** Refused although a tool takes them: it ignores them, means something else, or we do not model it. */
export const WE_REFUSE: readonly RefusedLine[] = [
  refuse('|', 'there is no command', 'write a rule such as ebtables -A FORWARD -p ARP -j DROP, or take the line out'),
  refuse(
    '|sudo',
    'there is no command',
    'write a rule such as ebtables -A FORWARD -p ARP -j DROP, or take the line out',
  ),
  refuse('|ebtable -A FORWARD', "'ebtable' is neither ebtables nor arptables", 'did you mean ebtables?'),
  refuse(
    '|iptables-save',
    "'iptables-save' is neither ebtables nor arptables",
    'rules are command lines of ebtables or arptables',
  ),
  refuse(
    '|-p ARP -i veth+ -j DROP',
    "'-p' is neither ebtables nor arptables",
    'put the command in front of a listed rule: ebtables -t nat -A PREROUTING …',
  ),
  refuse('|ebtables', 'the line has no command', 'write ebtables -A CHAIN …, -I CHAIN … or -P CHAIN …'),
  refuse(
    'ebtables |-F FORWARD',
    'the command -F is not understood',
    'chains start empty and with policy ACCEPT; -A, -I and -P describe what is in them',
  ),
  refuse('ebtables -A FORWARD |-pARP', 'the option -pARP is not understood', 'leave a blank between -p and its value'),
  refuse('ebtables -A FORWARD |-dst BGA', 'the option -dst is not understood', 'did you mean --dst?'),
  refuse('ebtables -A FORWARD |--dest BGA', 'the option --dest is not understood', 'did you mean --dst?'),
  refuse(
    'ebtables -A FORWARD |--logical-i br0',
    'the option --logical-i is not understood',
    'did you mean --logical-in?',
  ),
  refuse(
    'ebtables -A FORWARD -p 802_1Q |--vlan-id 5',
    'the option --vlan-id is not understood',
    'docs/rules.md lists the options that are understood; take the rule out, or write it with those',
  ),
  refuse('ebtables -A FORWARD -p |LENGTH', "'LENGTH' is no value for -p", PROTOCOLS),
  refuse('ebtables -A FORWARD |!-i eth0', "'!-i' stands where an option should", "leave a blank after '!'"),
  refuse('ebtables -A FORWARD -i |!eth0', "'!eth0' is no value for -i", NAME),
  refuse("ebtables -A FORWARD -i |'a b'", "'a b' is no value for -i", NAME),
  refuse('ebtables -A FORWARD -i |-j DROP', "'-j' is no value for -i", NAME),
  refuse('ebtables -A FORWARD -p ARP --arp-ip-src |gateway', "'gateway' is no value for --arp-ip-src", IPV4),
  refuse('ebtables -A FORWARD -p ARP --arp-ip-src |010.0.0.1', "'010.0.0.1' is no value for --arp-ip-src", IPV4),
  refuse(
    'ebtables -A FORWARD -p ARP --arp-gratuitous |! -j DROP',
    "'!' cannot negate -j",
    "'!' stands before a match such as -s, or before its value",
  ),
  refuse(
    'ebtables -t nat -A PREROUTING -p ARP |--arpreply-mac 02:00:00:00:00:01',
    '--arpreply-mac needs -j arpreply',
    'add -j arpreply before it',
  ),
  refuse(
    'ebtables -t nat -A PREROUTING -p ARP |--arpreply-target DROP -j arpreply',
    '--arpreply-target stands before -j arpreply',
    'move it behind -j arpreply',
  ),
  refuse(
    'ebtables -t nat -A PREROUTING -p ARP -j arpreply --arpreply-target |RETURN',
    "'RETURN' is no value for --arpreply-target",
    'it takes ACCEPT, DROP or CONTINUE',
  ),
  refuse(
    'ebtables-legacy -A FORWARD -j |RETURN',
    "ebtables-legacy takes RETURN in chains of one's own only",
    'in a built-in chain, RETURN means the policy',
  ),
  refuse(
    'arptables-nft -A INPUT |--opcode 1/255',
    'arptables-nft ignores the mask of --opcode',
    'leave the mask out, or write arptables-legacy',
  ),
  refuse(
    'arptables -t |nat -A INPUT -j DROP',
    "the table 'nat' is not understood",
    'arptables has the table filter only',
  ),
  refuse(
    'arptables -A INPUT |-p ARP',
    'the option -p is not understood',
    'that is an option of ebtables; arptables has none like it',
  ),
  refuse(
    'arptables -A INPUT --h-length |256',
    "'256' is no value for --h-length",
    'it takes a decimal number up to 255, optionally with a mask (6/255)',
  ),
  refuse(
    'arptables -A INPUT -j |arpreply',
    'arptables has no target arpreply',
    'ebtables has it, in chain PREROUTING of table nat',
  ),
  refuse(
    'ebtables -A FORWARD -s |$MAC -j DROP',
    "'$' asks a shell for a variable",
    'variables are not expanded: write the value itself',
  ),
  refuse(
    'ebtables -A FORWARD -j DROP|; ebtables -P FORWARD DROP',
    "';' is not part of a rule",
    'write one command a line, without shell syntax',
  ),
  refuse(
    'ebtables -A FORWARD -j DROP |# why',
    "'#' is not part of a rule",
    'write one command a line, without shell syntax',
  ),
  refuse(
    'ebtables -A FORWARD|\nebtables -A INPUT',
    'a line break is not part of a rule',
    'write one command a line, without shell syntax',
  ),
  refuse('ebtables -A |"FORWARD', 'the quote " has no end', 'close it with "'),
];
