/// The owners that a document names, each with the number under which its record knows it.
struct OwnerNames {
  /// So many are compared one by one, which is faster than to hash a name.
  private static let few = 32

  private var names: [JSONText] = []
  private var places: [[UInt8]: Int] = [:]
  private var last = 0

  /// Begins with another document.
  mutating func removeAll() {
    names.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    last = 0
  }

  /// The number of an owner, which is written into the record where it is new. Rows of one owner mostly follow each
  /// other.
  mutating func number(
    of name: JSONText, _ walker: borrowing JSONWalker, into record: inout RecordWriter
  ) -> Int {
    if last < names.count, walker.isSame(names[last], name) { return last }
    last = known(name, walker) ?? names.count
    if last == names.count {
      record.add(.owner)
      record.add(name, walker)
      names.append(name)
      if names.count > Self.few { places[walker.decoded(name)] = last }
      if names.count == Self.few + 1 {
        for (place, name) in names.enumerated() { places[walker.decoded(name)] = place }
      }
    }
    return last
  }

  private func known(_ name: JSONText, _ walker: borrowing JSONWalker) -> Int? {
    if names.count > Self.few { return places[walker.decoded(name)] }
    for (place, known) in names.enumerated() where walker.isSame(known, name) { return place }
    return nil
  }
}
