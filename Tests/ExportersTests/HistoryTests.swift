import Exporters
import NodeModel
import Testing

@Suite struct HistoryTests {
  @Test("a value that was not known is a gap and never 0")
  func gaps() {
    var stage = NodeStage()
    let cpu = stage.add("nodeprobe_cpu_utilization_ratio", .real(0.25))
    var history = History()
    history.add(stage.snapshot(at: 100))
    stage[cpu] = .absent
    history.add(stage.snapshot(at: 101))
    stage[cpu] = .real(0.75)
    history.add(stage.snapshot(at: 102))
    #expect(line(history, .cpuUtilization) == [0.25, nil, 0.75])
    #expect(line(history, .power) == [nil, nil, nil])
  }

  @Test("seconds in which no round ended are gaps, and a little jitter makes none")
  func missedRounds() {
    var stage = NodeStage()
    stage.add("nodeprobe_cpu_utilization_ratio", .real(0.5))
    var history = History()
    for time in [10, 11.2, 11.9, 13.3, 16] { history.add(stage.snapshot(at: time)) }
    #expect(line(history, .cpuUtilization) == [0.5, 0.5, 0.5, 0.5, nil, nil, 0.5])
  }

  @Test("after five minutes the oldest point gives its place to the newest")
  func wrap() {
    var stage = NodeStage()
    let power = stage.add("nodeprobe_node_power_watts", .real(0))
    var history = History()
    for second in 0..<450 {
      stage[power] = .real(Double(second))
      history.add(stage.snapshot(at: Double(1000 + second)))
    }
    #expect(history.count == 300)
    #expect(history[.power, 0] == 150)
    #expect(history[.power, 299] == 449)
    #expect(history[.power, 300] == nil)
    history.add(stage.snapshot(at: 1000 + 449 + 1000))
    #expect(history.count == 300)
    #expect(line(history, .power).compactMap { $0 } == [449])
  }

  @Test("an interval of five seconds makes sixty points")
  func slowRounds() {
    var stage = NodeStage()
    stage.add("nodeprobe_node_power_watts", .real(7))
    var history = History(interval: 5_000_000_000)
    for round in 0..<100 { history.add(stage.snapshot(at: Double(round * 5))) }
    #expect(history.count == 60)
    #expect(line(history, .power).allSatisfy { $0 == 7 })
  }

  @Test("rates are differences over the time between two rounds, summed over hardware")
  func rates() {
    var stage = NodeStage()
    let eno = stage.add(
      "nodeprobe_network_receive_bytes_total", ["device": "eno1"], .count(1_000))
    let loop = stage.add("nodeprobe_network_receive_bytes_total", ["device": "lo"], .count(5))
    let wlan = stage.add(
      "nodeprobe_network_receive_bytes_total", ["device": "wlan0"], .count(2_000))
    var history = History()
    history.add(stage.snapshot(at: 50))
    (stage[eno], stage[loop], stage[wlan]) = (.count(1_500), .count(999_999), .count(2_100))
    history.add(stage.snapshot(at: 51))
    (stage[eno], stage[wlan]) = (.count(2_500), .count(2_100))
    history.add(stage.snapshot(at: 53))
    #expect(line(history, .networkReceive) == [nil, 600, nil, 500])
  }

  @Test("a counter that went down or vanished is a gap in the sum")
  func resets() {
    var stage = NodeStage()
    let disk = stage.add("nodeprobe_disk_read_bytes_total", ["device": "sda"], .count(100))
    var history = History()
    for (second, value) in [Value.count(100), .count(40), .count(90), .absent, .count(95)]
      .enumerated()
    {
      stage[disk] = value
      history.add(stage.snapshot(at: Double(second)))
    }
    #expect(line(history, .diskRead) == [nil, nil, 50, nil, nil])
  }

  @Test("partitions and composed disks are not counted beside the disks below them")
  func partitions() {
    var stage = NodeStage()
    let names = ["sda", "sda1", "nvme0n1", "nvme0n1p2", "md0", "dm-0", "mmcblk0", "vdb1"]
    let places = names.map {
      stage.add("nodeprobe_disk_written_bytes_total", ["device": $0], .count(0))
    }
    var history = History()
    history.add(stage.snapshot(at: 0))
    for (power, place) in places.enumerated() { stage[place] = .count(1 << UInt64(power)) }
    history.add(stage.snapshot(at: 1))
    // sda, nvme0n1, mmcblk0, and vdb1, whose disk is not there: 1 + 4 + 64 + 128.
    #expect(line(history, .diskWrite) == [nil, 197])
  }

  @Test("lines and rates live on when devices come and go")
  func newCatalogue() {
    var stage = NodeStage()
    stage.add("nodeprobe_network_receive_bytes_total", ["device": "eno1"], .count(10))
    stage.add("nodeprobe_temperature_celsius", ["chip": "a", "sensor": "temp1"], .real(40))
    var history = History()
    history.add(stage.snapshot(at: 7))
    var other = NodeStage()
    other.add("nodeprobe_temperature_celsius", ["chip": "b", "sensor": "temp1"], .real(90))
    other.add("nodeprobe_network_receive_bytes_total", ["device": "eno1"], .count(30))
    other.add("nodeprobe_temperature_celsius", ["chip": "a", "sensor": "temp1"], .real(41))
    history.add(other.snapshot(at: 8))
    #expect(line(history, .networkReceive) == [nil, 20])
    #expect(line(history, .hottest) == [40, 90])
  }

  @Test("a snapshot that is not newer than the last one is passed over")
  func stale() {
    var stage = NodeStage()
    let power = stage.add("nodeprobe_node_power_watts", .real(5))
    var history = History()
    history.add(stage.snapshot(at: 9))
    stage[power] = .real(6)
    history.add(stage.snapshot(at: 9))
    history.add(stage.snapshot(at: 8))
    #expect(line(history, .power) == [5])
  }

  @Test("memory in use is what is not available")
  func memory() {
    var stage = NodeStage()
    stage.add("nodeprobe_memory_total_bytes", .count(8_000))
    let available = stage.add("nodeprobe_memory_available_bytes", .count(2_000))
    var history = History()
    history.add(stage.snapshot(at: 1))
    stage[available] = .absent
    history.add(stage.snapshot(at: 2))
    #expect(line(history, .memoryUsed) == [0.75, nil])
  }

  private func line(_ history: History, _ row: History.Row) -> [Double?] {
    (0..<history.count).map { history[row, $0] }
  }
}
