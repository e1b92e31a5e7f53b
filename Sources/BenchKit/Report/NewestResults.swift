internal import NodeModel

/// The newest result of each subject in some documents, and under what conditions it was measured.
struct NewestResults {
  /// In the order of the documents.
  private(set) var subjects: [BenchSubject] = []
  private(set) var results: [BenchSubject: BenchResult] = [:]
  private var places: [BenchSubject: Int] = [:]
  private let documents: [BenchDocument]

  init(of documents: [BenchDocument]) {
    self.documents = documents
    for (place, document) in documents.enumerated() {
      for result in document.results { add(result, of: place) }
    }
  }

  /// Of two of one time the first.
  private mutating func add(_ result: BenchResult, of place: Int) {
    let subject = result.subject
    if let known = results[subject], let other = places[subject] {
      guard time(of: result, in: place) > time(of: known, in: other) else { return }
    } else {
      subjects.append(subject)
    }
    results[subject] = result
    places[subject] = place
  }

  private func time(of result: BenchResult, in place: Int) -> UInt64 {
    result.ended ?? documents[place].conditions.ended
  }

  /// The conditions under which the result of a subject was measured; nil where there is none.
  func conditions(of subject: BenchSubject) -> BenchConditions? {
    places[subject].map { documents[$0].conditions }
  }

  /// The conditions of the documents that have results of these subjects, and of how many; where there are none, those
  /// of the first one.
  func conditions(of subjects: [BenchSubject]) -> [(conditions: BenchConditions, cases: Int)] {
    var counts = Array(repeating: 0, count: documents.count)
    for subject in subjects {
      if let place = places[subject] { counts[place] += 1 }
    }
    let used = documents.indices.filter { counts[$0] > 0 }
    return (used.isEmpty ? Array(documents.indices.prefix(1)) : used).map {
      (documents[$0].conditions, counts[$0])
    }
  }
}
