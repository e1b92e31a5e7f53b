internal import LinuxFiles
internal import NodeModel

/// How each network interface is connected.
///
/// Source: `/sys/class/net/NAME`; Linux `Documentation/ABI/testing/sysfs-class-net`. The speed is
/// in Mbit/s, −1 where it is unknown; drivers refuse to tell it while the link is down. What both ends offer
/// comes from the card's driver (`ETHTOOL_GLINKSETTINGS`), where that knows its other end.
///
/// `speed`, `duplex` and `carrier` are read under the kernel's one lock of network settings (Linux
/// `net/core/net-sysfs.c`), and a driver that waits for its card's firmware holds it against all readers. So
/// where there is a card a worker reads all interfaces, as one group; else the agent does.
final class NetworkLink: DividedProbe {
  static let name: StaticString = "network_link"
  static var cadence: Cadence { .seconds(10) }
  static var watched: StaticString? { "class/net" }
  static var metrics: [Metric] {
    [.linkUp, .linkInfo, .linkSpeed, .linkOffered] + linkNumbers.map(\.value)
      + traitNumbers.map(\.value)
  }

  /// The one group.
  private static let everything = "interfaces"
  /// Buses of virtual machines, whose drivers answer from memory: `virtio_net`, `netvsc`, `xen-netfront`.
  private static let virtualBuses: Set<String> = ["virtio", "vmbus", "xen"]

  private struct State {
    let path: String
    let carrier: String
    let up: Series
    let info: Series
    let text: [UInt8]
  }
  /// What people set and seldom change is read in each round that is a multiple of this.
  private static let traitsEvery = 6

  private let links: NumberFiles
  private let traits: NumberFiles
  private var round = 0
  private let interfaces: Directory
  private var states: [State] = []
  /// Cards, and what they and their other ends offer.
  private var offers: [(name: String, series: Series)] = []

  convenience init?(below root: borrowing Root, series: inout SeriesTable) throws(SystemError) {
    guard root.sys.contains("class/net"), Self.groups(below: root).isEmpty else { return nil }
    try self.init(of: root, asksCards: false, series: &series)
  }

  /// All interfaces, whoever drives them.
  ///
  /// - Parameter asksCards: whether drivers may be asked by a system call, which only the running kernel's can.
  private init(
    of root: borrowing Root, asksCards: Bool, series: inout SeriesTable
  ) throws(SystemError) {
    let interfaces = try Directory("class/net", below: root.sys)
    var links = try NumberFiles("class/net", below: root.sys)
    var traits = try NumberFiles("class/net", below: root.sys)
    // "bonding_masters" is a file among the interfaces.
    let names = links.devices("").filter { interfaces.contains($0 + "/operstate") }
    for name in names.prefix(Network.limit) {
      let labels: KeyValuePairs = ["device": name]
      let folder = name + "/"
      states.append(Self.state(of: name, in: interfaces, series: &series))
      // 10^6 bit are 125,000 bytes. What a driver refuses now is asked again when the state
      // changes.
      if links.text(of: folder + "speed") != nil {
        links.addIfPresent(
          folder + "speed", .linkSpeed, labels, .times(125_000), mayBeSilent: true, series: &series)
      }
      if asksCards, Self.isCard(name, below: root) {
        offers.append((name, series.add(.linkOffered, labels)))
      }
      for (file, metric) in Self.linkNumbers where links.text(of: folder + file) != nil {
        links.addIfPresent(folder + file, metric, labels, mayBeSilent: true, series: &series)
      }
      for (file, metric) in Self.traitNumbers {
        traits.addIfPresent(folder + file, metric, labels, mayBeSilent: true, series: &series)
      }
    }
    self.links = links
    self.traits = traits
    self.interfaces = interfaces
  }

  static func listing(below root: borrowing Root, buffer: inout ReadBuffer) -> UInt64? {
    root.sys.fingerprint(of: "class/net", buffer: &buffer)
  }

  static func groups(below root: borrowing Root) -> [String] {
    var hasCard = false
    for name in root.sys.names(in: "class/net") where isCard(name, below: root) { hasCard = true }
    return hasCard ? [everything] : []
  }

  /// Whether an interface has hardware of its own behind it.
  private static func isCard(_ name: String, below root: borrowing Root) -> Bool {
    let device = "class/net/\(name)/device"
    guard root.sys.contains(device) else { return false }
    return root.sys.linkName(device + "/subsystem").map { !virtualBuses.contains($0) } ?? true
  }

  static func make(
    _ group: String, below root: borrowing Root, series: inout SeriesTable
  ) throws(SystemError) -> (any SeriesReader)? {
    guard group == everything else { return nil }
    return try NetworkLink(of: root, asksCards: root.isLive, series: &series)
  }

