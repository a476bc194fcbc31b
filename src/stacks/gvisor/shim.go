// gVisor's network stack (netstack) behind pipes, with virtual time. Build, with Debian's golang-gvisor-gvisor-dev:
//
//	GO111MODULE=off GOFLAGS= GOPATH=/usr/share/gocode go build -ldflags "-X main.version=VERSION" -o shim shim.go
//
// Frames come and go on standard input and output as a 32-bit big-endian length and an Ethernet frame without frame
// check sequence. Control requests come as one JSON object a line on the socket that ARPCHECK_CONTROL_FD names, and are
// answered in order. A request says in "after" how many frames were written before it, and a reply in "frames" how many
// frames were, so that both sides agree on what happened before what although there are two channels.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand"
	"net"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/time/rate"
	"gvisor.dev/gvisor/pkg/bufferv2"
	secure "gvisor.dev/gvisor/pkg/rand"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/link/channel"
	"gvisor.dev/gvisor/pkg/tcpip/link/ethernet"
	"gvisor.dev/gvisor/pkg/tcpip/link/loopback"
	"gvisor.dev/gvisor/pkg/tcpip/network/arp"
	"gvisor.dev/gvisor/pkg/tcpip/network/ipv4"
	"gvisor.dev/gvisor/pkg/tcpip/stack"
	"gvisor.dev/gvisor/pkg/tcpip/transport/icmp"
	"gvisor.dev/gvisor/pkg/tcpip/transport/udp"
	"gvisor.dev/gvisor/pkg/waiter"
)

const (
	nicID = 1
	// lo, as every host has it.
	loopbackID = 2
	// Bytes of the largest frame that is sent: Ethernet header and an MTU of 1500.
	mtu = 1514
	// Bytes; more in front of a frame means that the framing is lost.
	frameLimit = 65535
	// Bytes read at a time, some hundred frames.
	bufferSize = 1 << 18
	// Bytes of one control request.
	requestLimit = 8192
	// Frames that may wait to be fetched, many times what one frame or one step of time brings about.
	outboundQueue = 4096
	// Ports of datagrams: the collector's (StatsD), and the first ephemeral one, which they come from.
	destinationPort = 8125
	sourcePort      = 49152
	// Turns given to the other goroutines until everything has been said. Chains are short: a packet that waited for a
	// neighbour leaves from a goroutine of its own, two turns after the reply.
	settleTurns = 16
	seed        = 1
	// Seconds since 1970 at start: any time that does not look as if it were unset.
	epoch  = 1000000000
	pollIn = 1
)

// Set by the linker; the library does not know its own version.
var version = "unknown"

type request struct {
	Op      string `json:"op"`
	After   uint64 `json:"after"`
	Ms      uint32 `json:"ms"`
	Dst     string `json:"dst"`
	Payload string `json:"payload"`
	IP      string `json:"ip"`
}

type neighbor struct {
	IP    string  `json:"ip"`
	MAC   *string `json:"mac"`
	State string  `json:"state"`
}

type reply struct {
	OK           bool        `json:"ok"`
	Frames       uint64      `json:"frames"`
	Error        string      `json:"error,omitempty"`
	Refused      string      `json:"refused,omitempty"`
	Name         string      `json:"name,omitempty"`
	Version      string      `json:"version,omitempty"`
	Capabilities []string    `json:"capabilities,omitempty"`
	Neighbors    *[]neighbor `json:"neighbors,omitempty"`
}

// clock is virtual time. Other than gVisor's own faketime.ManualClock it lets timers that are due at the same time fire
// in the order in which they were set, one after the other, so that a run can be repeated.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	set    uint64
	timers []*timer
}

type timer struct {
	clock *clock
	fire  func()
	at    time.Time
	order uint64
	armed bool
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) NowMonotonic() tcpip.MonotonicTime {
	return tcpip.MonotonicTime{}.Add(c.Now().Sub(time.Unix(0, 0)))
}

func (c *clock) AfterFunc(d time.Duration, fire func()) tcpip.Timer {
	t := &timer{clock: c, fire: fire}
	t.Reset(d)
	return t
}

func (t *timer) Reset(d time.Duration) {
	t.Stop()
	c := t.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set++
	t.at, t.order, t.armed = c.now.Add(d), c.set, true
	c.timers = append(c.timers, t)
}

