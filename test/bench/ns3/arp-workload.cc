// The simulator's workload on ns-3: HOSTS hosts on a learning bridge. Every round all ARP caches are flushed, and every
// host resolves a neighbour and sends it one datagram; the neighbour is one further away each round.
//
//   g++ -O2 -std=c++17 arp-workload.cc -lns3-core -lns3-network -lns3-csma -lns3-bridge -lns3-internet
//   ./a.out HOSTS ROUNDS  ->  {"frames": …, "seconds": …}
//
// Frames are those that a host's interface accepts (MacRx), seconds those of Simulator::Run alone. test/bench/workload.ts
// is the same workload on ours.
#include "ns3/bridge-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"

#include <chrono>
#include <cstdint>
#include <iostream>
#include <vector>

using namespace ns3;

namespace {

constexpr uint16_t kPort = 9;
constexpr uint32_t kPayloadOctets = 20;

uint64_t delivered = 0;

void countFrame(Ptr<const Packet>) { ++delivered; }

void drain(Ptr<Socket> socket) {
  Address from;
  while (socket->RecvFrom(from)) {
  }
}

class Workload {
 public:
  explicit Workload(uint32_t size) : size_(size) {
    hosts_.Create(size);
    cable();
    addressAndBind();
  }

  void schedule(uint32_t rounds) {
    for (uint32_t round = 0; round < rounds; ++round) {
      Simulator::Schedule(Seconds(1 + round), &Workload::playRound, this, round);
    }
    Simulator::Stop(Seconds(rounds + 2));
  }

 private:
  // One link per host, so that the switch is the bridge and not the shared medium; fast enough never to be the limit.
  void cable() {
    Ptr<Node> node = CreateObject<Node>();
    CsmaHelper csma;
    csma.SetChannelAttribute("DataRate", StringValue("100Gbps"));
    csma.SetChannelAttribute("Delay", TimeValue(MicroSeconds(1)));
    NetDeviceContainer ports;
    for (uint32_t index = 0; index < size_; ++index) {
      const NetDeviceContainer link = csma.Install(NodeContainer(hosts_.Get(index), node));
      nics_.Add(link.Get(0));
      ports.Add(link.Get(1));
    }
    BridgeHelper().Install(node, ports);
  }

  void addressAndBind() {
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.Install(hosts_);
    Ipv4AddressHelper addresses;
    addresses.SetBase("10.0.0.0", "255.255.0.0");
    interfaces_ = addresses.Assign(nics_);
    for (uint32_t index = 0; index < size_; ++index) {
      nics_.Get(index)->TraceConnectWithoutContext("MacRx", MakeCallback(&countFrame));
      Ptr<Socket> socket = Socket::CreateSocket(hosts_.Get(index), UdpSocketFactory::GetTypeId());
      socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), kPort));
      socket->SetRecvCallback(MakeCallback(&drain));
      sockets_.push_back(socket);
    }
  }

  void playRound(uint32_t round) {
    for (uint32_t index = 0; index < size_; ++index) {
      // Interface 0 is the loopback.
      hosts_.Get(index)->GetObject<Ipv4L3Protocol>()->GetInterface(1)->GetArpCache()->Flush();
    }
    const uint32_t stride = 1 + round % (size_ - 1);
    for (uint32_t index = 0; index < size_; ++index) {
      const Ipv4Address target = interfaces_.GetAddress((index + stride) % size_);
      sockets_[index]->SendTo(Create<Packet>(kPayloadOctets), 0, InetSocketAddress(target, kPort));
    }
  }

  uint32_t size_;
  NodeContainer hosts_;
  NetDeviceContainer nics_;
  Ipv4InterfaceContainer interfaces_;
  std::vector<Ptr<Socket>> sockets_;
};

}  // namespace

int main(int argc, char** argv) {
  const uint32_t hosts = argc > 1 ? std::stoul(argv[1]) : 64;
  const uint32_t rounds = argc > 2 ? std::stoul(argv[2]) : 200;
  if (hosts < 2 || rounds < 1) {
    std::cerr << "usage: arp-workload HOSTS ROUNDS, with at least two hosts and one round\n";
    return 64;
  }
  Workload workload(hosts);
  workload.schedule(rounds);
  const auto start = std::chrono::steady_clock::now();
  Simulator::Run();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  std::cout << "{\"frames\": " << delivered << ", \"seconds\": " << elapsed.count() << "}\n";
  Simulator::Destroy();
}
