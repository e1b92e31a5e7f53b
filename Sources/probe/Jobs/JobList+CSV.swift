import Agent
import Exporters
import NodeModel

extension JobList {
  /// Comma-separated values (RFC 4180 with plain line ends): a heading, then a line a job. Energy is joules,
  /// exact to the microjoule; what is not known is empty. Parts stand in lines of their own below their job, without
  /// its energies, so that these can be added up.
  var csv: String {
    var text = """
      job_id,name,manager,user,account,state,start,end,energy_joules,dynamic_energy_joules,\
      low_joules,high_joules,tier,watts,carbon_grams,market_carbon_grams,embodied_carbon_grams,\
      cost,currency,tags,reserved_core_ms,reserved_mebibyte_ms,partition,read_bytes,written_bytes
      """
    text += (withParts ? ",part,part_cpu_seconds,part_dynamic_energy_joules" : "") + "\n"
    for job in jobs {
      text += Self.line(job) + (withParts ? ",,," : "") + "\n"
      for part in parts(of: job) { text += Self.line(part, of: job) + "\n" }
    }
    return text
  }

  private static func line(_ part: PartTable.Line, of job: JobReport) -> String {
    let cells: [String] = [
      job.id, job.name, job.manager, job.user ?? "", job.account ?? "", "",
      part.start.map(Timestamp.millisecond) ?? "", part.end.map(Timestamp.millisecond) ?? "",
    ]
    let empty = Array(repeating: "", count: 17)
    let own = [
      part.name, PartTable.seconds(part.processorTime), joules(part.energy),
    ]
    return (cells + empty + own).map(quoted).joined(separator: ",")
  }

  private static func line(_ job: JobReport) -> String {
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
    return (cells + held + traffic).map(quoted).joined(separator: ",")
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

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
    return "\""
      + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