func (t *timer) Stop() bool {
	c := t.clock
	c.mu.Lock()
	defer c.mu.Unlock()
	if !t.armed {
		return false
	}
	t.armed = false
	last := len(c.timers) - 1
	for i, other := range c.timers {
		if other == t {
			c.timers[i] = c.timers[last]
			c.timers[last] = nil
			c.timers = c.timers[:last]
			break
		}
	}
	return true
}

// next is the timer that is due first, by then at the latest; nil if there is none.
func (c *clock) next(then time.Time) *timer {
	c.mu.Lock()
	defer c.mu.Unlock()
	var first *timer
	for _, t := range c.timers {
		if t.at.After(then) {
			continue
		}
		if first == nil || t.at.Before(first.at) || t.at.Equal(first.at) && t.order < first.order {
			first = t
		}
	}
	return first
}

// advance lets time pass; between two timers everything that the first one started is done by settle.
func (c *clock) advance(d time.Duration, settle func()) {
	then := c.Now().Add(d)
	for t := c.next(then); t != nil; t = c.next(then) {
		if t.at.After(c.Now()) {
			c.setTime(t.at)
		}
		if t.Stop() {
			t.fire()
		}
		settle()
	}
	c.setTime(then)
}

func (c *clock) setTime(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// netstack is one life of the stack; a reset begins another one.
type netstack struct {
	clock    *clock
	stack    *stack.Stack
	link     *channel.Endpoint
	datagram tcpip.Endpoint
}

func fail(what interface{}) {
	fmt.Fprintln(os.Stderr, "arpcheck shim:", what)
	os.Exit(1)
}

func must(err tcpip.Error) {
	if err != nil {
		fail(err)
	}
}

func identity() (tcpip.LinkAddress, []tcpip.AddressWithPrefix) {
	mac, err := net.ParseMAC(os.Getenv("ARPCHECK_MAC"))
	if err != nil || len(mac) != 6 {
		fail("ARPCHECK_MAC has to be a MAC address, as in 02:00:00:00:00:01")
	}
	var addresses []tcpip.AddressWithPrefix
	for _, text := range strings.Split(os.Getenv("ARPCHECK_IPV4"), ",") {
		ip, network, err := net.ParseCIDR(text)
		if err != nil || ip.To4() == nil {
			fail("ARPCHECK_IPV4 has to be addresses with a prefix, as in 10.0.0.1/8,10.0.0.2/8")
		}
		prefix, _ := network.Mask.Size()
		addresses = append(addresses, tcpip.AddressWithPrefix{Address: tcpip.Address(ip.To4()), PrefixLen: prefix})
	}
	return tcpip.LinkAddress(mac), addresses
}

func newNetstack(mac tcpip.LinkAddress, addresses []tcpip.AddressWithPrefix) *netstack {
	// Identification fields of IPv4 come from here, and not from the source below.
	secure.Reader = rand.New(rand.NewSource(seed))
	n := &netstack{clock: &clock{now: time.Unix(epoch, 0)}, link: channel.New(outboundQueue, mtu, mac)}
	n.stack = stack.New(stack.Options{
		NetworkProtocols:   []stack.NetworkProtocolFactory{arp.NewProtocol, ipv4.NewProtocol},
		TransportProtocols: []stack.TransportProtocolFactory{udp.NewProtocol, icmp.NewProtocol4},
		Clock:              n.clock,
		RandSource:         rand.NewSource(seed),
		// As in its sandbox: what is for the host itself does not go out on the wire.
		HandleLocal: true,
	})
	// The limit counts replies in real use; here it would silence echo replies that are observations.
	n.stack.SetICMPLimit(rate.Inf)
	n.stack.SetICMPBurst(1 << 30)
	must(n.stack.CreateNIC(nicID, ethernet.New(n.link)))
	must(n.stack.CreateNIC(loopbackID, loopback.New()))
	local := tcpip.AddressWithPrefix{Address: tcpip.Address("\x7f\x00\x00\x01"), PrefixLen: 8}
	localAddress := tcpip.ProtocolAddress{Protocol: ipv4.ProtocolNumber, AddressWithPrefix: local}
	must(n.stack.AddProtocolAddress(loopbackID, localAddress, stack.AddressProperties{}))
	routes := []tcpip.Route{{Destination: local.Subnet(), NIC: loopbackID}}
	for _, address := range addresses {
		protocolAddress := tcpip.ProtocolAddress{Protocol: ipv4.ProtocolNumber, AddressWithPrefix: address}
		must(n.stack.AddProtocolAddress(nicID, protocolAddress, stack.AddressProperties{}))
		routes = append(routes, tcpip.Route{Destination: address.Subnet(), NIC: nicID})
	}
	n.stack.SetRouteTable(routes)
	var err tcpip.Error
	n.datagram, err = n.stack.NewEndpoint(udp.ProtocolNumber, ipv4.ProtocolNumber, &waiter.Queue{})
	must(err)
	n.datagram.SocketOptions().SetBroadcast(true)
	must(n.datagram.Bind(tcpip.FullAddress{Addr: addresses[0].Address, Port: sourcePort}))
	return n
}

func (n *netstack) close() {
	n.datagram.Close()
	n.stack.Close()
	n.stack.Destroy()
}

func (n *netstack) input(frame []byte) {
	packet := stack.NewPacketBuffer(stack.PacketBufferOptions{Payload: bufferv2.MakeWithData(frame)})
	// The protocol is found by the Ethernet layer.
	n.link.InjectInbound(0, packet)
	packet.DecRef()
}

// What it refuses is no error: a stack may well have no route, and then it stays silent.
func (n *netstack) send(destination tcpip.Address, payload []byte) string {
	to := tcpip.FullAddress{Addr: destination, Port: destinationPort}
	if _, err := n.datagram.Write(bytes.NewReader(payload), tcpip.WriteOptions{To: &to}); err != nil {
		return err.String()
	}
	return ""
}

func (n *netstack) neighbors() (*[]neighbor, tcpip.Error) {
	entries, err := n.stack.Neighbors(nicID, ipv4.ProtocolNumber)
	if err != nil {
		return nil, err
	}
	rows := make([]neighbor, 0, len(entries))
	for _, entry := range entries {
		row := neighbor{IP: entry.Addr.String(), State: entry.State.String()}
		if len(entry.LinkAddr) == 6 {
			mac := net.HardwareAddr(entry.LinkAddr).String()
			row.MAC = &mac
		}
		rows = append(rows, row)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].IP < rows[j].IP })
	return &rows, nil
}

