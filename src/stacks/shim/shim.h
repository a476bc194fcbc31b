/*
 * What the shims written in C have in common: frames on standard input and output, and the control channel.
 *
 * Frames are a 32-bit big-endian length and an Ethernet frame without frame check sequence. Control requests come as
 * one JSON object a line on the socket that ARPCHECK_CONTROL_FD names, and are answered in order. A request says in
 * "after" how many frames were written before it, and a reply in "frames" how many frames were, so that both sides
 * agree on what happened before what although there are two channels.
 *
 * A shim includes this file once, fills in a struct shim_stack and calls shim_run(). Everything runs in one thread.
 */
#ifndef ARPCHECK_SHIM_H
#define ARPCHECK_SHIM_H

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes. The largest Ethernet payload that any stack here takes is far smaller; more means that framing was lost. */
#define SHIM_FRAME_LIMIT 65535u
/* Bytes of one request: "send" with a payload of a full frame in hexadecimal digits fits. */
#define SHIM_REQUEST_LIMIT 8192u
/* Bytes of one reply: a neighbour is about 70 bytes, and no stack here keeps more than a few dozen. */
#define SHIM_REPLY_LIMIT 65536u
/* Bytes read or written at a time: some hundred frames, so that a system call costs little for each. */
#define SHIM_BUFFER_SIZE (1u << 18)
/* Bytes of UDP payload that fit into one frame: MTU 1500 less the headers of IPv4 and UDP. */
#define SHIM_PAYLOAD_LIMIT 1472u

/* What a shim is made of. A function that is NULL is an operation that the stack does not have. */
struct shim_stack {
  const char *name;
  const char *version;
  /* A JSON array as text: ["reset","advance"]. */
  const char *capabilities;
  /* Takes one frame; the bytes are not kept. */
  void (*input)(const uint8_t *frame, size_t length);
  /* Forgets every neighbour and every queue. What it sends meanwhile is dropped. */
  void (*reset)(void);
  /* Lets virtual time pass, in milliseconds, with every timer at its time. */
  void (*advance)(uint32_t milliseconds);
  /* Sends a UDP datagram; returns NULL, or why the stack refused to. The address is in network byte order. */
  const char *(*send)(struct in_addr destination, const uint8_t *payload, size_t length);
  /* Calls shim_neighbor() for each entry. */
  void (*neighbors)(void);
  /* Forgets one neighbour, or all if the address is NULL; returns NULL, or why that is impossible. */
  const char *(*flush)(const struct in_addr *address);
};

static uint8_t shim_in[SHIM_BUFFER_SIZE];
static size_t shim_in_start, shim_in_end;
static uint8_t shim_out[SHIM_BUFFER_SIZE];
static size_t shim_out_length;
static char shim_request[SHIM_REQUEST_LIMIT];
static size_t shim_request_length;
static char shim_reply[SHIM_REPLY_LIMIT];
static size_t shim_reply_length;
static uint64_t shim_frames_in, shim_frames_out;
static bool shim_first_neighbor, shim_muted;
static int shim_control = -1;

static void shim_fail(const char *what) {
  fprintf(stderr, "arpcheck shim: %s\n", what);
  exit(1);
}

