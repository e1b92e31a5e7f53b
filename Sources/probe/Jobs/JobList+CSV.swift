import Agent
import Exporters
import NodeModel

extension JobList {
  /// Comma-separated values (RFC 4180 with plain line ends): a heading, then a line a job. Energy is joules,
  /// exact to the microjoule; what is not known is empty. Parts stand in lines of their own below their job, without
  /// its energies, so that these can be added up.
  var csv: String {
    var text = ByteText()
    text.append(text: heading)
    for job in jobs {
      Self.write(Self.cells(of: job) + (withParts ? ["", "", ""] : []), into: &text)
      for part in parts(of: job) { Self.write(Self.cells(of: part, in: job), into: &text) }
    }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private var heading: String {
    let columns = """
      job_id,name,manager,user,account,state,start,end,energy_joules,dynamic_energy_joules,\
      low_joules,high_joules,tier,watts,carbon_grams,market_carbon_grams,embodied_carbon_grams,\
      cost,currency,tags,reserved_core_ms,reserved_mebibyte_ms,partition,read_bytes,written_bytes
      """
    return columns + (withParts ? ",part,part_cpu_seconds,part_dynamic_energy_joules" : "") + "\n"
  }

  private static func write(_ cells: [String], into text: inout ByteText) {
    for (place, cell) in cells.enumerated() {
      if place > 0 { text.append(",") }
      text.append(cell: cell)
    }
    text.append("\n")
  }

  private static func cells(of part: PartTable.Line, in job: JobReport) -> [String] {
    let cells: [String] = [
      job.id, job.name, job.manager, job.user ?? "", job.account ?? "", "",
      part.start.map(Timestamp.millisecond) ?? "", part.end.map(Timestamp.millisecond) ?? "",
    ]
    let empty = Array(repeating: "", count: 17)
    let own = [
      part.name, PartTable.seconds(part.processorTime), joules(part.energy),
    ]
    return cells + empty + own
  }

  private static func cells(of job: JobReport) -> [String] {
    let tags = job.tags.sorted { $0.key < $1.key }.map { $0.key + "=" + $0.value }
    let totals = job.totals
    let cells: [String] = [
      job.id, job.name, job.manager, job.user ?? "", job.account ?? "", job.state.rawValue,
      Timestamp.millisecond(job.start), job.end.map { Timestamp.millisecond($0) } ?? "",
      joules(totals?.energy), joules(totals?.dynamic), joules(totals?.low), joules(totals?.high),
      totals?.letter ?? "", job.watts.map { number($0) } ?? "",
      job.carbonGrams.map { number($0) } ?? "", job.marketCarbonGrams.map { number($0) } ?? "",
      job.embodiedCarbonGrams.map { number($0) } ?? "", job.cost.map { number($0) } ?? "",
      job.currency ?? "", tags.joined(separator: ";"),
    ]
    let held: [String] = [job.reservedCores, job.reservedMemory].map { amount in
      amount.map { String($0) } ?? ""
    }
    let traffic: [String] = [
      job.partition ?? "", job.traffic.map { String($0.read) } ?? "",
      job.traffic.map { String($0.written) } ?? "",
    ]
    return cells + held + traffic
  }

  private static func joules(_ microjoules: UInt64?) -> String {
    guard let microjoules else { return "" }
    var text = ByteText()
    text.append(micro: microjoules)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private static func number(_ value: Double) -> String {
    var text = ByteText()
    text.append(real: value)
    return String(decoding: text.bytes, as: UTF8.self)
  }
}