// shim joins the stack to the two channels. It is used by one goroutine.
type shim struct {
	mac       tcpip.LinkAddress
	addresses []tcpip.AddressWithPrefix
	stack     *netstack
	in        []byte
	out       []byte
	line      []byte
	framesIn  uint64
	framesOut uint64
	control   int
}

// settle lets every goroutine run (there is one processor) until nothing more is sent, and collects what was.
func (s *shim) settle() {
	for turn := 0; turn < settleTurns; turn++ {
		runtime.Gosched()
		for {
			packet := s.stack.link.Read()
			if packet.IsNil() {
				break
			}
			view := packet.ToView()
			s.out = binary.BigEndian.AppendUint32(s.out, uint32(view.Size()))
			s.out = append(s.out, view.AsSlice()...)
			s.framesOut++
			view.Release()
			packet.DecRef()
			turn = 0
		}
	}
}

// finish settles, and fires timers of no duration: gVisor sends its first ARP request from one.
func (s *shim) finish() {
	s.settle()
	s.stack.clock.advance(0, s.settle)
}

func (s *shim) write(fd int, data []byte) {
	for len(data) > 0 {
		written, err := syscall.Write(fd, data)
		if err == syscall.EINTR || err == syscall.EAGAIN {
			runtime.Gosched()
			continue
		}
		if err != nil {
			// The harness has gone away.
			os.Exit(0)
		}
		data = data[written:]
	}
}

func (s *shim) flush() {
	s.write(1, s.out)
	s.out = s.out[:0]
}

// processFrame hands one frame to the stack if a whole one has been read.
func (s *shim) processFrame() bool {
	if len(s.in) < 4 {
		return false
	}
	length := int(binary.BigEndian.Uint32(s.in))
	if length > frameLimit {
		fail("a frame is longer than 65535 bytes: the framing is lost")
	}
	if len(s.in) < 4+length {
		return false
	}
	frame := append([]byte(nil), s.in[4:4+length]...)
	s.in = s.in[4+length:]
	s.framesIn++
	s.stack.input(frame)
	s.finish()
	return true
}

// readFrames waits for at least one byte; false at the end of standard input.
func (s *shim) readFrames() bool {
	chunk := make([]byte, bufferSize)
	for {
		length, err := syscall.Read(0, chunk)
		if err == syscall.EINTR || err == syscall.EAGAIN {
			runtime.Gosched()
			continue
		}
		if err != nil || length <= 0 {
			return false
		}
		s.in = append(s.in, chunk[:length]...)
		return true
	}
}

