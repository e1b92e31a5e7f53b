internal import NodeModel

extension History {
  /// Writes the member `history`: lines of equally spaced points, the oldest first, null for gaps. A
  /// line of gaps only is left out.
  func write(_ json: inout JSONWriter) {
    json.key("history")
    json.object { json in
      json.member("period_seconds", Double(period) / 1e9)
      json.member("points", count: count)
      for row in Row.allCases {
        writeLine(row.memberName, places: row.places, &json) { self[row, $0] }
      }
      json.key("temperatures")
      json.array { json in
        for (line, sensor) in layout.charted.enumerated() {
          json.object { json in
            json.member("chip", sensor.chip)
            json.member("device", sensor.device)
            json.member("sensor", sensor.sensor)
            json.member("label", sensor.label)
            writeLine("celsius", places: 1, &json) { temperature(line, $0) }
          }
        }
      }
    }
  }

  private func writeLine(
    _ name: StaticString, places: Int, _ json: inout JSONWriter, point: (Int) -> Double?
  ) {
    guard (0..<count).contains(where: { point($0) != nil }) else { return }
    json.key(name)
    json.array { json in
      for position in 0..<count {
        if let value = point(position) { json.real(rounded(value, places)) } else { json.null() }
      }
    }
  }
}

extension History.Row {
  /// The name in the document.
  fileprivate var memberName: StaticString {
    switch self {
    case .cpuUtilization: "cpu_utilization_ratio"
    case .memoryUsed: "memory_used_ratio"
    case .power: "power_watts"
    case .hottest: "hottest_celsius"
    case .networkReceive: "network_receive_bytes_per_second"
    case .networkTransmit: "network_transmit_bytes_per_second"
    case .diskRead: "disk_read_bytes_per_second"
    case .diskWrite: "disk_written_bytes_per_second"
    case .pressureCPU: "cpu_waiting_ratio"
    case .pressureMemory: "memory_waiting_ratio"
    case .pressureIO: "io_waiting_ratio"
    }
  }

  /// How many decimal places a point needs.
  fileprivate var places: Int {
    switch self {
    case .cpuUtilization, .memoryUsed, .pressureCPU, .pressureMemory, .pressureIO: 4
    case .power, .hottest: 1
    case .networkReceive, .networkTransmit, .diskRead, .diskWrite: 0
    }
  }
}