/* Writes everything. A harness that has gone away is the end, and nothing to complain about. */
static void shim_write(int fd, const void *bytes, size_t length) {
  const uint8_t *next = bytes;
  while (length > 0) {
    ssize_t written = write(fd, next, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {
      struct pollfd wait = {.fd = fd, .events = POLLOUT};
      poll(&wait, 1, -1);
      continue;
    }
    if (written <= 0) exit(0);
    next += written;
    length -= (size_t)written;
  }
}

/* Where frames go: standard output as it was given, which libraries that print complaints must not get. */
static int shim_frames = STDOUT_FILENO;

static void shim_flush_output(void) {
  shim_write(shim_frames, shim_out, shim_out_length);
  shim_out_length = 0;
}

/* A frame that the stack sends. */
static void shim_output(const void *frame, size_t length) {
  if (shim_muted || length > SHIM_FRAME_LIMIT) return;
  if (shim_out_length + 4 + length > sizeof shim_out) shim_flush_output();
  uint32_t header = htonl((uint32_t)length);
  memcpy(shim_out + shim_out_length, &header, 4);
  memcpy(shim_out + shim_out_length + 4, frame, length);
  shim_out_length += 4 + length;
  shim_frames_out++;
}

static void __attribute__((format(printf, 1, 2))) shim_say(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(shim_reply + shim_reply_length, sizeof shim_reply - shim_reply_length, format, arguments);
  va_end(arguments);
  if (length < 0 || (size_t)length >= sizeof shim_reply - shim_reply_length) shim_fail("a reply is too long");
  shim_reply_length += (size_t)length;
}

/* An entry of the neighbour cache; the MAC address is NULL while it is being asked for. */
static void __attribute__((unused)) shim_neighbor(const char *ip, const uint8_t *mac, const char *state) {
  shim_say("%s{\"ip\":\"%s\",\"mac\":", shim_first_neighbor ? "" : ",", ip);
  shim_first_neighbor = false;
  if (mac == NULL) shim_say("null");
  else shim_say("\"%02x:%02x:%02x:%02x:%02x:%02x\"", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
  shim_say(",\"state\":\"%s\"}", state);
}

/* The text behind `"key":` in a flat JSON object; NULL if the key is not there. */
static const char *shim_value(const char *key) {
  size_t length = strlen(key);
  for (const char *at = shim_request; (at = strchr(at, '"')) != NULL; at++) {
    if (strncmp(at + 1, key, length) != 0 || at[1 + length] != '"') continue;
    const char *value = at + length + 2;
    value += strspn(value, " \t");
    if (*value != ':') continue;
    value++;
    return value + strspn(value, " \t");
  }
  return NULL;
}

/* Strings of this protocol need no escapes, so a string ends at the next quotation mark. */
static bool shim_text(const char *key, char *into, size_t size) {
  const char *value = shim_value(key);
  if (value == NULL || *value != '"') return false;
  size_t length = strcspn(value + 1, "\"");
  if (value[1 + length] != '"' || length >= size) return false;
  memcpy(into, value + 1, length);
  into[length] = '\0';
  return true;
}

static bool shim_number(const char *key, uint64_t *into) {
  const char *value = shim_value(key);
  if (value == NULL || *value < '0' || *value > '9') return false;
  *into = strtoull(value, NULL, 10);
  return true;
}

/* Makes room and reads what is there, waiting for at least one byte; false at the end of standard input. */
static bool shim_read(void) {
  if (shim_in_start > 0) {
    memmove(shim_in, shim_in + shim_in_start, shim_in_end - shim_in_start);
    shim_in_end -= shim_in_start;
    shim_in_start = 0;
  }
  for (;;) {
    ssize_t length = read(STDIN_FILENO, shim_in + shim_in_end, sizeof shim_in - shim_in_end);
    if (length > 0) {
      shim_in_end += (size_t)length;
      return true;
    }
    if (length == 0) return false;
    if (errno == EAGAIN) {
      struct pollfd wait = {.fd = STDIN_FILENO, .events = POLLIN};
      poll(&wait, 1, -1);
    } else if (errno != EINTR) {
      return false;
    }
  }
}

/* Hands one frame to the stack if a whole one has been read. */
static bool shim_process_frame(const struct shim_stack *stack) {
  if (shim_in_end - shim_in_start < 4) return false;
  uint32_t length;
  memcpy(&length, shim_in + shim_in_start, 4);
  length = ntohl(length);
  if (length > SHIM_FRAME_LIMIT) shim_fail("a frame is longer than 65535 bytes: the framing is lost");
  if (shim_in_end - shim_in_start < 4 + (size_t)length) return false;
  const uint8_t *frame = shim_in + shim_in_start + 4;
  shim_in_start += 4 + (size_t)length;
  shim_frames_in++;
  stack->input(frame, length);
  return true;
}

static const char *shim_send(const struct shim_stack *stack) {
  static uint8_t payload[SHIM_PAYLOAD_LIMIT];
  static char digits[2 * SHIM_PAYLOAD_LIMIT + 1];
  char text[INET_ADDRSTRLEN];
  struct in_addr destination;
  if (!shim_text("dst", text, sizeof text) || inet_pton(AF_INET, text, &destination) != 1) return "dst is no address";
  if (!shim_text("payload", digits, sizeof digits)) return "payload is missing or too long";
  size_t length = strlen(digits) / 2;
  if (strlen(digits) != 2 * length || digits[strspn(digits, "0123456789abcdefABCDEF")] != '\0')
    return "payload is not hexadecimal";
  for (size_t i = 0; i < length; i++) {
    const char octet[] = {digits[2 * i], digits[2 * i + 1], '\0'};
    payload[i] = (uint8_t)strtoul(octet, NULL, 16);
  }
  const char *refusal = stack->send(destination, payload, length);
  /* Not an error: a stack may well have no route, and then it stays silent. */
  if (refusal != NULL) shim_say(",\"refused\":\"%s\"", refusal);
  return NULL;
}

static const char *shim_flush(const struct shim_stack *stack) {
  char text[INET_ADDRSTRLEN];
  struct in_addr address;
  if (!shim_text("ip", text, sizeof text)) return stack->flush(NULL);
  if (inet_pton(AF_INET, text, &address) != 1) return "ip is no address";
  return stack->flush(&address);
}

/* Does what a request asks for and adds its results to the reply; returns NULL, or what is wrong with it. */
static const char *shim_execute(const struct shim_stack *stack, const char *op) {
  uint64_t milliseconds;
  if (strcmp(op, "hello") == 0) {
    shim_say(",\"name\":\"%s\",\"version\":\"%s\"", stack->name, stack->version);
    shim_say(",\"capabilities\":%s", stack->capabilities);
  } else if (strcmp(op, "reset") == 0 && stack->reset != NULL) {
    shim_muted = true;
    stack->reset();
    shim_muted = false;
  } else if (strcmp(op, "advance") == 0 && stack->advance != NULL) {
    if (!shim_number("ms", &milliseconds) || milliseconds > UINT32_MAX) return "ms is no 32-bit number";
    stack->advance((uint32_t)milliseconds);
  } else if (strcmp(op, "send") == 0 && stack->send != NULL) {
    return shim_send(stack);
  } else if (strcmp(op, "neighbors") == 0 && stack->neighbors != NULL) {
    shim_say(",\"neighbors\":[");
    shim_first_neighbor = true;
    stack->neighbors();
    shim_say("]");
  } else if (strcmp(op, "flush") == 0 && stack->flush != NULL) {
    return shim_flush(stack);
  } else {
    return "unknown op";
  }
  return NULL;
}

/* One request, after the frames that were written before it. False if standard input ends before they are here. */
static bool shim_handle_request(const struct shim_stack *stack) {
  char op[32] = "";
  uint64_t after = 0;
  shim_number("after", &after);
  while (shim_frames_in < after) {
    if (shim_process_frame(stack)) continue;
    /* Nobody waits for frames that are held back here while it is waited for others. */
    shim_flush_output();
    if (!shim_read()) return false;
  }
  shim_text("op", op, sizeof op);
  shim_reply_length = 0;
  const char *error = shim_execute(stack, op);
  char results[SHIM_REPLY_LIMIT / 2];
  if (shim_reply_length >= sizeof results) shim_fail("a reply is too long");
  memcpy(results, shim_reply, shim_reply_length);
  results[shim_reply_length] = '\0';
  shim_reply_length = 0;
  if (error == NULL) shim_say("{\"ok\":true,\"frames\":%llu%s}\n", (unsigned long long)shim_frames_out, results);
  else shim_say("{\"ok\":false,\"error\":\"%s\",\"frames\":%llu}\n", error, (unsigned long long)shim_frames_out);
  shim_flush_output();
  shim_write(shim_control, shim_reply, shim_reply_length);
  return true;
}

/* Handles every request that is here now. */
static bool shim_handle_requests(const struct shim_stack *stack) {
  struct pollfd ready = {.fd = shim_control, .events = POLLIN};
  while (shim_control >= 0 && poll(&ready, 1, 0) > 0) {
    size_t room = sizeof shim_request - 1 - shim_request_length;
    if (room == 0) shim_fail("a control request is too long");
    static char received[SHIM_REQUEST_LIMIT];
    ssize_t length = read(shim_control, received, room);
    if (length < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (length <= 0) {
      shim_control = -1;
      break;
    }
    for (ssize_t i = 0; i < length; i++) {
      shim_request[shim_request_length++] = received[i];
      if (received[i] != '\n') continue;
      shim_request[shim_request_length] = '\0';
      if (!shim_handle_request(stack)) return false;
      shim_request_length = 0;
    }
  }
  return true;
}

/*
 * Serves until standard input ends. Requests are looked at between reading frames and processing them: a request that
 * was written before a frame is here when that frame is, so it is executed before that frame, as it was meant.
 */
static int shim_run(const struct shim_stack *stack) {
  shim_frames = dup(STDOUT_FILENO);
  if (shim_frames < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) shim_fail("dup failed");
  const char *control = getenv("ARPCHECK_CONTROL_FD");
  if (control != NULL && *control != '\0') shim_control = atoi(control);
  for (bool open = true; open;) {
    struct pollfd ready[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = shim_control, .events = POLLIN}};
    if (poll(ready, 2, -1) < 0 && errno != EINTR) shim_fail("poll failed");
    if (ready[0].revents != 0) open = shim_read();
    if (!shim_handle_requests(stack)) open = false;
    while (shim_process_frame(stack)) continue;
    shim_flush_output();
  }
  return 0;
}

/* Address and mask of ARPCHECK_IPV4, for stacks that take a single address: `10.0.0.1/8`. */
static void __attribute__((unused)) shim_address(struct in_addr *address, struct in_addr *mask) {
  const char *text = getenv("ARPCHECK_IPV4");
  char digits[INET_ADDRSTRLEN];
  int prefix = -1, end = 0;
  if (text == NULL || sscanf(text, "%15[0-9.]/%d%n", digits, &prefix, &end) != 2 ||
      inet_pton(AF_INET, digits, address) != 1 || prefix < 0 || prefix > 32)
    shim_fail("ARPCHECK_IPV4 has to be an address and a prefix length, as in 10.0.0.1/8");
  if (text[end] == ',') shim_fail("this stack takes one IPv4 address, and ARPCHECK_IPV4 has more");
  if (text[end] != '\0') shim_fail("this stack knows no scopes of addresses, and ARPCHECK_IPV4 has one");
  mask->s_addr = htonl(prefix == 0 ? 0 : UINT32_MAX << (32 - prefix));
}

/* The six bytes of ARPCHECK_MAC. */
static void __attribute__((unused)) shim_mac(uint8_t mac[6]) {
  const char *text = getenv("ARPCHECK_MAC");
  if (text == NULL || sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4],
                             &mac[5]) != 6)
    shim_fail("ARPCHECK_MAC has to be a MAC address, as in 02:00:00:00:00:01");
}

#endif
