/* A stack for tests of shim.h: it returns every frame, and shows by frames what it is asked to do. */
#include "../../../src/stacks/shim/shim.h"

static void reset(void) {
  shim_output("reset", 5);
}

static void advance(uint32_t milliseconds) {
  char text[32];
  shim_output(text, (size_t)sprintf(text, "advance %u", milliseconds));
}

static void input(const uint8_t *frame, size_t length) {
  shim_output(frame, length);
}

static const char *send_datagram(struct in_addr destination, const uint8_t *payload, size_t length) {
  if (destination.s_addr == 0) return "no route";
  shim_output(payload, length);
  return NULL;
}

static void neighbors(void) {
  static const uint8_t mac[6] = {2, 0, 0, 0, 0xff, 9};
  shim_neighbor("10.0.0.9", mac, "known");
  shim_neighbor("10.0.0.10", NULL, "asked for");
}

int main(void) {
  static const struct shim_stack stack = {
      .name = "sample",
      .version = "1",
      .capabilities = "[\"reset\"]",
      .input = input,
      .reset = reset,
      .advance = advance,
      .send = send_datagram,
      .neighbors = neighbors,
  };
  return shim_run(&stack);
}