func (s *shim) execute(q *request, r *reply) string {
	switch q.Op {
	case "hello":
		r.Name, r.Version = "gVisor netstack", version
		r.Capabilities = []string{"reset", "advance", "send", "neighbors", "flush"}
	case "reset":
		s.stack.close()
		s.stack = newNetstack(s.mac, s.addresses)
	case "advance":
		s.stack.clock.advance(time.Duration(q.Ms)*time.Millisecond, s.settle)
	case "send":
		destination := net.ParseIP(q.Dst).To4()
		payload, err := hex.DecodeString(q.Payload)
		if destination == nil || err != nil {
			return "dst is no address, or payload not hexadecimal"
		}
		r.Refused = s.stack.send(tcpip.Address(destination), payload)
	case "neighbors":
		rows, err := s.stack.neighbors()
		if err != nil {
			return err.String()
		}
		r.Neighbors = rows
	case "flush":
		if q.IP == "" {
			must(s.stack.stack.ClearNeighbors(nicID, ipv4.ProtocolNumber))
			break
		}
		address := net.ParseIP(q.IP).To4()
		if address == nil {
			return "ip is no address"
		}
		// That there is no such neighbour is as good as its going away.
		s.stack.stack.RemoveNeighbor(nicID, ipv4.ProtocolNumber, tcpip.Address(address))
	default:
		return "unknown op"
	}
	return ""
}

// handleRequest serves one request, after the frames that were written before it. False if standard input ends before.
func (s *shim) handleRequest(line []byte) bool {
	var q request
	var r reply
	if err := json.Unmarshal(line, &q); err != nil {
		r.Error = err.Error()
	} else {
		for s.framesIn < q.After {
			if !s.processFrame() && !s.readFrames() {
				return false
			}
		}
		r.Error = s.execute(&q, &r)
		s.finish()
	}
	r.OK, r.Frames = r.Error == "", s.framesOut
	text, err := json.Marshal(&r)
	if err != nil {
		fail(err)
	}
	s.flush()
	s.write(s.control, append(text, '\n'))
	return true
}

// handleRequests serves every request that is here now.
func (s *shim) handleRequests() bool {
	chunk := make([]byte, requestLimit)
	for s.control >= 0 && readable(0, s.control)[0] {
		length, err := syscall.Read(s.control, chunk)
		if err == syscall.EINTR || err == syscall.EAGAIN {
			continue
		}
		if err != nil || length <= 0 {
			s.control = -1
			break
		}
		s.line = append(s.line, chunk[:length]...)
		for end := bytes.IndexByte(s.line, '\n'); end >= 0; end = bytes.IndexByte(s.line, '\n') {
			if !s.handleRequest(s.line[:end]) {
				return false
			}
			s.line = s.line[end+1:]
		}
		if len(s.line) > requestLimit {
			fail("a control request is too long")
		}
	}
	return true
}

// readable waits for input on a file descriptor: as many milliseconds as given, or for ever if that is negative.
func readable(milliseconds int, descriptors ...int) []bool {
	type pollfd struct {
		fd      int32
		events  int16
		revents int16
	}
	set := make([]pollfd, len(descriptors))
	for i, fd := range descriptors {
		set[i] = pollfd{fd: int32(fd), events: pollIn}
	}
	var timeout *syscall.Timespec
	if milliseconds >= 0 {
		span := syscall.NsecToTimespec(int64(milliseconds) * int64(time.Millisecond))
		timeout = &span
	}
	first, size := unsafe.Pointer(&set[0]), uintptr(len(set))
	_, _, err := syscall.Syscall6(syscall.SYS_PPOLL, uintptr(first), size, uintptr(unsafe.Pointer(timeout)), 0, 0, 0)
	if err != 0 && err != syscall.EINTR {
		fail(err)
	}
	result := make([]bool, len(set))
	for i := range set {
		result[i] = set[i].revents != 0
	}
	return result
}

func main() {
	runtime.GOMAXPROCS(1)
	s := &shim{control: -1}
	s.mac, s.addresses = identity()
	s.stack = newNetstack(s.mac, s.addresses)
	if fd, err := strconv.Atoi(os.Getenv("ARPCHECK_CONTROL_FD")); err == nil {
		s.control = fd
	}
	// Requests are looked at between reading frames and processing them: a request that was written before a frame is
	// here when that frame is, so it is executed before that frame, as it was meant.
	for open := true; open; {
		ready := readable(-1, 0, s.control)
		if ready[0] {
			open = s.readFrames()
		}
		if !s.handleRequests() {
			break
		}
		for s.processFrame() {
		}
		s.flush()
	}
}
