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
#include "lwip/netif.h"
#include "lwip/pbuf.h"
#include "lwip/sys.h"
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
 * longer ones. PBUF_RAM because the objects of Debian's PBUF_POOL are smaller than the library itself believes.
 */
static void input(const uint8_t *frame, size_t length) {
  if (length > RECEIVE_BUFFER_SIZE - RECEIVE_SLACK) return;
  memcpy(receive_buffer, frame, length);
  struct pbuf *packet = pbuf_alloc(PBUF_RAW, (u16_t)(length + RECEIVE_SLACK), PBUF_RAM);
  if (packet == NULL) return;
  pbuf_take(packet, receive_buffer, (u16_t)(length + RECEIVE_SLACK));
  pbuf_realloc(packet, (u16_t)length);
  if (port.input(packet, &port) != ERR_OK) pbuf_free(packet);
}

static const char *send_datagram(struct in_addr destination, const uint8_t *payload, size_t length) {
  ip_addr_t to = IPADDR4_INIT(destination.s_addr);
  struct pbuf *packet = pbuf_alloc(PBUF_TRANSPORT, (u16_t)length, PBUF_RAM);
  if (packet == NULL) return "out of memory";
  pbuf_take(packet, payload, (u16_t)length);
  err_t error = udp_sendto(datagrams, packet, &to, DESTINATION_PORT);
  pbuf_free(packet);
  if (error == ERR_OK) return NULL;
  /* lwip_strerr() is empty in a release build. */
  return error == ERR_RTE ? "no route" : error == ERR_MEM ? "out of memory" : "not taken";
}

/* Entries for which requests are under way are not shown: lwIP tells of resolved ones only. */
static void neighbors(void) {
  for (size_t i = 0; i < ARP_TABLE_SIZE; i++) {
    ip4_addr_t *ip;
    struct netif *netif;
    struct eth_addr *mac;
    if (etharp_get_entry(i, &ip, &netif, &mac)) shim_neighbor(ip4addr_ntoa(ip), mac->addr, "stable");
  }
}

/*
 * One entry as etharp.c of 2.1 lays it out. lwIP cannot forget a single neighbour, but tells where its address lies;
 * the state follows from there. State 0 is an entry that is free; resolved ones have no queue that would be lost.
 */
struct entry {
  struct etharp_q_entry *queue;
  ip4_addr_t ip;
  struct netif *netif;
  struct eth_addr mac;
  u16_t age;
  u8_t state;
};

static const char *forget(const ip4_addr_t *wanted) {
  for (size_t i = 0; i < ARP_TABLE_SIZE; i++) {
    ip4_addr_t *ip;
    struct netif *netif;
    struct eth_addr *mac;
    if (!etharp_get_entry(i, &ip, &netif, &mac) || !ip4_addr_cmp(ip, wanted)) continue;
    struct entry *entry = (struct entry *)((char *)ip - offsetof(struct entry, ip));
    if (&entry->mac != mac || entry->netif != netif || entry->queue != NULL) return "unknown layout of lwIP's ARP table";
    entry->state = 0;
  }
  return NULL;
}

static const char *flush(const struct in_addr *wanted) {
  if (wanted != NULL) {
    ip4_addr_t ip = {wanted->s_addr};
    return forget(&ip);
  }
  etharp_cleanup_netif(&port);
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
