import TestSupport

/// Reports of a few nodes as agents would send them, with what must come out when each joule counts once.
struct SmallFleet {
  /// A document of one report.
  typealias Document = [UInt8]

  /// All deliveries, each once.
  private(set) var documents: [Document] = []
  /// The energy of all rows that count, in microjoules.
  private(set) var energy: UInt128 = 0
  /// How many rows count.
  private(set) var rows = 0
  /// How many nodes there are.
  private(set) var nodes = 0
  /// How many rows came in two forms.
  private(set) var conflicts = 0

  /// Draws a fleet.
  init(_ random: inout SeededRandom) {
    nodes = 1 + Int(random.below(3))
    for _ in 0..<nodes { addNode(&random) }
  }

  /// A node with a few hours of two owners; each report tells some of them again, the last hour still open.
  private mutating func addNode(_ random: inout SeededRandom) {
    let node = Self.digits(64, &random)
    let epoch =
      Self.digits(8, &random) + "-" + Self.digits(4, &random) + "-4" + Self.digits(3, &random)
      + "-8" + Self.digits(3, &random) + "-" + Self.digits(12, &random)
    let owners = ["system", "slurm:alpha/4711", "k8s:d\\u00e9j\\u00e0"].prefix(
      1 + Int(random.below(3)))
    var latest: [String: (revision: Int, energy: UInt128)] = [:]
    var forms: [String: Set<String>] = [:]
    for report in 0..<1 + Int(random.below(3)) {
      var rows: [String] = []
      for hour in max(0, report - 1)...report {
        for (place, owner) in owners.enumerated() where !random.once(in: 6) {
          // Two forms of one revision now and then, which must not be.
          let isForged = random.once(in: 40)
          let revision = report - hour
          let amount = 1000 * (hour + 1) + 10 * revision + place + (isForged ? 1 : 0)
          let key = "\(owner) \(hour)"
          let row = Self.row(
            owner: owner, hour: hour, epoch: epoch, sequence: 1 + hour * 3 + place,
            revision: revision, amount: amount)
          rows.append(row)
          if isForged {
            let other = Self.row(
              owner: owner, hour: hour, epoch: epoch, sequence: 1 + hour * 3 + place,
              revision: revision, amount: amount, isFinal: false)
            rows.append(other)
          }
          forms["\(key) \(revision)", default: []].insert("\(amount)\(isForged)")
          if revision >= latest[key]?.revision ?? -1 {
            latest[key] = (revision, 12 * UInt128(amount))
          }
        }
      }
      let document = Self.document(node: node, report: report, rows: rows, epoch: epoch, &random)
      documents.append(document)
      // The same again, with another spelling of a name that nobody knows.
      if random.once(in: 3) { documents.append(Self.respelled(document)) }
    }
    for (key, value) in latest {
      energy += value.energy
      rows += 1
      let known = forms["\(key) \(value.revision)"] ?? []
      if known.count > 1 || known.contains(where: { $0.hasSuffix("true") }) { conflicts += 1 }
    }
  }

