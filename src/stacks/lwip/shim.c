/*
 * lwIP behind the protocol of shim.h, with virtual time. Build:
 * gcc -O2 -o shim shim.c $(pkg-config --cflags --libs lwip)
 *
 * It uses lwIP's core alone, in one thread: lwip_init() instead of tcpip_init(), and sys_check_timeouts() from here.
 */
#include <stddef.h>

#include "../shim/shim.h"

#include "lwip/etharp.h"
#include "lwip/init.h"
#include "lwip/memp.h"
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/sys.h"
#include "lwip/tcpip.h"
#include "lwip/timeouts.h"
#include "lwip/udp.h"
#include "netif/ethernet.h"

#define MTU 1500
/* Bytes of the receive buffer: a full frame with a VLAN tag and room to spare. Longer frames are dropped. */
#define RECEIVE_BUFFER_SIZE 2048
/* Bytes behind a frame that can still be read: more than an ARP packet in a tagged frame needs, of which lwIP 2.1 does
 * not check the length (etharp_input in core/ipv4/etharp.c). */
#define RECEIVE_SLACK 64
/* Milliseconds after which all periodic timers of lwIP are back in phase; the longest relevant one is ARP_TMR_INTERVAL. */
#define TIMER_PERIOD 1000
/* Port that datagrams go to (StatsD), and the first ephemeral port, that they come from. */
#define DESTINATION_PORT 8125
#define SOURCE_PORT 49152

static uint32_t now;
static struct netif port;
static struct udp_pcb *datagrams;
static ip4_addr_t address, mask;
static uint8_t receive_buffer[RECEIVE_BUFFER_SIZE];

/* Milliseconds. Takes the place of the function of the shared library, as the executable comes first for the linker. */
u32_t sys_now(void) {
  return now;
}

/*
 * What lwIP leaves to its thread: packets to its own address come back this way (netif_loop_output in core/netif.c).
 * There is no thread here, so it is done once the frame that led to it has been dealt with.
 */
static tcpip_callback_fn deferred;
static void *deferred_context;

err_t tcpip_try_callback(tcpip_callback_fn function, void *context) {
  deferred = function;
  deferred_context = context;
  return ERR_OK;
}

static void run_deferred(void) {
  while (deferred != NULL) {
    tcpip_callback_fn function = deferred;
    deferred = NULL;
    function(deferred_context);
  }
}

static err_t transmit(struct netif *netif, struct pbuf *packet) {
  static uint8_t frame[SHIM_FRAME_LIMIT];
  (void)netif;
  shim_output(frame, pbuf_copy_partial(packet, frame, sizeof frame, 0));
  return ERR_OK;
}

static err_t initialise(struct netif *netif) {
  netif->name[0] = 'e';
  netif->name[1] = 'n';
  netif->mtu = MTU;
  netif->hwaddr_len = ETH_HWADDR_LEN;
  shim_mac(netif->hwaddr);
  netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
  netif->output = etharp_output;
  netif->linkoutput = transmit;
  return ERR_OK;
}

static void bring_up(void) {
  if (netif_add(&port, &address, &mask, IP4_ADDR_ANY4, NULL, initialise, ethernet_input) == NULL)
    shim_fail("lwIP takes no interface");
  netif_set_default(&port);
  netif_set_up(&port);
}

/* Lets timers fire one after the other, each at its own time. */
static void advance(uint32_t milliseconds) {
  while (milliseconds > 0) {
    uint32_t step = sys_timeouts_sleeptime();
    if (step > milliseconds) step = milliseconds;
    now += step;
    milliseconds -= step;
    sys_check_timeouts();
  }
}

/* Besides forgetting, it brings the timers to where they were at start, so that a case does not depend on earlier ones. */
static void reset(void) {
  netif_set_down(&port);
  netif_remove(&port);
  advance(TIMER_PERIOD - now % TIMER_PERIOD);
  memset(receive_buffer, 0, sizeof receive_buffer);
  bring_up();
}

/*
 * The frame is received as by a driver that reuses one buffer: what lies behind a short frame is the rest of earlier,
 * longer ones. lwIP keeps packets, so it gets a copy; the length is set by hand, so that no allocator takes back what
 * lies behind. PBUF_RAM because the objects of Debian's PBUF_POOL are smaller than the library itself believes.
 */
static void input(const uint8_t *frame, size_t length) {
  if (length > RECEIVE_BUFFER_SIZE - RECEIVE_SLACK) return;
  memcpy(receive_buffer, frame, length);
  struct pbuf *packet = pbuf_alloc(PBUF_RAW, (u16_t)(length + RECEIVE_SLACK), PBUF_RAM);
  if (packet == NULL) return;
  pbuf_take(packet, receive_buffer, (u16_t)(length + RECEIVE_SLACK));
  packet->len = packet->tot_len = (u16_t)length;
  if (port.input(packet, &port) != ERR_OK) pbuf_free(packet);
}

