/// What stands next in the record of a document.
enum RecordKind: UInt8 {
  /// The name of an owner; rows and conflicts say which of these it is, the first is 0.
  case owner
  case row
  case job
  case factors
  /// Benchmarks that ran together, with what is said of all of them.
  case benchmarks
  case conflict
  /// What the document is, and where its members stand.
  case outline
}
