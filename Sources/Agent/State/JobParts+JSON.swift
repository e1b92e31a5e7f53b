public import Exporters
public import NodeModel

extension JSONWriter {
  /// Writes the parts of a job that has that much dynamic energy, in microjoules (docs/schema/jobs.json).
  public mutating func parts(_ parts: JobParts, of dynamic: UInt64) {
    let (parts, rest) = parts.divided(of: dynamic)
    object { json in
      json.key("named")
      json.array { json in
        for part in parts.named {
          json.object { json in
            json.member("id", part.id)
            json.member("name", part.name)
            json.member("start", time: part.start)
            if let end = part.end { json.member("end", time: end) }
            json.part(part.processorTime, part.energy)
          }
        }
      }
      if parts.others.count > 0 {
        json.key("others")
        json.object { json in
          json.member("count", count: parts.others.count)
          if parts.others.running > 0 { json.member("running", count: parts.others.running) }
          json.part(parts.others.processorTime, parts.others.energy)
        }
      }
      json.key("rest")
      json.object { $0.part(parts.restTime, rest) }
    }
  }

  /// Seconds to the nanosecond: below 52 days they are exact.
  private mutating func part(_ nanoseconds: UInt64, _ energy: UInt64) {
    member("cpu_seconds", Double(nanoseconds) / 1e9)
    member("dynamic_energy_uj", count: energy)
  }
}

extension JobParts {
  /// Reads what was written; of the rest only its CPU time, since its energy follows from that of the job.
  public init(reading reader: inout JSONReader) throws(JSONError) {
    self.init()
    let place = reader.position
    var told = Others()
    try reader.object { (reader, name) throws(JSONError) in
      switch name {
      case "named":
        try reader.array { (reader) throws(JSONError) in
          named.append(try Part(reading: &reader))
          // Whoever wrote it, and however many.
          if named.count > Self.most { _ = foldLeast() }
        }
      case "others": told = try Others(reading: &reader)
      case "rest": restTime = try Others(reading: &reader).processorTime
      default: try reader.skipValue()
      }
    }
    others.count += told.count
    others.running += told.running
    others.processorTime = others.processorTime.clampedAdding(told.processorTime)
    others.energy = others.energy.clampedAdding(told.energy)
    guard energy < 1 << 63 else { throw JSONError(at: place, "no shares of a job") }
  }
}

extension JobParts.Part {
  fileprivate init(reading reader: inout JSONReader) throws(JSONError) {
    let place = reader.position
    var id: String?
    var name: String?
    var start: UInt64?
    var end: UInt64?
    var (time, energy) = (UInt64(0), UInt64(0))
    try reader.object { (reader, member) throws(JSONError) in
      switch member {
      case "id": id = try reader.string()
      case "name": name = try reader.string()
      case "start": start = Timestamp.nanoseconds(of: try reader.string())
      case "end": end = Timestamp.nanoseconds(of: try reader.string())
      case "cpu_seconds": time = try reader.processorTime()
      case "dynamic_energy_uj": energy = try reader.share()
      default: try reader.skipValue()
      }
    }
    self.init(
      id: try id.required("id", in: place), start: try start.required("start", in: place))
    self.name = name
    self.end = end
    processorTime = time
    self.energy = energy
  }
}

extension JobParts.Others {
  fileprivate init(reading reader: inout JSONReader) throws(JSONError) {
    self.init()
    try reader.object { (reader, member) throws(JSONError) in
      switch member {
      case "count": count = try reader.quantity()
      case "running": running = try reader.quantity()
      case "cpu_seconds": processorTime = try reader.processorTime()
      case "dynamic_energy_uj": energy = try reader.share()
      default: try reader.skipValue()
      }
    }
    running = min(running, count)
  }
}

extension JSONReader {
  /// A count that a double holds, and to which more can be added.
  fileprivate mutating func quantity() throws(JSONError) -> Int {
    let place = position
    let quantity = try count()
    guard quantity < 1 << 53 else { throw JSONError(at: place, "no count of parts") }
    return quantity
  }

  /// Seconds as nanoseconds.
  fileprivate mutating func processorTime() throws(JSONError) -> UInt64 {
    let place = position
    let seconds = try number()
    guard (0...1e9).contains(seconds) else { throw JSONError(at: place, "no CPU time") }
    return UInt64((seconds * 1e9).rounded())
  }

  /// Microjoules of which a sum can be formed: less than a gigawatt has in nine years.
  fileprivate mutating func share() throws(JSONError) -> UInt64 {
    let place = position
    let share = UInt64(try count())
    guard share < 1 << 58 else { throw JSONError(at: place, "no share of a job") }
    return share
  }
}
