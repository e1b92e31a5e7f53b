import BenchKit
import NodeModel

/// Which parameters of a suite's results get a column: those that differ.
struct ParameterColumns {
  /// The names with a column of their own, in the order in which they first stand.
  let names: [String]
  /// What all results have in common: "isa avx512, pages huge".
  let shared: String

  init(of results: [BenchResult]) {
    var names: [String] = []
    for parameter in results.flatMap(\.subject.parameters)
    where !names.contains(parameter.name) && parameter.name != Self.arrayShare {
      names.append(parameter.name)
    }
    var shared: [String] = []
    self.names = names.filter { name in
      let values = Set(results.map { $0.subject[name] })
      guard values.count == 1, results.count > 1, let value = results.first?.subject[name] else {
        return true
      }
      shared.append("\(name) \(Self.text(value, of: name))")
      return false
    }
    self.shared = shared.joined(separator: ", ")
  }

  /// How large the arrays of a memory kernel are beside the caches; told in words, where it matters.
  static let arrayShare = "array_percent_of_cache"

  /// The cells of one result under `names`; empty where it has no such parameter.
  func cells(of result: BenchResult) -> [String] {
    names.map { name in result.subject[name].map { Self.text($0, of: name) } ?? "" }
  }

  static func text(_ value: BenchSubject.Value, of name: String) -> String {
    switch value {
    case .text(let text): text
    // Working sets are powers of two, or near them.
    case .count(let count) where name == "bytes": Quantity.memory(Double(count))
    case .count(let count): "\(count)"
    }
  }
}

extension BenchSubject {
  /// "gemm case=fp32 n=2048 threads=2": the parts as `--only` takes them.
  var choiceTitle: String {
    let words = parameters.map { parameter in
      switch parameter.value {
      case .count(let count): "\(parameter.name)=\(count)"
      case .text(let text): "\(parameter.name)=\(text)"
      }
    }
    return ([suite, "case=\(name)"] + words).joined(separator: " ")
  }

  /// "gemm fp32 n=2048 threads=2".
  var title: String {
    let words = parameters.map { "\($0.name)=\(ParameterColumns.text($0.value, of: $0.name))" }
    return ([suite, name] + words.map { $0.replacing(" ", with: "") }).joined(separator: " ")
  }
}

extension BenchOmission {
  /// "gemm fp64 n=4096: needs 384 MiB"; of several cases how many, with their first.
  var words: String {
    count == 1
      ? "\(subject.title): \(reason)"
      : "\(count) cases of \(subject.suite), such as \(subject.title): \(reason)"
  }
}
