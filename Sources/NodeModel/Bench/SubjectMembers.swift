/// The members of a result that say what it is about, while they are read.
struct SubjectMembers {
  private var suite: String?
  private var name: String?
  private var parameters: [BenchSubject.Parameter]?
  private var unit: BenchUnit?

  /// Reads the value of a member if it is one of these.
  mutating func read(_ member: String, _ reader: inout JSONReader) throws(JSONError) -> Bool {
    switch member {
    case "suite": suite = try reader.string()
    case "case": name = try reader.string()
    case "unit": unit = try reader.word(BenchUnit.self)
    case "parameters":
      var found: [BenchSubject.Parameter] = []
      try reader.object { reader, name throws(JSONError) in
        let value: BenchSubject.Value =
          try reader.kind() == .string ? .text(try reader.string()) : .count(try reader.integer())
        found.append(BenchSubject.Parameter(name: name, value: value))
      }
      parameters = found
    default: return false
    }
    return true
  }

  /// All of them; `start` is where the object began.
  func subject(in start: Int) throws(JSONError) -> BenchSubject {
    BenchSubject(
      suite: try suite.required("suite", in: start), name: try name.required("case", in: start),
      parameters: try parameters.required("parameters", in: start),
      unit: try unit.required("unit", in: start))
  }
}
