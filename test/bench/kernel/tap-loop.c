/*
 * The limit of what a program can do with the kernel behind a TAP device: write a request, read its reply, again.
 * Run in a network namespace of its own: unshare --net ./tap-loop SECONDS
 * Prints exchanges per second, and per second of processor time.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static double read_clock(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static double now(void) { return read_clock(CLOCK_MONOTONIC); }

static void check(int result, const char *what) {
  if (result >= 0) return;
  perror(what);
  exit(1);
}

int main(int count, char **words) {
  const double seconds = count > 1 ? atof(words[1]) : 1;
  int tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  check(tap, "/dev/net/tun");
  struct ifreq request = {.ifr_name = "tap0", .ifr_flags = IFF_TAP | IFF_NO_PI};
  check(ioctl(tap, TUNSETIFF, &request), "TUNSETIFF");
  int configuration = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in *address = (struct sockaddr_in *)&request.ifr_addr;
  address->sin_family = AF_INET;
  address->sin_addr.s_addr = inet_addr("198.51.100.1");
  check(ioctl(configuration, SIOCSIFADDR, &request), "SIOCSIFADDR");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  check(ioctl(configuration, SIOCSIFFLAGS, &request), "SIOCSIFFLAGS");

  static const unsigned char frame[42] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 9, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1,
                                          2, 0, 0, 0, 0, 9, 198, 51, 100, 9, 0, 0, 0, 0, 0, 0, 198, 51, 100, 1};
  unsigned char buffer[2048];
  while (read(tap, buffer, sizeof buffer) > 0) continue;
  long exchanges = 0;
  const double start = now(), start_of_work = read_clock(CLOCK_PROCESS_CPUTIME_ID);
  while (now() - start < seconds) {
    for (int i = 0; i < 1000; i++) {
      check((int)write(tap, frame, sizeof frame), "write");
      if (read(tap, buffer, sizeof buffer) == 42) exchanges++;
    }
  }
  const double work = read_clock(CLOCK_PROCESS_CPUTIME_ID) - start_of_work;
  printf("%.0f %.0f\n", exchanges / (now() - start), exchanges / work);
  return 0;
}