  private static var linkNumbers: KeyValuePairs<String, Metric> {
    [
      "carrier": .linkCarrier, "carrier_changes": .linkCarrierChanges,
      "carrier_up_count": .linkCarrierUps, "carrier_down_count": .linkCarrierDowns,
    ]
  }

  private static var traitNumbers: KeyValuePairs<String, Metric> {
    [
      "mtu": .linkMTU, "tx_queue_len": .linkQueueLength, "dormant": .linkDormant,
      "ifindex": .linkIndex, "iflink": .linkPeerIndex, "type": .linkProtocolType,
    ]
  }

  private static func state(
    of name: String, in interfaces: borrowing Directory, series: inout SeriesTable
  ) -> State {
    let state = interfaces.text(of: name + "/operstate") ?? ""
    var labels = [Label("device", name), Label("operstate", state)]
    for file in ["duplex", "address", "broadcast", "ifalias"] {
      if let text = interfaces.text(of: name + "/" + file), !text.isEmpty {
        labels.append(Label(file, text))
      }
    }
    if let driver = interfaces.linkName(name + "/device/driver") {
      labels.append(Label("driver", driver))
    }
    return State(
      path: name + "/operstate", carrier: name + "/carrier",
      up: series.add(.linkUp, ["device": name]),
      info: series.add(.linkInfo, labels: labels), text: Array(state.utf8))
  }

  /// Where the driver keeps no operational state, as those of loopback and tunnels, the interface is
  /// to be considered usable (`Documentation/networking/operstates.rst`) if it has a carrier. That one
  /// cannot be read while the interface is switched off: then nothing is known.
  private func setUp(
    _ state: State, into readings: inout Readings, buffer: inout ReadBuffer
  ) {
    readings.clear(state.up)
    guard let text = try? interfaces.attribute(state.carrier, into: &buffer) else { return }
    var scanner = ByteScanner(text)
    if let carrier = scanner.unsigned() { readings.set(state.up, count: carrier == 0 ? 0 : 1) }
  }

  func read(into readings: inout Readings, buffer: inout ReadBuffer) {
    links.read(into: &readings, buffer: &buffer)
    for offer in offers {
      if let megabits = LinkModes(of: offer.name)?.highestSpeed {
        readings.set(offer.series, count: megabits, times: 125_000)
      } else {
        readings.clear(offer.series)
      }
    }
    if round % Self.traitsEvery == 0 { traits.read(into: &readings, buffer: &buffer) }
    round += 1
    for state in states {
      do {
        var scanner = ByteScanner(try interfaces.contents(of: state.path, into: &buffer))
        let word = scanner.word()
        // The info series carries the state as a label: another state is another series.
        if !scanner.matches(word, state.text) { readings.discoverAgain() }
        scanner.rewind(to: 0)
        if scanner.skip("unknown") {
          setUp(state, into: &readings, buffer: &buffer)
        } else {
          readings.set(state.up, count: scanner.skip("up") ? 1 : 0)
        }
        readings.set(state.info, count: 1)
      } catch {
        readings.fail(state.up, error)
        readings.clear(state.info)
        if error.isAbsent { readings.discoverAgain() }
      }
    }
  }
}

extension Metric {
  static let linkUp = Metric("nodeprobe_network_up", "Whether an interface is up, 0 or 1")
  static let linkInfo = Metric("nodeprobe_network_info", "What an interface is")
  static let linkSpeed = Metric(
    "nodeprobe_network_speed_bytes_per_second", "Speed of the link in each direction")
  static let linkOffered = Metric(
    "nodeprobe_network_offered_bytes_per_second", "Highest speed that both ends of the link offer")
  static let linkMTU = Metric("nodeprobe_network_mtu_bytes", "Largest packet without fragments")
  static let linkCarrier = Metric(
    "nodeprobe_network_carrier", "Whether there is a link at the other end, 0 or 1")
  static let linkCarrierChanges = Metric(
    "nodeprobe_network_carrier_changes_total", "How often the link came or went")
  static let linkCarrierUps = Metric(
    "nodeprobe_network_carrier_up_changes_total", "How often the link came")
  static let linkCarrierDowns = Metric(
    "nodeprobe_network_carrier_down_changes_total", "How often the link went")
  static let linkQueueLength = Metric(
    "nodeprobe_network_transmit_queue_length", "Packets that may wait to be sent")
  static let linkDormant = Metric(
    "nodeprobe_network_dormant", "Whether the link waits for something outside, 0 or 1")
  static let linkIndex = Metric("nodeprobe_network_index", "The kernel's number of the interface")
  static let linkPeerIndex = Metric(
    "nodeprobe_network_peer_index", "The number of the interface below this one, or its own")
  static let linkProtocolType = Metric(
    "nodeprobe_network_protocol_type", "The hardware type of ARP (1 is Ethernet)")
}
