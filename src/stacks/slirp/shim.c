/*
 * libslirp, the user-mode network of QEMU and rootless containers, behind the protocol of shim.h. Build:
 * gcc -O2 -o shim shim.c -lslirp
 *
 * It plays the whole of its virtual network: ARP is answered for the host and the name server of that network. Its MAC
 * address is its own choice: 52:55 and the address of the host. It is started restricted, so it opens no connection to
 * the outside, whatever the frames ask for, and it is never polled for sockets.
 */
#include "../shim/shim.h"

#include <slirp/libslirp.h>

/* Version of SlirpConfig up to which fields are filled in here: the one with disable_dhcp. */
#define CONFIG_VERSION 4
#define NANOSECONDS_PER_MILLISECOND 1000000
/* Milliseconds. Time starts late enough for no time stamp to look as if it were unset. */
#define START 1000
/* Milliseconds of time that pass at once: queued packets are given up after a second. */
#define STEP 10
/* Last address but one of the network, as the highest is its broadcast address. Host byte order, within the prefix. */
#define NAME_SERVER_FROM_END 2

static int64_t now = START * (int64_t)NANOSECONDS_PER_MILLISECOND;
static Slirp *slirp;
static struct in_addr address, mask;

static ssize_t transmit(const void *frame, size_t length, void *opaque) {
  (void)opaque;
  shim_output(frame, length);
  return (ssize_t)length;
}

static void complain(const char *message, void *opaque) {
  (void)opaque;
  fprintf(stderr, "libslirp: %s\n", message);
}

static int64_t clock_nanoseconds(void *opaque) {
  (void)opaque;
  return now;
}

/* Timers are for IPv6 router advertisements only, which are off. */
static void *new_timer(SlirpTimerCb callback, void *callback_opaque, void *opaque) {
  (void)callback;
  (void)callback_opaque;
  (void)opaque;
  return malloc(1);
}

static void free_timer(void *timer, void *opaque) {
  (void)opaque;
  free(timer);
}

static void set_timer(void *timer, int64_t milliseconds, void *opaque) {
  (void)timer;
  (void)milliseconds;
  (void)opaque;
}

static void ignore_descriptor(int descriptor, void *opaque) {
  (void)descriptor;
  (void)opaque;
}

static void ignore(void *opaque) {
  (void)opaque;
}

static const SlirpCb callbacks = {
    .send_packet = transmit,
    .guest_error = complain,
    .clock_get_ns = clock_nanoseconds,
    .timer_new = new_timer,
    .timer_free = free_timer,
    .timer_mod = set_timer,
    .register_poll_fd = ignore_descriptor,
    .unregister_poll_fd = ignore_descriptor,
    .notify = ignore,
};

static void start(void) {
  SlirpConfig config = {.version = CONFIG_VERSION};
  config.restricted = 1;
  config.in_enabled = true;
  config.vnetwork.s_addr = address.s_addr & mask.s_addr;
  config.vnetmask = mask;
  config.vhost = address;
  config.vnameserver.s_addr = htonl((ntohl(address.s_addr) | ~ntohl(mask.s_addr)) - NAME_SERVER_FROM_END);
  config.disable_host_loopback = true;
  config.disable_dns = true;
  config.disable_dhcp = true;
  slirp = slirp_new(&config, &callbacks, NULL);
  if (slirp == NULL) shim_fail("libslirp does not start");
}

static void reset(void) {
  slirp_cleanup(slirp);
  start();
}

static int refuse_descriptor(int descriptor, int events, void *opaque) {
  (void)descriptor;
  (void)events;
  (void)opaque;
  return -1;
}

static int no_events(int index, void *opaque) {
  (void)index;
  (void)opaque;
  return 0;
}

/* One turn of the main loop that programs around libslirp have, without its sockets. */
static void turn(void) {
  uint32_t timeout = 0;
  slirp_pollfds_fill(slirp, &timeout, refuse_descriptor, NULL);
  slirp_pollfds_poll(slirp, 0, no_events, NULL);
}

static void input(const uint8_t *frame, size_t length) {
  slirp_input(slirp, frame, (int)length);
  turn();
}

static void advance(uint32_t milliseconds) {
  while (milliseconds > 0) {
    uint32_t step = milliseconds < STEP ? milliseconds : STEP;
    now += step * (int64_t)NANOSECONDS_PER_MILLISECOND;
    milliseconds -= step;
    turn();
  }
}

/* The table comes as text for people: `ARP  02:00:00:00:00:05  10.0.0.5` in each line below the headings. */
static void neighbors(void) {
  char *table = slirp_neighbor_info(slirp);
  for (char *line = strtok(table, "\n"); line != NULL; line = strtok(NULL, "\n")) {
    uint8_t mac[6];
    char ip[INET_ADDRSTRLEN];
    struct in_addr parsed;
    if (sscanf(line, " ARP %2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx %15[0-9.]", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4],
               &mac[5], ip) == 7 &&
        inet_pton(AF_INET, ip, &parsed) == 1)
      shim_neighbor(ip, mac, "known");
  }
  free(table);
}

/* Ends if the MAC address that it is told is not the one that it has: libslirp makes it of 52:55 and its address. */
static void check_mac(void) {
  uint8_t told[6], own[6] = {0x52, 0x55};
  shim_mac(told);
  memcpy(own + 2, &address, sizeof address);
  if (memcmp(told, own, sizeof own) != 0) shim_fail("libslirp has a MAC address of its own: 52:55 and its IPv4 address");
}

int main(void) {
  static char version[64];
  shim_address(&address, &mask);
  check_mac();
  snprintf(version, sizeof version, "%s", slirp_version_string());
  start();
  struct shim_stack stack = {
      .name = "libslirp",
      .version = version,
      .capabilities = "[\"reset\",\"advance\",\"neighbors\"]",
      .input = input,
      .reset = reset,
      .advance = advance,
      .neighbors = neighbors,
  };
  return shim_run(&stack);
}