  private static func document(
    node: String, report: Int, rows: [String], epoch: String, _ random: inout SeededRandom
  ) -> Document {
    var members = [
      "\"schema\":\"nodeprobe.report/1\"", "\"node_id\":\"\(node)\"",
      "\"start\":\"2026-03-02T0\(max(0, report - 1)):00:00Z\"",
      "\"end\":\"2026-03-02T0\(report + 1):00:0\(random.below(2))Z\"",
    ]
    var others = [
      "\"node\":{\"hostname\":\"n\(random.below(3))\"}",
      "\"rows\":[\(rows.joined(separator: ","))]",
    ]
    if !random.once(in: 3) {
      others.append("\"site\":{\"name\":\"hall \(random.below(3))\",\"zone\":\"DE\"}")
    }
    if !random.once(in: 3) {
      others.append("\"sensors\":[{\"chip\":\"a \\\"b\\\\\",\"mean\":\(random.below(9)).50e+1}]")
    }
    if random.once(in: 3) { others.append("\"x_\(random.below(2))\":[null, {}, \(report)]") }
    if !random.once(in: 3) {
      let end = random.once(in: 2) ? ",\"end\":\"2026-03-02T0\(report + 1):00:00Z\"" : ""
      others.append(
        "\"jobs\":[{\"job_id\":\"slurm:alpha/4711\",\"epoch\":\"\(epoch)\","
          + "\"start\":\"2026-03-02T00:10:00Z\"\(end),\"energy_uj\":\(random.below(3))}]")
    }
    if !random.once(in: 3) {
      // Two of the suites, and two of the cases, are the same to Swift's `==` and have other bytes.
      let suite = ["gemm", "caf\\u00e9", "cafe\\u0301"][Int(random.below(3))]
      let name = ["fp0", "fp1", "\\u00e9", "e\\u0301"][Int(random.below(4))]
      others.append(
        "\"benchmarks\":[{\"schema\":\"nodeprobe.bench/1\",\"context\":{\"version\":\"\(random.below(2))\","
          + "\"ended\":\"2026-03-02T00:0\(random.below(3)):00Z\"},\"results\":["
          + "{\"suite\":\"\(suite)\",\"case\":\"\(name)\",\"parameters\":{\"n\":8},"
          + "\"unit\":\"flop/s\",\"median\":\(random.below(4)).5,\"samples\":[1,2e0],\"checksum\":\"0f3a61c2d4e5b678\"}]}]"
      )
    }
    if random.once(in: 2) {
      // Long ones begin alike, as those of a site do.
      let version =
        String(repeating: "v", count: random.once(in: 2) ? 600 : 0) + "\(random.below(2))"
      others.append(
        "\"factors\":[{\"since\":\"2026-03-02T0\(random.below(2)):00:00Z\",\"version\":\"\(version)\","
          + "\"factors\":[]}]")
    }
    // Any order of members is right.
    others.shuffle(using: &random)
    members += others
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  private static func respelled(_ document: Document) -> Document {
    let text = String(decoding: document, as: UTF8.self)
    return Array(text.replacing("\"x_0\"", with: "\"x\\u005f0\"").utf8)
  }

  private static func row(
    owner: String, hour: Int, epoch: String, sequence: Int, revision: Int, amount: Int,
    isFinal: Bool = true
  ) -> String {
    let slots = Array(repeating: "\(amount)", count: 12).joined(separator: ",")
    return
      "{\"owner\":\"\(owner)\",\"component\":\"package\",\"hour\":\"2026-03-02T0\(hour):00:00Z\","
      + "\"epoch\":\"\(epoch)\",\"sequence\":\(sequence),\"revision\":\(revision),\"final\":\(isFinal),"
      + "\"tiers\":\"BBBBBBBBBBBB\",\"full_uj\":[\(slots)],\"dynamic_uj\":[\(slots)],"
      + "\"low_uj\":0,\"high_uj\":\(13 * amount)}"
  }

  private static func digits(_ count: Int, _ random: inout SeededRandom) -> String {
    String((0..<count).map { _ in Character(String(random.below(16), radix: 16)) })
  }

  /// The same document with blanks where they mean nothing.
  static func spread(_ document: Document, _ random: inout SeededRandom) -> Document {
    var text: Document = []
    var isInside = false
    var isEscaped = false
    for byte in document {
      let isMark = !isInside && [0x7B, 0x7D, 0x5B, 0x5D, 0x2C, 0x3A].contains(byte)
      if isMark, random.once(in: 3) {
        text.append(contentsOf: "\n  ".utf8.prefix(Int(random.below(4))))
      }
      text.append(byte)
      if isMark, random.once(in: 3) { text.append(0x20) }
      if isEscaped {
        isEscaped = false
      } else if isInside, byte == 0x5C {
        isEscaped = true
      } else if byte == 0x22 {
        isInside.toggle()
      }
    }
    // Only blanks at the beginning of a document are taken away again.
    return Array(text.drop { $0 == 0x20 || $0 == 0x0A })
  }
}