static const char *send_datagram(struct in_addr destination, const uint8_t *payload, size_t length) {
  ip_addr_t to = IPADDR4_INIT(destination.s_addr);
  struct pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, (u16_t)length, PBUF_RAM);
  if (packet == NULL) return "out of memory";
  pbuf_take(packet, payload, (u16_t)length);
  err_t error = udp_sendto(datagrams, packet, &to, DESTINATION_PORT);
  pbuf_free(packet);
  run_deferred();
  if (error == ERR_OK) return NULL;
  /* lwip_strerr() is empty in a release build. */
  return error == ERR_RTE ? "no route" : error == ERR_MEM ? "out of memory" : "not taken";
}

/*
 * One entry as etharp.c of lwIP 2.1 lays it out. The library tells of resolved neighbours only and cannot forget a
 * single one, so its table is looked at directly.
 */
struct entry {
  struct etharp_q_entry *queue;
  ip4_addr_t ip;
  struct netif *netif;
  struct eth_addr mac;
  u16_t age;
  u8_t state;
};

/* Names of enum etharp_state in etharp.c, by its numbers. */
enum { STATE_EMPTY, STATE_PENDING, STATE_STABLE };
static const char *const state_names[] = {"empty", "pending", "stable", "rerequesting", "rerequesting"};
#define STATE_COUNT (sizeof state_names / sizeof state_names[0])

static struct entry *table;

/* Receives a request for the own address, from an address of a documentation network (RFC 5737). */
static void learn_neighbor(uint8_t number) {
  const uint8_t mac[ETH_HWADDR_LEN] = {0x02, 0, 0, 0, 1, number};
  const uint8_t ip[4] = {192, 0, 2, number};
  /* EtherType of ARP; hardware type, protocol type, both lengths and opcode of a request. */
  static const uint8_t types[] = {0x08, 0x06, 0, 1, 0x08, 0x00, 6, 4, 0, 1};
  uint8_t frame[42] = {0};
  memcpy(frame, port.hwaddr, sizeof mac);
  memcpy(frame + 6, mac, sizeof mac);
  memcpy(frame + 12, types, sizeof types);
  memcpy(frame + 22, mac, sizeof mac);
  memcpy(frame + 28, ip, sizeof ip);
  memcpy(frame + 38, &address, sizeof address);
  input(frame, sizeof frame);
}

/* Finds the table by two neighbours that it is made to learn, and makes sure that it is laid out as known here. */
static void find_table(void) {
  struct entry *found[2];
  learn_neighbor(1);
  learn_neighbor(2);
  for (size_t i = 0; i < 2; i++) {
    ip4_addr_t *ip;
    struct netif *netif;
    struct eth_addr *mac;
    if (!etharp_get_entry(i, &ip, &netif, &mac)) shim_fail("lwIP does not learn from a request");
    found[i] = (struct entry *)((char *)ip - offsetof(struct entry, ip));
    if (&found[i]->mac != mac || found[i]->netif != netif || found[i]->age != 0 ||
        found[i]->state != STATE_STABLE)
      shim_fail("the ARP table of this lwIP is laid out in an unknown way");
  }
  if (found[1] != found[0] + 1) shim_fail("the ARP table of this lwIP is laid out in an unknown way");
  table = found[0];
  etharp_cleanup_netif(&port);
}

static void neighbors(void) {
  for (struct entry *entry = table; entry < table + ARP_TABLE_SIZE; entry++) {
    if (entry->state == STATE_EMPTY) continue;
    const char *state = entry->state < STATE_COUNT ? state_names[entry->state] : "unknown";
    shim_neighbor(ip4addr_ntoa(&entry->ip), entry->state == STATE_PENDING ? NULL : entry->mac.addr, state);
  }
}

/* As etharp_free_entry() does. */
static void forget(struct entry *entry) {
  while (entry->queue != NULL) {
    struct etharp_q_entry *first = entry->queue;
    entry->queue = first->next;
    pbuf_free(first->p);
    memp_free(MEMP_ARP_QUEUE, first);
  }
  entry->state = STATE_EMPTY;
}

static const char *flush(const struct in_addr *wanted) {
  for (struct entry *entry = table; entry < table + ARP_TABLE_SIZE; entry++) {
    if (entry->state == STATE_EMPTY) continue;
    if (wanted == NULL || entry->ip.addr == wanted->s_addr) forget(entry);
  }
  return NULL;
}

int main(void) {
  struct in_addr own, own_mask;
  shim_address(&own, &own_mask);
  address.addr = own.s_addr;
  mask.addr = own_mask.s_addr;
  lwip_init();
  shim_muted = true;
  bring_up();
  find_table();
  reset();
  shim_muted = false;
  datagrams = udp_new();
  if (datagrams == NULL || udp_bind(datagrams, IP4_ADDR_ANY, SOURCE_PORT) != ERR_OK) shim_fail("lwIP takes no UDP port");
  static const struct shim_stack stack = {
      .name = "lwIP",
      .version = LWIP_VERSION_STRING,
      .capabilities = "[\"reset\",\"advance\",\"send\",\"neighbors\",\"flush\"]",
      .input = input,
      .reset = reset,
      .advance = advance,
      .send = send_datagram,
      .neighbors = neighbors,
      .flush = flush,
  };
  return shim_run(&stack);
}
